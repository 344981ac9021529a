"""The language of a report: script, telling letters and function words decide most, cheaply; a classifier the rest."""

import re
from collections import Counter
from typing import Any

SAMPLE = 3_000
"""Code points looked at; a choice of cost: 0.2 to 0.7 ms a text, up to 1.2 ms where the classifier is asked."""

MIN_LETTERS = 20
"""Fewer letters than this say nothing: py3langid takes "Deir Ezzor" for Irish."""

MIN_CONFIDENCE = 0.3
"""py3langid's probability under which it is not believed: of 200 two-word fragments of English, 3 went wrong above."""

MIN_WORDS = 4
"""Different function words of one language that must be there: "at" and "for" alone would make Danish English."""

SHORT = 25
"""Words of a text in which two function words suffice: of 1,069 English sentences no longer, they know 665 and mistake
6."""

MIN_CLASSIFIED = 60
"""Letters that are worth the half second in which the classifier is loaded: of 171 English sentences of fewer than
eight words, some 40 letters, it leaves 51 unsaid."""

MIN_SHARE = 0.12
"""The share of words that they need: 1,758 English articles mostly have 18 to 34 %, Danish full of "at" 10 %."""

MAJORITY = 2.0
"""How many times the runner-up's function words the winner needs: Spanish and Portuguese share many."""

_SCRIPTS = (
    ("latin", "A-Za-zÀ-ɏḀ-ỿ"),
    ("arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"),
    ("cyrillic", "\u0400-\u052f"),
    ("he", "\u0590-\u05ff"),
    ("el", "\u0370-\u03ff"),
    ("hy", "\u0530-\u058f"),
    ("ka", "\u10a0-\u10ff"),
    ("am", "\u1200-\u137f"),
    ("ko", "\uac00-\ud7af\u1100-\u11ff"),
    ("ja", "\u3040-\u30ff"),
    ("zh", "\u4e00-\u9fff"),
    ("th", "\u0e00-\u0e7f"),
    ("my", "\u1000-\u109f"),
    ("km", "\u1780-\u17ff"),
    ("bn", "\u0980-\u09ff"),
    ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"),
    ("devanagari", "\u0900-\u097f"),
)
"""A script's name, or the language itself where a script has one that matters."""

_COUNTED = tuple((name, re.compile(f"[{chars}]+")) for name, chars in _SCRIPTS)

_TELLING = {
    "arabic": (
        ("ps", re.compile("[ښځڅډړږټڼېۍ]")),
        ("ku", re.compile("[ێۆڕڵە]")),
        ("ug", re.compile("[ۇۈۋې]")),
        ("ur", re.compile("[ٹڈڑںے]")),
        ("fa", re.compile("[پچژگیک]")),
    ),
    "cyrillic": (
        ("be", re.compile("[ўЎ]")),
        ("uk", re.compile("[іІїЇєЄґҐ]")),
        ("sr", re.compile("[ђЂјЈљЉњЊћЋџЏ]")),
    ),
}
"""Letters that one language of a script has and the others lack; the first language with enough of them is the one."""

TELLING_SHARE = 0.01
"""The share of a script's letters that the telling ones need: 6 to 25 % in five sentences, less for a quoted name."""

_FUNCTION_WORDS = {
    "en": "the of and to in that is was for on with as by at from has were have which had not are been said its",
    "fr": "le les des est dans une du par pour qui sur pas plus avec ont au cette aux été sont il elle mais leur",
    "de": "der die und den das ist von zu mit dem des im auf für nicht ein eine sich auch wurde nach bei sind einer",
    "es": "el los las que en por con para una del se su más fue como pero han sus al lo este ya sobre según",
    "pt": "os dos que em uma não da do com para por mais foi na no ao como são pela pelo mas das nas seu também",
    "it": "il di che della per con una del sono gli non nel alla dei delle anche più ha si dal è lo le come",
    "nl": "de het een van en op met voor zijn door niet aan werd bij naar ook uit dat wordt heeft deze maar",
    "tr": "ve bir bu için ile olan olarak da de sonra daha kadar çok gibi en olduğu ise ancak dedi göre",
    "pl": "w i na z się do że nie jest po od przez przy jak oraz są dla był tym który które także tego ale",
    "sv": "och att det som en på är av för med till den har inte ett om ett var från men efter under vid",
    "ro": "și în de la cu pe un o nu din care a fost pentru mai au este sa ale prin după această către",
    "cs": "a v se na je že do s z o k ve pro jsou byl také podle jako ale při od jeho která který",
    "id": "yang dan di dari untuk dengan pada ini itu tidak dalam akan oleh telah ke adalah juga para tersebut",
}
_VOTERS = {lang: tuple(words.split()) for lang, words in _FUNCTION_WORDS.items()}

_WORD = re.compile(r"[^\W\d_]+")

_ISO_639_1 = {
    "ary": "ar",
    "arz": "ar",
    "sdh": "ku",
    "yue": "zh",
    "wuu": "zh",
    "nn": "no",
    "hbo": "he",
    "grc": "el",
    "uzs": "uz",
}
"""Codes of the classifier for which a code of two letters serves."""


class Languages:
    """Names the language of texts. Holds the classifier, which is loaded at first need: that takes half a second."""

    __slots__ = ("_classifier",)

    def __init__(self) -> None:
        self._classifier: Any = None

    def of(self, text: str) -> str:
        """The ISO 639-1 code of the text's language, from its first code points; empty where it cannot be told.

        >>> Languages().of("The army said on Monday that the town was shelled for the third day.")
        'en'
        >>> Languages().of("في دير الزور اليوم هاجم مسلحون مواقع الجيش"), Languages().of("12 - 14")
        ('ar', '')
        """
        sample = text[:SAMPLE]
        script, letters = _script(sample)
        if letters < MIN_LETTERS and script in ("latin", "cyrillic", "devanagari"):
            return ""
        if script == "latin":
            return _by_function_words(sample) or (self._classified(sample) if letters >= MIN_CLASSIFIED else "")
        if script == "cyrillic":
            # Russian and Bulgarian share their letters; ы and э are Russian's only.
            return _by_letters(sample, script, letters) or (
                "ru" if re.search("[ыэЫЭ]", sample) else self._classified(sample)
            )
        if script == "arabic":
            return _by_letters(sample, script, letters) or "ar"
        return self._classified(sample) if script == "devanagari" else script

    def _classified(self, sample: str) -> str:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        if self._classifier is None:
            self._classifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        lang, confidence = self._classifier.classify(sample)
        lang = _ISO_639_1.get(lang, lang)
        return lang if confidence >= MIN_CONFIDENCE and len(lang) == 2 else ""


def _script(sample: str) -> tuple[str, int]:
    """The script with the most letters, and how many. Kana anywhere makes Han Japanese."""
    if sample.isascii():
        return "latin", sum(map(len, _WORD.findall(sample)))
    latin = sum(map(len, _COUNTED[0][1].findall(sample)))
    if latin > len(sample) / 2:
        return "latin", latin
    counts = {name: sum(map(len, letters.findall(sample))) for name, letters in _COUNTED}
    if counts["ja"] > counts["zh"] / 10:
        counts["ja"] += counts["zh"]
    script = max(counts, key=counts.__getitem__)
    return (script, counts[script]) if counts[script] else ("", 0)


def _by_letters(sample: str, script: str, letters: int) -> str:
    for lang, telling in _TELLING[script]:
        if len(telling.findall(sample)) >= max(2, TELLING_SHARE * letters):
            return lang
    return ""


def _by_function_words(sample: str) -> str:
    words = Counter(_WORD.findall(sample.lower()))
    votes = sorted(((sum(words[word] for word in voters), lang) for lang, voters in _VOTERS.items()), reverse=True)
    (most, lang), (second, _) = votes[:2]
    if most < MAJORITY * second or most < MIN_SHARE * words.total():
        return ""
    needed = MIN_WORDS if words.total() >= SHORT else 2
    return lang if sum(word in words for word in _VOTERS[lang]) >= needed else ""


def code(tag: str) -> str:
    """The language of a tag such as `en-US`, as its primary code in lower case; empty for what is no tag.

    >>> code("en-US"), code("ar"), code("English")
    ('en', 'ar', '')
    """
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]{1,30})?", tag.strip())
    return match[1].lower() if match else ""

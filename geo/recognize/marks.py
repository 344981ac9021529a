"""What a word of Arabic, Hebrew, Cyrillic or Greek letters may stand for, once the marks of its language are put aside.

Arabic and Hebrew write small words as one with the next; Slavic languages and Greek put an ending for the case. The
forms given are guesses: only one that the gazetteer has counts.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

SHORTEST = 3
"""Letters of a name in an alphabet; of shorter ones too many are words. Ideographs need two."""

STEM = 3
"""Letters that an ending must leave, two where two letters take its place: Ки|єва, Ки|їв."""

MOST_FORMS = 60
"""Forms tried of a name of several words: of two adjectives with a noun, the likely ones come first."""

PREFIXES = {
    "arabic": ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل"),
    "hebrew": ("ו", "ב", "ה", "ל", "מ", "כ", "ש", "וב", "ול", "ומ", "וה", "שב", "של", "שמ", "כשב", "מה"),
}
"""One-letter words written as one with the next, and their usual pairs: and, so, in, to, as; in Hebrew also the
article, from and that."""

SLAVIC = (
    ("єва", ("їв",)), ("єву", ("їв",)), ("єві", ("їв",)), ("євом", ("їв",)), ("ова", ("ов", "ово", "ів")),
    ("ову", ("ов", "ово", "ів")), ("ові", ("ів", "ов", "ове")), ("овом", ("ів",)), ("еві", ("їв", "ів")),
    ("олі", ("іль",)), ("оля", ("іль",)), ("олем", ("іль",)), ("ополю", ("опіль",)),
    ("ці", ("ка", "ця", "ць", "ці")), ("зі", ("га", "за")), ("ию", ("ия",)), ("ией", ("ия",)), ("ії", ("ія",)),
    ("ію", ("ія",)), ("ією", ("ія",)), ("ье", ("ья", "ье")), ("ью", ("ь", "ья")), ("ссю", ("сь",)),
    ("ами", ("ы", "и", "а")), ("ями", ("и", "і")), ("ах", ("ы", "и", "а")), ("ях", ("и", "і")), ("ам", ("ы", "и", "а")),
    ("ів", ("и", "і")), ("ов", ("ы",)), ("цах", ("цы",)), ("ого", ("ое", "ый", "ий", "ой", "е")),
    ("ому", ("ое", "ый", "ий", "е")), ("его", ("ее", "ий")), ("ых", ("ые",)), ("их", ("ие", "і")),
    ("ой", ("а", "ая")), ("ей", ("я",)), ("ую", ("ая",)), ("ої", ("а",)), ("ій", ("а", "я")),
    ("ою", ("а",)), ("ею", ("я",)), ("єю", ("я",)), ("ым", ("ый", "ое", "")), ("им", ("ий", "ое", "е", "")),
    ("ом", ("", "о", "ый", "ий", "ое")), ("ем", ("ь", "й", "", "ее")), ("ём", ("ь",)), ("єм", ("й",)),
    ("ям", ("и", "і")), ("а", ("", "о")), ("я", ("ь", "й", "е")), ("у", ("а", "", "о")), ("ю", ("я", "ь", "й")),
    ("е", ("", "а", "я", "о", "ь")), ("є", ("я", "е")), ("и", ("я", "ь", "а", "ы")), ("ы", ("а",)),
    ("і", ("", "а", "я", "ь", "о", "е")), ("ое", ("ой",)), ("ї", ("я", "й")),
)  # fmt: skip
"""Case endings of Russian and Ukrainian nouns and adjectives, and what they stand for in the nominative; of Ukrainian
also the vowel that changes with them (Харкова, Харків)."""

ADJECTIVAL = ("ого", "его", "ому", "ом", "ой", "ей", "ую", "ым", "им", "ої", "ій", "ою", "ьку")
"""Endings of Slavic adjectives in names such as Black Sea, whose noun has no capital."""

GREEK = (
    ("ους", ("οι",)), ("ων", ("ες", "α")), ("ου", ("ος", "ο")), ("ού", ("ός", "ό")), ("ας", ("α",)), ("άς", ("ά",)),
    ("ης", ("η",)), ("ής", ("ή",)), ("ο", ("ος",)), ("ό", ("ός",)), ("α", ("ας",)), ("ά", ("άς",)), ("η", ("ης",)),
    ("ή", ("ής",)),
)  # fmt: skip
"""Case endings of Greek nouns, and what they stand for in the nominative."""


class Form(NamedTuple):
    """A guess at the name behind a written form."""

    skipped: int
    """Letters at its beginning that are no part of the name."""
    text: str


def script_of(letter: str) -> str:
    """`arabic`, `hebrew`, `cyrillic`, `greek`, or nothing for a script without marks of ours.

    >>> script_of("в"), script_of("ב"), script_of("दि"[0])
    ('cyrillic', 'hebrew', '')
    """
    code = ord(letter)
    if 0x400 <= code <= 0x52F:
        return "cyrillic"
    if 0x600 <= code <= 0x6FF:
        return "arabic"
    if 0x590 <= code <= 0x5FF:
        return "hebrew"
    return "greek" if 0x370 <= code <= 0x3FF else ""


def may_be_marked(letter: str) -> bool:
    """Whether a word that begins with a letter may have marks.

    >>> may_be_marked("و"), may_be_marked("س"), may_be_marked("К")
    (True, False, True)
    """
    script = script_of(letter)
    return any(prefix[0] == letter for prefix in PREFIXES[script]) if script in PREFIXES else bool(script)


def is_persian(text: str) -> bool:
    """Whether Arabic letters are written as in Persian, which has other signs for k and y.

    >>> is_persian("کابل، افغانستان"), is_persian("كابل، أفغانستان ليست"), is_persian("Kabul")
    (True, False, False)
    """
    return text.count("ی") + text.count("ک") > text.count("ي") + text.count("ك") + text.count("ة")


def persian_forms(words: list[str]) -> Iterator[Form]:
    """As `forms`, of a Persian text, which leaves the Arabic article out and writes small words apart.

    >>> list(persian_forms(["فلوجه"]))
    [Form(skipped=0, text='الفلوجه')]
    """
    if script_of(words[0][0]) != "arabic":
        yield from forms(words)
    elif not words[0].startswith("ال") and len(words[0]) > SHORTEST:
        yield Form(0, "ال" + "".join(words))


def forms(words: list[str]) -> Iterator[Form]:
    """What a row of words, each as written with what parts it from the next, may stand for; never as it is written.

    >>> [form.text for form in forms(["Киеве"])][:2]
    ['Киев', 'Киева']
    >>> Form(0, "Новая Каховка") in list(forms(["Новой ", "Каховке"]))
    True
    >>> list(forms(["وبالموصل"]))
    [Form(skipped=1, text='بالموصل'), Form(skipped=2, text='الموصل')]
    """
    script = script_of(words[0][0])
    whole = "".join(words)
    if script in PREFIXES:
        for prefix in PREFIXES[script]:
            if whole.startswith(prefix) and len(whole) - len(prefix) >= SHORTEST:
                yield Form(len(prefix), whole[len(prefix) :])
        if script == "arabic" and whole.removeprefix("و").startswith("لل"):
            # to the: the article loses its first letter
            skipped = 2 if whole.startswith("و") else 1
            yield Form(skipped, "ا" + whole[skipped:])
    elif script:
        each = [[word, *_nominatives(word, script)] for word in words]
        rows = islice(product(*each), 1, MOST_FORMS)
        yield from (Form(0, text) for text in dict.fromkeys("".join(row) for row in rows) if text != whole)


@lru_cache(maxsize=200)
def _endings(script: str, last: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The endings of a script that end in a letter."""
    return tuple(pair for pair in (SLAVIC if script == "cyrillic" else GREEK) if pair[0].endswith(last))


def _nominatives(word: str, script: str) -> list[str]:
    """The forms of one word, what follows it kept."""
    bare = word.rstrip(" -\n")
    after = word[len(bare) :]
    found = [
        bare[: len(bare) - len(ending)] + nominative + after
        for ending, nominatives in _endings(script, bare[-1:])
        if bare.endswith(ending)
        for nominative in nominatives
        if len(bare) - len(ending) + (len(nominative) > 1) >= STEM
    ]
    return list(dict.fromkeys(found))

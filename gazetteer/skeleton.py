"""Consonant skeletons: keys under which spellings of one name meet, whatever vowels, article and romanisation they use.

A skeleton is made from the romanised name. Article words fall away, letters that romanisations interchange become one,
vowels are dropped. Where a letter can be read in two ways every reading gives a key, up to `MOST_KEYS`. Skeletons only
propose candidates; `similarity` judges them.

The classes follow the measurements on the pair sets: one class for q, k and g (with gh), one for t and th, one for d
and dh, one for h and kh, one for sh and zh recalls .76 of spellings exactly and proposes few strangers; wider classes
gain little.
"""

import re
from functools import lru_cache
from importlib.resources import files
from itertools import islice, product

from gazetteer.fold import fold
from gazetteer.romanize import is_abjad, romanize

MOST_KEYS = 8
"""A name with more readings keeps its first ones; eight cover every name of the hand list of conflict places."""

MOST_TRIED = 64
"""Combinations of readings looked at: some give one key twice, and a text of many words has no end of them."""

ARTICLES = frozenset({
    "al", "el", "ul", "il", "ol", "ar", "as", "ash", "at", "ad", "adh", "az", "an", "es", "ez", "ezz", "er", "et", "ed",
    "en", "esh", "ehz", "ha", "the", "la", "le",
})  # fmt: skip
"""The Arabic article before sun and moon letters in English, French, German and Russian spelling, and a few others."""

_MULTI = (
    ("shch", ("S",)), ("tsch", ("C",)), ("sch", ("S", "SK")), ("tch", ("C",)), ("dsch", ("J",)), ("dzh", ("J",)),
    ("dj", ("J",)), ("sh", ("S",)), ("zh", ("S", "J")), ("ch", ("C", "S", "h")), ("kh", ("h",)), ("gh", ("k", "r")),
    ("rh", ("k", "r")), ("th", ("t", "s")), ("dh", ("d", "z")), ("ph", ("f",)), ("ts", ("s", "C")), ("tz", ("s", "C")),
    ("ck", ("k",)), ("cz", ("C",)), ("ou", ("",)), ("oo", ("",)), ("ssz", ("s", "S")),
)  # fmt: skip
_SINGLE = {
    "b": ("b",), "c": ("k", "J", "s"), "d": ("d",), "f": ("f",), "g": ("k", "J"), "h": ("h",), "j": ("J",),
    "k": ("k",), "l": ("l",), "m": ("m",), "n": ("n",), "p": ("p",), "q": ("k",), "r": ("r",), "s": ("s",),
    "t": ("t",), "v": ("v",), "w": ("",), "x": ("h", "ks"), "z": ("z",), "a": ("",), "e": ("",), "i": ("",),
    "o": ("",), "u": ("",), "y": ("",),
}  # fmt: skip
_SILENT = ("",)
_LETTERS = re.compile("|".join([m for m, _ in _MULTI] + ["[a-z]"]))
_READINGS = dict(_MULTI) | _SINGLE
_WORDS = re.compile(r"[a-z]+")
_FUSED = re.compile(r"^(?:[aeu]([lrsztdn])\1?|a[sd]h)(?=[a-z]{3})")
"""An article written as one with its noun: Alraqqa, Ezzor, Arraqqah."""


def _word_readings(word: str) -> tuple[str, ...]:
    """The skeletons of one romanised word, the likeliest first."""
    options, doubled = [""], False
    for match in _LETTERS.finditer(word):
        letters = match[0]
        readings = _READINGS[letters]
        if letters == "g" and word[match.end() : match.end() + 1] in ("a", "o", "u", ""):
            readings = ("k",)
        elif letters == "j":  # jim, or a y as German, Polish and the Slavic Latin alphabets write it
            readings = ("J", "" if match.start() else "a")
        elif letters == "h" and match.start() > 0:
            after = word[match.end() : match.end() + 1]
            readings = ("",) if after == "" else ("h", "") if after in "aeiouy" else ("", "h")
        if readings == _SILENT:
            doubled = False
            continue
        options = [a if doubled and r and a.endswith(r) else a + r for a in options for r in readings][:MOST_KEYS]
        doubled = True  # Raqqa has one k, but Membij two m: a vowel stands between
    vowel = "a" if word[:1] in "aeiouyw" else ""
    return tuple(dict.fromkeys(vowel + option.replace("nb", "mb").replace("np", "mp") for option in options))


def words_of(name: str) -> list[str]:
    """The romanised words of a name; a Turkish ş, which BGN writes for s and Turkish for sh, is kept apart as ssz.

    >>> words_of("دير الزور"), words_of("Deir El-Zour")
    (['dyr', 'alzwr'], ['deir', 'el', 'zour'])
    """
    small = name.lower()
    if not small.isascii():
        small = romanize(small.replace("ş", "ssz"))
    return _WORDS.findall(small.replace("'", "").replace("`", ""))


@lru_cache(maxsize=1)
def generics() -> frozenset[str]:
    """Words such as village and township, as `data/generics.tsv` lists them."""
    table = files("gazetteer.data").joinpath("generics.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t")[0] for line in table.splitlines() if not line.startswith("#")]
    return frozenset(rows[1:])


_HAN_GENERIC = re.compile("(?<=[\u4e00-\u9fff]{2})(?:街道|[镇鎮乡鄉村县縣市区區])$")
"""A Chinese word for a division at the end of a name of three signs or more."""


def plain_words(name: str) -> list[str]:
    """The romanised words of a name without articles and, where others remain, without words such as village.

    >>> plain_words("Qaryat al-Hawl"), plain_words("قرية الهول"), plain_words("新丰镇")
    (['hawl'], ['hwl'], ['xinfeng'])
    """
    return _without_generics(_bare_words(_HAN_GENERIC.sub("", name)))


_ALEF_MADDA = re.compile("\\bآ")
"""A long a at the beginning, with which no article begins: آلارد is Alard."""
_CONSTRUCT = re.compile("ة(?=[ -])")
"""A ta marbuta before another word, which many romanise with t: Raqqat al-Abd."""


def _bare_words(name: str) -> list[str]:
    if is_abjad(name):
        words = words_of(_ALEF_MADDA.sub("اا", name))
        words = [w[1:] if w.startswith("aa") else w[2:] if w.startswith("al") and len(w) > 3 else w for w in words]
    else:
        words = words_of(name)
    return [w for k, w in enumerate(words) if w not in ARTICLES or k == len(words) - 1]


def _without_generics(words: list[str]) -> list[str]:
    generic = generics()
    return words if generic.isdisjoint(words) else [w for w in words if w not in generic] or words


def is_generic(name: str) -> bool:
    """Whether a name is nothing but words such as city and village.

    >>> is_generic("المدينة"), is_generic("село"), is_generic("المدينة المنورة")
    (True, True, False)
    """
    words = _bare_words(name)
    return bool(words) and generics().issuperset(words)


def skeletons(name: str) -> tuple[str, ...]:
    """The keys of a name, at most `MOST_KEYS` and as many without generic words, both again where a ta marbuta may be
    a t; none where no letter is left.

    >>> skeletons("Deir El-Zour")[0], skeletons("Deir Ezzor"), skeletons("دير الزور")
    ('drzr', ('drazr', 'drzr'), ('dralzr', 'drzr'))
    >>> set(skeletons("Dayr az Zawr")) & set(skeletons("Дейр-эз-Зор"))
    {'drzr'}
    >>> set(skeletons("Qaryat al-Hawl")) >= set(skeletons("Hawl"))
    True
    >>> set(skeletons("Raqqat al-Abd")) & set(skeletons("رقة العبد")), set(skeletons("Madd")) & set(skeletons("المد"))
    ({'rktabd'}, {'md'})
    """
    if not name.isascii() and not fold(name):  # signs alone, which romanisation would read as letters
        return ()
    construct = _CONSTRUCT.sub("ت", name)
    keys = _readings_of(name)
    return keys if construct == name else tuple(dict.fromkeys(keys + _readings_of(construct)))


def _readings_of(name: str) -> tuple[str, ...]:
    words = words_of(name)
    kept = [w for k, w in enumerate(words) if w not in ARTICLES or k == len(words) - 1]
    keys = _keys_of(kept)
    plain = plain_words(name) if is_abjad(name) else _without_generics(kept)
    if not name.isascii() and (han := _HAN_GENERIC.sub("", name)) != name:
        plain = words_of(han)
    return tuple(dict.fromkeys(keys + _keys_of(plain))) if plain != kept else keys


@lru_cache(maxsize=200_000)
def _forms(word: str) -> tuple[str, ...]:
    """The skeletons of one romanised word, and those without the article that is written as one with it."""
    readings = _word_readings(word)
    fused = _FUSED.match(word)
    if fused:
        bare = (
            (fused.group(1) or "") if word[fused.end() - 1] != "l" and not word.startswith(("al", "el", "ul")) else ""
        )
        rest = word[fused.end() :]
        readings += _word_readings(bare + rest if bare and rest[:1] != bare else rest)
    return tuple(dict.fromkeys(readings))


def _keys_of(kept: list[str]) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for combination in islice(product(*map(_forms, kept)), MOST_TRIED):
        key = "".join(combination)
        if key.strip("a"):
            keys[key] = None
            if len(keys) == MOST_KEYS:
                break
    return tuple(keys)

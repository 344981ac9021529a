"""The letters of a name as they are aligned with those of another spelling: one symbol a sound as its script writes it.

Unlike a romanisation this keeps what scripts part: an Arabic qaf and kaf, a Latin s with a cedilla, sh as one symbol.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from gazetteer.romanize import romanize
from gazetteer.skeleton import ARTICLES

LONGEST = 40
"""Symbols of a name that are compared; two names that agree in forty letters are told apart by nothing that follows."""

SPACE, ARTICLE = " ", "@"


class Symbol(NamedTuple):
    """A letter of a name, or two that write one sound."""

    text: str
    place: str
    """Where in its word: i first, f last, d the same as the one before it, m between."""
    sound: str
    """What it is in Latin letters."""
    kind: str
    """V a vowel, Y one that may be a consonant, C a consonant, S a space, @ an article."""


_DIGRAPHS = (
    "dsch", "tsch", "shch", "sch", "tch", "dzh", "dsh", "sh", "kh", "gh", "th", "dh", "ch", "zh", "ph", "ts", "tz",
    "dz", "dj", "sz", "cz", "hs", "sj", "ou", "oo", "ee", "aa", "ue", "oe", "ae", "ck", "rh",
)  # fmt: skip
_LATIN = re.compile("|".join(_DIGRAPHS) + "|.", re.DOTALL)
_KEPT = frozenset("şţḩḑçğıöüāīūẕẖḥṣḍṭẓčšžəâîûïêéṟłḧćñ")
"""Latin letters whose mark says which sound is meant; of all others the mark is dropped."""
_CYRILLIC_PAIRS = (("дж", "џ"), ("дз", "ѕ"))
_PLAIN_CYRILLIC = str.maketrans({"я": "ҋа", "ю": "ҋу", "ё": "ҋо", "є": "ҋе", "ї": "ҋі", "щ": "шч", "ґ": "г"})
_PLAIN_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "ٱ": "ا", "ی": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ئ": "ي", "ؤ": "و", "ں": "ن"}
)
_WORDS = re.compile(r"[^\W\d_]+", re.UNICODE)
_VOWELS = frozenset("aeiou")
_AYN = str.maketrans(dict.fromkeys("'’‘`´ʿʾʻʼ′ـ\u200e\u200f", ""))


def script_of(name: str) -> str:
    """A name's script: A Arabic, C Cyrillic, H Hebrew, L Latin, Z Chinese, Japanese or Korean, M another."""
    for char in name:
        code = ord(char)
        if (code < 0x250 and char.isalpha()) or 0x1E00 <= code < 0x1F00:
            return "L"
        if 0x400 <= code < 0x530:
            return "C"
        if 0x590 <= code < 0x600:
            return "H"
        if 0x600 <= code < 0x780 or 0xFB50 <= code < 0xFF00:
            return "A"
        if 0x2E80 <= code < 0xA000 or 0xAC00 <= code < 0xD800:
            return "Z"
        if char.isalpha():
            return "M"
    return "L"


def _bare(name: str) -> str:
    """The name without apostrophes and vowel signs."""
    name = unicodedata.normalize("NFC", name).translate(_AYN)
    return "".join(c for c in name if not unicodedata.combining(c))


def _latin(word: str) -> list[str]:
    return _LATIN.findall("".join(c if c.isascii() or c in _KEPT else romanize(c) for c in word))


def _written(name: str, script: str) -> list[list[str]]:
    """The symbols of each word."""
    name = _bare(name.lower().replace("z̧", "ẕ").replace("-", " "))
    if script == "L":
        words = _WORDS.findall(name)
        return [[ARTICLE] if w in ARTICLES and k < len(words) - 1 else _latin(w) for k, w in enumerate(words)]
    if script == "A":
        out: list[list[str]] = []
        for word in _WORDS.findall(name.translate(_PLAIN_ARABIC)):
            if word.startswith("ال") and len(word) > 4:
                out.append([ARTICLE])
                word = word[2:]
            out.append(list(word))
        return out
    if script == "H":
        return [list(w) for w in _WORDS.findall(name)]
    if script == "C":
        for pair, one in _CYRILLIC_PAIRS:
            name = name.replace(pair, one)
        words = _WORDS.findall(name.translate(_PLAIN_CYRILLIC))
        return [[ARTICLE] if romanize(w) in ARTICLES and k < len(words) - 1 else list(w) for k, w in enumerate(words)]
    return [[script + s for s in _LATIN.findall(w)] for w in re.findall("[a-z]+", romanize(name))]


@lru_cache(maxsize=4096)
def _sound(text: str) -> str:
    text = text[1:] if text[0] in "ZM" else text
    return "y" if text == "ҋ" else "a" if text == "ة" else romanize(text)


def _kind(text: str, sound: str) -> str:
    if text in (SPACE, ARTICLE):
        return text.replace(SPACE, "S")
    if text in "ويוי":
        return "Y"
    if sound and sound[0] in _VOWELS and set(sound) <= _VOWELS:
        return "V"
    return "Y" if sound in ("y", "w", "") else "C"


@lru_cache(maxsize=20_000)
def symbol(text: str, place: str) -> Symbol:
    """The symbol of these letters at this place of a word."""
    sound = _sound(text)
    return Symbol(text, place, sound, _kind(text, sound))


def symbols(name: str) -> tuple[Symbol, ...]:
    """The symbols of a name, words parted by a space, articles one symbol.

    >>> [s.text for s in symbols("Deir ez-Zour")], [s.text for s in symbols("دير الزور")]
    (['d', 'e', 'i', 'r', '@', 'z', 'ou', 'r'], ['د', 'ي', 'ر', '@', 'ز', 'و', 'ر'])
    """
    out: list[Symbol] = []
    gap = False
    for word in _written(name[: 4 * LONGEST], script_of(name)):
        if word == [ARTICLE]:
            out.append(symbol(ARTICLE, "i"))
            gap = False
            continue
        if gap:
            out.append(symbol(SPACE, "m"))
        last = len(word) - 1
        for k, text in enumerate(word):
            place = "i" if k == 0 else "d" if text == word[k - 1] else "f" if k == last else "m"
            out.append(symbol(text, place))
        gap = True
    return tuple(out[:LONGEST])

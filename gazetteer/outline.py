"""Outlines: the letters of names as sets of 64 bits, so that all names of a country are looked through at once.

Skeletons miss a spelling that lost, gained or changed a consonant. An outline holds which pairs of letters a name has;
two outlines differ in few bits where the names differ in few letters, whichever these are. Differences are counted for
a whole country in one sweep over memory.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gazetteer.fold import fold
from gazetteer.skeleton import plain_words

U64 = NDArray[np.uint64]

MOST_LETTERS = 40
"""Letters of a name that its outline looks at; of 2.7 million names 314 in a million have as many or more."""

_CLASSES = bytes.maketrans(b"bpdtkqgcjszxfv", b"bbddkkkkksssff")
_SILENT = b"aeiouywh"
_SOUNDS = (
    (b"tsch", b"C"), (b"shch", b"S"), (b"sch", b"S"), (b"tch", b"C"), (b"dzh", b"J"), (b"dj", b"J"), (b"sh", b"S"),
    (b"kh", b"h"), (b"gh", b"g"), (b"th", b"t"), (b"dh", b"d"), (b"ch", b"C"), (b"zh", b"J"), (b"ph", b"f"),
    (b"ou", b"u"), (b"oo", b"u"), (b"ee", b"i"), (b"ei", b"i"), (b"ay", b"i"), (b"ai", b"i"), (b"au", b"u"),
    (b"aw", b"u"), (b"ts", b"s"), (b"ck", b"k"),
)  # fmt: skip
_ONE_SOUND = bytes.maketrans(b"eoywqcjxv", b"auiukkJhu")
_LINE_END = 10
_LETTERS = 27
_BITS = np.left_shift(
    np.uint64(1),
    (np.arange(_LETTERS * _LETTERS, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(58),
)
"""For each pair of letters its bit; pairs share one, 729 of them 64, by a multiplicative hash."""


def letters_of(name: str) -> bytes:
    """The romanised letters of a name in one piece, without articles and words such as village.

    >>> letters_of("Deir ez-Zor"), letters_of("دير الزور"), letters_of("Qaryat Hit")
    (b'deirzor', b'dyrzwr', b'hit')
    """
    return "".join(plain_words(name)).encode()[:MOST_LETTERS] if fold(name) else b""


def consonants_of(letters: bytes) -> bytes:
    """What stays of letters when vowels fall away and sounds that spellings interchange become one.

    >>> consonants_of(b"deirzor"), consonants_of(b"dyrzwr")
    (b'drsr', b'drsr')
    """
    return letters.translate(_CLASSES, _SILENT)


def sounds_of(letters: bytes) -> bytes:
    """Letters with one sign for each sound: finer than consonants, coarser than letters; nothing is doubled.

    >>> sounds_of(b"raqqah"), sounds_of(b"rakka"), sounds_of(b"deirezzour"), sounds_of(b"dayrazzawr")
    (b'rakah', b'raka', b'dirazur', b'dirazur')
    """
    for several, one in _SOUNDS:
        letters = letters.replace(several, one)
    text = np.frombuffer(letters.translate(_ONE_SOUND), dtype=np.uint8)
    kept = text == _LINE_END  # between pieces, of which some are empty
    kept[:1] = True
    kept[1:] |= text[1:] != text[:-1]
    sounds: bytes = text[kept].tobytes()
    return sounds


def voiced_of(sounds: bytes) -> bytes:
    """Sounds without vowels.

    >>> voiced_of(b"dirazur")
    b'drzr'
    """
    return sounds.translate(None, b"aiu")


def of_each(form: Callable[[bytes], bytes], pieces: Sequence[bytes]) -> list[bytes]:
    """`consonants_of`, `sounds_of` or `voiced_of` of many pieces of letters in one go: a fifth of the time.

    >>> of_each(consonants_of, [b"deirzor", b"", b"raqqah"])
    [b'drsr', b'', b'rkk']
    """
    return form(b"\n".join(pieces)).split(b"\n") if pieces else []


def outlines(pieces: Sequence[bytes]) -> U64:
    """For each piece of lower-case ASCII letters the set of its pairs of letters, its ends included.

    >>> [int(x).bit_count() for x in outlines([b"", b"ab", b"ba"])]
    [1, 3, 3]
    """
    if not pieces:
        return np.zeros(0, dtype=np.uint64)
    text = np.frombuffer(b"`" + b"`".join(pieces) + b"`", dtype=np.uint8).astype(np.int64) - 96
    bits = _BITS[text[:-1] * _LETTERS + text[1:]]
    lengths = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces)) + 1
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return np.bitwise_or.reduceat(bits, starts)


FOLDED = 16
"""Bits that an outline is folded to. The 322,585 outlines in 2.6 million names have 55,921 folds, and 17,000 outlines
remain to be looked at where folds are near enough; with 20 bits 186,000 and 7,000, with 14 bits 16,000 and 30,000."""

_FALLS_ON = "83de3a15876389f2ad6278658b78804187da8bbf9e5c8810924e889f8c8031c4"
"""For each of the 64 bits, the lowest first, the number of the one it falls on, as a hexadecimal digit: dealt so that
each is about as often set in the outlines of consonants. Every 16th bit on one: as many outlines remain as with 14."""


@lru_cache(maxsize=1)
def _fold_table() -> NDArray[np.uint16]:
    """The fold of each byte of an outline by its place and value."""
    falls_on = np.array([1 << int(digit, 16) for digit in _FALLS_ON], dtype=np.uint16).reshape(8, 1, 8)
    held = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little")
    return np.asarray(np.bitwise_or.reduce(falls_on * held, axis=2))


def folded(outlines: U64) -> NDArray[np.uint16]:
    """Outlines in `FOLDED` bits, several of the 64 falling on one: two differ here in no more bits than there.

    >>> folded(np.array([0, 1, 1 << 63, 1 << 63 | 1], dtype=np.uint64)).tolist()
    [0, 256, 16, 272]
    """
    parts = outlines.astype("<u8").view(np.uint8).reshape(-1, 8)
    return np.asarray(np.bitwise_or.reduce(_fold_table()[np.arange(8), parts], axis=1))

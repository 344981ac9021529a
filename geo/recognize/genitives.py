"""German names in the genitive: Syriens is Syrien's. English writes an apostrophe there, German none."""

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gazetteer.index import Gazetteer
from gazetteer.keys import KeyFlag
from gazetteer.scan import Hits
from gazetteer.tokens import Shape, Tokens, hash_name, hash_names

_FREQUENT = (
    "der die das den dem des und von im nach für mit sich auf ein eine einen einer ist sind nicht hat haben wurde "
    "wurden bei zum zur am aus"
)
SHARE, LEAST = 0.1, 2
"""Of a text's words that must be among the frequent ones, and how many different ones: German has a quarter of them,
English some in names (von der Leyen)."""

SHORTEST = 5
"""Letters of the shortest genitive tried: Roms is left alone."""
LARGE = 5.0
"""Decimal magnitude of the people of a town whose genitive is tried. Smaller ones are called like common nouns."""
_STATES = KeyFlag.COUNTRY | KeyFlag.DIVISION


def set_aside(text: str, tokens: Tokens, hits: Hits, gazetteer: Gazetteer) -> tuple[Tokens, Hits, dict[int, str]]:
    """The words, the names found in them and, by word, the names that stand in the genitive. Such a word keeps its
    ending in the text, and its hash is that of the name."""
    if not _is_german(tokens):
        return tokens, hits, {}
    a = gazetteer.arrays
    open_words = ((tokens.shape & Shape.INITIAL) != 0) & (tokens.end - tokens.start >= SHORTEST)
    named = (a["exact.flags"][hits.position] & KeyFlag.NOT_DEMONYM) != 0
    open_words[hits.first[(hits.words == 1) & named]] = False  # Syriens is also French for people of Syria
    tries = {k: text[tokens.start[k] : tokens.end[k] - 1] for k in open_words.nonzero()[0].tolist()}
    tries = {k: name for k, name in tries.items() if text[tokens.end[k] - 1] == "s"}
    if not tries:
        return tokens, hits, {}
    keys, _ = hash_names(list(tries.values()), gazetteer.tables)
    position = gazetteer.find(keys)
    known = (position >= 0) & (
        ((a["exact.flags"][position] & _STATES) != 0) | (a["exact.magnitude"][position] >= LARGE)
    )
    words = np.array(list(tries), dtype=np.int64)[known]
    bare_hash = tokens.bare_hash.copy()
    bare_hash[words] = keys[known]
    return (
        replace(tokens, bare_hash=bare_hash),
        _with(hits, words, position[known].astype(hits.position.dtype)),
        {k: tries[k] for k in words.tolist()},
    )


def _is_german(tokens: Tokens) -> bool:
    frequent = _frequent()
    at = np.minimum(frequent.searchsorted(tokens.hash), len(frequent) - 1)
    found = at[frequent[at] == tokens.hash]
    return len(found) >= SHARE * len(tokens) and len(set(found.tolist())) >= LEAST


@cache
def _frequent() -> NDArray[np.uint64]:
    return np.array(sorted(map(hash_name, _FREQUENT.split())), dtype=np.uint64)


def _with(hits: Hits, words: NDArray[np.int64], position: NDArray[np.int64]) -> Hits:
    """The hits with these of a single word each in the place of others of that word, in order."""
    kept = (hits.words > 1) | ~np.isin(hits.first, words)
    first, size = np.append(hits.first[kept], words), np.append(hits.words[kept], np.ones_like(words))
    order = np.lexsort((size, first))
    none = np.zeros(len(words), dtype=np.bool_)
    return Hits(
        first[order],
        size[order],
        np.append(hits.position[kept], position)[order],
        np.append(hits.bare[kept], none)[order],
        np.append(hits.elided[kept], none)[order],
    )

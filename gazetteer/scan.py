"""Finding the gazetteer's names in a running text: exact folded matches of up to six words, all at once in numpy."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.index import Gazetteer
from gazetteer.tokens import Gap, Shape, Tokens, join

MOST_WORDS = 6
"""Longer names are 0.3 % of the built-in ones and mostly postal descriptions; they are still found by a query."""

_JOINING = Gap.SPACE | Gap.NEWLINE | Gap.HYPHEN | Gap.PERIOD
_LONGEST_GAP = 4
"""Code points between two words of one name: a line end with an indent."""
_LONGEST_HYPHEN = 2
"""Code points of a hyphen within a name, a stray space included (Al- Therdah); spaces on both sides make it a dash."""
_LONGEST_ABBREVIATION = 4
"""Letters before a full stop that does not end a name: U.S., St. Louis, Gen."""


class Hits(NamedTuple):
    """Names found; every array has one entry a hit, ordered by first word, then by length."""

    first: NDArray[np.int64]
    """Number of the first word."""
    words: NDArray[np.int64]
    """How many words the name has in the text."""
    position: NDArray[np.int64]
    """Position of its key in the index."""
    bare: NDArray[np.bool_]
    """Whether a possessive 's was left out of the last word."""


def joinable(tokens: Tokens) -> NDArray[np.bool_]:
    """For each word whether a name may go on over what follows it."""
    gap, length = tokens.gap, tokens.gap_length
    short = (tokens.end - tokens.start) <= _LONGEST_ABBREVIATION
    on = (length <= _LONGEST_GAP) & ((gap & ~np.uint8(_JOINING)) == 0)
    on &= ((gap & Gap.PERIOD) == 0) | short
    on &= ((gap & Gap.HYPHEN) == 0) | (length <= _LONGEST_HYPHEN)
    on &= (tokens.shape & Shape.POSSESSIVE) == 0
    return np.asarray(on, dtype=np.bool_)


def _may_begin(tokens: Tokens) -> NDArray[np.bool_]:
    """A name begins with a capital, with a letter of a script without case, or with a short word such as al, ez, de."""
    named = (tokens.shape & (Shape.INITIAL | Shape.CASELESS)) != 0
    follower = np.append(named[1:], False)
    return np.asarray(named | ((tokens.end - tokens.start <= 3) & follower), dtype=np.bool_)


def scan(tokens: Tokens, gazetteer: Gazetteer) -> Hits:
    """Every name in the text, overlapping ones too; those without a capital only in scripts without case."""
    on = joinable(tokens)
    named = (tokens.shape & (Shape.INITIAL | Shape.CASELESS)) != 0
    first = np.flatnonzero(_may_begin(tokens))
    prefix = previous = tokens.hash[first]
    some_named = named[first]
    found: list[tuple[NDArray[np.int64], int, NDArray[np.int64], NDArray[np.bool_]]] = []
    for words in range(1, MOST_WORDS + 1):
        last = first + words - 1
        whole = prefix
        bare = tokens.bare_hash[last] if words == 1 else join(previous, tokens.bare_hash[last])
        stripped = bare != whole
        for keys, is_bare, rows in ((whole, False, some_named), (bare, True, some_named & stripped)):
            asked = np.flatnonzero(rows)
            position = gazetteer.find(keys[asked])
            hit = position >= 0
            asked = asked[hit]
            found.append((first[asked], words, position[hit], np.full(len(asked), is_bare)))
        go_on = on[last] & (last + 1 < len(tokens))
        first, previous, some_named = first[go_on], whole[go_on], some_named[go_on]
        if not len(first):
            break
        prefix = join(previous, tokens.hash[first + words])
        some_named = some_named | named[first + words]
    return _ordered(found)


def _ordered(found: list[tuple[NDArray[np.int64], int, NDArray[np.int64], NDArray[np.bool_]]]) -> Hits:
    first = np.concatenate([f[0] for f in found])
    words = np.concatenate([np.full(len(f[0]), f[1], dtype=np.int64) for f in found])
    position = np.concatenate([f[2] for f in found])
    bare = np.concatenate([f[3] for f in found])
    order = np.lexsort((bare, words, first))
    return Hits(first[order], words[order], position[order], bare[order])


def longest(hits: Hits) -> NDArray[np.int64]:
    """Numbers of the hits that remain when a longer name, or of equal ones the earlier, takes its words; ascending."""
    taken = np.zeros(int((hits.first + hits.words).max(initial=0)), dtype=np.bool_)
    kept = []
    several = np.flatnonzero(hits.words > 1)
    for number in several[np.argsort(-hits.words[several], kind="stable")].tolist():
        covered = slice(int(hits.first[number]), int(hits.first[number] + hits.words[number]))
        if not taken[covered].any():
            taken[covered] = True
            kept.append(number)
    single = np.flatnonzero(hits.words == 1)
    single = single[~taken[hits.first[single]]]
    single = single[
        np.append(True, np.diff(hits.first[single]) > 0)[: len(single)]
    ]  # of a word and its bare form the word
    return np.sort(np.concatenate([np.array(kept, dtype=np.int64), single]))

"""Finding the gazetteer's names in a running text: exact folded matches of up to six words, all at once in numpy."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.index import Gazetteer
from gazetteer.tokens import U64, Gap, Shape, Tokens, join

MOST_WORDS = 6
"""Longer names are 0.3 % of the built-in ones and mostly postal descriptions; they are still found by a query."""

_PARTING = np.uint8(~(Gap.SPACE | Gap.NEWLINE | Gap.HYPHEN | Gap.PERIOD) & 0xFF)
_PERIOD, _HYPHEN, _POSSESSIVE = np.uint8(Gap.PERIOD), np.uint8(Gap.HYPHEN), np.uint8(Shape.POSSESSIVE)
_NAMED = np.uint8(Shape.INITIAL | Shape.CASELESS)
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
    """Whether an ending such as 's was left out of the last word."""
    elided: NDArray[np.bool_]
    """Whether an elided article was left out of the first word."""


def joinable(tokens: Tokens) -> NDArray[np.bool_]:
    """For each word whether a name may go on over what follows it. Behind a possessive only an attested one does."""
    return np.asarray(_near(tokens) & ((tokens.shape & _POSSESSIVE) == 0))


def _near(tokens: Tokens) -> NDArray[np.bool_]:
    """For each word whether what parts it from the next may stand within a name."""
    gap, length = tokens.gap, tokens.gap_length
    on = (length <= _LONGEST_GAP) & ((gap & _PARTING) == 0)
    on &= ((gap & _PERIOD) == 0) | (tokens.end - tokens.start <= _LONGEST_ABBREVIATION)
    on &= ((gap & _HYPHEN) == 0) | (length <= _LONGEST_HYPHEN)
    return np.asarray(on)


def capitalised(tokens: Tokens) -> NDArray[np.bool_]:
    """Which words begin with a capital, or are of a script without case."""
    return np.asarray((tokens.shape & _NAMED) != 0)


def _may_begin(tokens: Tokens) -> NDArray[np.bool_]:
    """A name begins with a capital, with a letter of a script without case, or with a short word such as al, ez, de."""
    named = capitalised(tokens)
    begin = named.copy()
    begin[:-1] |= (tokens.end[:-1] - tokens.start[:-1] <= 3) & named[1:]
    return np.asarray(begin)


def scan(tokens: Tokens, gazetteer: Gazetteer) -> Hits:
    """Every name in the text, overlapping ones too; those without a capital only in scripts without case."""
    named = capitalised(tokens)
    goes_on = _near(tokens)
    goes_on[-1:] = False
    ends = tokens.bare_end != tokens.end
    some_end = bool(ends.any())
    first = _may_begin(tokens).nonzero()[0]
    elided = np.zeros(len(first), dtype=np.bool_)
    prefix = tokens.hash[first]
    if (without := tokens.bare_start[first] != tokens.start[first]).any():
        elided = np.append(elided, np.ones(int(without.sum()), dtype=np.bool_))
        prefix = np.append(prefix, tokens.bare_hash[first[without]])
        first = np.append(first, first[without])
    previous = prefix
    some_named = named[first]
    asked: list[_Asked] = []
    for words in range(1, MOST_WORDS + 1):
        last = first + (words - 1)
        asked.append(_Asked(first[some_named], words, prefix[some_named], False, elided[some_named]))
        if some_end and (bare := some_named & ends[last]).any():
            hashes = tokens.bare_hash[last[bare]]
            keys = hashes if words == 1 else join(previous[bare], hashes)
            asked.append(_Asked(first[bare], words, keys, True, elided[bare]))
        on = goes_on[last]
        first, previous, elided = first[on], prefix[on], elided[on]
        if not len(first):
            break
        following = first + words
        prefix = join(previous, tokens.hash[following])
        some_named = some_named[on] | named[following]
    return _found(asked, gazetteer)


class _Asked(NamedTuple):
    """Rows of words of one length that may be names."""

    first: NDArray[np.int64]
    words: int
    keys: U64
    bare: bool
    elided: NDArray[np.bool_]


def _found(asked: list[_Asked], gazetteer: Gazetteer) -> Hits:
    """Those that the gazetteer has; looked up all at once, since each call costs more than a key."""
    position = gazetteer.find(np.concatenate([some.keys for some in asked]))
    hit = (position >= 0).nonzero()[0]
    first = np.concatenate([some.first for some in asked])[hit]
    sizes = [len(some.keys) for some in asked]
    length = np.repeat([4 * some.words + 2 * some.bare for some in asked], sizes)[hit]
    length += np.concatenate([some.elided for some in asked])[hit]
    order = (first * (4 * MOST_WORDS + 4) + length).argsort()
    first, length = first[order], length[order]
    return Hits(first, length >> 2, position[hit[order]], (length & 2) != 0, (length & 1) != 0)


def longest(hits: Hits, capital: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Numbers of the hits that remain when the name with more capitalised words, else the longer, else the earlier
    takes its words; ascending. So of "the Baltic Sea" remains "Baltic Sea", not "the Baltic"."""
    taken = np.zeros(int((hits.first + hits.words).max(initial=0)), dtype=np.bool_)
    kept = []
    several = np.flatnonzero(hits.words > 1)
    before = np.append(0, np.cumsum(capital))
    capitals = before[hits.first[several] + hits.words[several]] - before[hits.first[several]]
    for number in several[np.lexsort((-hits.words[several], -capitals))].tolist():
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

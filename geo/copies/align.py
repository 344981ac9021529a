"""Which passages two reports share, exactly, and whether one is a copy of the other."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.copies.shingles import shingles
from geo.copies.words import Words

SEED = 4
"""Words in a row that begin a shared passage; two in a passage may differ by a gap."""

GAP = 10
"""Words that may be changed, added or left out between two runs of one passage; more make two passages of it."""

MANY = 8
"""A run of words that a report holds more often is a refrain, and tells nothing of where a passage stands."""

PASSAGE = 10
"""Words that a passage shares at least: a headline. Shorter ones are phrases that anyone may use."""

DENSE = 0.5
"""Share of a passage's words that are the same in both; below it the runs belong together by chance."""

EVIDENCE = 20
"""Words that two reports share in one passage before they are said to share anything: a long sentence, or two."""

COPY = 0.5
"""Share of the shorter report's words that stand in shared passages, from which the two are one family. An excerpt of
half its length is a copy; the passages that report 003 of the originals takes from 002 are a seventh of it."""

PART = 0.2
"""Share of the longer report's words, at least: a long report that quotes most of a short one is not its copy. The
first article of 001 of the originals, which 000 copies, is a third of the page. A choice."""

WHOLE = 0.8
"""Share of the shorter report, from which it counts as a copy of a part of the longer one, however long that is."""

SHORT_COPY = 0.9
"""The same, where the report is so short that `EVIDENCE` cannot be reached."""


class Passage(NamedTuple):
    """A stretch of one text that stands in another too; code points, half open."""

    start: int
    stop: int
    of_start: int
    of_stop: int


class Repeat(NamedTuple):
    """What two reports share."""

    passages: tuple[Passage, ...]
    """In the order of the first text; they do not overlap in it."""
    copy: bool
    """Whether the shorter of the two is a copy of the other, or of a part of it."""


class _Chain(NamedTuple):
    """Runs that follow one another in both texts; counted in words."""

    start: int
    stop: int
    of_start: int
    of_stop: int
    same: int
    """Words that are equal."""


def compare(one: Words, other: Words) -> Repeat | None:
    """The passages that two reports share; None where they share no more than phrases.

    >>> from geo.copies.words import words_of
    >>> line = "Aircraft struck the old bridge near the market on Monday night and two people were hurt, said a mayor "
    >>> repeat = compare(words_of("Officials: " + line + "later."), words_of(line.replace("Monday", "Sunday")))
    >>> repeat.passages, repeat.copy
    ((Passage(start=11, stop=112, of_start=0, of_stop=101),), True)
    """
    chains = _apart([chain for chain in _chains(_runs(one, other)) if _counts(chain)])
    if not chains:
        return None
    # overlaps in the other text are counted once, by the shorter of the two sums
    shared = min(sum(c.stop - c.start for c in chains), sum(c.of_stop - c.of_start for c in chains))
    share, of_longer = shared / min(len(one), len(other)), shared / max(len(one), len(other))
    longest, same = max(chain.same for chain in chains), sum(chain.same for chain in chains)
    copy = share >= (COPY if same >= EVIDENCE else SHORT_COPY) and (of_longer >= PART or share >= WHOLE)
    if not copy and longest < EVIDENCE:
        return None
    return Repeat(tuple(_passage(one, other, chain) for chain in chains), copy)


def _counts(chain: _Chain) -> bool:
    extent = max(chain.stop - chain.start, chain.of_stop - chain.of_start)
    return chain.same >= PASSAGE and chain.same >= DENSE * extent


def _runs(one: Words, other: Words) -> NDArray[np.int64]:
    """Equal words in a row: place in the one, place in the other, length; by place in the one."""
    mine, theirs = shingles(one, SEED), shingles(other, SEED)
    order = np.argsort(theirs, kind="stable")
    first = np.searchsorted(theirs[order], mine, "left")
    counts = np.searchsorted(theirs[order], mine, "right") - first
    counts[counts > MANY] = 0
    total = int(counts.sum())
    if not total:
        return np.zeros((0, 3), np.int64)
    at = np.repeat(np.arange(len(mine)), counts)
    nth = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    there = order[np.repeat(first, counts) + nth]
    along = np.lexsort((at, at - there))
    at, there = at[along], there[along]
    begins = np.flatnonzero(np.r_[True, (np.diff(at) != 1) | (np.diff(there) != 1)])
    lengths = np.diff(np.r_[begins, total]) + SEED - 1
    runs = np.stack((at[begins], there[begins], lengths), axis=1)
    return runs[np.lexsort((runs[:, 1], runs[:, 0]))]


def _chains(runs: NDArray[np.int64]) -> list[_Chain]:
    """Runs joined where both texts go on within a few words."""
    done: list[_Chain] = []
    still: list[_Chain] = []
    for at, there, length in runs.tolist():
        done += [chain for chain in still if chain.stop < at - GAP]
        still = [chain for chain in still if chain.stop >= at - GAP]
        fits = [k for k, chain in enumerate(still) if _follows(chain, at, there, length)]
        if not fits:
            still.append(_Chain(at, at + length, there, there + length, length))
            continue
        best = max(fits, key=lambda k: still[k].same)
        chain = still[best]
        overlap = max(0, chain.stop - at, chain.of_stop - there)
        still[best] = _Chain(chain.start, at + length, chain.of_start, there + length, chain.same + length - overlap)
    return done + still


def _follows(chain: _Chain, at: int, there: int, length: int) -> bool:
    """Whether a run goes on where a chain ends; where a word was put in or out the two share up to three words."""
    ahead, of_ahead = at - chain.stop, there - chain.of_stop
    return -SEED < ahead <= GAP and -SEED < of_ahead <= GAP and length + min(ahead, of_ahead, 0) > 0


def _apart(chains: list[_Chain]) -> list[_Chain]:
    """The longest chains that overlap in neither text, in order: a passage has one counterpart."""
    kept: list[_Chain] = []
    for chain in sorted(chains, key=lambda c: (-c.same, c.start, c.of_start)):
        if not any(
            (chain.start < k.stop and k.start < chain.stop)
            or (chain.of_start < k.of_stop and k.of_start < chain.of_stop)
            for k in kept
        ):
            kept.append(chain)
    return sorted(kept)


def _passage(one: Words, other: Words, chain: _Chain) -> Passage:
    return Passage(
        int(one.starts[chain.start]),
        int(one.stops[chain.stop - 1]),
        int(other.starts[chain.of_start]),
        int(other.stops[chain.of_stop - 1]),
    )

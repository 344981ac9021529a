"""Gathering what resolution decides on: the names of a report grouped by their form, each with its candidates."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.place import NAME_KINDS
from gazetteer.search import NameHit, alike_hits, exact_hits
from gazetteer.tokens import Gap
from geo.recognize.spans import Named
from geo.recognize.words import Words
from geo.resolve.cues import cue_classes

MOST_CANDIDATES = 30
"""A name borne by more places keeps countries, first-order divisions and the most populous of the others. Of 30 and 60
the share of gold names with the right place among them is the same to 0.0001 in each corpus, with 620,000 places."""

MOST_KEPT = 20_000
"""Names whose candidates are remembered between reports."""

DEMONYM_KIND = NAME_KINDS.index("demonym")


class Candidates(NamedTuple):
    """The places that a surface may name; every array has one entry a candidate."""

    place: NDArray[np.int64]
    """Rows of the index."""
    name: NDArray[np.int64]
    score: NDArray[np.float64]
    written: NDArray[np.bool_]
    """Whether the surface is letter for letter the name."""
    differs: NDArray[np.bool_]
    """Whether it is a division whose own name is another."""
    longer: NDArray[np.bool_]
    """Whether it is a division whose own name has more words."""
    main: NDArray[np.bool_]
    """Whether the surface folds as the name under which the place is listed."""
    within: NDArray[np.int64]
    """Number of the first-order division that holds it, or that it is; -1 for none."""


class Group(NamedTuple):
    """All mentions of one report that are written alike: they are one place."""

    surface: str
    demonym: bool
    members: tuple[int, ...]
    """Numbers of the mentions."""
    candidates: Candidates


class Report(NamedTuple):
    """The groups of a report and all their candidates in one row of arrays, one entry a candidate."""

    groups: tuple[Group, ...]
    group: NDArray[np.int64]
    candidates: Candidates
    """Of all groups, one after the other."""
    starts: NDArray[np.int64]
    """Where each group's candidates begin."""
    counts: NDArray[np.float64]
    """Mentions of each group, each counted by the recogniser's chance."""
    cue: NDArray[np.int64]
    """For each group the class that its neighbours speak for, -1 for none."""
    followed_by: tuple[tuple[int, ...], ...]
    """For each group those that stand after it behind a comma or in brackets: Paris, Texas."""
    named: NDArray[np.float64]
    """The recogniser's mean score of each group."""
    foreign: bool = False
    """Whether the report is in another language than English."""


class Gatherer:
    """Finds candidates for surfaces and remembers them: reports repeat names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._divisions: dict[tuple[int, str], int] = {}
        self._within = lru_cache(MOST_KEPT)(self._division_of_path)
        self.candidates = lru_cache(MOST_KEPT)(self._gathered)
        """Candidates of a surface, at most `MOST_CANDIDATES`; attested names first, spellings alike where there are
        none. The second argument says whether it is a demonym."""

    def _gathered(self, surface: str, demonym: bool) -> Candidates:
        hits = self._of_kind(exact_hits(self._gazetteer, surface), demonym)
        if not hits and not demonym:
            hits = alike_hits(self._gazetteer, surface)
        return self._candidates(surface, self._cut(hits))

    def _candidates(self, surface: str, hits: Sequence[NameHit]) -> Candidates:
        g, a, folded = self._gazetteer, self._gazetteer.arrays, fold(surface)
        columns = list(zip(*hits, strict=True)) or [(), (), ()]
        place, name = (np.array(column, dtype=np.int64) for column in columns[:2])
        division = g.kinds.first_divisions[a["place.feature"][place]].tolist()
        country, admin = a["place.country"][place].tolist(), a["place.admin"][place].tolist()
        shown = [g.place_name(row) for row in columns[0]]
        listed = [fold(text) for text in shown]
        known = [text if mine else folded for text, mine in zip(listed, division, strict=True)]
        return Candidates(
            place,
            name,
            np.array(columns[2], dtype=np.float64),
            np.array([g.name_text(row) == surface for row in columns[1]], dtype=np.bool_),
            np.array([text != folded for text in known], dtype=np.bool_),
            np.array([text != folded and len(text.split()) > len(folded.split()) for text in known], dtype=np.bool_),
            np.array([text == folded for text in listed], dtype=np.bool_),
            np.array(
                [
                    self._division(where, text) if mine else self._within(where, path)
                    for where, text, path, mine in zip(country, shown, admin, division, strict=True)
                ],
                dtype=np.int64,
            ),
        )

    def _division_of_path(self, country: int, path: int) -> int:
        return self._division(country, self._gazetteer.admin_text(path))

    def _division(self, country: int, name: str) -> int:
        return self._divisions.setdefault((country, name), len(self._divisions)) if name else -1

    def _of_kind(self, hits: Sequence[NameHit], demonym: bool) -> list[NameHit]:
        """Demonyms answer to demonyms only, where there are any; a name proper answers to both, as the writer of
        "American" may."""
        kinds = self._gazetteer.arrays["name.kind"]
        demonyms = [hit for hit in hits if kinds[hit.name] == DEMONYM_KIND]
        return demonyms if demonym and demonyms else list(hits)

    def _cut(self, hits: Sequence[NameHit]) -> list[NameHit]:
        if len(hits) <= MOST_CANDIDATES:
            return list(hits)
        a, kinds = self._gazetteer.arrays, self._gazetteer.kinds
        places = np.array([hit.place for hit in hits])
        feature, size = a["place.feature"][places], a["place.population"][places].tolist()
        wide = (kinds.states | kinds.first_divisions)[feature].tolist()
        order = sorted(range(len(hits)), key=lambda k: (-hits[k].score, not wide[k], -size[k]))
        return [hits[k] for k in order[:MOST_CANDIDATES]]


def gather(
    text: str,
    words: Words,
    names: Sequence[Named],
    gatherer: Gatherer,
    cues: tuple[NDArray[np.uint64], NDArray[np.int64]],
) -> Report:
    """Group the names of a report and find their candidates."""
    by_form: dict[tuple[str, bool], list[int]] = {}
    spelled = [name.spelling(text) for name in names]
    form = {surface: _form(surface) for surface in set(spelled)}
    for number, name in enumerate(names):
        by_form.setdefault((form[spelled[number]], name.demonym), []).append(number)
    groups = []
    for (_, demonym), members in by_form.items():
        surface = spelled[members[0]]
        if len(members) > 1:
            written = [spelled[m] for m in members]
            surface = max(dict.fromkeys(written), key=written.count)
        groups.append(Group(surface, demonym, tuple(members), gatherer.candidates(surface, demonym)))
    of_member = {m: g for g, group in enumerate(groups) for m in group.members}
    sizes = [len(group.candidates.place) for group in groups]
    scores = [name.score for name in names]
    counts = np.array([sum([scores[m] for m in g.members]) for g in groups], dtype=np.float64)
    columns: list[NDArray[Any]] = [
        np.concatenate(column) for column in zip(*(group.candidates for group in groups), strict=True)
    ]
    return Report(
        tuple(groups),
        np.repeat(np.arange(len(groups)), sizes),
        Candidates(*columns),
        np.cumsum([0, *sizes])[:-1],
        counts,
        _cues(words, names, groups, cues),
        _followers(words, names, of_member, len(groups)),
        counts / [len(group.members) for group in groups],
        words.foreign,
    )


def _form(surface: str) -> str:
    """Surfaces of one form are one group; a short one all in capitals stays apart: US and us, WHO and who."""
    folded = fold(surface)
    return surface if len(surface) <= 3 else folded


def _cues(
    words: Words, names: Sequence[Named], groups: Sequence[Group], cues: tuple[NDArray[np.uint64], NDArray[np.int64]]
) -> NDArray[np.int64]:
    """The class most often spoken for by the words before ("the river …", "city of …") and after the group's
    mentions."""
    if not groups:
        return np.zeros(0, dtype=np.int64)
    first = np.array([name.first for name in names])
    last = first + np.array([name.words for name in names])
    hashes = np.concatenate([words.tokens.bare_hash, np.zeros(3, dtype=np.uint64)])
    gap = np.concatenate([words.tokens.gap, np.full(3, Gap.BLANK_LINE, dtype=np.uint8)])
    plain = np.uint8(~(Gap.SPACE | Gap.HYPHEN | Gap.NEWLINE) & 0xFF)
    after = np.where((gap[last - 1] & plain) == 0, cue_classes(hashes[last], cues), -1)
    before = np.where((first > 0) & ((gap[first - 1] & plain) == 0), cue_classes(hashes[first - 1], cues), -1)
    further = np.where((first > 1) & ((gap[first - 2] & plain) == 0), cue_classes(hashes[first - 2], cues), -1)
    said = np.where(after >= 0, after, np.where(before >= 0, before, further))
    spoken = said.tolist()
    result = []
    for group in groups:
        votes = [spoken[m] for m in group.members if spoken[m] >= 0]
        result.append(max(sorted(set(votes)), key=votes.count) if votes else -1)
    return np.array(result, dtype=np.int64)


def _followers(words: Words, names: Sequence[Named], of_member: dict[int, int], n: int) -> tuple[tuple[int, ...], ...]:
    found: list[dict[int, None]] = [{} for _ in range(n)]
    for m in range(len(names) - 1):
        last, following = names[m].first + names[m].words - 1, names[m + 1].first
        if (
            following == last + 1
            and words.tokens.gap_length[last] <= 3
            and words.tokens.gap[last] & (Gap.COMMA | Gap.OTHER)
        ):
            found[of_member[m]][of_member[m + 1]] = None
    return tuple(tuple(f) for f in found)

"""Choosing a place for every name of a report, jointly: a learned linear score, made a probability over candidates
and none of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import numpy as np

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.place import LonLat
from gazetteer.steps import steps_between
from geo.errors import DatelineError
from geo.model import Feature, Resolution, Rival
from geo.recognize.scripts import FIRST_OTHER
from geo.recognize.spans import Named
from geo.recognize.words import Words
from geo.resolve.context import CONTEXT, Among, among
from geo.resolve.cues import cue_table
from geo.resolve.facts import F64, Facts, facts_of, side_by_side
from geo.resolve.features import FEATURES, PLAIN
from geo.resolve.gather import Gatherer, Group, Report, gather

ROUNDS = 2
"""Times the report's places are weighed against one another; the training goes as often, and a third round changed
0.1 % of places."""

UNLIKELY = 0.7
"""A name is left unplaced where the chance that none of the candidates is meant is higher. Of 0.5 and 0.7 the better
end to
end on each of the four gold corpora (by 0.001 to 0.006), since gold often names places that the gazetteer lacks. In
scripts other than Latin only names that the gazetteer has are proposed, and the likeliest is taken with its chance."""

PLACES_KEPT = 5000
"""Places remembered with their names between reports, some 10 MB: reports of one collection name the same places."""

MOST_RIVALS = 4
"""Losers kept for the explanation."""

NONE_FEATURES = ("no_place_fits", "hardly_seen_as_a_name", "no_attested_spelling", "has_many_namesakes")
"""What speaks for none of the candidates: always 1; how little the recogniser was sure; only like spellings; how
many bear the name."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the two stages, in the order of `FEATURES` and `NONE_FEATURES`."""

    alone: F64
    alone_none: F64
    together: F64
    together_none: F64


def load_weights(path: Path | None = None) -> Weights:
    """Read the weights, by default those that ship with the package.

    Raises:
        DatelineError: the file was made for other features.
    """
    source = files("geo.resolve").joinpath("ranker.json") if path is None else path
    data = json.loads(source.read_text(encoding="utf-8"))
    wanted = {"alone": (*PLAIN, *NONE_FEATURES), "together": (*FEATURES, *NONE_FEATURES)}
    for stage, names in wanted.items():
        if tuple(data[stage]) != names:
            raise DatelineError(
                f"{source} holds weights for other features", "train them again: python -m geo.resolve.train"
            )
    split = {stage: np.array(list(data[stage].values())) for stage in wanted}
    none = len(NONE_FEATURES)
    return Weights(split["alone"][:-none], split["alone"][-none:], split["together"][:-none], split["together"][-none:])


def plain_values(facts: Facts) -> F64:
    """Values of the features of each candidate by itself: a row a candidate."""
    return side_by_side([feature(facts) for feature in PLAIN.values()])


def context_values(shared: Among) -> F64:
    """Values of the features of each candidate among the others."""
    return side_by_side([feature(shared) for feature in CONTEXT.values()])


def none_values(report: Report) -> F64:
    """Values that speak for no candidate: a row a group."""
    n = len(report.groups)
    best = np.zeros(n)
    np.maximum.at(best, report.group, report.candidates.score)
    sizes = np.bincount(report.group, minlength=n)
    return np.stack([np.ones(n), 1 - report.named, (best < 1).astype(np.float64), np.log1p(sizes)], axis=1)


def softmax(report: Report, scores: F64, none: F64) -> tuple[F64, F64]:
    """Chances of the candidates and, for each group, of none of them."""
    top = none.copy()
    np.maximum.at(top, report.group, scores)
    e, e_none = np.exp(scores - top[report.group]), np.exp(none - top)
    total = e_none + np.bincount(report.group, weights=e, minlength=len(none))
    return e / total[report.group], e_none / total


class Resolver:
    """Resolves the names of reports against one gazetteer."""

    name = "ranker"

    def __init__(self, gazetteer: Gazetteer, weights: Weights | None = None) -> None:
        self._gazetteer = gazetteer
        self._weights = weights or load_weights()
        self._gatherer = Gatherer(gazetteer)
        self._cues = cue_table(gazetteer.tables)
        self._together = self._weights.together.tolist()
        self._place = lru_cache(PLACES_KEPT)(gazetteer.place)
        self._name = lru_cache(PLACES_KEPT)(gazetteer.name)
        self._steps = lru_cache(PLACES_KEPT)(steps_between)
        self._rival = lru_cache(PLACES_KEPT)(partial(_described, gazetteer))

    def resolve(
        self, text: str, words: Words, names: Sequence[Named], sure: Mapping[str, str] = MappingProxyType({})
    ) -> list[Resolution]:
        """A resolution for each name, in their order.

        `sure` has the ids of places that people named, by folded spelling: they count as certain where the other names
        are weighed among one another.
        """
        if not names:
            return []
        report = gather(text, words, names, self._gatherer, self._cues)
        p, p_none, values = self._weigh(report, self._pinned(report, sure))
        resolved: list[Resolution | None] = [None] * len(names)
        starts, chances = report.starts.tolist(), p.tolist()
        for group, begin, end, none in zip(report.groups, starts, [*starts[1:], len(p)], p_none.tolist(), strict=True):
            resolution = self._resolution(group, chances[begin:end], none, values[begin:end])
            for member in group.members:
                start, stop = names[member].span
                resolved[member] = _from(text[start:stop], group.surface, resolution)
        return [r for r in resolved if r is not None]

    def _pinned(self, report: Report, sure: Mapping[str, str]) -> Mapping[int, int]:
        """Groups whose place is sure, with the candidate that is it; one that is no candidate cannot be weighed."""
        found: dict[int, int] = {}
        for g, group in enumerate(report.groups if sure else ()):
            row = self._gazetteer.row_of(sure[fold(group.surface)]) if fold(group.surface) in sure else None
            if row is not None and (at := np.flatnonzero((report.group == g) & (report.candidates.place == row))).size:
                found[g] = int(at[0])
        return found

    def _weigh(self, report: Report, pinned: Mapping[int, int]) -> tuple[F64, F64, F64]:
        w = self._weights
        facts = facts_of(report, self._gazetteer)
        plain, none = plain_values(facts), none_values(report)
        p, p_none = softmax(report, plain @ w.alone, none @ w.alone_none)
        values, shared = plain, None
        for _ in range(ROUNDS):
            for g, candidate in pinned.items():
                p[report.group == g] = 0.0
                p[candidate] = 1.0
            shared = among(facts, p, shared)
            values = np.concatenate([plain, context_values(shared)], axis=1)
            p, p_none = softmax(report, values @ w.together, none @ w.together_none)
        return p, p_none, values

    def _resolution(self, group: Group, chance: Sequence[float], p_none: float, values: F64) -> Resolution:
        order = sorted(range(len(chance)), key=chance.__getitem__, reverse=True)[: MOST_RIVALS + 1]
        best = chance[order[0]] if order else 0.0
        place, name = group.candidates.place, group.candidates.name
        rivals = tuple([Rival(*self._rival(int(place[k])), chance[k]) for k in order])
        if not order or (p_none > UNLIKELY and group.surface < FIRST_OTHER):
            return Resolution(None, 0.0, p_none - best, losers=rivals[:MOST_RIVALS])
        won = order[0]
        second = max(p_none, chance[order[1]] if len(order) > 1 else 0.0)
        reasons = zip(FEATURES, values[won].tolist(), self._together, strict=True)
        features = tuple([Feature(*reason) for reason in reasons if reason[1]])
        hit = self._name(int(name[won]))
        steps = self._steps(group.surface, hit.text)
        return Resolution(self._place(int(place[won])), best, best - second, hit, steps, features, rivals[1:])


def _described(gazetteer: Gazetteer, row: int) -> tuple[str, str, str, str, LonLat | None]:
    """A place as `Rival` has it."""
    g = gazetteer
    return g.place_id(row), g.place_name(row), g.country(row), g.feature(row), g.point(row)


def _from(written: str, surface: str, resolution: Resolution) -> Resolution:
    """The resolution with steps from what the text writes, where that is another form than its group's."""
    if resolution.name is None or written == surface or fold(written) == fold(surface):
        return resolution
    return replace(resolution, steps=steps_between(written, resolution.name.text))


def explained(names: Mapping[str, str], resolution: Resolution) -> list[str]:
    """The reasons of a resolution as sentences, the weightiest first."""
    ordered = sorted(resolution.features, key=lambda f: -abs(f.value * f.weight))
    return [f"{f.value * f.weight:+.2f}  {names.get(f.name, f.name)}" for f in ordered]

"""Training of the ranker: `python -m geo.resolve.train --gold FOLDER`.

Both stages are conditional logistic regressions over the candidates of a name and none of them, fitted by L-BFGS to
gold mentions with coordinates. A candidate is right within 161 km of the gold point, or with its GeoNames id; where
none is, a country, division, region or water is right that is so wide that the gold point may be another middle of it.
Needs scipy beside the package.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from gazetteer.builtin import open_builtin
from gazetteer.index import Gazetteer, open_index
from geo.model import Span
from geo.recognize.alike import Likeness
from geo.recognize.spans import Named, named_at
from geo.recognize.words import Words, look
from geo.resolve.context import among
from geo.resolve.cues import CLASSES, cue_table
from geo.resolve.facts import F64, Facts, facts_of
from geo.resolve.features import FEATURES, PLAIN
from geo.resolve.gather import Gatherer, Report, gather
from geo.resolve.ranker import NONE_FEATURES, ROUNDS, Weights, context_values, none_values, plain_values, softmax

RIGHT_KM = 161.0
"""A hundred miles: the distance by which toponym resolution is judged since Leidner (2007)."""

NEARLY_KM = 10.0
"""Of the candidates within that distance only those that come this near to the nearest are right: a town, and not
its province."""

PENALTY = 0.1
"""L2 penalty on the weights, against which the choice is not sensitive: 0.1 and 10 gave the same accuracy within 0.2
%."""

GOLD = ("geovirus", "geowebnews", "lgl", "seeds", "trnews")


class Case(NamedTuple):
    """A report with its candidates, and which of them are right."""

    report: Report
    facts: Facts
    plain: F64
    none: F64
    right: NDArray[np.bool_]
    known: NDArray[np.bool_]
    """Groups whose gold has coordinates."""
    within_reach: NDArray[np.bool_]
    """Groups with a candidate that is so near, or has the id: what a ranker could at best be counted right for."""


def gold_names(document: Mapping[str, Any], words: Words) -> tuple[list[Named], list[Mapping[str, Any]]]:
    """The gold mentions as the recogniser would give them, and their records."""
    names: list[Named] = []
    records: list[Mapping[str, Any]] = []
    for record in sorted(document["toponyms"], key=lambda t: (t["start"], -t["end"])):
        named = named_at(words, Span(record["start"], record["end"]))
        if not named or (names and named.first < names[-1].first + names[-1].words):
            continue
        names.append(named)
        records.append(record)
    return names, records


def case_of(
    document: Mapping[str, Any], gazetteer: Gazetteer, likeness: Likeness, gatherer: Gatherer, cues: Any
) -> Case | None:
    """A gold document made ready; None where it has nothing to learn from."""
    words = look(document["text"], gazetteer, likeness)
    names, records = gold_names(document, words)
    if not names:
        return None
    report = gather(document["text"], words, names, gatherer, cues)
    facts = facts_of(report, gazetteer)
    radius = gazetteer.arrays["place.uncertainty"][report.candidates.place]
    wide = facts.kind != CLASSES.index("P")
    right = np.zeros(len(report.group), dtype=bool)
    known = np.zeros(len(report.groups), dtype=bool)
    within_reach = np.zeros(len(report.groups), dtype=bool)
    for g, group in enumerate(report.groups):
        record = next((records[m] for m in group.members if records[m].get("lat") is not None), None)
        if record is None:
            continue
        known[g] = True
        mine = np.flatnonzero(report.group == g)
        km = _km(facts.lon[mine], facts.lat[mine], float(record["lon"]), float(record["lat"]))
        near = (km <= RIGHT_KM) & (km <= km.min(initial=RIGHT_KM) + NEARLY_KM)
        ids = [
            gazetteer.place_id(row) == f"geonames:{record.get('geonameid')}"
            for row in report.candidates.place[mine].tolist()
        ]
        within_reach[g] = any(ids) or near.any()
        right[mine] = np.array(ids) if any(ids) else near if near.any() else wide[mine] & (km <= radius[mine])
    return Case(report, facts, plain_values(facts), none_values(report), right, known, within_reach)


def _km(lon: F64, lat: F64, to_lon: float, to_lat: float) -> F64:
    a, b, c, d = (
        np.radians(np.nan_to_num(lon, nan=180.0)),
        np.radians(np.nan_to_num(lat, nan=-90.0)),
        np.radians(to_lon),
        np.radians(to_lat),
    )
    h = np.sin((b - d) / 2) ** 2 + np.cos(b) * np.cos(d) * np.sin((a - c) / 2) ** 2
    return np.asarray(2 * 6371.0088 * np.arcsin(np.minimum(1.0, np.sqrt(h))))


def fit(cases: Sequence[Case], values: Sequence[F64]) -> tuple[F64, F64]:
    """Weights of the candidates' features and of none's."""
    width, none_width = values[0].shape[1], len(NONE_FEATURES)
    offset = np.cumsum([0, *(len(c.report.groups) for c in cases)])
    group = np.concatenate([c.report.group + o for c, o in zip(cases, offset, strict=False)])
    x, z = np.concatenate(list(values)), np.concatenate([c.none for c in cases])
    right = np.concatenate([c.right for c in cases])
    known = np.concatenate([c.known for c in cases])
    weight = np.sqrt(np.concatenate([c.report.counts for c in cases])) * known
    none_right = np.bincount(group, weights=right, minlength=len(z)) == 0

    def loss(flat: F64) -> tuple[float, F64]:
        scores, none = x @ flat[:width], z @ flat[width:]
        top = none.copy()
        np.maximum.at(top, group, scores)
        e, e_none = np.exp(scores - top[group]), np.exp(none - top)
        total = e_none + np.bincount(group, weights=e, minlength=len(z))
        p, p_none = e / total[group], e_none / total
        good = np.bincount(group, weights=p * right, minlength=len(z)) + p_none * none_right
        good = np.maximum(good, 1e-9)
        q, q_none = p * right / good[group], p_none * none_right / good
        slope = np.concatenate([x.T @ ((p - q) * weight[group]), z.T @ ((p_none - q_none) * weight)]) + PENALTY * flat
        return float(-(np.log(good) * weight).sum() + 0.5 * PENALTY * (flat**2).sum()), slope

    result = minimize(loss, np.zeros(width + none_width), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return result.x[:width], result.x[width:]


def train(cases: Sequence[Case]) -> Weights:
    """Fit the stage without context, then the one with it, as often as the ranker goes round."""
    alone, alone_none = fit(cases, [c.plain for c in cases])
    p = [softmax(c.report, c.plain @ alone, c.none @ alone_none)[0] for c in cases]
    together, together_none = alone, alone_none
    for _ in range(ROUNDS):
        values = [
            np.concatenate([c.plain, context_values(among(c.facts, q))], axis=1) for c, q in zip(cases, p, strict=True)
        ]
        together, together_none = fit(cases, values)
        p = [softmax(c.report, v @ together, c.none @ together_none)[0] for c, v in zip(cases, values, strict=True)]
    return Weights(alone, alone_none, together, together_none)


def read_cases(gold: Path, gazetteer: Gazetteer, keep: Callable[[str], bool] = lambda _: True) -> list[Case]:
    """Cases from the gold corpora whose documents' ids pass `keep`."""
    likeness, gatherer, cues = Likeness(gazetteer), Gatherer(gazetteer), cue_table(gazetteer.tables)
    cases = []
    for path in sorted(gold.glob("*.jsonl")):
        if path.name.split(".")[0] in GOLD:
            for line in path.read_text(encoding="utf-8").splitlines():
                document = json.loads(line)
                case = case_of(document, gazetteer, likeness, gatherer, cues) if keep(str(document["doc_id"])) else None
                if case is not None and len(case.report.group):
                    cases.append(case)
    return cases


def as_json(weights: Weights) -> str:
    """The weights by feature name."""
    stages = {
        "alone": zip((*PLAIN, *NONE_FEATURES), (*weights.alone, *weights.alone_none), strict=True),
        "together": zip((*FEATURES, *NONE_FEATURES), (*weights.together, *weights.together_none), strict=True),
    }
    data: dict[str, Any] = {"trained_on": list(GOLD)}
    data |= {stage: {name: round(float(value), 5) for name, value in pairs} for stage, pairs in stages.items()}
    return json.dumps(data, indent=1) + "\n"


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder of gold place mentions")
    parser.add_argument("--gazetteer", type=Path, help="index to train with; the built-in one where not given")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("ranker.json"))
    given = parser.parse_args()
    gazetteer = open_index(given.gazetteer) if given.gazetteer else open_builtin()
    given.out.write_text(as_json(train(read_cases(given.gold, gazetteer))), encoding="utf-8")


if __name__ == "__main__":
    main()

"""What the gazetteer knows of a report's candidates, as arrays: what all features of the ranker look at."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.index import Gazetteer
from geo.resolve.cues import CLASSES
from geo.resolve.gather import Report

F64 = NDArray[np.float64]


class Facts(NamedTuple):
    """What the gazetteer knows of the candidates, one entry a candidate."""

    report: Report
    lon: F64
    lat: F64
    population: F64
    kind: NDArray[np.int64]
    """Place of the feature class in `CLASSES`, -1 where unknown."""
    state: NDArray[np.bool_]
    division: NDArray[np.bool_]
    county: NDArray[np.bool_]
    capital: NDArray[np.bool_]
    country: NDArray[np.int64]
    within: NDArray[np.int64]
    """Number of the first-order division that holds the candidate, or that it is; -1 for none."""
    spellings: F64
    """How many names the place has."""
    name_kind: NDArray[np.int64]
    curated: NDArray[np.bool_]
    curated_name: NDArray[np.bool_]


def facts_of(report: Report, gazetteer: Gazetteer) -> Facts:
    """Look the candidates up."""
    a, rows, own = gazetteer.arrays, report.candidates.place, gazetteer.own_source
    feature, kinds = a["place.feature"][rows], gazetteer.kinds
    return Facts(
        report,
        a["place.lon"][rows],
        a["place.lat"][rows],
        a["place.population"][rows].astype(np.float64),
        _CLASS_OF[kinds.classes[feature]],
        kinds.states[feature],
        kinds.first_divisions[feature],
        kinds.second_divisions[feature],
        kinds.capitals[feature],
        a["place.country"][rows].astype(np.int64),
        report.candidates.within,
        (a["place.names"][rows + 1].astype(np.int64) - a["place.names"][rows]).astype(np.float64),
        a["name.kind"][report.candidates.name].astype(np.int64),
        a["place.source"][rows] == own,
        a["name.source"][report.candidates.name] == own,
    )


_CLASS_OF = np.array([CLASSES.find(chr(code)) for code in range(256)], dtype=np.int64)
"""For each ASCII code its place in `CLASSES`, -1 where it is none."""


def side_by_side(columns: Sequence[F64]) -> F64:
    """Columns as one table; for short ones numpy's `stack` takes five times as long."""
    table = np.empty((len(columns[0]), len(columns)))
    for k, column in enumerate(columns):
        table[:, k] = column
    return table

"""The last word on whether a name is a place: the recogniser's chance weighed with what the name would be.

The recogniser proposes generously; the resolver says for each proposal what place it would be and how well that fits
the report. Boosted trees over both decide. So "Deir Ezzor" is a place in a report on Syria although its words look
like a person's, and "Assad" is none although villages are called so.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gazetteer.forest import Forest, forest_of
from gazetteer.keys import KeyFlag
from geo.errors import DatelineError
from geo.resolve.proposals import F64, Proposals
from geo.resolve.reasons import REASONS, values


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Trees that weigh the reasons, and the chances from which a name is kept."""

    forest: Forest
    threshold: float
    demonyms: float
    """The chance from which a demonym is kept that tells nothing new."""

    def chances(self, proposals: Proposals) -> F64:
        """The chance of each proposal, 0 to 1, that it is a place's name."""
        chance = 1 / (1 + np.exp(-np.clip(self.forest.total(values(proposals)), -50.0, 50.0)))
        return np.where(proposals.no_place, 0.0, chance)

    def kept(self, proposals: Proposals, chances: F64) -> NDArray[np.bool_]:
        """Whether each proposal is kept, given the chances."""
        return are_kept(chances, are_demonyms(proposals), proposals.country, self.threshold, self.demonyms)


def are_kept(
    chances: F64, demonym: NDArray[np.bool_], country: NDArray[np.str_], threshold: float, demonyms: float
) -> NDArray[np.bool_]:
    """Which proposals of a report are kept. A demonym of a country in which some other name of the report lies tells
    nothing new and needs a chance of its own: "Turkish" beside Ankara, but not where nothing else speaks of Turkey."""
    sure = chances >= threshold
    told = np.unique(country[sure & ~demonym & (country != "")])
    return np.where(demonym & np.isin(country, told), chances >= demonyms, sure)


def are_demonyms(proposals: Proposals) -> NDArray[np.bool_]:
    """Which proposals the recogniser takes for demonyms; a row of words is one only where it is attested as such."""
    attested = (proposals.flags & KeyFlag.DEMONYM) != 0
    return np.asarray(proposals.demonym & (attested | ~proposals.several & (proposals.flags == 0)))


def load_acceptance(path: Path | None = None, recognizer: str = "fast") -> Acceptance:
    """Read the trees, by default those that ship with the package for a recogniser; they differ, since a chance means
    more from the one than from the other.

    Raises:
        DatelineError: the file was made for other features.
    """
    shipped = "accept_accurate.json" if recognizer == "accurate" else "accept.json"
    source = files("geo.resolve").joinpath(shipped) if path is None else path
    data = json.loads(source.read_text(encoding="utf-8"))
    if data["features"] != list(REASONS):
        raise DatelineError(
            f"{source} holds trees for other features", "train them again: python -m geo.resolve.train_accept"
        )
    return Acceptance(forest_of(data["forest"]), data["threshold"], data["demonyms"])

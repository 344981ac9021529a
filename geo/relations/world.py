"""What relations ask of a gazetteer."""

from functools import lru_cache
from typing import Protocol

from gazetteer.index import Gazetteer
from gazetteer.place import Place
from gazetteer.search import exact_hits
from geo.relations.ground import distance_km

FACILITY_REACH_KM = 60.0
"""A facility by the name of a town lies so near at most: nine in ten airports lie within 28 km of theirs, and beyond
60 km it is another town's."""

_KEPT = 1000
"""Names kept with their places: reports repeat "eastern Syria"."""


class World(Protocol):
    """Places beside those that mentions name."""

    def division(self, place: Place, surface: str) -> Place | None:
        """The division that a town gives its name to: its first-order division, where the names agree."""

    def facility(self, place: Place, surface: str, what: str) -> Place | None:
        """The place that is called "Deir ez-Zor airport", near the town."""

    def is_other(self, name: str, place: Place) -> bool:
        """Whether a name with a direction ("West Virginia", "East Timor") is that of a place of its own, and no part of
        `place`."""


class GazetteerWorld:
    """The places of a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._places = lru_cache(_KEPT)(self._look_up)

    def division(self, place: Place, surface: str) -> Place | None:
        """As `World` says."""
        for name in (surface, place.name):
            for found in self._places(name):
                if found.feature == "A.ADM1" and found.country == place.country:
                    return found
        return None

    def facility(self, place: Place, surface: str, what: str) -> Place | None:
        """As `World` says."""
        kinds = (what, *(("airport",) if what.startswith("air") else ()))
        for name in dict.fromkeys((surface, place.name)):
            for kind in kinds:
                for found in self._places(f"{name} {kind}"):
                    near = found.point and place.point and distance_km(found.point, place.point) < FACILITY_REACH_KM
                    if near and found.feature_class == "S":
                        return found
        return None

    def is_other(self, name: str, place: Place) -> bool:
        """As `World` says; a quarter of a town (East Aleppo) is a part of it, and so is a region of its country."""
        return any(
            found.id == place.id or found.country != place.country or found.feature_class == "A"
            for found in self._places(name)
        )

    def _look_up(self, name: str) -> list[Place]:
        return [self._gazetteer.place(hit.place) for hit in exact_hits(self._gazetteer, name, demonyms=False)]

"""Which records of several sources are one place, and which source gave what of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gazetteer.build import Field, IndexBuilder
from gazetteer.index import Gazetteer, open_index
from gazetteer.merge import CONCORDANCE_KM, SAME_NAME_KM, kilometres
from gazetteer.place import BBox, GazetteerSource, LonLat, Place, PlaceName, PlaceSource
from gazetteer.provenance import field_sources, given

ORIGIN = LonLat(40.0, 35.0)
KM = 1 / 111.195
"""Degrees of latitude in a kilometre."""


def at(km: float) -> LonLat:
    """A point so many km north of the origin."""
    return LonLat(ORIGIN.lon, ORIGIN.lat + km * KM)


def town(key: str, name: str = "Qarlun", km: float = 0.0, feature: str = "P.PPL", *, country: str = "SY") -> Place:
    letter, _, code = feature.partition(".")
    return Place(key, name, at(km), (PlaceName(name, "", "official"),), letter, code, country)


def merged(folder: Path, *sources: list[Place], match: bool = True) -> Gazetteer:
    builder = IndexBuilder()
    for number, places in enumerate(sources):
        title = "abcdef"[number]
        stamped = [replace(place, source_id=title) for place in places]
        builder.add(PlaceSource(GazetteerSource(title, title.upper(), "CC0", ""), stamped), match=match)
    path = folder / "merged.index"
    builder.write(path)
    return open_index(path)


FIRST = town("geonames:1")


@pytest.mark.parametrize(
    ("second", "places"),
    [
        (town("wof:7", km=SAME_NAME_KM - 0.1), 1),
        (town("wof:7", km=SAME_NAME_KM + 0.1), 2),
        (town("wof:7", "QARLÛN"), 1),
        (town("wof:7", "Qarlan"), 2),
        (town("wof:7", feature="P.PPLA"), 1),
        (town("wof:7", feature="A.ADM3"), 2),
        (town("wof:7", feature=""), 1),
        (town("wof:7", country="IQ"), 2),
        (town("wof:7", country=""), 1),
        (replace(town("wof:7"), point=None), 2),
        (replace(town("wof:7", "Karlun"), names=(PlaceName("Qarlun", "en"),)), 1),
        (replace(town("wof:7", "Karlun"), names=(PlaceName("Qarlun", "en", "demonym"),)), 2),
        (replace(town("wof:7"), same_as=("geonames:2",)), 2),
        (replace(town("wof:7", "Other", 20.0), same_as=("geonames:1",)), 1),
        (replace(town("wof:7", "Other", CONCORDANCE_KM + 1), same_as=("geonames:1",)), 2),
        (replace(town("wof:7", "Other", feature="A.ADM1"), same_as=("geonames:1",)), 2),
        (replace(town("wof:7", "Other"), same_as=("geonames:1",), point=None), 1),
        (town("geonames:1", "Other", 9000.0), 1),
    ],
)  # fmt: skip
def test_which_records_are_one(tmp_path: Path, second: Place, places: int) -> None:
    assert len(merged(tmp_path, [FIRST], [second])) == places


def test_without_matching_only_an_equal_id_is_one(tmp_path: Path) -> None:
    found = merged(tmp_path, [FIRST], [replace(town("wof:7"), same_as=("geonames:1",)), FIRST], match=False)
    assert [place.id for place in found.places()] == ["geonames:1", "wof:7"]


def test_records_of_one_source_stay_apart(tmp_path: Path) -> None:
    assert len(merged(tmp_path, [FIRST, town("geonames:2")])) == 2
    found = merged(tmp_path, [FIRST], [replace(town("wof:9"), same_as=("geonames:1",)), town("wof:7")])
    assert [place.id for place in found.places()] == ["geonames:1", "wof:7"]


def test_a_concordance_counts_though_another_record_came_first_by_name(tmp_path: Path) -> None:
    found = merged(tmp_path, [FIRST], [town("wof:7"), replace(town("wof:9"), same_as=("geonames:1",)), town("wof:8")])
    assert [place.id for place in found.places()] == ["geonames:1", "wof:8"]
    assert found.row_of("wof:7") == found.row_of("wof:9") == 0


def test_the_nearest_of_several_is_the_one(tmp_path: Path) -> None:
    found = merged(tmp_path, [town("geonames:1", km=2.0), town("geonames:2", km=1.0)], [town("wof:7")])
    assert found.row_of("wof:7") == found.row_of("geonames:2")


def test_two_names_that_are_both_further_ones_prove_nothing(tmp_path: Path) -> None:
    one = replace(FIRST, names=(PlaceName("Shared", "en"),))
    assert len(merged(tmp_path, [one], [replace(town("wof:7", "Other"), names=(PlaceName("Shared", "en"),))])) == 2


def test_a_concordance_holds_in_either_order_and_through_a_third(tmp_path: Path) -> None:
    late = merged(tmp_path, [replace(town("wof:7", "Other", 9.0), same_as=("geonames:1",))], [FIRST])
    assert [place.id for place in late.places()] == ["wof:7"]
    wof = replace(town("wof:7", "Other", 9.0), same_as=("geonames:1", "wikidata:Q7"))
    through = merged(tmp_path, [FIRST], [wof], [town("wikidata:Q7", "Third", 20.0)])
    assert [place.id for place in through.places()] == ["geonames:1"]
    assert through.place(0).same_as == ("wof:7", "wikidata:Q7")
    assert {through.row_of(key) for key in ("geonames:1", "wof:7", "wikidata:Q7")} == {0}


def test_every_field_keeps_its_source(tmp_path: Path) -> None:
    first = Place("geonames:1", "Qarlun", None, (), "P", "", "SY")
    second = replace(
        town("wof:7"), same_as=("geonames:1",), population=5, extent=BBox(39.0, 34.0, 41.0, 36.0), parent="wof:3"
    )
    third = replace(
        town("wikidata:Q7", "قرلون", 1.0), same_as=("geonames:1",), population=9, admin=("North",), uncertainty_km=2.0
    )
    found = merged(tmp_path, [first], [second], [third])
    assert len(found) == 1
    place = found.place(0)
    assert (place.name, place.point, place.population, place.admin) == ("Qarlun", second.point, 5, ("North",))
    assert (place.parent, place.extent, place.uncertainty_km) == ("wof:3", second.extent, 2.0)
    assert field_sources(found, 0) == {
        Field.POINT: "b",
        Field.EXTENT: "b",
        Field.FEATURE: "b",
        Field.POPULATION: "b",
        Field.PARENT: "b",
        Field.UNCERTAINTY: "c",
        Field.ADMIN: "c",
    }
    told = {(item.field, item.value): item.source_id for item in given(found, 0)}
    assert told["id", "geonames:1"] == "a"
    assert told["id", "wof:7"] == "b"
    assert told["id", "wikidata:Q7"] == "c"
    assert told["country", "SY"] == "a"
    assert told["population", "5"] == "b"
    assert told["admin", "North"] == "c"
    assert told["name", "Qarlun (official)"] == "a"
    assert told["name", "قرلون (official)"] == "c"


def test_a_name_has_the_source_that_gave_it_first(tmp_path: Path) -> None:
    second = replace(town("wof:7"), names=(PlaceName("Qarlun", "en"), PlaceName("Karlun", "en")))
    found = merged(tmp_path, [FIRST], [second])
    assert [(name.text, name.source_id) for name in found.place(0).names] == [("Qarlun", "a"), ("Karlun", "b")]


def test_distances() -> None:
    one, other = LonLat(179.9, 0.0), LonLat(-179.9, 0.0)
    km = kilometres(*(np.array([value]) for value in (*one, *other)))
    assert km[0] == pytest.approx(22.24, abs=0.01)

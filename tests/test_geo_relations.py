"""What phrases make of places: where, how surely, and nothing where nothing is said."""

import math
import time
from collections.abc import Sequence

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.index import Gazetteer
from gazetteer.place import LonLat, Place
from geo.lines import relation_object
from geo.model import Relation, Span
from geo.pipeline import Pipeline
from geo.relations import GazetteerWorld, Name, area_of, relations_of
from geo.relations.area import area_object
from geo.relations.coordinates import coordinates_in
from geo.relations.ground import border_of, center_of, circle, distance_km, middle, moved, radius_km, side_of
from geo.relations.outlines import outline
from geo.relations.words import WINDS, wind
from tests.pipeline_cases import HOSTILE, SEEDS, document, reports
from tests.relation_cases import RelationCase, cases, expected, names, parameters, shown


def _relations(marked: str, gazetteer: Gazetteer) -> Sequence[Relation | None]:
    text, found = names(marked, gazetteer)
    return relations_of(text, found, GazetteerWorld(gazetteer))


@pytest.mark.parametrize("case", parameters())
def test_a_phrase_moves_a_place_there(case: RelationCase, gazetteer: Gazetteer) -> None:
    found = _relations(case.text, gazetteer)
    told = [shown(relation) for relation in found]
    assert [n for n, relation in enumerate(found, start=1) if relation] == [e.number for e in expected(case)], told
    for wanted in expected(case):
        relation = found[wanted.number - 1]
        assert relation and relation.kind == wanted.kind, told
        assert distance_km(relation.point, wanted.center) <= wanted.km, told
        area = area_of(relation)
        assert all(area.contains(shapely.Point(point)) for point in wanted.inside), told
        assert not any(area.contains(shapely.Point(point)) for point in wanted.outside), told


def test_the_table_is_large_enough_and_nearly_all_of_it_right() -> None:
    told = [case for case in cases() if case.expected]
    assert len(told) >= 90
    assert len(cases()) - len(told) >= 45
    assert sum(case.quality == "strong" for case in cases()) / len(cases()) >= 0.95


@pytest.mark.parametrize("case", [case for case in cases() if case.expected], ids=lambda case: case.text[:60])
def test_the_area_holds_its_middle_and_lies_within_the_uncertainty(case: RelationCase, gazetteer: Gazetteer) -> None:
    text, found = names(case.text, gazetteer)
    for relation in relations_of(text, found, GazetteerWorld(gazetteer)):
        if relation is None:
            continue
        area = area_of(relation)
        assert area.is_valid and area.area > 0
        assert relation.kind == "border" or area.buffer(1e-6).contains(shapely.Point(relation.point))
        if relation.kind not in ("division", "along"):  # these are boxes, wider in their corners than the record says
            reach = max(distance_km(relation.point, LonLat(*corner)) for corner in area.exterior.coords)
            assert reach <= 1.02 * relation.uncertainty_km + 0.1
        said = text[relation.span.start : relation.span.end]
        assert said and said == said.strip()
        shape = area_object(relation)
        assert shapely.LinearRing(shape["coordinates"][0]).is_ccw
        assert ("geometry" in (relation_object(relation) or {})) == bool(relation.ring)


def test_the_place_of_a_mention_stays_where_it_is(gazetteer: Gazetteer) -> None:
    text = "Syrian positions are more than 100 km west of Palmyra."
    palmyra = Pipeline(gazetteer).parse(document(text)).findings[-1]
    place, relation = palmyra.resolution.place, palmyra.mention.relation
    assert place and place.id == "geonames:163808" and place.point
    assert relation and (relation.kind, relation.direction, relation.km) == ("offset", "west", 100)
    assert text[relation.span.start : relation.span.end] == "more than 100 km west of Palmyra"
    assert 99 < distance_km(place.point, relation.point) < 101
    assert relation.uncertainty_km > 38


def test_the_seeds_say_where(gazetteer: Gazetteer) -> None:
    pipeline = Pipeline(gazetteer)
    said = {
        (finding.mention.relation.kind, report.text[slice(*finding.mention.relation.span)])
        for report in reports(SEEDS)
        for finding in pipeline.parse(report).findings
        if finding.mention.relation
    }
    assert {
        ("offset", "a few miles east of Palmyra"),
        ("direction", "west of Palmyra"),
        ("part", "east-Syria"),
        ("part", "east-Aleppo"),
        ("part", "southern Lebanon"),
        ("division", "Deir Ezzor province"),
        ("near", "near the Deir ez Zor airport"),
        ("near", "near Mariupol"),
    } <= said


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("west", "west"),
        ("North-Eastern", "northeast"),
        ("SSW", "south-southwest"),
        ("north-northwest", "north-northwest"),
    ],
)
def test_directions_have_one_form(text: str, direction: str) -> None:
    assert wind(text) == direction
    assert direction in WINDS


@given(st.floats(-179, 179), st.floats(-75, 75), st.sampled_from(sorted(WINDS.values())), st.floats(0.5, 800))
def test_a_point_so_far_away_is_so_far_away(lon: float, lat: float, bearing: float, km: float) -> None:
    there = moved(LonLat(lon, lat), bearing, km)
    assert distance_km(LonLat(lon, lat), there) == pytest.approx(km, rel=0.006)
    half = middle(LonLat(lon, lat), there)
    assert distance_km(half, there) == pytest.approx(km / 2, rel=0.01, abs=0.01)


@given(st.floats(-170, 170), st.floats(-70, 70), st.floats(0.1, 500))
def test_a_circle_is_round(lon: float, lat: float, km: float) -> None:
    ring = circle(LonLat(lon, lat), km)
    poleward = math.cos(math.radians(min(89, abs(lat) + math.degrees(km / 6371))))
    for corner in ring:
        assert distance_km(LonLat(lon, lat), corner) == pytest.approx(
            km, rel=0.02 + 0.6 * (math.cos(math.radians(lat)) - poleward), abs=0.003
        )


def test_a_town_without_people_has_a_size_and_a_record_goes_before() -> None:
    assert radius_km(Place("x", "X", None)) == 2.0
    assert radius_km(Place("x", "X", None, population=271_800)) == pytest.approx(4.7, abs=0.1)
    assert radius_km(Place("x", "X", None, population=271_800, uncertainty_km=12.0)) == 12.0


@pytest.mark.parametrize("side", [*("north", "south", "east", "west", "central"), *("northeast", "southwest")])
def test_a_side_is_a_part_and_opposite_sides_do_not_meet(side: str) -> None:
    whole = shapely.Polygon(outline("SY")).buffer(0)
    part = shapely.Polygon(side_of(outline("SY"), side))
    assert part.area < 0.75 * whole.area
    assert part.difference(whole.buffer(1e-4)).area < 1e-4
    opposite = {"north": "south", "east": "west", "northeast": "southwest"}.get(side)
    if opposite:
        assert part.intersection(shapely.Polygon(side_of(outline("SY"), opposite))).area < 1e-4
    assert part.buffer(1e-6).contains(shapely.Point(center_of(side_of(outline("SY"), side))))


def test_countries_that_share_no_border_have_none() -> None:
    assert border_of(outline("SY"), outline("UA")) is None
    assert outline("XX") == ()


@pytest.mark.parametrize(
    "text",
    [
        "At 91.1234, 40.1234.",
        "At 35.1234, 181.1234.",
        "At 35°61'07\"N 40°10'34\"E.",
        "At 61S FV 07 05.",
        "At 37SII0700005600.",
        "At 35.2, 40.1.",
        "Version 35.2854.1, 40.1.2.",
        "From 1.2345,6 to 7.",
    ],
)
def test_what_is_nowhere_is_no_coordinate(text: str) -> None:
    assert coordinates_in(text) == ()


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("33.8688° S, 151.2093° E", -33.8688, 151.2093),
        ("-33.8688, -51.2093", -33.8688, -51.2093),
        ("40°26′46″N 79°58′56″W", 40.44611, -79.98222),
        ("33T WN 12345 12345", 47.0645, 15.1626),
    ],
)
def test_hemispheres_are_kept(text: str, lat: float, lon: float) -> None:
    (fix,) = coordinates_in(text)
    assert (fix.point.lat, fix.point.lon) == pytest.approx((lat, lon), abs=0.02)
    assert text[fix.span.start : fix.span.end] == text


class NoWorld:
    """Knows no place beside those that are named."""

    def division(self, place: Place, surface: str) -> Place | None:
        return None

    def facility(self, place: Place, surface: str, what: str) -> Place | None:
        return None

    def is_other(self, name: str, place: Place) -> bool:
        return False


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_too_strange(name: str) -> None:
    text = HOSTILE[name]
    place = Place("x", "X", LonLat(40, 35), feature_class="P")
    whole = Span(0, len(text))
    found = [
        Name(Span(at, min(len(text), at + 5)), whole, "place", place)
        for at in range(0, len(text), max(5, len(text) // 50))
    ]
    assert len(relations_of(text, found, NoWorld())) == len(found)


def test_time_is_about_linear_in_the_text() -> None:
    def seconds(times: int) -> float:
        text = (
            "The town 30 km west of Homs at 35.1234, 40.1234 was hit by more than a few 12 34 5 N things near it. "
            * times
        )
        place = Place("x", "Homs", LonLat(36.7, 34.7), feature_class="P")
        found = [
            Name(Span(at + 23, at + 27), Span(at, at + 101), "place", place) for at in range(0, len(text) - 100, 101)
        ]
        began = time.process_time()
        relations_of(text, found, NoWorld())
        return time.process_time() - began

    seconds(10)
    assert seconds(1200) < 12 * seconds(300) + 0.2

"""The base map's file and what a map takes from it; dates as the page compares them."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

import maps
from maps.assets import read_bytes
from maps.basemap import BUDGET, CELL, REACH, base_map, clipped, region_of, sheets, steps_of
from maps.edtf import days
from maps.lines import Line, Sheet, decode, encode, read_sheets, write_sheets

POINT = st.tuples(st.integers(-180_00, 180_00), st.integers(-90_00, 90_00)).map(lambda p: (p[0] / 100, p[1] / 100))
LINES = st.lists(st.lists(POINT, min_size=2, max_size=9), max_size=9)


@given(LINES)
def test_lines_survive_the_file(lines: list[Line]) -> None:
    back = decode(*encode(lines, 100), 100)
    assert [(line[0], line[-1]) for line in back] == [(line[0], line[-1]) for line in lines]
    for given_line, kept in zip(lines, back, strict=True):
        repeats_gone = [
            p for i, p in enumerate(given_line) if i < 2 or i == len(given_line) - 1 or p != given_line[i - 1]
        ]
        assert kept == repeats_gone


@settings(deadline=None, max_examples=25)  # each example opens a compressor with a large window
@given(LINES)
def test_sheets_survive_the_file(lines: list[Line]) -> None:
    data = write_sheets({"what": "test"}, [Sheet("a", 100, {"coast": lines}, {"coast": "words"})])
    header, found = read_sheets(data)
    assert header["what"] == "test"
    assert found["a"].says == {"coast": "words"}
    assert len(found["a"].layers["coast"]) == len(lines)


@pytest.mark.parametrize("data", [b"", b"{}\n", b"{\n", read_bytes("basemap.bin")[:90_000], b'{"sheets":[]}\nxx'])
def test_a_broken_base_map_is_named(data: bytes) -> None:
    with pytest.raises(maps.AssetBroken, match="base map"):
        read_sheets(data)


def test_the_base_map_names_source_and_licence() -> None:
    head = read_bytes("basemap.bin").split(b"\n")[0].decode()
    assert "Natural Earth (public domain)" in head
    assert "world-atlas 2.0.2 (ISC)" in head


@pytest.mark.parametrize(
    "dispute",
    [
        "Crimea",
        "Golan Heights: ceasefire",
        "Golan Heights: mandate",
        "Western Sahara",
        "Kashmir",
        "Kosovo",
        "Cyprus",
        "Abkhazia",
        "Transnistria",
        "Aksai Chin",
        "Armistice",
    ],
)
def test_disputed_boundaries_are_told_apart(dispute: str) -> None:
    fine = sheets()[1]["fine"]
    layers = [layer for layer, words in fine.says.items() if words.startswith(dispute)]
    assert layers
    assert all(fine.layers[layer] for layer in layers)


def test_no_solid_line_crosses_crimea() -> None:
    """The isthmus of Perekop: Natural Earth has a state boundary there, which the map must not show as settled."""
    isthmus = box(33.4, 45.9, 34.9, 46.3)
    fine = sheets()[1]["fine"]
    solid = [layer for layer, words in fine.says.items() if layer.startswith("boundary") and not words]
    assert solid
    assert not [line for layer in solid for line in clipped(fine.layers[layer], isthmus, closed=False)]


@pytest.mark.parametrize(
    ("lon", "lat", "land"),
    [
        (40.14, 35.34, True),
        (34.1, 44.95, True),
        (30.0, 43.0, False),
        (18.0, 34.5, False),
        (-100.0, 40.0, True),
        (179.0, 68.5, True),
        (-175.0, 66.5, True),
        (0.0, 74.0, False),
        (0.0, -80.0, True),
        (100.0, -16.5, False),
    ],
)
def test_land_is_land_and_sea_is_sea(lon: float, lat: float, land: bool) -> None:
    """Even-odd: a point on land lies inside an odd number of coast rings."""
    from shapely.geometry import Polygon

    for sheet in sheets()[1].values():
        inside = sum(Polygon(ring).contains(Point(lon, lat)) for ring in sheet.layers["coast"] if len(ring) > 3)
        assert (inside % 2 == 1) is land


def test_no_ring_leaps_over_the_world() -> None:
    """A ring that steps from 180 to -180 would be filled as a bar across the map."""
    for sheet in sheets()[1].values():
        for layer in ("coast", "lakes"):
            for ring in sheet.layers[layer]:
                leaps = [(a, b) for a, b in pairwise(ring) if abs(a[0] - b[0]) > 90 and a[1] > -89]
                assert leaps == []


def test_fine_detail_stays_near_the_data_and_within_the_budget() -> None:
    base = base_map([(40.1, 35.3, 5)])
    fine = base["fine"]
    points = sum(len(row) // 2 for key in ("coast", "lakes", "rivers") for row in fine[key])
    assert 100 < points < BUDGET
    region = region_of([(40.1, 35.3, 5)], sheets()[1]["fine"], BUDGET)
    assert region.contains(Point(40.1, 35.3))
    assert region.area <= (2 * REACH + 1) ** 2 * CELL**2


@pytest.mark.parametrize(
    "points", [[], [(180.0, 0.0, 1)], [(-180.0, 89.9, 1)], [(0.0, -90.0, 1)], [(179.9, -16.5, 2), (-179.9, -16.6, 2)]]
)
def test_odd_places_have_a_base_map(points: list[tuple[float, float, int]]) -> None:
    base = base_map(points)
    assert base["coarse"]["coast"]
    assert base["labels"]


def test_worldwide_data_do_not_swell_the_map() -> None:
    spread = [(float(lon), float(lat), 1) for lon in range(-180, 180, 6) for lat in range(-60, 75, 6)]
    fine = base_map(spread)["fine"]
    points = sum(len(row) // 2 for key in ("coast", "lakes", "rivers") for row in fine[key])
    assert points < BUDGET * 1.2  # cuts along the squares add a few


def test_steps_are_differences() -> None:
    assert steps_of([[(1.0, 2.0), (1.01, 2.0), (1.01, 2.0), (1.0, 2.5)]], 100) == [[100, 200, 1, 0, -1, 50]]


def day(year: int, month: int, number: int) -> int:
    return date(year, month, number).toordinal() - date(1970, 1, 1).toordinal()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016-09-17", day(2016, 9, 17), day(2016, 9, 17)),
        ("2016-09", day(2016, 9, 1), day(2016, 9, 30)),
        ("2016-12", day(2016, 12, 1), day(2016, 12, 31)),
        ("2016", day(2016, 1, 1), day(2016, 12, 31)),
        ("201X", day(2010, 1, 1), day(2019, 12, 31)),
        ("2016-02-XX", day(2016, 2, 1), day(2016, 2, 29)),
        ("2016-09-17~", day(2016, 9, 17), day(2016, 9, 17)),
        ("2016-09-17T10:00:00Z", day(2016, 9, 17), day(2016, 9, 17)),
        ("2017-01-18/..", day(2017, 1, 18), day(2017, 1, 18)),
        ("2016-09/2016-10", day(2016, 9, 1), day(2016, 10, 31)),
        ("../2016-10-02", day(2016, 10, 2), day(2016, 10, 2)),
    ],
)
def test_dates_become_days(text: str, first: int, last: int) -> None:
    assert days(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["", None, "soon", "2016-13", "2016-02-30", "../..", "17.9.2016", "0000-01-01", "-0044-03-15", "9999-12"]
)
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert days(text) is None

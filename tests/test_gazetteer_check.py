"""What a check finds in a gazetteer, and what it lets pass."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gazetteer import container
from gazetteer.build import IndexBuilder
from gazetteer.check import KINDS, Finding, findings
from gazetteer.errors import BadRecord
from gazetteer.index import Gazetteer, open_index
from gazetteer.place import GazetteerSource, LonLat, Place, PlaceName, PlaceSource
from gazetteer.territories import ENOUGH, REACH, cells, from_file, from_points
from geo.cli.making import FINDINGS
from tests.cli_cases import run


def town(key: str, lon: float, lat: float, country: str = "AA", feature: str = "P.PPL", name: str = "") -> Place:
    letter, _, code = feature.partition(".")
    name = name or f"Town {key}"
    return Place(f"x:{key}", name, LonLat(lon, lat), (PlaceName(name, "", "official"),), letter, code, country)


def land(country: str, west: int, south: int) -> list[Place]:
    """A country of four by four degrees, with four towns in each, far enough from each other."""
    return [
        town(f"{country}{x}{y}{k}", (west + x + 0.2 + k / 5 + 180) % 360 - 180, south + y + 0.2 + k / 5, country)
        for x in range(4)
        for y in range(4)
        for k in range(4)
    ]


LANDS = [*land("AA", 40, 10), *land("BB", 60, 10), *land("CC", 178, -20)]


def made(folder: Path, places: Sequence[Place]) -> Gazetteer:
    builder = IndexBuilder()
    builder.add(PlaceSource(GazetteerSource("x", "X", "CC0", ""), [replace(place, source_id="x") for place in places]))
    builder.write(folder / "made.index")
    return open_index(folder / "made.index")


def found(folder: Path, *places: Place) -> list[tuple[str, str]]:
    gazetteer = made(folder, [*LANDS, *places])
    return [(finding.kind, finding.place) for finding in findings(gazetteer, from_points([gazetteer]))]


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        (town("1", 41.5, 12.5), None),
        (town("1", 44.5, 12.5), None),
        (town("1", 62.5, 12.5), "outside"),
        (town("1", 62.5, 12.5, feature=""), "outside"),
        (town("1", 62.5, 12.5, feature="H.STM"), None),
        (town("1", 62.5, 12.5, country=""), None),
        (town("1", 62.5, 12.5, country="ZZ"), None),
        (town("1", 12.5, 41.5), "swapped"),
        (town("1", 43.5 + REACH, 12.5), None),
        (town("1", 45.5 + REACH, 12.5), "outside"),
        (town("1", -178.5, -18.5, "CC"), None),
        (town("1", 0.0, 0.0), "zero"),
        (town("1", 0.0, 0.0, country=""), "zero"),
        (town("1", 0.0, 51.5, country=""), None),
        (replace(town("1", 0, 0), point=None), None),
    ],
)
def test_points(tmp_path: Path, place: Place, kind: str | None) -> None:
    assert found(tmp_path, place) == ([(kind, "x:1")] if kind else [])


def test_one_wrong_point_does_not_vouch_for_itself_and_few_say_nothing(tmp_path: Path) -> None:
    small = [town(f"s{k}", 60.5, 10.1 + k, "DD") for k in range(ENOUGH - 1)]
    assert found(tmp_path, *[p for p in small if p.point and p.point.lat < 14]) == []


def test_a_point_that_is_not_on_the_earth(tmp_path: Path) -> None:
    gazetteer = made(tmp_path, [town("1", 41.5, 12.5)])
    header, arrays = container.read(gazetteer.path)
    bent = {**arrays, "place.lat": np.array([97.0])}
    container.write(tmp_path / "bent.index", header, bent)
    gazetteer = open_index(tmp_path / "bent.index")
    assert [f.kind for f in findings(gazetteer, from_points([gazetteer]))] == ["range"]


@pytest.mark.parametrize(
    ("other", "double"),
    [
        (town("2", 41.5, 12.505, name="Qarlun"), True),
        (town("2", 41.5, 12.505, name="QARLÛN"), True),
        (town("2", 41.5, 12.505, name="Qarlun", feature="P.PPLA"), True),
        (town("2", 41.5, 12.505, name="Qarlun", feature="A.ADM1"), False),
        (town("2", 41.5, 12.505, name="Qarlun", country="BB"), False),
        (town("2", 41.5, 12.52, name="Qarlun"), False),
        (town("2", 41.5, 12.505, name="Karlun"), False),
        (replace(town("2", 41.5, 12.5, name="Karlun"), names=(PlaceName("Qarlun", "en"),)), False),
    ],
)
def test_doubles(tmp_path: Path, other: Place, double: bool) -> None:
    gazetteer = made(tmp_path, [town("1", 41.5, 12.5, name="Qarlun"), other])
    seen = [f for f in findings(gazetteer, from_points([gazetteer])) if f.kind == "duplicate"]
    assert [f.place for f in seen] == (["x:1"] if double else [])
    assert not double or "x:2 is 0.5" in seen[0].detail or "x:2 is 0.56" in seen[0].detail


def test_orphans(tmp_path: Path) -> None:
    up = town("up", 41.0, 11.0, feature="A.ADM1", name="North")
    places = [
        up,
        replace(town("1", 41.5, 12.5), parent="x:up", admin=("NORTH",)),
        replace(town("2", 42.5, 12.5), parent="x:lost", admin=("Narth",)),
        replace(town("3", 42.9, 12.9), parent="wof:3"),
        replace(town("4", 61.5, 12.5, "BB"), admin=("East",)),
    ]
    assert found(tmp_path, *places) == [("parent", "x:2"), ("admin", "x:2")]


def test_the_antimeridian_is_no_edge() -> None:
    one, other = cells(np.array([179.5, -179.5]), np.array([0.5, 0.5])).tolist()
    assert {one % 360, other % 360} == {359, 0}


def square(west: float, south: float, east: float, north: float, **properties: str) -> dict[str, object]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_boundaries_given_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "lands.geojson"
    parts = [
        square(40, 10, 44, 14, country="SY"),
        square(60, 10, 64, 14, name="Iraq"),
        square(0, 0, 1, 1, name="Nowhere"),
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": parts}))
    polygons = from_file(path)
    assert set(polygons.shapes) == {"SY", "IQ"}
    gazetteer = made(tmp_path, [town("1", 41, 11, "SY"), town("2", 61, 11, "SY"), town("3", 13, 41, "SY")])
    assert [(f.kind, f.place) for f in findings(gazetteer, polygons)] == [("swapped", "x:3"), ("outside", "x:2")]


@pytest.mark.parametrize(
    ("features", "said"),
    [([square(0, 0, 1, 1, name="Nowhere")], "no feature has"), ([{"type": "Feature", "geometry": 3}], "no feature")],
)
def test_boundaries_without_countries_are_refused(tmp_path: Path, features: list[object], said: str) -> None:
    path = tmp_path / "lands.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with pytest.raises(BadRecord, match=said):
        from_file(path)


def test_the_command_knows_every_kind() -> None:
    assert tuple(KINDS) == FINDINGS
    assert Finding("row", "", "x").kind in KINDS


ROWS = "id\tname\tlat\tlon\tcc\n"


def test_files_are_checked_row_by_row(tmp_path: Path) -> None:
    rows = ["a\tQarlun\t35.0\t38.0\tSY", "b\tHama\t35.1\tnorth\tSY", "c\tHoms\t38.1\t34.9\tSY", "d\tZor\t95\t38\tSY"]
    (tmp_path / "towns.tsv").write_text(ROWS + "\n".join(rows) + "\n")
    ran = run("gazetteer", "check", "towns.tsv", "--format", "jsonl", cwd=tmp_path)
    assert ran.code == 1, ran.err
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert [(row["kind"], row["place"]) for row in told] == [("row", ""), ("row", ""), ("swapped", "import:c")]
    assert "towns.tsv:3: lon 'north'" in told[0]["detail"]
    assert "towns.tsv:5: lat 95" in told[1]["detail"]
    assert run("gazetteer", "check", "towns.tsv", "--only", "duplicate", cwd=tmp_path).code == 0
    (tmp_path / "good.tsv").write_text(ROWS + rows[0] + "\n")
    ran = run("gazetteer", "check", "good.tsv", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "Nothing found.\n")


def test_wrong_usage_of_check(tmp_path: Path) -> None:
    (tmp_path / "good.tsv").write_text(ROWS)
    assert run("gazetteer", "check", "good.tsv", "--gazetteer", "x.index", cwd=tmp_path).code == 2
    assert run("gazetteer", "check", "good.tsv", "--column", "town=NAME", cwd=tmp_path).code == 2


def test_info_shows_which_source_gave_what(tmp_path: Path) -> None:
    (tmp_path / "one.tsv").write_text("geonameid\tname\tlat\tlon\tcc\n1\tQarlun\t35.0\t38.0\tSY\n")
    (tmp_path / "two.tsv").write_text("wof_id\tname\tlat\tlon\tcc\tpopulation\n7\tQarlun\t35.01\t38.0\tSY\t9\n")
    ran = run("gazetteer", "import", "one.tsv", "two.tsv", "--alone", "--gazetteer", "x.index", cwd=tmp_path)
    assert ran.code == 0, ran.err
    ran = run("gazetteer", "info", "wof:7", "--gazetteer", "x.index", cwd=tmp_path)
    assert [line.split(None, 1)[1] for line in ran.out.splitlines()] == [
        "geonames:1  [import:one.tsv]",
        "wof:7  [import:two.tsv]",
        "35.00000, 38.00000  [import:one.tsv]",
        "SY  [import:one.tsv]",
        "9  [import:two.tsv]",
        "Qarlun (official)  [import:one.tsv]",
    ]
    explained = run("gazetteer", "find", "Qarlun", "--explain", "--gazetteer", "x.index", cwd=tmp_path).out
    assert "population from import:two.tsv; also wof:7" in explained
    assert run("gazetteer", "info", "wof:8", "--gazetteer", "x.index", cwd=tmp_path).code == 1

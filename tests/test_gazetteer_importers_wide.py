"""Who's On First in SQLite, Wikidata, OpenStreetMap, hierarchy and postal codes, tables with columns given by hand."""

import gzip
import json
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from gazetteer.errors import BadRecord, GazetteerError, UnknownFormat
from gazetteer.importers import describe, open_sources
from gazetteer.place import LonLat, Place

SPR = (
    "CREATE TABLE spr (id INTEGER PRIMARY KEY, parent_id INTEGER, name TEXT, placetype TEXT, country TEXT, latitude "
    "REAL, longitude REAL, min_latitude REAL, min_longitude REAL, max_latitude REAL, max_longitude REAL, is_current "
    "INTEGER, is_deprecated INTEGER, is_superseded INTEGER)"
)
NAMES = (
    "CREATE TABLE names (id INTEGER, placetype TEXT, country TEXT, language TEXT, extlang TEXT, script TEXT, region "
    "TEXT, variant TEXT, extension TEXT, privateuse TEXT, name TEXT, lastmodified INTEGER)"
)
PLACES = [
    (10, -1, "Qarlun Province", "region", "SY", 35.0, 40.0, 34.0, 39.0, 36.0, 41.0, 1, 0, 0),
    (11, 10, "Upper Qarlun", "county", "SY", 35.2, 40.2, 35.0, 40.0, 35.5, 40.5, -1, 0, 0),
    (12, 11, "Qarlun", "locality", "SY", 35.25, 40.25, 35.25, 40.25, 35.25, 40.25, 1, 0, 0),
    (13, 11, "Old Qarlun", "locality", "SY", 35.25, 40.25, None, None, None, None, 1, 0, 1),
    (14, 11, "Gone Qarlun", "locality", "SY", 35.25, 40.25, None, None, None, None, 0, 0, 0),
]


def wof(path: Path, *, spr: str = SPR, names: str = NAMES, more: bool = True) -> Path:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(spr)
        database.execute(names)
        if more:
            database.executemany("INSERT INTO spr VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", PLACES)
            for lang, private, name in (
                ("ara", "preferred", "قرلون"),
                ("eng", "x_colloquial", "The Rock"),
                ("eng", "variant", "Karlun"),
                ("und", "historical", "Carlonia"),
            ):
                database.execute(
                    "INSERT INTO names (id, language, privateuse, name) VALUES (12,?,?,?)", (lang, private, name)
                )
            database.execute("CREATE TABLE concordances (id INTEGER, other_id TEXT, other_source TEXT)")
            database.executemany(
                "INSERT INTO concordances VALUES (12, ?, ?)", [("777", "gn:id"), ("Q77", "wd:id"), ("x", "loc:id")]
            )
            database.execute("CREATE TABLE geojson (id INTEGER PRIMARY KEY, body TEXT)")
            body = {"type": "Feature", "properties": {"wof:population": 1234}, "geometry": None}
            database.execute("INSERT INTO geojson VALUES (12, ?)", (json.dumps(body),))
    return path


def places(*paths: Path, columns: Mapping[str, str] | None = None) -> list[Place]:
    return [place for source in open_sources(paths, columns or {}) for place in source.places]


def named(place: Place) -> list[tuple[str, str, str]]:
    return [(name.text, name.lang, name.kind) for name in place.names]


@pytest.mark.parametrize("packed", [False, True])
def test_whos_on_first_in_sqlite(tmp_path: Path, packed: bool) -> None:
    path = wof(tmp_path / "whosonfirst-data-admin-sy-latest.db")
    if packed:
        path = tmp_path / "wof.db.gz"
        path.write_bytes(gzip.compress((tmp_path / "whosonfirst-data-admin-sy-latest.db").read_bytes()))
    assert describe(path) == "Who's On First in SQLite"
    region, county, town = places(path)
    assert (region.id, region.feature, region.extent and region.extent.west) == ("wof:10", "A.ADM1", 39.0)
    assert (county.admin, county.parent) == (("Qarlun Province",), "wof:10")
    assert (town.id, town.name, town.feature, town.country) == ("wof:12", "Qarlun", "P.PPL", "SY")
    assert (town.point, town.extent, town.population) == (LonLat(40.25, 35.25), None, 1234)
    assert (town.admin, town.parent) == (("Qarlun Province", "Upper Qarlun"), "wof:11")
    assert town.same_as == ("geonames:777", "wikidata:Q77")
    assert named(town) == [
        ("Qarlun", "", "official"),
        ("قرلون", "ara", "preferred"),
        ("The Rock", "eng", "colloquial"),
        ("Karlun", "eng", "foreign"),
        ("Carlonia", "", "historical"),
    ]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (("CREATE TABLE x (a)", "CREATE TABLE y (a)"), "it has no table spr"),
        (("CREATE TABLE spr (id, name)", NAMES), "the table spr has no country, latitude, longitude"),
        ((SPR, "CREATE TABLE names (id, name)"), "the table names has no language, privateuse"),
    ],
)
def test_sqlite_that_is_not_whos_on_first(tmp_path: Path, sql: tuple[str, str], said: str) -> None:
    path = wof(tmp_path / "other.db", spr=sql[0], names=sql[1], more=False)
    with pytest.raises(BadRecord, match=r"other\.db: a SQLite file, but not one of Who's On First") as caught:
        places(path)
    assert said in str(caught.value)
    assert caught.value.hint


def test_a_damaged_sqlite_file_is_told(tmp_path: Path) -> None:
    path = wof(tmp_path / "cut.db")
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(BadRecord, match=r"cut\.db: SQLite cannot read it"):
        places(path)


def test_a_bad_record_of_sqlite_is_named(tmp_path: Path) -> None:
    path = wof(tmp_path / "bad.db")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE spr SET latitude = 95 WHERE id = 12")
    with pytest.raises(BadRecord, match=r"bad\.db: spr 12: lat 95\.0"):
        places(path)


def claim(value: object, rank: str = "normal") -> dict[str, object]:
    return {"mainsnak": {"snaktype": "value", "datavalue": {"value": value}}, "rank": rank, "type": "statement"}


def entity(key: str, label: str, **claims: object) -> dict[str, object]:
    return {
        "type": "item",
        "id": key,
        "labels": {"en": {"language": "en", "value": label}, "ar": {"language": "ar", "value": "قرلون"}},
        "aliases": {"en": [{"language": "en", "value": "Karlun"}]},
        "claims": claims,
    }


AT = claim({"latitude": 35.25, "longitude": 40.25, "globe": "http://www.wikidata.org/entity/Q2"})
TOWN = entity(
    "Q77",
    "Qarlun",
    P625=[AT],
    P31=[claim({"id": "Q999999999"}), claim({"id": "Q3957"})],
    P17=[claim({"id": "Q1"})],
    P1566=[claim("777")],
    P1082=[claim({"amount": "+90"}), claim({"amount": "+120"}), claim({"amount": "+5"}, "deprecated")],
)
LAND = entity("Q1", "Qarlunia", P297=[claim("SY")], P625=[AT], P31=[claim({"numeric-id": 6256})])
MOON = entity(
    "Q9", "Crater", P625=[claim({"latitude": 1, "longitude": 2, "globe": "http://www.wikidata.org/entity/Q405"})]
)
PERSON = {**entity("Q8", "Someone"), "aliases": [], "claims": []}


@pytest.mark.parametrize(
    "text",
    [
        "[\n" + ",\n".join(map(json.dumps, (TOWN, PERSON, MOON, LAND))) + "\n]\n",
        "".join(json.dumps(found) + "\n" for found in (TOWN, PERSON, MOON, LAND)),
        json.dumps([TOWN, PERSON, MOON, LAND], indent=1),
    ],
    ids=["dump", "lines", "indented"],
)
def test_wikidata(tmp_path: Path, text: str) -> None:
    path = tmp_path / "items.json"
    path.write_text(text)
    assert describe(path) == "Wikidata entities"
    town, land = places(path)
    assert (town.id, town.name, town.point) == ("wikidata:Q77", "Qarlun", LonLat(40.25, 35.25))
    assert (town.feature, town.country, town.population) == ("P.PPL", "SY", 120)
    assert town.same_as == ("geonames:777",)
    assert named(town) == [
        ("Qarlun", "", "official"),
        ("Qarlun", "en", "preferred"),
        ("قرلون", "ar", "preferred"),
        ("Karlun", "en", "foreign"),
    ]
    assert (land.id, land.feature) == ("wikidata:Q1", "A.PCLI")


def test_the_preferred_statement_wins(tmp_path: Path) -> None:
    path = tmp_path / "items.json"
    peopled = [claim({"amount": "+7"}, "preferred"), claim({"amount": "+9"})]
    path.write_text(json.dumps(entity("Q77", "Qarlun", P625=[AT], P1082=peopled)) + "\n")
    assert places(path)[0].population == 7


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (json.dumps(TOWN) + "\n" + json.dumps(TOWN)[:99] + "\n", ":2: not JSON"),
        (json.dumps(TOWN) + "\n" + '{"id": "Q5"}\n', ":2: expected an entity of Wikidata"),
        (json.dumps(TOWN) + "\n" + json.dumps(TOWN).replace("35.25", "95") + "\n", ":2: lat 95"),
        (
            "[\n" + json.dumps(TOWN) + ",\n" + json.dumps({**TOWN, "claims": {"P625": 5}}) + "\n]\n",
            ":3: P625: expected",
        ),
        (json.dumps(TOWN) + "\n" + json.dumps(TOWN).replace("Karlun", "K" * 10_000) + "\n", ":2: a name of 10000"),
    ],
)
def test_a_malformed_entity_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "items.json").write_text(text)
    with pytest.raises(BadRecord) as caught:
        places(tmp_path / "items.json")
    assert f"items.json{said}" in str(caught.value)


def test_json_that_is_not_wikidata_is_told(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('[{"id": 1, "labels": {}}]')
    with pytest.raises(UnknownFormat, match=r"other\.json: it is JSON, but neither"):
        describe(tmp_path / "other.json")


OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lat="35.25" lon="40.25">
  <tag k="place" v="town"/><tag k="name" v="Qarlun"/><tag k="name:ar" v="قرلون"/><tag k="alt_name" v="Karlun; Carlun"/>
  <tag k="old_name" v="Carlonia"/><tag k="population" v="1,234"/><tag k="wikidata" v="Q77"/>
  <tag k="addr:country" v="SY"/></node>
 <node id="2" lat="35.0" lon="40.0"/><node id="3" lat="35.0" lon="40.2"/><node id="4" lat="35.2" lon="40.4"/>
 <node id="5" lat="36.0" lon="41.0"><tag k="natural" v="peak"/><tag k="name" v="Mount Qar"/></node>
 <node id="6" lat="36.0" lon="41.0"><tag k="natural" v="tree"/><tag k="name" v="Old Oak"/></node>
 <node id="7" lat="36.0" lon="41.0"><tag k="place" v="village"/></node>
 <node id="8" lat="36.0" lon="41.0"><tag k="place" v="village"/><tag k="name" v="---"/></node>
 <node id="9" lat="36.0" lon="41.0"><tag k="place" v="village"/><tag k="name" v="Many"/>
  <tag k="population" v="about a dozen"/></node>
 <way id="20"><nd ref="2"/><nd ref="3"/><nd ref="4"/><tag k="waterway" v="river"/><tag k="name" v="Qar"/></way>
 <way id="21"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="2"/><tag k="aeroway" v="aerodrome"/>
  <tag k="name" v="Qarlun Airport"/></way>
 <way id="22"><nd ref="3"/><nd ref="4"/><tag k="waterway" v="river"/><tag k="name" v="Lun"/></way>
 <way id="23"><nd ref="2"/><nd ref="4"/><tag k="highway" v="primary"/><tag k="name" v="Main Road"/></way>
 <relation id="30"><member type="way" ref="22" role="main_stream"/><tag k="type" v="waterway"/>
  <tag k="waterway" v="river"/><tag k="name" v="Lun"/></relation>
 <relation id="31"><member type="node" ref="3" role="label"/><member type="way" ref="21" role="outer"/>
  <tag k="place" v="island"/><tag k="name" v="Qarlun Isle"/></relation>
</osm>
"""


def test_openstreetmap(tmp_path: Path) -> None:
    osmium = pytest.importorskip("osmium", reason="needs the extra dateline[osm]")
    path = tmp_path / "sy.osm"
    path.write_text(OSM, encoding="utf-8")
    assert describe(path) == "OpenStreetMap extract"
    found = {place.id: place for place in places(path)}
    features = {"osm:node/1": "P.PPL", "osm:node/5": "T.PK", "osm:node/9": "P.PPL", "osm:way/20": "H.STM"}
    features |= {"osm:way/21": "S.AIRP", "osm:relation/30": "H.STM", "osm:relation/31": "T.ISL"}
    assert {key: place.feature for key, place in found.items()} == features
    town = found["osm:node/1"]
    assert (town.point, town.country, town.population) == (LonLat(40.25, 35.25), "SY", 1234)
    assert town.same_as == ("wikidata:Q77",)
    assert named(town) == [
        ("Qarlun", "", "official"),
        ("قرلون", "ar", "foreign"),
        ("Karlun", "", "foreign"),
        ("Carlun", "", "foreign"),
        ("Carlonia", "", "historical"),
    ]
    assert found["osm:way/20"].point == LonLat(40.2, 35.0), "a river's point lies on it"
    assert found["osm:relation/31"].point == LonLat(40.2, 35.0), "the label says where a relation is"
    assert found["osm:relation/30"].extent is not None
    pbf = tmp_path / "sy.osm.pbf"
    with osmium.SimpleWriter(str(pbf)) as writer:
        for thing in osmium.FileProcessor(str(path)):
            writer.add(thing)
    assert describe(pbf) == "OpenStreetMap extract"
    assert [place.id for place in places(pbf)] == list(found)


def test_a_damaged_extract_is_told(tmp_path: Path) -> None:
    pytest.importorskip("osmium", reason="needs the extra dateline[osm]")
    (tmp_path / "cut.osm").write_text(OSM[:900], encoding="utf-8")
    with pytest.raises(BadRecord, match=r"cut\.osm: pyosmium cannot read it: .*line"):
        places(tmp_path / "cut.osm")


def test_without_pyosmium_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "osmium", None)
    (tmp_path / "sy.osm").write_text(OSM, encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"sy\.osm: reading OpenStreetMap needs pyosmium") as caught:
        places(tmp_path / "sy.osm")
    assert "dateline[osm]" in caught.value.hint


def dump(key: int, name: str, fclass: str, fcode: str, admin1: str = "") -> str:
    row = [
        str(key),
        name,
        name,
        "",
        "35.1",
        "40.1",
        fclass,
        fcode,
        "SY",
        "",
        admin1,
        "",
        "",
        "",
        "5",
        "",
        "1",
        "x",
        "2020",
    ]
    return "\t".join(row) + "\n"


def test_the_hierarchy_says_what_the_codes_leave_out(tmp_path: Path) -> None:
    (tmp_path / "SY.txt").write_text(
        dump(1, "Qarlunia", "A", "ADM1") + dump(2, "Upper", "A", "ADM2") + dump(3, "Qarlun", "P", "PPL")
        + dump(4, "Other", "P", "PPL", "07") + dump(7, "Seven", "A", "ADM1", "07") + dump(5, "Ring", "P", "PPL")
    )  # fmt: skip
    (tmp_path / "hierarchy.txt").write_text("1\t2\tADM\n9\t3\tcbsa\n8\t3\t\n2\t3\tADM\n2\t4\t\n5\t5\tADM\n")
    found = {place.id: place for place in places(tmp_path / "SY.txt", tmp_path / "hierarchy.txt")}
    assert found["geonames:3"].admin == ("Qarlunia", "Upper")
    assert found["geonames:3"].parent == "geonames:2"
    assert found["geonames:2"].admin == ("Qarlunia",)
    assert found["geonames:4"].admin == ("Seven",), "the codes come first"
    assert found["geonames:4"].parent == "geonames:2"
    assert found["geonames:5"].admin == ()


def test_a_malformed_row_of_the_hierarchy_is_named(tmp_path: Path) -> None:
    (tmp_path / "SY.txt").write_text(dump(1, "Qarlun", "P", "PPL"))
    (tmp_path / "hierarchy.txt").write_text("1\t2\tADM\n3\t4\tADM\nx\t5\tADM\n")
    with pytest.raises(BadRecord, match=r"hierarchy\.txt:3: expected parent, child"):
        places(tmp_path / "SY.txt", tmp_path / "hierarchy.txt")


POSTAL = "SY\t123\tQarlun\tNorth\t07\tUpper\t1\t\t\t35.0\t40.0\t4\n"


def test_postal_codes(tmp_path: Path) -> None:
    path = tmp_path / "SY.txt"
    path.write_text(POSTAL + POSTAL.replace("123", "124").replace("35.0", "35.5") + POSTAL.replace("SY\t", "IQ\t"))
    assert describe(path) == "GeoNames postal codes"
    first, second = places(path)
    assert (first.id, first.name) == ("geonames-postal:SY/North/Upper/Qarlun", "Qarlun")
    assert (first.point, first.admin, first.uncertainty_km) == (LonLat(40.0, 35.25), ("North", "Upper"), 10.0)
    assert second.country == "IQ"


def test_a_malformed_row_of_postal_codes_is_named(tmp_path: Path) -> None:
    (tmp_path / "SY.txt").write_text(POSTAL * 3 + POSTAL[:20] + "\n")
    with pytest.raises(BadRecord, match=r"SY\.txt:4: \d columns: expected the 12"):
        places(tmp_path / "SY.txt")


TABLE = "WHAT;TALL;Y;X;ARABIC;OTHERS\nQarlun;9;35.0;40.0;قرلون;Karlun|fr:Carlon\n"
COLUMNS = {"name": "WHAT", "lat": "Y", "lon": "X", "name:ar": "ARABIC", "names": "OTHERS", "population": "TALL"}


def test_columns_given_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(TABLE)
    (found,) = places(path, columns=COLUMNS)
    assert (found.name, found.point, found.population) == ("Qarlun", LonLat(40.0, 35.0), 9)
    assert [(text, lang) for text, lang, _ in named(found)] == [
        *(("Qarlun", ""), ("قرلون", "ar"), ("Karlun", ""), ("Carlon", "fr"))
    ]
    assert "name from WHAT" in describe(path, COLUMNS)
    assert open_sources([path], COLUMNS)[0].source != open_sources([path], {"name": "ARABIC", "lat": "Y"})[0].source


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"name": "NAME"}, "odd.csv:1: there is no column 'NAME'; there are WHAT, TALL"),
        ({"lat": "Y"}, "odd.csv:1: no column is name, lat or lon"),
    ],
)
def test_a_column_that_is_missing_is_named(tmp_path: Path, columns: Mapping[str, str], said: str) -> None:
    (tmp_path / "odd.csv").write_text(TABLE)
    with pytest.raises(BadRecord) as caught:
        places(tmp_path / "odd.csv", columns=columns)
    assert said in str(caught.value)

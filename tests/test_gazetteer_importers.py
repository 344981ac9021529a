"""What files are known as, what places they give, and what is said of broken ones."""

import bz2
import gzip
import json
import lzma
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gazetteer.importers import describe, open_sources
from gazetteer.importers.sniff import Format, sniff
from gazetteer.place import BBox, LonLat, Place, PlaceName

DEIR = (
    "170794\tDeir ez-Zor\tDeir ez-Zor\tDayr az Zawr,دير الزور\t35.33588\t40.14084\tP\tPPLA\tSY\t\t07\t\t\t\t"
    "242565\t\t210\tAsia/Damascus\t2017-01-10\n"
)
GOVERNORATE = (
    "170792\tDeir ez-Zor\tDeir ez-Zor\t\t35.5\t40.5\tA\tADM1\tSY\t\t07\t\t\t\t0\t\t210\tAsia/Damascus\t2017-01-10\n"
)
ALTERNATES = (
    "1\t170794\tar\tدير الزور\t1\t\t\t\t\t\n"
    "2\t170794\tlink\thttps://en.wikipedia.org/wiki/Deir_ez-Zor\t\t\t\t\t\t\n"
    "3\t170794\ten\tDeir Ezzor\t1\t\t\t\t\t\n"
    "4\t170794\ten\tDer Zor\t\t\t\t1\t\t\n"
    "5\t170794\tku\tDêrazor\t\t\t1\t\t\t\n"
    "6\t170794\tfr\tDeir ez-Zor\t\t1\t\t\t\t\n"
    "7\t170794\tabbr\tDZ\t\t\t\t\t\t\n"
    "8\t170794\tiata\tDEZ\t\t\t\t\t\t\n"
    "9\t170794\ttr\tDeyrizor\t\t\t\t\t1867\t1918\n"
    "10\t999\ten\tElsewhere\t\t\t\t\t\t\n"
)
ADMIN1 = "SY.07\tDeir ez-Zor\tDeir ez-Zor\t170792\nSY.06\tDaraa\tDaraa\t170903\n"
ADMIN2 = "SY.07.0701\tMayadin District\tMayadin District\t1\nSY.06.0601\tX\tX\t2\n"
COUNTRIES = (
    "# ====\n#ISO\tISO3\nSY\tSYR\t760\tSY\tSyria\tDamascus\t185180\t16906283\tAS\t.sy\tSYP\tPound\t963\t\t\t"
    "ar-SY,ku,hy,arc\t163843\tIQ,JO\t\n"
)
WORLD = (
    "id\tgeonameid\twof_id\twikidata\tname\tlat\tlon\tfclass\tfcode\tcc\tadmin1\tadmin2\tpopulation\tapprox\tsources\tnames\n"
    "g170794\t170794\t421202167\tQ239097\tDeir ez-Zor\t35.33588\t40.14084\tP\tPPLA\tSY\tDays Az Zawr\tDeir-ez-Zor"
    "\t271800\t0\tx\tast:Deir ez-Zor|Azaura| Azaura |Deir ez-Zor|ara:دير الزور|zho_min_nan:Tāi|S:t Deir|https://a.org|\n"
    "w55\t\t55\t\tGolan\t33\t35.75\tA\tADM2\tIL\tNorthern\tGolan\t\t1\tx\tגולן\n"
    "zUS-AK-Nowhere\t\t\t\tNowhere\t\t\tP\tPPL\tUS\tAK\t\t\t1\tx\t\n"
)
WOF = (
    '{"wof_id": 85678381, "geonameid": 170792, "name": "دير الزور", "lat": 35.0, "lon": 40.4, "fclass": null, '
    '"fcode": null, "placetype": "region", "cc": "SY", "pop": null, "region_id": 85678381, "county_id": null, '
    '"bbox": "38.9,34.2,41.3,36.0", "names": [["eng", "p", "Deir ez-Zor"]]}\n'
    '{"wof_id": 421202167, "geonameid": 170794, "name": "دير الزور", "lat": 35.33588, "lon": 40.14084, "fclass": null, '
    '"fcode": null, "placetype": "locality", "cc": "SY", "pop": 242565, "region_id": 85678381, "county_id": null, '
    '"bbox": "40.14084,35.33588,40.14084,35.33588", '
    '"names": [["ara", "p", "دير الزور"], ["eng", "h", "Auzara"], ["und", "v", " Der Zor "], ["eng", "v", ""]]}\n'
)
SQUARE = {"type": "Polygon", "coordinates": [[[40, 35], [41, 35], [41, 36], [40, 36], [40, 35]]]}


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "crs": {"type": "name"}, "features": features}, ensure_ascii=False)


GEOJSON = collection(
    feature({"type": "Point", "coordinates": [40.14, 35.33]}, id="a1", name="Deir ez-Zor", name_ar="دير الزور"),
    feature(SQUARE, wof_id=85678381, geonameid=170792, name="Deir ez-Zor", placetype="region", iso="SY-DY"),
    feature(None, title="Nowhere", names={"fr": ["Nulle part", "Nullepart"], "": "Nowheres"}, country="Syria"),
)
LINKED = json.dumps(
    {
        "type": "FeatureCollection",
        "@context": "https://example.org/linkedplaces-context-v1.jsonld",
        "features": [
            {
                "@id": "https://www.geonames.org/170794/deir-ez-zor.html",
                "type": "Feature",
                "properties": {"title": "Deir ez-Zor", "ccodes": ["SY"], "fclasses": ["P"]},
                "names": [
                    {"toponym": "Auzara", "lang": "la", "when": {"timespans": [{"end": {"in": "0300"}}]}},
                    {"toponym": "دير الزور", "lang": "ar"},
                ],
                "types": [{"identifier": "aat:300008347", "label": "inhabited place"}],
                "geometry": {
                    "type": "GeometryCollection",
                    "geometries": [{"type": "Point", "coordinates": [40.14, 35.33], "certainty": "certain"}],
                },
            }
        ],
    },
    ensure_ascii=False,
)  # fmt: skip
CSV = (
    "Place Name,Latitude,Long,Country,Pop,Notes\n"
    '"Tharda, Jebel",35.20,40.10,Syria,"1,200","x"\n\nOmar,35.1,40.5,SYR,,\n'
)
SEMICOLONS = "title;lat;lon;alternatenames\nOmar;35.1;40.5;Al Omar, el-Omar\n"


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def zipped(folder: Path, name: str, **members: str) -> Path:
    with zipfile.ZipFile(folder / name, "w") as archive:
        for member, text in members.items():
            archive.writestr(member.replace("_txt", ".txt"), text)
    return folder / name


def places(*paths: Path) -> list[Place]:
    return [place for source in open_sources(paths) for place in source.places]


def named(place: Place) -> list[tuple[str, str, str]]:
    return [(name.text, name.lang, name.kind) for name in place.names]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DEIR, Format.DUMP),
        (DEIR * 30, Format.DUMP),
        ("\ufeff" + DEIR.replace("\n", "\r\n"), Format.DUMP),
        (ALTERNATES, Format.ALTERNATES),
        ("1\t170794\ten\tDeir Ezzor\t1\t\t\t\n", Format.ALTERNATES),
        (ADMIN1, Format.ADMIN1),
        (ADMIN2, Format.ADMIN2),
        (COUNTRIES, Format.COUNTRIES),
        ("6295630\t6255146\tADM\n6295630\t6255152\t\n", Format.HIERARCHY),
        ("A.ADM1\tfirst-order\ta primary division\nH.STM\tstream\t\n", Format.FEATURE_CODES),
        (WORLD, Format.TABLE),
        (CSV, Format.TABLE),
        (SEMICOLONS, Format.TABLE),
        (WOF, Format.WOF),
        (GEOJSON, Format.GEOJSON),
        (json.dumps(json.loads(GEOJSON), indent=2), Format.GEOJSON),
        (json.dumps(feature(SQUARE, name="x")) + "\n", Format.GEOJSON_LINES),
        ("\x1e" + json.dumps(feature(SQUARE, name="x")) + "\n", Format.GEOJSON_LINES),
        (json.dumps(feature(SQUARE, name="x"), indent=1), Format.GEOJSON_FEATURES),
        (LINKED, Format.LINKED),
        (json.dumps(json.loads(LINKED)["features"][0]) + "\n", Format.LINKED_LINES),
        ("", None),
        ("A report about Deir ez-Zor, with commas.\n", None),
        ("name,population\nDeir ez-Zor,3\n", None),
        ('{"doc": "a.txt", "start": 1}\n', None),
        ("lat\tlon\n35\t40\n", None),
        ("SQLite format 3\x00", Format.WOF_SQLITE),
    ],
)
def test_a_format_is_known_by_its_content(text: str, expected: Format | None) -> None:
    assert sniff(text.encode()) is expected


def test_a_geonames_dump(tmp_path: Path) -> None:
    (source,) = open_sources([written(tmp_path, "SY.txt", DEIR + GOVERNORATE)])
    assert (source.source.id, source.source.licence) == ("geonames", "CC BY 4.0")
    deir, governorate = source.places
    assert deir == Place(
        "geonames:170794",
        "Deir ez-Zor",
        LonLat(40.14084, 35.33588),
        (
            PlaceName("Deir ez-Zor", "", "official"),
            PlaceName("Dayr az Zawr"),
            PlaceName("دير الزور"),
        ),
        "P",
        "PPLA",
        "SY",
        ("Deir ez-Zor",),
        242565,
        source_id="geonames",
    )
    assert governorate.admin == (), "a division does not hold itself"
    assert [place.id for place in source.places] == [deir.id, governorate.id], "a stream can be read again"


def test_alternate_names_are_joined(tmp_path: Path) -> None:
    found = places(
        written(tmp_path, "c.txt", COUNTRIES),
        written(tmp_path, "alternateNamesV2.txt", ALTERNATES),
        written(tmp_path, "SY.txt", GOVERNORATE + DEIR),
        written(tmp_path, "admin1CodesASCII.txt", ADMIN1),
    )
    assert [place.id for place in found] == ["geonames:170792", "geonames:170794"]
    assert named(found[0]) == [("Deir ez-Zor", "", "official")]
    assert found[1].admin == ("Deir ez-Zor",)
    assert named(found[1]) == [
        ("Deir ez-Zor", "", "official"),
        ("دير الزور", "ar", "official"),
        ("Deir Ezzor", "en", "preferred"),
        ("Der Zor", "en", "historical"),
        ("Dêrazor", "ku", "colloquial"),
        ("Deir ez-Zor", "fr", "short"),
        ("DZ", "", "abbreviation"),
        ("Deyrizor", "tr", "historical"),
        ("Dayr az Zawr", "", "foreign"),
    ]


def test_admin2_names_follow_admin1(tmp_path: Path) -> None:
    row = DEIR.replace("\tSY\t\t07\t\t", "\tSY\t\t07\t0701\t")
    (place,) = places(written(tmp_path, "d", row), written(tmp_path, "a", ADMIN1), written(tmp_path, "b", ADMIN2))
    assert place.admin == ("Deir ez-Zor", "Mayadin District")


def test_several_dumps_are_one_source(tmp_path: Path) -> None:
    (source,) = open_sources([written(tmp_path, "a.txt", DEIR), written(tmp_path, "b.txt", GOVERNORATE)])
    assert [place.id for place in source.places] == ["geonames:170794", "geonames:170792"]


def test_a_table_with_the_columns_of_the_world_file(tmp_path: Path) -> None:
    (source,) = open_sources([written(tmp_path, "world.tsv", WORLD)])
    assert (source.source.id, source.source.licence) == ("import:world.tsv", "as given by its owner")
    deir, golan, nowhere = source.places
    assert (deir.id, deir.point, deir.feature) == ("geonames:170794", LonLat(40.14084, 35.33588), "P.PPLA")
    assert (deir.admin, deir.population, deir.uncertainty_km) == (("Days Az Zawr", "Deir-ez-Zor"), 271800, None)
    assert named(deir) == [
        ("Deir ez-Zor", "", "official"),
        ("Deir ez-Zor", "ast", "foreign"),
        ("Azaura", "", "foreign"),
        ("دير الزور", "ara", "foreign"),
        ("Tāi", "zho_min_nan", "foreign"),
        ("S:t Deir", "", "foreign"),
    ]
    assert (golan.id, golan.admin, golan.uncertainty_km) == ("wof:55", ("Northern",), 10.0)
    assert (nowhere.id, nowhere.point, nowhere.source_id) == ("import:zUS-AK-Nowhere", None, "import:world.tsv")


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    tharda, omar = places(written(tmp_path, "mine.csv", CSV))
    assert (tharda.name, tharda.country, tharda.population) == ("Tharda, Jebel", "SY", 1200)
    assert (tharda.id, omar.id) == ("import:mine.csv:2", "import:mine.csv:4")
    assert omar.country == "SY"
    (other,) = places(written(tmp_path, "semicolons.csv", SEMICOLONS))
    assert [name.text for name in other.names] == ["Omar", "Al Omar", "el-Omar"]


def test_names_in_columns_of_their_own(tmp_path: Path) -> None:
    (place,) = places(written(tmp_path, "x.csv", "name_ar,name_en,lat,lon\nحمص,Homs,34.7,36.7\n"))
    assert (place.name, named(place)) == ("Homs", [("Homs", "", "official"), ("حمص", "ar", "foreign")])


def test_an_empty_name_is_made_good_by_the_others(tmp_path: Path) -> None:
    (place,) = places(written(tmp_path, "x.tsv", "name\tlat\tlon\tnames\n\t30\t56\tfas:قلعه سنگ\n"))
    assert (place.name, named(place)) == ("قلعه سنگ", [("قلعه سنگ", "fas", "foreign")])


def test_geojson(tmp_path: Path) -> None:
    point, area, nowhere = places(written(tmp_path, "x.json", GEOJSON))
    assert (point.id, point.point, point.extent) == ("import:a1", LonLat(40.14, 35.33), None)
    assert named(point) == [("Deir ez-Zor", "", "official"), ("دير الزور", "ar", "foreign")]
    assert (area.id, area.feature, area.country) == ("geonames:170792", "A.ADM1", "SY")
    assert (area.point, area.extent) == (LonLat(40.5, 35.5), BBox(40, 35, 41, 36))
    assert (nowhere.id, nowhere.point, nowhere.country) == ("import:x.json:3", None, "SY")
    assert [(name.text, name.lang) for name in nowhere.names] == [
        ("Nowhere", ""), ("Nulle part", "fr"), ("Nullepart", "fr"), ("Nowheres", "")
    ]  # fmt: skip


def test_geojson_is_the_same_in_every_layout(tmp_path: Path) -> None:
    features = json.loads(GEOJSON)["features"]
    layouts = [
        GEOJSON,
        json.dumps(json.loads(GEOJSON), indent=3),
        "\n".join(json.dumps(item) for item in features),
        json.dumps(features),
    ]
    ids = [[place.id for place in places(written(tmp_path, "x.json", text))] for text in layouts]
    assert ids == [["import:a1", "geonames:170792", "import:x.json:3"]] * 4


def test_a_feature_of_whos_on_first(tmp_path: Path) -> None:
    properties = {"wof:id": 85632413, "wof:name": "Syria", "wof:country": "SY", "wof:placetype": "country"}
    names = {"name:ara_x_preferred": ["سوريا"], "name:eng_x_historical": ["Coele-Syria"], "name:und_x_variant": ["SYR"]}
    item = {"id": 85632413, **feature(SQUARE, **properties, **names)}
    (syria,) = places(written(tmp_path, "85632413.geojson", json.dumps(item, indent=1)))
    assert (syria.id, syria.feature, syria.country) == ("wof:85632413", "A.PCLI", "SY")
    assert named(syria) == [
        ("Syria", "", "official"), ("سوريا", "ara", "foreign"), ("Coele-Syria", "eng", "historical"),
        ("SYR", "", "foreign"),
    ]  # fmt: skip


def test_an_area_across_the_antimeridian(tmp_path: Path) -> None:
    east = [[[178, -17], [180, -17], [180, -16], [178, -16], [178, -17]]]
    west = [[[-180, -17], [-179, -17], [-179, -16], [-180, -16], [-180, -17]]]
    shape = {"type": "MultiPolygon", "coordinates": [east, west]}
    (fiji,) = places(written(tmp_path, "x.json", collection(feature(shape, name="Fiji"))))
    assert fiji.extent == BBox(178, -17, -179, -16)
    assert fiji.point is not None
    assert fiji.point.lon > 178 or fiji.point.lon < -179


def test_a_ring_that_encloses_nothing_is_left_out(tmp_path: Path) -> None:
    speck = [[[10, 10], [10, 11], [10, 10]]]
    both = {"type": "MultiPolygon", "coordinates": [speck, SQUARE["coordinates"]]}
    only = {"type": "Polygon", "coordinates": speck}
    area, islet = places(written(tmp_path, "x.json", collection(feature(both, name="a"), feature(only, name="b"))))
    assert area.extent == BBox(40, 35, 41, 36)
    assert islet.point in (LonLat(10, 10), LonLat(10, 11))


def test_linked_places(tmp_path: Path) -> None:
    (place,) = places(written(tmp_path, "x.json", LINKED))
    assert (place.id, place.country, place.feature_class) == ("geonames:170794", "SY", "P")
    assert (place.point, place.extent) == (LonLat(40.14, 35.33), None)
    assert named(place) == [
        ("Deir ez-Zor", "", "official"), ("Auzara", "la", "historical"), ("دير الزور", "ar", "foreign")
    ]  # fmt: skip


def test_whos_on_first(tmp_path: Path) -> None:
    (source,) = open_sources([written(tmp_path, "sy.jsonl", WOF)])
    assert source.source.id == "wof"
    region, deir = source.places
    assert (region.feature, region.extent, region.admin) == ("A.ADM1", BBox(38.9, 34.2, 41.3, 36.0), ())
    assert (deir.id, deir.feature, deir.admin, deir.extent) == ("wof:421202167", "P.PPL", ("Deir ez-Zor",), None)
    assert named(deir) == [
        ("دير الزور", "", "official"),
        ("دير الزور", "ara", "preferred"),
        ("Auzara", "eng", "historical"),
        ("Der Zor", "", "foreign"),
    ]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("text", [DEIR, WORLD, WOF, GEOJSON, LINKED])
def test_compressed_files_give_the_same_places(tmp_path: Path, pack: Callable[[bytes], bytes], text: str) -> None:
    plain = places(written(tmp_path, "same", text))
    assert plain
    assert places(written(tmp_path, "same", pack(text.encode()))) == plain


def test_zip_members_are_known_one_by_one(tmp_path: Path) -> None:
    dump = zipped(tmp_path, "SY.zip", readme_txt="Read me, please\n", SY_txt=DEIR)
    names = zipped(
        tmp_path, "alternateNamesV2.zip", alternateNamesV2_txt=ALTERNATES, iso_txt="ISO 639-3\tName\naaa\tGhotuo\n"
    )
    assert "DZ" in {name.text for name in places(dump, names)[0].names}
    assert describe(dump) == f"SY.txt: {Format.DUMP}"


def test_describe_says_what_the_columns_are(tmp_path: Path) -> None:
    told = describe(written(tmp_path, "mine.csv", CSV))
    assert told.startswith("CSV table")
    for part in ("name from Place Name", "lat from Latitude", "lon from Long", "not used: Notes"):
        assert part in told


def test_sources_of_equal_file_names_have_ids_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    found = open_sources([written(tmp_path, "a.csv", CSV), written(tmp_path / "b", "a.csv", CSV + "x,1,1,,,\n")])
    assert [source.source.id for source in found] == ["import:a.csv", "import:a.csv~2"]
    assert found[0].source.sha256 != found[1].source.sha256
    assert {place.source_id for place in found[1].places} == {"import:a.csv~2"}


@pytest.mark.parametrize("layout", ["table", "dump", "geojson"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str) -> None:
    for module in ("files", "jsonscan"):
        monkeypatch.setattr(f"gazetteer.importers.{module}.BLOCK", 1 << 14)

    def peak(count: int) -> int:
        if layout == "table":
            text = WORLD.splitlines()[0] + "\n" + WORLD.splitlines()[1].join(["", "\n"]) * count
        elif layout == "dump":
            text = DEIR * count
        else:
            text = collection(*[feature(SQUARE, name="x" * 50)] * count)
        path = written(tmp_path, "many", text)
        del text
        tracemalloc.start()
        try:
            assert sum(1 for source in open_sources([path]) for _ in source.places) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(6_000) < 1.3 * peak(1_000)


@pytest.mark.parametrize("block", [1 << 20, 50])
def test_rows_are_whole_wherever_the_reading_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr("gazetteer.importers.files.BLOCK", block)
    found = places(
        written(tmp_path, "SY.txt", (GOVERNORATE + DEIR).rstrip("\n").replace("\n", "\r\n")),
        written(tmp_path, "alternates", ALTERNATES.replace("\n", "\r\n")),
    )
    assert [place.id for place in found] == ["geonames:170792", "geonames:170794"]
    assert [len(place.names) for place in found] == [1, 9]

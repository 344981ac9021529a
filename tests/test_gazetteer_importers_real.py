"""The importers on real extracts, which lie outside the repository."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from gazetteer.build import IndexBuilder
from gazetteer.check import findings
from gazetteer.importers import describe, open_sources
from gazetteer.index import open_index
from gazetteer.place import LonLat, Place, PlaceName
from gazetteer.territories import from_file

FOLDER = Path(__file__).parents[2] / "shared" / "gazetteers"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="needs the gazetteer extracts in ../shared/gazetteers")

DEIR = "geonames:170794"
TWELVE = ("SY", "IQ", "TR", "LB", "JO", "IL", "PS", "IR", "UA", "YE", "LY", "SD")


def stream(*names: str) -> list[Place]:
    return [place for source in open_sources([FOLDER / name for name in names]) for place in source.places]


def test_the_twelve_countries() -> None:
    (source,) = open_sources([FOLDER / "places_12cc.tsv.gz"])
    ids, countries, found = [], set(), []
    for place in source.places:
        ids.append(place.id)
        countries.add(place.country)
        if place.id == DEIR:
            found.append(place)
    assert len(ids) == len(set(ids)) == 258_005
    assert countries == set(TWELVE)
    (deir,) = found
    assert (deir.name, deir.country, deir.feature) == ("Deir ez-Zor", "SY", "P.PPLA")
    assert deir.point == LonLat(40.14084, 35.33588)
    assert PlaceName("دير الزور", "ara") in deir.names


def test_the_world() -> None:
    (source,) = open_sources([FOLDER / "places_world.tsv.gz"])
    seen: Counter[str] = Counter()
    for place in source.places:
        seen["places"] += 1
        seen["names"] += len(place.names)
        seen["without point"] += place.point is None
        seen["derived"] += place.uncertainty_km is not None
        seen[place.id.partition(":")[0]] += 1
    assert seen == {
        "places": 619_355,
        "names": 2_677_563,
        "without point": 19_045,
        "derived": 93_348,
        "geonames": 531_240,
        "wof": 5_611,
        "import": 82_504,
    }


def test_geonames_with_its_side_tables() -> None:
    found = stream(
        "cities500.txt.gz", "admin1CodesASCII.txt", "admin2Codes.txt.gz", "countryInfo.txt", "hierarchy.txt.gz"
    )
    assert len(found) == 199_568
    deir = next(place for place in found if place.id == DEIR)
    assert (deir.admin, deir.population, deir.source_id) == (("Deir ez-Zor",), 242_565, "geonames")
    assert PlaceName("دير الزور") in deir.names
    portland = next(place for place in found if place.id == "geonames:5746545")
    assert portland.admin == ("Oregon", "Multnomah County")
    assert sum(bool(place.parent) for place in found) == 6_916


def test_whos_on_first_merges_into_the_towns_by_its_concordances(tmp_path: Path) -> None:
    builder = IndexBuilder()
    world, records = open_sources([FOLDER / "cities500.txt.gz", FOLDER / "wof_lb.jsonl.gz"])
    towns = [place for place in world.places if place.country == "LB"]
    held = builder.add(world._replace(places=towns))
    read = builder.add(records, match=True)
    builder.write(tmp_path / "lb.index")
    gazetteer = open_index(tmp_path / "lb.index")
    known = {place.id for place in towns}
    named = [place for place in records.places if known & set(place.same_as)]
    one = [place for place in named if gazetteer.row_of(place.id) == gazetteer.row_of(place.same_as[0])]
    assert len(named) == 34
    assert len(one) == 34
    assert held + read - len(gazetteer) >= len(one)


def test_the_check_on_real_borders(tmp_path: Path) -> None:
    builder = IndexBuilder()
    (source,) = open_sources([FOLDER / "wof_sy.jsonl.gz"])
    bent = [
        replace(place, point=LonLat(place.point.lat, place.point.lon)) if n % 100 == 0 and place.point else place
        for n, place in enumerate(source.places)
    ]
    builder.add(source._replace(places=bent))
    builder.write(tmp_path / "sy.index")
    gazetteer = open_index(tmp_path / "sy.index")
    territories = from_file(FOLDER / "boundaries" / "ne_countries_50m.geojson.gz")
    found = [finding for finding in findings(gazetteer, territories) if finding.kind in ("swapped", "outside")]
    swapped = {finding.place for finding in found if finding.kind == "swapped"}
    wrong = {place.id for n, place in enumerate(bent) if n % 100 == 0 and place.point and place.feature_class != "H"}
    assert len(swapped & wrong) > 0.9 * len(wrong)
    assert len(swapped - wrong) < 5


def test_whos_on_first() -> None:
    found = stream("wof_sy.jsonl.gz")
    assert len(found) == 10_658
    deir = next(place for place in found if place.id == "wof:421202167")
    assert (deir.point, deir.feature, deir.country) == (LonLat(40.14084, 35.33588), "P.PPL", "SY")
    assert PlaceName("دير الزور", "ara", "preferred") in deir.names
    assert "geonames:170794" in deir.same_as


@pytest.mark.parametrize(
    ("name", "count", "id_", "country"),
    [
        ("sy_region", 15, "geonames:173578", "SY"),
        ("iq_county", 109, "wof:1108562629", ""),
        ("ne_countries_10m", 255, "", "ID"),
    ],
)
def test_boundaries(name: str, count: int, id_: str, country: str) -> None:
    found = stream(f"boundaries/{name}.geojson.gz")
    assert len(found) == len({place.id for place in found}) == count
    assert found[0].country == country
    assert not id_ or found[0].id == id_
    for place in found:
        assert place.point is not None
        if place.extent is not None and place.extent.west < place.extent.east:
            assert place.extent.west <= place.point.lon <= place.extent.east
            assert place.extent.south <= place.point.lat <= place.extent.north


def test_every_extract_is_known() -> None:
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            assert describe(path)

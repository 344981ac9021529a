"""The importers on real extracts, which lie outside the repository."""

from collections import Counter
from pathlib import Path

import pytest

from gazetteer.importers import describe, open_sources
from gazetteer.place import LonLat, Place, PlaceName

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


def test_whos_on_first() -> None:
    found = stream("wof_sy.jsonl.gz")
    assert len(found) == 10_658
    deir = next(place for place in found if place.id == "wof:421202167")
    assert (deir.point, deir.feature, deir.country) == (LonLat(40.14084, 35.33588), "P.PPL", "SY")
    assert PlaceName("دير الزور", "ara") in deir.names


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

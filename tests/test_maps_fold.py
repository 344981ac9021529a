"""The page folds names as the library does, so that a search on the map finds what a search in the library finds."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gazetteer.fold import fold
from maps.build import ASSETS

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.enable_socket,  # playwright speaks to its browser through a local pipe
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no /usr/bin/chromium"),
]
CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        empty = browser.new_page()
        empty.add_script_tag(content=(ASSETS / "src" / "text.js").read_text(encoding="utf-8"))
        yield empty
        browser.close()


def test_folding_is_the_librarys(page: Any) -> None:
    """Every code point that both versions of Unicode know, between two letters; Cherokee has its capitals otherwise."""
    known = [
        code
        for code in range(0x20000)
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
        and not unicodedata.name(chr(code), "").startswith("CHEROKEE")
    ]
    script = "codes => codes.map(code => fold('a' + String.fromCodePoint(code) + 'b'))"
    found = page.evaluate(script, known)
    odd = {
        chr(code): (mine, fold(f"a{chr(code)}b"))
        for code, mine in zip(known, found, strict=True)
        if mine != fold(f"a{chr(code)}b")
    }
    assert odd.keys() <= set("ᲀᲁᲂᲃᲄᲅᲆᲇᲈ")  # old forms of Cyrillic letters, in no place name


def test_names_fold_as_in_the_library(page: Any) -> None:
    words = json.loads((CASES / "maps_fold.json").read_text(encoding="utf-8"))
    lines = (CASES / "variants.tsv").read_text(encoding="utf-8").splitlines()[1:]
    names = sorted(
        {cell for line in lines if not line.startswith("#") for cell in line.split("\t")[1:4] if cell} | set(words)
    )
    assert len(names) > 300
    found = page.evaluate("names => names.map(fold)", names)
    assert [(name, mine, fold(name)) for name, mine in zip(names, found, strict=True) if mine != fold(name)] == []

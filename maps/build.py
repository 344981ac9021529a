"""Joins the readable sources in assets/src into assets/evidence.js; `python -m maps.build` writes it.

A test repeats the build and compares, so the shipped script is always the one in the sources.
"""

from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
ORDER = (
    *("text", "strings", "data", "filter", "search", "dom", "state", "base", "tiles", "marks", "labels", "timeline"),
    *("evidence", "table", "places", "filters", "compare", "about", "download", "picture", "app"),
)
"""The sources in the order in which they are joined: each uses only what stands before it, or calls it later."""


def joined(folder: Path) -> str:
    """The script: every source in one closed scope, so that the page gains the single name `dateline`."""
    parts = [f"// {name}.js\n{(folder / f'{name}.js').read_text(encoding='utf-8').strip()}\n" for name in ORDER]
    head = "/* Dateline's map, Apache-2.0. Joined from maps/assets/src by maps/build.py; change it there. */\n"
    tail = "window.dateline = { start, fold, skeleton, slice };\n})();\n"
    return head + '(function () {\n"use strict";\n' + "\n".join(parts) + tail


if __name__ == "__main__":
    (ASSETS / "evidence.js").write_text(joined(ASSETS / "src"), encoding="utf-8")

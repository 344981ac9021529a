"""The table of relations, and the places that its sentences name."""

import csv
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from gazetteer.index import Gazetteer
from gazetteer.place import LonLat
from geo.model import Kind, Relation, Span
from geo.relations import Name
from geo.sentences import split

TABLE = Path(__file__).parent / "cases" / "relations.tsv"

IDS = {
    **{"Palmyra": "geonames:163808", "Deir Ezzor": "geonames:170794", "Raqqa": "geonames:172955"},
    **{
        "Mosul": "geonames:99072",
        "Aleppo": "geonames:170063",
        "Damascus": "geonames:170654",
        "Homs": "geonames:169577",
    },
    **{"Baghdad": "geonames:98182", "Kirkuk": "geonames:94787", "Idlib": "geonames:169389", "Hama": "geonames:170017"},
    **{"Donetsk": "geonames:709717", "Mariupol": "geonames:701822", "Kharkiv": "geonames:706483"},
    **{"Kherson": "geonames:706448", "Latakia": "geonames:173576", "Omar": "dateline:omar-oil-field"},
    **{"Syria": "geonames:163843", "Iraq": "geonames:99237", "Ukraine": "geonames:690791", "Turkey": "geonames:298795"},
    **{"Jordan": "geonames:248816", "Russia": "geonames:2017370", "Syrian": "geonames:163843"},
    **{"Iraqi": "geonames:99237", "Russian": "geonames:2017370", "Ukrainian": "geonames:690791"},
    **{"Euphrates": "dateline:euphrates", "West Bank": "geonames:285153", "East Timor": "geonames:1966436"},
    **{"North Korea": "geonames:1873107", "South Korea": "geonames:1835841", "South Africa": "geonames:953987"},
    **{"South Sudan": "geonames:7909807", "Northern Ireland": "geonames:2641364", "Sudan": "geonames:366755"},
    **{"North Macedonia": "geonames:718075", "South Ossetia": "dateline:south-ossetia", "China": "geonames:1814991"},
    **{"West Virginia": "geonames:4826850", "North Dakota": "geonames:5690763", "Virginia": "geonames:6254928"},
    **{"South Carolina": "geonames:4597040", "Western Australia": "geonames:2058645", "Ireland": "geonames:2963597"},
    **{"Western Sahara": "geonames:2461445", "East Jerusalem": "geonames:7303419", "Korea": "geonames:1835841"},
    **{"East Germany": "dateline:east-germany", "Timor": "geonames:1966436", "West": "geonames:4740686"},
}
"""What the names of the table name."""
DEMONYMS = {"Syrian", "Iraqi", "Russian", "Ukrainian"}


class RelationCase(NamedTuple):
    """A row of relations.tsv."""

    group: str
    quality: str
    text: str
    expected: str
    note: str


class Expected(NamedTuple):
    """What a relation must be."""

    number: int
    """Of the name, from 1."""
    kind: str
    center: LonLat
    km: float
    """How far off the centre may lie."""
    inside: tuple[LonLat, ...]
    outside: tuple[LonLat, ...]


def cases() -> list[RelationCase]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    header, *records = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert tuple(header) == RelationCase._fields
    return [RelationCase(*record) for record in records]


def parameters() -> list[object]:
    """The rows as parameters of a test; weak ones are expected to fail."""
    marks = {"strong": (), "weak": (pytest.mark.xfail(strict=True),)}
    return [pytest.param(case, marks=marks[case.quality], id=case.text[:70]) for case in cases()]


def expected(case: RelationCase) -> list[Expected]:
    found = []
    for item in filter(None, case.expected.split(" ; ")):
        number, kind, where, *more = item.split()
        at, _, off = where.partition("@")
        named = [float(word[3:]) for word in more if word.startswith("km:")]
        inside = tuple(_point(word[3:]) for word in more if word.startswith("in:"))
        outside = tuple(_point(word[4:]) for word in more if word.startswith("out:"))
        km = float(off) if off else max(10.0, 0.1 * (named[0] if named else 0))
        found.append(Expected(int(number), kind, _point(at), km, inside, outside))
    return found


def _point(text: str) -> LonLat:
    lat, lon = text.split(",")
    return LonLat(float(lon), float(lat))


def names(marked: str, gazetteer: Gazetteer) -> tuple[str, list[Name]]:
    """The sentence without its brackets, and the names that stood in them."""
    text = re.sub(r"[\[\]]", "", marked)
    sentences = split(text)
    found = []
    for number, match in enumerate(re.finditer(r"\[(.*?)\]", marked)):
        start = match.start() - 2 * number
        row = gazetteer.row_of(IDS[match[1]])
        assert row is not None
        sentence = next(s.span for s in sentences if s.span.start <= start < s.span.end)
        kind: Kind = "demonym" if match[1] in DEMONYMS else "place"
        found.append(Name(Span(start, start + len(match[1])), sentence, kind, gazetteer.place(row)))
    return text, found


def shown(relation: Relation | None) -> str:
    if relation is None:
        return ""
    lon, lat = relation.point
    return f"{relation.kind} {relation.direction} {lat:.3f},{lon:.3f} ±{relation.uncertainty_km}"

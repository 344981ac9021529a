"""The outlines of countries."""

from functools import cache
from pathlib import Path

from gazetteer.place import LonLat

_TABLE = Path(__file__).with_name("outlines.tsv")


@cache
def _rows() -> dict[str, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if not line.startswith(("#", "cc\t")))


@cache
def outline(country: str) -> tuple[LonLat, ...]:
    """The mainland of a country by its ISO 3166-1 alpha-2 code, as a ring; empty where there is none.

    >>> len(outline("SY")) > 20, outline("XX")
    (True, ())
    """
    row = _rows().get(country)
    return tuple(LonLat(*map(float, pair.split())) for pair in row.split(",")) if row else ()

"""Coordinates in a text: decimal degrees; degrees, minutes and seconds; UTM and MGRS."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from gazetteer.place import LonLat
from geo.model import Span


class Fix(NamedTuple):
    """A point that a text gives in figures."""

    span: Span
    point: LonLat
    uncertainty_km: float
    """Half the last figure's step: 35.29 is good to half a hundredth of a degree."""


KM_PER_DEGREE = 111.2
"""Of latitude, on average."""

_NUMBER = r"[+-]?\d{1,3}\.\d+"
_SIGN = r"(?:\s*+[°º])?+"
_GAP = r"\s*+[,;/]?\s*+(?:and\s++|by\s++)?"
"""Blanks are taken once for all (possessively): two such parts side by side could share a run of them in many ways."""
_DECIMAL = re.compile(
    rf"(?<![\w.,+-])(?:(?P<ns1>[NS])\s?)?(?P<lat>{_NUMBER}){_SIGN}(?:\s*+(?P<ns>[NS](?![a-z])))?{_GAP}"
    rf"(?:(?P<ew1>[EW])\s?)?(?P<lon>{_NUMBER}){_SIGN}(?:\s*+(?P<ew>[EW](?![a-z])))?(?![\w%]|[.,]\d|\s*+percent)"
)
_PART = (
    r"(?P<{0}d>\d{{1,3}})(?:\s*+[°º:]\s*+|\s++)(?P<{0}m>\d{{1,2}}(?:\.\d+)?)(?:\s*+['’′:]\s*+|\s++|(?=[NSEW]))"
    r"(?:(?P<{0}s>\d{{1,2}}(?:\.\d+)?)(?:\s*+(?:\"|”|″|''|’’))?)?"
)
_SEXAGESIMAL = re.compile(
    rf"(?<![\w.])(?P<ns1>[NS]\s?)?{_PART.format('a')}(?:\s*+(?P<ns>[NS]))?{_GAP}"
    rf"(?P<ew1>[EW]\s?)?{_PART.format('o')}(?:\s*+(?P<ew>[EW]))?(?!\w)"
)
_MGRS = re.compile(
    r"(?<!\w)(?P<zone>\d{1,2}[C-HJ-NP-X])\s?(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])\s?(?P<figures>\d{2,5}\s\d{2,5}|\d{4,10})(?!\w)"
)
_UTM = re.compile(
    r"(?<!\w)(?:UTM:?\s+)?(?:zone\s+)?(?P<zone>\d{1,2})\s?(?P<band>[C-HJ-NP-X])\s+(?P<east>\d{6}(?:\.\d+)?)\s?(?:m?E)?[\s,]+"
    r"(?P<north>\d{6,8}(?:\.\d+)?)\s?(?:m?N)?(?!\w)"
)
_HINT = re.compile(r"\d(?:\s?[°º]|\.\d{3}|\d{5}|[A-Z]\s?[A-Z]{2}\s?\d|\d\s\d\d\s[\d.]+\s?[NS])")
"""Something of the kind stands in every text with coordinates, and in few others."""


def coordinates_in(text: str) -> tuple[Fix, ...]:
    """The coordinates of a text, in order; what lies outside the Earth is none.

    Two bare decimals count with three decimals or more, latitude first, as people write them; fewer are figures.

    >>> [fix.point for fix in coordinates_in("At 35.2854, 40.1760; not at 35.2, 40.1 or 95.2854, 40.1760.")]
    [LonLat(lon=40.176, lat=35.2854)]
    """
    if not _HINT.search(text):
        return ()
    found = [fix for read in (_decimal, _sexagesimal, _mgrs, _utm) for fix in read(text)]
    found.sort(key=lambda fix: (fix.span.start, -fix.span.end))
    kept: list[Fix] = []
    for fix in found:
        if not kept or fix.span.start >= kept[-1].span.end:
            kept.append(fix)
    return tuple(kept)


def _fix(found: re.Match[str], lat: float, lon: float, km: float) -> Iterator[Fix]:
    if abs(lat) <= 90 and abs(lon) <= 180:
        yield Fix(Span(found.start(), found.end()), LonLat(round(lon, 7), round(lat, 7)), round(max(km, 0.01), 3))


def _decimal(text: str) -> Iterator[Fix]:
    for found in _DECIMAL.finditer(text):
        digits = min(len(found[name].split(".")[1]) for name in ("lat", "lon"))
        marked = (found["ns"] or found["ns1"]) and (found["ew"] or found["ew1"])
        if digits >= 3 or marked or "°" in found[0]:
            lat = _signed(float(found["lat"]), found["ns"] or found["ns1"])
            lon = _signed(float(found["lon"]), found["ew"] or found["ew1"])
            yield from _fix(found, lat, lon, 0.5 * 10.0**-digits * KM_PER_DEGREE)


def _signed(number: float, letter: str | None) -> float:
    return -abs(number) if letter and letter.strip() in "SW" else number


def _sexagesimal(text: str) -> Iterator[Fix]:
    for found in _SEXAGESIMAL.finditer(text):
        ns, ew = found["ns"] or found["ns1"], found["ew"] or found["ew1"]
        if not (ns and ew):
            continue
        values = []
        for part in "ao":
            minutes, seconds = float(found[part + "m"]), float(found[part + "s"] or 0)
            if minutes >= 60 or seconds >= 60:
                break
            values.append(int(found[part + "d"]) + minutes / 60 + seconds / 3600)
        else:
            figures = found["as"] or found["am"]
            step = (1 / 3600 if found["as"] else 1 / 60) * 10.0 ** -len(figures.partition(".")[2])
            yield from _fix(found, _signed(values[0], ns), _signed(values[1], ew), 0.5 * step * KM_PER_DEGREE)


def _mgrs(text: str) -> Iterator[Fix]:
    for found in _MGRS.finditer(text):
        figures = "".join(found["figures"].split())
        if len(figures) % 2 == 0:
            yield from _from_grid(found, f"{found['zone']}{found['square']}{figures}", 10.0 ** (5 - len(figures) // 2))


def _utm(text: str) -> Iterator[Fix]:
    for found in _UTM.finditer(text):
        from mgrs import MGRS, core  # loaded where there is something to read

        # a letter is a band of latitude, as in MGRS; only N and S after a zone may mean the hemisphere, and N is both
        hemisphere = "S" if found["band"] < "N" else "N"
        try:
            with _no_warnings():
                grid = MGRS().UTMToMGRS(int(found["zone"]), hemisphere, float(found["east"]), float(found["north"]))
        except (core.MGRSError, ValueError, RuntimeWarning):
            continue
        yield from _from_grid(found, grid, 1.0)


def _from_grid(found: re.Match[str], grid: str, metres: float) -> Iterator[Fix]:
    """The middle of a square of the grid; nothing where the grid has no such square."""
    from mgrs import MGRS, core

    try:
        with _no_warnings():
            lat, lon = MGRS().toLatLon(grid)
    except (core.MGRSError, ValueError, RuntimeWarning):
        return
    yield from _fix(found, lat, lon, metres / 1000)


@contextmanager
def _no_warnings() -> Iterator[None]:
    """Of a square that lies outside its band of latitude the library only warns; here it raises RuntimeWarning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        yield

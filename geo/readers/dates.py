"""Dates as files and by-lines write them, to ISO 8601 as far as they are known."""

import datetime
import re

from geo.times.words import MONTHS

_MONTH = "(?P<month>" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º|\.)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_DE = r"(?:\s+(?:de|del|of))?"

_WRITTEN = tuple(
    re.compile(rf"(?<!\w){form}(?!\d)", re.IGNORECASE)
    for form in (
        rf"{_DAY}{_DE}\s+{_MONTH}{_DE},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_MONTH}{_DE},?\s+{_YEAR}",
    )
)
_ISO = re.compile(
    r"(?<!\d)(?P<year>1[5-9]\d\d|20\d\d)([-/.])(?P<month>0?[1-9]|1[0-2])(?:\2(?P<day>0?[1-9]|[12]\d|3[01]))?(?!\d)"
)
_PACKED = re.compile(r"(?P<year>1[5-9]\d\d|20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?:T?\d{4,6}Z?)?")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(1[5-9]\d\d|20\d\d)(?!\d)")
_BARE_YEAR = re.compile(r"\s*(1[5-9]\d\d|20\d\d)\s*")


def iso_date(text: str) -> str:
    """The first date in a short text, as ISO 8601, only as precise as the text is; empty where there is none.

    >>> iso_date("Published: January 18, 2017, 1:29 pm"), iso_date("12 December, 2016"), iso_date("Sept. 2016")
    ('2017-01-18', '2016-12-12', '2016-09')

    Of figures in an order that cannot be told, only the year is sure; dotted ones put the day first.

    >>> iso_date("01/02/2017"), iso_date("25/02/2017"), iso_date("01.02.2017")
    ('2017', '2017-02-25', '2017-02-01')
    """
    if match := _ISO.search(text) or _PACKED.fullmatch(text.strip()):
        return _join(match["year"], int(match["month"]), int(match["day"] or 0))
    if match := _NUMBERS.search(text):
        return _from_numbers(int(match[1]), int(match[3]), match[4], match[2] == ".")
    for form in _WRITTEN:
        if match := form.search(text):
            parts = match.groupdict()
            return _join(parts["year"], MONTHS.get(parts["month"].lower(), (0,))[0], int(parts.get("day") or 0))
    if match := _BARE_YEAR.fullmatch(text):
        return match[1]
    return ""


def _from_numbers(first: int, second: int, year: str, dotted: bool) -> str:
    if first == second or dotted or first > 12:
        day, month = first, second
    elif second > 12:
        day, month = second, first
    else:
        return year
    return _join(year, month, day)


def _join(year: str, month: int, day: int) -> str:
    """Leaves out what cannot be: a thirteenth month, the 31st of February."""
    if not 1 <= month <= 12:
        return year
    try:
        return datetime.date(int(year), month, day).isoformat()
    except ValueError:
        return f"{year}-{month:02}"

"""Dates that may be known to the year or month only, as ranges of days that an index can compare."""

import re
from typing import NamedTuple


class DayRange(NamedTuple):
    """The days that a date may mean, as numbers YYYYMMDD; every month ends with 31, which compares right."""

    first: int
    last: int


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])")


def day_range(text: str) -> DayRange | None:
    """The days of `2016`, `2016-09`, `2016-09-17` or a date with a time after it; None where it is no date.

    >>> day_range("2016-09")
    DayRange(first=20160901, last=20160931)
    >>> day_range("2016-09-17T08:00:00Z")
    DayRange(first=20160917, last=20160917)
    >>> day_range("last week") is None
    True
    """
    if not (found := _DATE.match(text)):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or not (1 <= (month or 1) <= 12 and 1 <= (day or 1) <= 31):
        return None
    return DayRange(year * 10000 + (month or 1) * 100 + (day or 1), year * 10000 + (month or 12) * 100 + (day or 31))

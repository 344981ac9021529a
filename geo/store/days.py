"""Times that may be known to the year or month only, as ranges of days that an index can compare."""

import re
from typing import NamedTuple

FIRST_DAY, LAST_DAY = 0, 9999_12_31
"""Before and after every day: where a time is open."""

SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}
"""First and last month of a season as EDTF numbers it, by the weather's seasons of the north, which is where nearly all
reports that we know are of; winter ends in February of the next year."""


class DayRange(NamedTuple):
    """The days that a time may mean, as numbers YYYYMMDD; every month ends with 31, which compares right."""

    first: int
    last: int


_DATE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2})(?:-(\d{2}))?)?[~?%]?(?![\dX-])")


def day_range(text: str) -> DayRange | None:
    """The days of `2016`, `2016-09`, `2016-09-17`, a date with a time after it, or an EDTF interval, season or decade.

    None where it is none of these.

    >>> day_range("2016-09")
    DayRange(first=20160901, last=20160931)
    >>> day_range("2016-09-17T08:00:00Z")
    DayRange(first=20160917, last=20160917)
    >>> day_range("2014/.."), day_range("199X")
    (DayRange(first=20140101, last=99991231), DayRange(first=19900101, last=19991231))
    >>> day_range("2016-24")
    DayRange(first=20161201, last=20170231)
    >>> day_range("last week") is None
    True
    """
    low, _, high = text.partition("/")
    first, last = _of_date(low), _of_date(high or low)
    return DayRange(first.first, last.last) if first and last and first.first <= last.last else None


def _of_date(text: str) -> DayRange | None:
    if text == "..":
        return DayRange(FIRST_DAY, LAST_DAY)
    if not (found := _DATE.match(text)):
        return None
    first, last = int(found[1].replace("X", "0")), int(found[1].replace("X", "9"))
    month, day = (int(part) if part else None for part in found.groups()[1:])
    if month in SEASON_MONTHS and day is None:
        begin, end = SEASON_MONTHS[month]
        return DayRange(first * 10000 + begin * 100 + 1, (last + end // 13) * 10000 + ((end - 1) % 12 + 1) * 100 + 31)
    if not (1 <= (month or 1) <= 12 and 1 <= (day or 1) <= 31) or month == 0 or day == 0:
        return None
    return DayRange(first * 10000 + (month or 1) * 100 + (day or 1), last * 10000 + (month or 12) * 100 + (day or 31))

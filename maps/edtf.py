"""Dates as Extended Date/Time Format writes them, turned into days that can be compared."""

import re
from datetime import date

DATE = re.compile(r"^(-?\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}|XX))?(?:-(\d{2}|XX))?(?:T.*)?[~?%]?$")
EPOCH = date(1970, 1, 1).toordinal()


def days(edtf: str | None) -> tuple[int, int] | None:
    """First and last day that an EDTF string allows, as days since 1970-01-01; None where it says none.

    An open end stands for its known end: nothing is drawn where the report says nothing.

    >>> days("1970-01-02"), days("1970-02"), days("1970-01-01/.."), days("soon")
    ((1, 1), (31, 58), (0, 0), None)

    Seasons are those of the north, by whole months; winter (24) ends in the next year.

    >>> days("1970-21"), days("1969-24")
    ((59, 150), (-31, 58))
    """
    if not edtf:
        return None
    ends = [one(part) for part in edtf.strip().split("/")[:2] if part not in ("", "..")]
    known = [end for end in ends if end]
    if not known:
        return None
    return min(first for first, _ in known), max(last for _, last in known)


def one(text: str) -> tuple[int, int] | None:
    """First and last day of one EDTF date."""
    match = DATE.match(text)
    if not match:
        return None
    year, month, day = match.groups()
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    first_month, last_month = (1, 12) if month in (None, "XX") else (int(month), int(month))
    if 21 <= first_month <= 24 and day is None:
        first_month = 3 * (first_month - 20)
        last_month = first_month + 2
        last_year, last_month = last_year + last_month // 13, (last_month - 1) % 12 + 1
    try:
        if day not in (None, "XX"):
            exact = date(first_year, first_month, int(day)).toordinal() - EPOCH
            return exact, exact
        after = date(last_year + last_month // 12, last_month % 12 + 1, 1).toordinal()
        return date(first_year, first_month, 1).toordinal() - EPOCH, after - 1 - EPOCH
    except ValueError:
        return None

"""Days, months and years: reckoning with them, and writing them as EDTF."""

import calendar
import datetime
import re
from typing import NamedTuple


class Moment(NamedTuple):
    """A day, a month or a year; the year may be left to the context."""

    year: int | None
    month: int | None = None
    day: int | None = None

    @property
    def edtf(self) -> str:
        """As EDTF.

        >>> Moment(2016, 9, 7).edtf, Moment(2016, 9).edtf, Moment(2016).edtf
        ('2016-09-07', '2016-09', '2016')
        """
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def exists(self) -> bool:
        """Whether the calendar has it; the 29th of February exists while the year is open.

        >>> Moment(2015, 2, 29).exists(), Moment(None, 2, 29).exists()
        (False, True)
        """
        year = 2000 if self.year is None else self.year
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        return self.day is None or 1 <= self.day <= calendar.monthrange(year, self.month or 1)[1]


def day(date: datetime.date) -> str:
    """A day as EDTF."""
    return date.isoformat()


def months_before(moment: Moment, months: int) -> Moment:
    """The month so many months before that of the moment.

    >>> months_before(Moment(2017, 1), 3)
    Moment(year=2016, month=10, day=None)
    """
    count = (moment.year or 0) * 12 + (moment.month or 1) - 1 - months
    return Moment(count // 12, count % 12 + 1)


def third(moment: Moment, part: int) -> str:
    """The first, middle or last third of a month or year as an interval: ten days, or four months.

    A third, because reports speak of early, mid and late, and of nothing between.

    >>> third(Moment(2016, 10), 2), third(Moment(2016), 0)
    ('2016-10-21/2016-10-31', '2016-01/2016-04')
    """
    year = moment.year or 0
    if moment.month is None:
        return f"{Moment(year, 1 + 4 * part).edtf}/{Moment(year, 4 + 4 * part).edtf}"
    end = calendar.monthrange(year, moment.month)[1] if part == 2 else 10 + 10 * part
    return f"{Moment(year, moment.month, 1 + 10 * part).edtf}/{Moment(year, moment.month, end).edtf}"


def week(date: datetime.date, weeks: int = 0) -> str:
    """The week, Monday to Sunday, so many weeks after that of the date."""
    monday = date - datetime.timedelta(days=date.weekday() - 7 * weeks)
    return f"{day(monday)}/{day(monday + datetime.timedelta(days=6))}"


def published_moment(text: str) -> Moment | None:
    """The date of publication, as far as it is known: `2017-01-24`, `2017-01`, `2017`, or with a time after it."""
    found = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])", text)
    moment = found and Moment(*(int(part) if part else None for part in found.groups()))
    return moment if moment and moment.exists() else None

"""Words of time that count from the date of publication: "four days ago", "last month", "the past three days"."""

import datetime
import re
from typing import NamedTuple

from geo.times.days import Moment, day, months_before, week
from geo.times.words import MONTHS, NUMBERS, SEASONS, VAGUE, WEEKDAYS


class Relative(NamedTuple):
    """Where such words stand, and what they mean."""

    start: int
    end: int
    edtf: str


_WORD = re.compile(r"[^\W\d_]+")
_ABOUT = r"(?:(?P<about>about|around|some|roughly|almost|nearly|approximately|more than|over)\s++)?"
_COUNT = rf"(?P<vague>{'|'.join(VAGUE)})|(?P<number>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_UNIT = r"(?P<unit>hour|day|week|month|year|decade)s?\b"

_AGO = re.compile(rf"(?<!\w){_ABOUT}(?:{_COUNT})[\s-]+{_UNIT}\s++(?:ago|earlier today)\Z", re.I)
_PAST = re.compile(rf"(?:last|past|previous)\s++{_ABOUT}(?:{_COUNT}\s++)?{_UNIT}", re.I)
_NAMED = re.compile(
    rf"(?P<way>last|past|previous|this|next)\s++(?P<word>week|weekend|month|year|night|morning|afternoon|evening|"
    rf"{'|'.join([*SEASONS, *WEEKDAYS])}|[A-Z][a-z]+)\b",
    re.I,
)
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1, "tonight": 0}
_CAPITAL_BEFORE = re.compile(r"[A-Z]\w*\s\Z")
_BEFORE = re.compile(r"\b[Tt]he day \Z")
_REACH = 48
"""Characters before "ago" that may belong to it: "more than a couple of decades " has 31."""


def relative_at(text: str, at: int, published: Moment | None) -> Relative | None:
    """What the word at `at` and its neighbours mean; None where nothing, or where the date of publication is not
    known as finely as the words ask for."""
    if published is None or published.year is None:
        return None
    found = _WORD.match(text, at)
    if found is None:
        return None
    word = found[0].lower()
    if word == "ago":
        return _ago(text, found.end(), published)
    if word in _DAYS or word == "before":
        return _near(text, at, word, published)
    if word in ("last", "past", "previous") and (past := _PAST.match(text, at)):
        given = past["vague"] or past["number"]
        over = re.search(
            r"\b(?:over|in|during|for|within|throughout)\s++(?:the\s++)?\Z", text[max(0, at - 20) : at], re.I
        )
        if given or (over and (word != "last" or _has_article(text, at))):
            return _stretch(past, given or "one", published)
    named = _NAMED.match(text, at)
    return _named(named, published) if named else None


def _has_article(text: str, at: int) -> bool:
    return text[max(0, at - 4) : at].lower() == "the "


def _date(published: Moment) -> datetime.date | None:
    if published.month is None or published.day is None:
        return None
    return datetime.date(published.year or 1, published.month, published.day)


def _number(given: str) -> int:
    given = given.lower()
    return VAGUE.get(given) or NUMBERS.get(given) or int(given)


def _ago(text: str, end: int, published: Moment) -> Relative | None:
    left = max(0, end - _REACH)
    found = _AGO.search(text[left:end])
    if not found:
        return None
    number, unit, date = _number(found["vague"] or found["number"]), found["unit"].lower(), _date(published)
    loose = "~" if found["about"] or found["vague"] else ""
    if unit == "decade":
        edtf = f"{(published.year or 0) - 10 * number:04}~"
    elif unit == "year":
        edtf = f"{(published.year or 0) - number:04}{loose}"
    elif unit == "month":
        edtf = f"{months_before(published, number).edtf}{loose}" if published.month else ""
    elif date is None:
        edtf = ""
    elif unit == "hour":
        edtf = day(date - datetime.timedelta(days=number // 24)) + loose
    else:  # weeks are counted loosely
        edtf = day(date - datetime.timedelta(days=number * (7 if unit == "week" else 1)))
        edtf += "~" if unit == "week" else loose
    return Relative(left + found.start(), end, edtf) if edtf else None


def _near(text: str, at: int, word: str, published: Moment) -> Relative | None:
    """Yesterday, today, tomorrow, tonight, and the day before yesterday; USA Today is a paper."""
    date, back = _date(published), 1
    if word == "before":
        lead = _BEFORE.search(text[max(0, at - 9) : at])
        if not lead or not re.compile(r"before yesterday\b", re.I).match(text, at):
            return None
        start, end, back = at - len(lead[0]), at + len("before yesterday"), 2
        return Relative(start, end, day(date - datetime.timedelta(days=back))) if date else None
    if text[at].isupper() and _CAPITAL_BEFORE.search(text[max(0, at - 20) : at]):
        return None
    return Relative(at, at + len(word), day(date + datetime.timedelta(days=_DAYS[word]))) if date else None


def _stretch(found: re.Match[str], given: str, published: Moment) -> Relative | None:
    """The past N units, up to the day of publication."""
    number, unit, date = _number(given), found["unit"].lower(), _date(published)
    if unit in ("year", "decade"):
        years = number * (10 if unit == "decade" else 1)
        edtf = f"{(published.year or 0) - years:04}/{published.year:04}"
    elif unit == "month":
        low = months_before(published, number).edtf
        edtf = f"{low}/{Moment(published.year, published.month).edtf}" if published.month else ""
    else:
        days = {"hour": -(-number // 24), "day": number, "week": 7 * number}[unit]
        edtf = f"{day(date - datetime.timedelta(days=days))}/{day(date)}" if date else ""
    return Relative(found.start(), found.end(), edtf) if edtf else None


def _named(found: re.Match[str], published: Moment) -> Relative | None:
    way, word, date = found["way"].lower(), found["word"].lower(), _date(published)
    step = {"this": 0, "next": 1}.get(way, -1)
    year = published.year or 0
    edtf = ""
    if word == "year":
        edtf = f"{year + step:04}"
    elif word == "month":
        edtf = months_before(published, -step).edtf if published.month else ""
    elif word in SEASONS:
        edtf = f"{year + step:04}-{SEASONS[word]}"
    elif word in MONTHS and found["word"][0].isupper() and published.month and "en" in MONTHS[word][1]:
        month = MONTHS[word][0]
        turn = int(month <= published.month) if step > 0 else -int(month >= published.month) if step < 0 else 0
        edtf = Moment(year + turn, month).edtf
    elif date is None:
        edtf = ""
    elif word == "week":
        edtf = week(date, step)
    elif word == "weekend":
        saturday = date - datetime.timedelta(days=(date.weekday() - 5) % 7 or 7) if step < 0 else _ahead(date, 5, 0)
        edtf = f"{day(saturday)}/{day(saturday + datetime.timedelta(days=1))}"
    elif word in ("night", "morning", "afternoon", "evening"):
        edtf = day(date + datetime.timedelta(days=step)) if step <= 0 else ""
    elif word in WEEKDAYS and found["word"][0].isupper():
        back = (date.weekday() - WEEKDAYS[word]) % 7 or 7
        edtf = (
            day(date - datetime.timedelta(days=back)) if step < 0 else day(_ahead(date, WEEKDAYS[word], int(step > 0)))
        )
    return Relative(found.start(), found.end(), edtf) if edtf else None


def _ahead(date: datetime.date, weekday: int, least: int) -> datetime.date:
    """The first such weekday at least so many days after the date."""
    days = (weekday - date.weekday()) % 7
    return date + datetime.timedelta(days=days if days >= least else 7)

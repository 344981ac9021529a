"""Finds dates and words of time in a passage, before prepositions and ranges are read.

Words that begin as one of time does are found in one sweep and looked up; only at one that begins or ends a date is a
pattern tried, so that a passage without dates costs next to nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from geo.times.candidates import candidates
from geo.times.days import Moment
from geo.times.relative import relative_at
from geo.times.words import COUNTED, MONTHS, NOT_DAYS, ORDINALS, PAPERS, RELATIVE, SEASONS, WEEKDAYS, month_number

FIRST_YEAR, LAST_YEAR = 1500, 2099
"""Years that reports name; other numbers of four digits are numbers."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A date as it stands, or a word of time."""

    start: int
    end: int
    moment: Moment | None = None
    """A date; its year may be open."""
    edtf: str = ""
    """Where it is no plain date: an interval, a season, a decade."""
    weekday: int | None = None
    """0 for Monday."""
    low_day: int | None = None
    """The first day of "3-7 March"."""
    listed: bool = False
    """Whether the days are parted by "and", so that they are two unless "between" stands before."""
    needs_cue: bool = False
    """A year or month alone: a date only behind a preposition."""
    stated_year: bool = False
    """Whether the text gives the year."""


class Passage(NamedTuple):
    """A text with what its dates depend on."""

    text: str
    published: Moment | None
    lang: str
    """ISO 639-1; empty where unknown."""
    starts: Sequence[int] | None = None
    """Its `candidates`, where they are known."""


_WORD = re.compile(r"[^\W\d_]+|\d+")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\s++\Z")
_FIGURE = re.compile(r"\d+")
_MONTH = r"(?P<month>[^\W\d_]{3,}(?:\s(?:ال[أا]ول|الثاني))?|آب|مه)\b\.?"
_TWIN = r"(?:\s*/\s*[^\W\d_]+(?!\w))?"
"""Arabic papers give both names of a month: كانون الأول/ديسمبر."""
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.(?=\s))?(?![\w.,]\d)"
_TO = r"(?:\s*(?P<dash>[-–—/])\s*|\s++(?P<word>to|and|until|through|bis|und|au|et|al|y|по|до|та|إلى|و)\s++(?:the\s++)?)"
_YEAR = r"(?:,?\s++(?:(?:of|de|del|من|لعام|عام|سنة)\s++){0,2}|(?<=\.))(?P<year>\d{4})(?![\d%]|[.,]\d)"

_ISO = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?:T\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?"
    r"(?![\w]|[.,/-]\d)"
)
_NUMBERS = re.compile(r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4}|\d\d(?=\D|\Z))(?!\w|[/-]\d)")
_DAY_MONTH = re.compile(
    rf"(?:(?P<low>\d{{1,2}})(?:st|nd|rd|th|\.)?{_TO})?{_DAY}\s++(?:of\s++|de\s++)?{_MONTH}{_TWIN}(?:{_YEAR})?"
)
_MONTH_DAY = re.compile(
    rf"{_MONTH}\s++(?:(?P<low>\d{{1,2}}){_TO})?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\w.,]\d)(?!\d|\s*(?:km|mm|per)\b)(?:{_YEAR})?"
)
_MONTH_YEAR = re.compile(rf"{_MONTH}{_TWIN}(?:{_YEAR})?")
_SEASON = re.compile(
    r"(?P<season>spring|summer|autumn|fall|winter)(?:\s++of)?\s++(?P<year>\d{4})(?:[-–/]\d{2,4})?(?!\w)", re.I
)
_HALF = re.compile(r"(?P<nth>first|second|third|fourth)\s++(?P<unit>half|quarter)\s++of\s++(?P<year>\d{4})(?!\w)", re.I)
_CENTURY = re.compile(r"(?P<nth>\d{1,2})(?:st|nd|rd|th)[\s-]century", re.I)
_DECADE = re.compile(r"\d{3}0['’]?s\b")
_YEARS = re.compile(r"(?P<low>\d{4})\s?[-–/]\s?(?P<high>\d{4}|\d\d)(?![\w]|[-–/.,]\d)")
_COUNT = re.compile(r"\s++([^\W\d_]+)|\s?%")
_BEFORE_NUMBER = re.compile(r"(?:[\d$€£#№.,+]|(?<![^\W\d_])-|\b[A-Z]\w?-)\Z")
_FIGURES = re.compile(r",?\s++(?=\d)")


def atoms_in(passage: Passage) -> tuple[Atom, ...]:
    """The dates and words of time of a passage, in order; relative ones count from the date of publication."""
    text = passage.text
    found: list[Atom] = []
    end = 0
    for at in candidates(text) if passage.starts is None else passage.starts:
        word = _WORD.match(text, at) if at >= end else None
        kind = word and (_KINDS.get(word[0].lower()) or (text[at].isdigit() and "digits"))
        if not kind:
            continue
        found += [atom for atom in _READERS[kind](passage, at) if atom.start >= end]
        end = max(end, found[-1].end if found else 0)
    return tuple(_told_years(text, found))


_TOLD_YEAR = re.compile(r",?\s++(?:of\s++)?")


def _told_years(text: str, atoms: list[Atom]) -> Iterator[Atom]:
    """The dates, a month joined with "last year" after it: "in July of this year"."""
    held: Atom | None = None
    for atom in atoms:
        joined = held and held.moment and held.moment.year is None and re.fullmatch(r"\d{4}", atom.edtf)
        if held and held.moment and joined and _TOLD_YEAR.fullmatch(text, held.end, atom.start):
            moment = held.moment._replace(year=int(atom.edtf))
            held = replace(held, end=atom.end, moment=moment, stated_year=True)
            continue
        if held:
            yield held
        held = atom
    if held:
        yield held


def _digits(passage: Passage, at: int) -> Iterator[Atom]:
    text = passage.text
    if at and (text[at - 1].isalnum() or _BEFORE_NUMBER.search(text, max(0, at - 2), at)):
        return
    if found := _ISO.match(text, at):
        yield from _dated(found, int(found["month"]))
    elif found := _NUMBERS.match(text, at):
        yield from _numbered(found, passage.lang)
    elif (found := _DAY_MONTH.match(text, at)) and (month := _named(found, passage.lang)):
        yield from _dated(found, month)
    elif found := _CENTURY.match(text, at):
        yield Atom(at, found.end(), edtf=f"{int(found['nth']) - 1:02}XX")
    elif found := _DECADE.match(text, at):
        yield Atom(at, found.end(), edtf=f"{found[0][:3]}X")
    elif found := _YEARS.match(text, at):
        low, high = int(found["low"]), int(found["high"])
        high = high if high > 99 else low - low % 100 + high
        if FIRST_YEAR <= low < high <= LAST_YEAR:
            yield Atom(at, found.end(), edtf=f"{low:04}/{high:04}", needs_cue=True)
    elif len(year := _run(text, at)) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR:
        yield from _bare_year(text, at)
    elif relative := relative_at(text, at, passage.published):
        yield Atom(relative.start, relative.end, edtf=relative.edtf)


def _run(text: str, at: int) -> str:
    found = _FIGURE.match(text, at)
    return found[0] if found else ""


def _bare_year(text: str, at: int) -> Iterator[Atom]:
    end = at + 4
    if text[end : end + 1] in ("-", ".", ",") and text[end + 1 : end + 2].isdigit():
        return
    year, after = int(text[at:end]), _COUNT.match(text, end)
    if after:
        word = after[1] or "percent"
        if word in COUNTED and (year % 100 == 0 or not text.endswith("n ", 0, at)):
            return  # "in 2014 people fled" is a date; "of 2014 people" is none
        if year % 100 == 0 and word.islower() and word.endswith("s") and len(word) > 3:
            return
    yield Atom(at, end, Moment(year), needs_cue=True, stated_year=True)


def _numbered(found: re.Match[str], lang: str) -> Iterator[Atom]:
    """Dates of figures: 17.9.2016, 17/9/2016, 9/17/2016; where day and month cannot be told, the year alone is sure."""
    a, b, year = int(found["a"]), int(found["b"]), int(found["year"])
    if year < 100:
        if found["sep"] != "." or lang not in ("de", "ru", "uk", "tr", "pl"):
            return
        year += 2000
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return
    if found["sep"] == "." or a > 12 or a == b or lang not in ("", "en"):
        moment = Moment(year, b, a)
    else:
        moment = Moment(year, a, b) if b > 12 else Moment(year)
    if moment.exists():
        yield Atom(found.start(), found.end(), moment, stated_year=True)


def _named(found: re.Match[str], lang: str) -> int:
    return month_number(found["month"], lang, alone=not found["year"])


def _dated(found: re.Match[str], month: int) -> Iterator[Atom]:
    parts = found.groupdict()
    year = int(parts["year"]) if parts["year"] else None
    moment = Moment(year, month, int(parts["day"]))
    if not moment.exists() or (year is not None and not FIRST_YEAR <= year <= LAST_YEAR):
        return
    low = int(parts["low"]) if parts.get("low") else None
    if low is not None and not 0 < low < int(parts["day"]):
        low = None
    listed = (parts.get("word") or "") in ("and", "und", "et", "y", "та", "و")
    end = found.end() - (year is None and found[0].endswith("."))  # a full stop, and no abbreviation's
    yield Atom(found.start(), end, moment, low_day=low, listed=listed, stated_year=year is not None)


def _month(passage: Passage, at: int) -> Iterator[Atom]:
    text = passage.text
    if (found := _MONTH_DAY.match(text, at)) and (month := _named(found, passage.lang)) and not _is_year_part(found):
        yield from _dated(found, month)
    elif (found := _MONTH_YEAR.match(text, at)) and (month := _named(found, passage.lang)):
        year = int(found["year"]) if found["year"] else None
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            year = None
        end = found.end() if year is not None else found.end("month")
        yield Atom(at, end, Moment(year, month), needs_cue=year is None, stated_year=year is not None)


def _is_year_part(found: re.Match[str]) -> bool:
    """Whether the day is the head of a longer number: "May 1,600"."""
    return found.string[found.end("day") : found.end("day") + 2].lstrip(",.")[:1].isdigit()


def _weekday(passage: Passage, at: int) -> Iterator[Atom]:
    text = passage.text
    word = _WORD.match(text, at)
    if word is None or not word[0][0].isupper():
        return
    before = _WORD_BEFORE.search(text[max(0, at - 20) : at])
    after = re.compile(r"(\.?)\s++([^\W\d_]+)").match(text, word.end())
    if (before and before[1].lower() in NOT_DAYS) or (after and after[2].lower() in PAPERS and after[2][0].isupper()):
        return
    if before and before[1] == "on" and text.endswith("Mail on ", 0, at):
        return
    short = len(word[0]) < 6  # Sun, Sat and Wed are words too
    if (
        short
        and not (after and after[1])
        and not (before and before[1] == "on")
        and not _FIGURES.match(text, word.end())
    ):
        return
    dated = re.compile(r"\.?,?\s++(?:the\s++)?").match(text, word.end())
    if dated:
        follower = _WORD.match(text, dated.end())
        if follower:
            reader = _digits if follower[0][0].isdigit() else _month if follower[0].lower() in _MONTH_STARTS else None
            for atom in reader(passage, dated.end()) if reader else ():
                if atom.moment and atom.moment.day:
                    yield atom
                    return
    yield Atom(at, word.end(), weekday=WEEKDAYS[word[0].lower()])


def _season(passage: Passage, at: int) -> Iterator[Atom]:
    if found := _SEASON.match(passage.text, at):
        yield Atom(at, found.end(), edtf=f"{found['year']}-{SEASONS[found['season'].lower()]}")


def _half(passage: Passage, at: int) -> Iterator[Atom]:
    if found := _HALF.match(passage.text, at):
        months = 6 if found["unit"].lower() == "half" else 3
        nth, year = ORDINALS[found["nth"].lower()], int(found["year"])
        if nth * months < 12:
            first, last = Moment(year, nth * months + 1), Moment(year, nth * months + months)
            yield Atom(at, found.end(), edtf=f"{first.edtf}/{last.edtf}")


def _relative(passage: Passage, at: int) -> Iterator[Atom]:
    if relative := relative_at(passage.text, at, passage.published):
        yield Atom(relative.start, relative.end, edtf=relative.edtf)


Reader = Callable[[Passage, int], Iterator[Atom]]

_MONTH_STARTS = frozenset(name.split()[0] for name in MONTHS)
_READERS: Mapping[str, Reader] = MappingProxyType(
    {"digits": _digits, "month": _month, "weekday": _weekday, "season": _season, "half": _half, "relative": _relative}
)
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(_MONTH_STARTS, "month"),
        **dict.fromkeys(WEEKDAYS, "weekday"),
        **dict.fromkeys(SEASONS, "season"),
        **dict.fromkeys(ORDINALS, "half"),
        **dict.fromkeys(RELATIVE, "relative"),
    }
)

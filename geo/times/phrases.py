"""Dates with the words about them: since, until, early, from … to; partial dates with the year that they mean."""

import datetime
import re
from collections.abc import Sequence
from typing import NamedTuple

from geo.model import Span
from geo.times.atoms import Atom, Passage, atoms_in
from geo.times.days import Moment, day, published_moment, third
from geo.times.words import AFTER, PARTS, SINCE, UNTIL

AHEAD_DAYS = 31
"""A day without a year is taken for one to come where it is at most so near: "on 14 December" in a report of the 13th.
Beyond a month reports name the year, or say that it is to come."""


class TimeFound(NamedTuple):
    """A time that a text states."""

    span: Span
    """The words that say so."""
    edtf: str


_BOUND = (
    r"since|starting(?:\s++(?:in|on|from))?|beginning(?:\s++(?:in|on))?|depuis|seit(?:\s++dem)?|desde|с|со|з|із|منذ|after|après|"
    r"nach|بعد|until|till|up\s++to|by|before|prior\s++to|to|hasta|bis|jusqu['’](?:en|au)|avant|до|قبل|حتى|from|between|"
    r"von|vom|zwischen|entre|من|بين"
)
_PART = rf"(?P<part>{'|'.join(sorted(PARTS, key=len, reverse=True))})(?:\s++(?:of|de|des|du)\s++|[\s-]+)(?:the\s++)?"
_CUE = (
    r"in|on|at|of|during|throughout|through|through|en|em|au|le|el|im|am|в|во|у|في|عام|سنة|شهر|يوم|from|"
    r"year|years|jahr|année|año|las?t|next|and|the"
)
_PREFIX = re.compile(
    rf"(?:(?<!\w)(?P<bound>{_BOUND})\s++)?(?:(?<!\w)(?P<cue>{_CUE})\s++){{0,2}}(?:(?:the|l['’])\s*)?(?:(?<!\w){_PART})?"
    r"(?:(?:year|jahr)\s++)?(?:(?P<about>around|about|circa|(?-i:c\.)|roughly|approximately)\s++)?(?P<open>\()?\Z",
    re.IGNORECASE,
)
_REACH = 44
"""Characters before a date that may belong to it: "starting from about the beginning of the year " has 44."""
_SENTENCE = 1000
"""Characters of a sentence that are looked at before a date. Longer ones are lists, whose parts are strangers to each
other; whole, they would be gone through once for each of their dates."""
_GAP = re.compile(
    r"(?:\s*[-–—]\s*|\s++(?P<word>to|until|till|through|up\s++to|and|bis|und|au|à|al|a|y|et|hasta|по|до|إلى|و|حتى)\s++)"
    rf"(?:(?:the|le|el)\s++)?(?:{_PART})?\Z",
    re.IGNORECASE,
)
_PAIRING = frozenset(("from", "between", "von", "vom", "zwischen", "entre", "desde", "с", "з", "із", "من", "بين"))
_AFTER_YEAR = re.compile(r"\s*(?:г\.|год\w*|року|році|рік|р\.|yıl\w*)|['’](?:n?[dt][ae]n?|ye|ya|nin|nın)\b")
_NOUN = re.compile(r"\s++[a-z]{3,}|\s++[A-Z][a-z]+")
_POSSESSIVE = re.compile(r"(?:['’]s|\b(?:the|its|their|his|her))\s++\Z")
_TO_COME = re.compile(r"\b(?:will|shall|expect\w*|plans?|planned|scheduled|due|upcoming|set to|to be held)\b", re.I)
_TO_PRESENT = re.compile(
    r"\s++(?:(?:to|until|till)\s++(?:the\s++present|this day|date|today|now)|onwards?|on(?!\s++(?:the|\d)))\b", re.I
)
_BERI = re.compile(r"(?:['’]?|\s++\w{1,12})[dt][ae]n\s++(?:beri|bu\s++yana)\b")
"""Turkish says "since" behind the date: 2013'ten beri, Eylül 2016'dan bu yana, 2013 yılından beri."""
_NAME_AFTER = re.compile(r"\s++[A-Z][a-z]+")
_POSSESSED = re.compile(r"['’]s\b")


def times_in(
    text: str, published: str = "", lang: str = "", starts: Sequence[int] | None = None
) -> tuple[TimeFound, ...]:
    """The times that a passage states, in order, as EDTF.

    `published` is the date of the report, from which relative words count; `lang` its language, as ISO 639-1;
    `starts` the `candidates` of the text, for who reads one text in many passages. The
    year of "on 17 September" is that of a date with its month before it in the passage, else the last such day up to
    the date of publication, or the next one where the report speaks of what is to come.

    >>> [found.edtf for found in times_in("In late October, and again between 3 and 7 November.", "2016-12-12")]
    ['2016-10-21/2016-10-31', '2016-11-03/2016-11-07']
    """
    moment = published_moment(published)
    return _Reading(Passage(text, moment, lang, starts)).times()


class _Reading:
    """One passage, read from left to right; the year of a full date holds for the partial ones after it."""

    def __init__(self, passage: Passage) -> None:
        self.passage, self.text, self.published = passage, passage.text, passage.published
        self.year: int | None = None
        self.last_end = 0

    def times(self) -> tuple[TimeFound, ...]:
        """Every time of the passage."""
        found: list[TimeFound] = []
        atoms = atoms_in(self.passage)
        at = 0
        while at < len(atoms):
            atom = atoms[at]
            prefix = self._prefix(atom)
            following = atoms[at + 1] if at + 1 < len(atoms) else None
            ranged = self._range(atom, following, prefix) if following else None
            if ranged and following:
                found.append(ranged)
                at += 1
                self.last_end = following.end
            elif self._is_date(atom, prefix):
                found += self._single(atom, prefix)
                self.last_end = atom.end
            at += 1
        return tuple(found)

    def _prefix(self, atom: Atom) -> re.Match[str]:
        left = max(self.last_end, atom.start - _REACH)
        found = _PREFIX.search(self.text[left : atom.start])
        assert found, "every part of the pattern may be missing"
        return found

    def _is_date(self, atom: Atom, prefix: re.Match[str]) -> bool:
        """Whether a month or year alone is meant as a date; others always are."""
        if not atom.needs_cue:
            return True
        text, end = self.text, atom.end
        if atom.moment and atom.moment.month:
            word = text[atom.start : end]
            cue = (prefix["bound"] or prefix["cue"] or "").lower()
            if word.rstrip(".").lower() == "may" and cue not in ("in", "since", "during", "until", "after", "before"):
                return bool(prefix["part"])
            if _NAME_AFTER.match(text, end) and cue not in ("in", "since", "during", "en", "im", "au"):
                return False
            if cue == "the":
                return bool(prefix["part"])
            return bool(cue or prefix["part"] or _AFTER_YEAR.match(text, end))
        if _AFTER_YEAR.match(text, end) or prefix["part"]:
            return True
        if prefix["open"]:
            return text[end : end + 1] in (")", ",", ";")
        if _POSSESSIVE.search(text[max(0, atom.start - 8) : atom.start]):
            return bool(_NOUN.match(text, end))
        return bool(prefix["bound"] or prefix["cue"] or prefix["about"])

    def _range(self, first: Atom, second: Atom, prefix: re.Match[str]) -> TimeFound | None:
        """From the first to the second, where the words between them say so."""
        gap = _GAP.fullmatch(self.text[first.end : second.start])
        paired = (prefix["bound"] or "").lower() in _PAIRING or (prefix["cue"] or "").lower() == "from"
        if not gap or (gap["word"] and not paired) or (second.moment is None and second.weekday is None):
            return None
        if first.needs_cue and not gap["word"] and not self._is_date(first, prefix):
            return None
        if first.moment and second.moment and first.moment.year is None and second.moment.year is not None:
            back = (first.moment.month or 1) > (second.moment.month or 1)
            year = second.moment.year - back
            first = _with(first, Moment(year, first.moment.month, first.moment.day))
        low = self._edtf(first, prefix["part"])
        if first.moment and second.moment and second.moment.year is None and low:
            second = _with(second, Moment(int(low[:4]), second.moment.month, second.moment.day))
        high = self._edtf(second, gap["part"])
        if not low or not high:
            return None
        low, high = low.split("/")[0], high.split("/")[-1]
        return TimeFound(Span(self._start(first, prefix), second.end), f"{low}/{high}") if low[:4] <= high[:4] else None

    def _single(self, atom: Atom, prefix: re.Match[str]) -> list[TimeFound]:
        start, bound = self._start(atom, prefix), (prefix["bound"] or "").lower()
        if atom.low_day is not None and atom.moment:
            low = self._edtf(_with(atom, atom.moment._replace(day=atom.low_day)), None)
            high = self._edtf(atom, None)
            if low and high and (not atom.listed or bound in _PAIRING):
                return [TimeFound(Span(start, atom.end), f"{low}/{high}")]
            return [TimeFound(Span(start, atom.end), edtf) for edtf in (low, high) if edtf]
        edtf = self._edtf(atom, prefix["part"])
        if not edtf:
            return []
        if prefix["about"] and "/" not in edtf and not edtf.endswith("~"):
            edtf += "~"
        return [TimeFound(Span(start, atom.end), self._bounded(edtf, atom, bound, start))]

    def _bounded(self, edtf: str, atom: Atom, bound: str, start: int) -> str:
        """The time opened by since, until and their like."""
        bound = bound.split()[0] if bound else ""
        if _BERI.match(self.text, atom.end):
            return edtf.split("/")[0] + "/.."
        event = bool(_POSSESSED.match(self.text, atom.end))
        if bound in SINCE or (bound in AFTER and not event and not atom.edtf and atom.weekday is None):
            return edtf.split("/")[0] + "/.."
        if (bound in UNTIL or bound in ("by", "up", "prior") or bound.startswith("jusqu")) and not event:
            return "../" + edtf.split("/")[-1]
        if bound == "from" and _TO_PRESENT.match(self.text, atom.end):
            return edtf.split("/")[0] + "/.."
        before = self.text[max(0, start - 20) : start].rstrip()
        opened = bound == "from" and (not before or before[-1] in ".,;:")
        return edtf.split("/")[0] + "/.." if opened else edtf

    def _start(self, atom: Atom, prefix: re.Match[str]) -> int:
        """Where the words begin: with since, early, about; "in" and "on" say nothing."""
        groups = [prefix.start(name) for name in ("bound", "part", "about") if prefix[name]]
        return atom.start - (prefix.end() - min(groups)) if groups else atom.start

    def _edtf(self, atom: Atom, part: str | None) -> str:
        """A date or word as EDTF; empty where the date of publication is not known as finely as it asks for."""
        if atom.edtf:
            return atom.edtf
        if atom.weekday is not None:
            return self._weekday(atom)
        moment = atom.moment
        if moment and moment.year is None:
            moment = self._year_of(atom, moment)
        elif moment and moment.month and atom.stated_year:
            self.year = moment.year
        if moment is None or not moment.exists():
            return ""
        if part and moment.day is None:
            return third(moment, PARTS[part.lower()])
        return moment.edtf

    def _ahead(self, atom: Atom) -> bool:
        """Whether the sentence so far speaks of what is to come."""
        return bool(_TO_COME.search(self.text, self._begin(atom, (". ", "\n", "; ")), atom.start))

    def _weekday(self, atom: Atom) -> str:
        published = self.published
        if published is None or published.year is None or published.month is None or published.day is None:
            return ""
        date = datetime.date(published.year, published.month, published.day)
        back = (date.weekday() - (atom.weekday or 0)) % 7
        days = -back if not self._ahead(atom) else (-back) % 7
        return day(date + datetime.timedelta(days=days))

    def _year_of(self, atom: Atom, moment: Moment) -> Moment | None:
        published = self.published
        if self.year is None and self._same_sentence_year(atom):
            self.year = self._same_sentence_year(atom)
        if self.year is not None and (published is None or self.year <= (published.year or 9999)):
            told = moment._replace(year=self.year)
            if published is None or _days(told) <= _days(published) + AHEAD_DAYS:
                return told
        if published is None or published.year is None or published.month is None:
            return None
        now, ahead = _days(published), self._ahead(atom)
        for year in (published.year + 1, published.year, published.year - 1):
            there = moment._replace(year=year)
            if ahead and _days(there) < now and (moment.day or moment.month != published.month):
                return moment._replace(year=year + 1)
            if not ahead and _days(there) <= now + (AHEAD_DAYS if moment.day else 0):
                return there
        return moment._replace(year=published.year - 1)

    def _same_sentence_year(self, atom: Atom) -> int | None:
        """A year alone that stands before in the sentence: "in 2013 they took Raqqa; in March the dam"."""
        begin = self._begin(atom, (". ", "\n"))
        found = re.findall(r"\b[Ii]n (\d{4})\b", self.text[begin : atom.start])
        return int(found[-1]) if found else None

    def _begin(self, atom: Atom, stops: Sequence[str]) -> int:
        """Where the sentence or clause of a date begins; not before what it may refer to."""
        least = max(0, atom.start - _SENTENCE)
        return max(least, *(self.text.rfind(stop, least, atom.start) + 1 for stop in stops))


def _with(atom: Atom, moment: Moment) -> Atom:
    return Atom(atom.start, atom.end, moment, stated_year=atom.stated_year)


def _days(moment: Moment) -> int:
    """About how many days after the year 0: good enough to tell a month from another."""
    return (moment.year or 0) * 372 + (moment.month or 1) * 31 + (moment.day or 1)

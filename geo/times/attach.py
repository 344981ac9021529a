"""Gives each mention its time: that of its sentence, an earlier one of its paragraph, or the date of publication."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from geo.model import Sentence, Span, Time
from geo.times.candidates import candidates
from geo.times.days import published_moment
from geo.times.phrases import TimeFound, times_in

_PARAGRAPH_END = re.compile(r"\n(?:[^\S\n]*\n\s*|(?<=[^\n]{120}\n)|(?=[ \t]*(?:[-*+•·‣]|#{1,6}|\d{1,3}[.)])[ \t]))")
"""An empty line; the end of a line that nobody wrapped by hand (mail and plain text wrap at 65 to 100); an item of a
list or a heading."""
_BREAK = re.compile(r"[,;:()\u060c]|[-–—]\s|\b(?:and|while|but|whereas|then|und|et|y|и|та|و)\b", re.IGNORECASE)
"""What parts one clause from the next."""


def times_of(
    text: str, sentences: Sequence[Sentence], spans: Sequence[Span], published: str = "", lang: str = ""
) -> tuple[Time | None, ...]:
    """The time of each span: names of places, sorted as they stand in the text.

    In its sentence the time of the name's own clause, where that ends with one, else the nearest before it, else the
    first after it. Else the last one of the sentences before it in the paragraph, `inherited`; else the date of
    publication, `published`; None where that is not known.
    """
    said = published_moment(published)
    default = Time(said.edtf, "published", None) if said else None
    starts = [sentence.span.start for sentence in sentences]
    times: list[Time | None] = []
    where = candidates(text)
    for paragraph, inside in _paragraphs(text, spans):
        begin, end = paragraph
        mine = [at - begin for at in where[bisect_left(where, begin) : bisect_left(where, end)]]
        told = times_in(text[begin:end], published, lang, mine) if mine else ()
        found = [TimeFound(Span(span.start + begin, span.end + begin), edtf) for span, edtf in told]
        for name in inside:
            sentence = sentences[bisect_right(starts, name.start) - 1].span if sentences else paragraph
            times.append(_time_of(text, name, sentence, found) or default if found else default)
    return tuple(times)


def _paragraphs(text: str, spans: Sequence[Span]) -> Iterator[tuple[Span, list[Span]]]:
    """The paragraphs that hold a span, with these; a span over a border belongs to the paragraph where it begins."""
    if not spans:
        return
    borders = [0, *(found.end() for found in _PARAGRAPH_END.finditer(text)), len(text) + 1]
    held: list[Span] = []
    number = 0
    for span in spans:
        if span.start >= borders[number + 1]:
            if held:
                yield Span(borders[number], borders[number + 1]), held
            held, number = [], bisect_right(borders, span.start) - 1
        held.append(span)
    yield Span(borders[number], borders[number + 1]), held


def _time_of(text: str, name: Span, sentence: Span, found: Sequence[TimeFound]) -> Time | None:
    mine = [time for time in found if sentence.start <= time.span.start < sentence.end]
    if mine:
        best = _nearest(text, name, mine)
        return Time(best.edtf, "stated", best.span)
    earlier = [time for time in found if time.span.end <= sentence.start]
    return Time(earlier[-1].edtf, "inherited", earlier[-1].span) if earlier else None


def _nearest(text: str, name: Span, times: Sequence[TimeFound]) -> TimeFound:
    before = [time for time in times if time.span.start < name.start]
    after = [time for time in times if time.span.start >= name.start]
    if after and not (before and _BREAK.search(text, name.end, after[0].span.start)):
        return after[0]
    return before[-1]

"""Which lines of a saved web page are the article, and which its furniture: menus, buttons, appeals, notices, forms.

The text is not touched; what is found is a tuple of spans. A line is furniture only on evidence: its wording
(`phrases`), its being nothing but a link in a run of links, or its being a scrap among furniture.
In doubt it is article.
"""

import re
from typing import NamedTuple

from geo.model import Span
from geo.readers.phrases import LEGAL, NOTICES, OPENERS, STARTS, WEAK, WHOLE

PROSE_CHARS = 40
"""A line this long with `PROSE_GAPS` spaces is prose or a headline: over half of a line wrapped at 72."""

PROSE_GAPS = 5
"""Six words: captions and by-lines often have fewer, and are kept by what stands around them."""

FIRM_CHARS = 80
"""A line this long that ends a sentence is prose on any page, and ends a list of other articles' headlines."""

PHRASE_CHARS = 300
"""A longer line is a paragraph: the head of it is not looked up in the phrases."""

NOTICE_CHARS = 200
"""A line up to this long is a notice for one phrase of `NOTICES`; a report that quotes one has a longer line."""

SCRAPS_BETWEEN = 12
"""Lines without prose between two furniture lines, up to which they go with them; a longer run may be a list."""

SCRAPS_AT_END = 6
"""The same at the end of the text, where a list of names in a report would stand too."""

HEADLINE_LINES = 4
"""Lines between furniture and the prose below that may be headline, stand-first, name and date."""

_LINE = re.compile(r"\S[^\r\n]*")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}\)")
_MARKUP = "*_#>|•·–—-+=~\\ \t\xa0"
_EDGES = _MARKUP + ":»«›‹→←▶►…!()[]\"'“”"
_SENTENCE_END = (".", "!", "?", "…", '"', "”", "»", "’", "'", ")", "؟", "۔", "。", "！", "？")
_CJK = re.compile("[\u3040-\u30ff\u4e00-\u9fff]{12}")

PLAIN, PROSE, WEAKLY, LINKED, FURNITURE = range(5)
"""What a line is: a scrap, prose, a word of menus, nothing but a link, or furniture."""


class _Line(NamedTuple):
    start: int
    end: int
    kind: int
    firm: bool
    """Prose beyond doubt."""
    key: str
    """Case folded, bare of markup, for short lines; else empty."""


def body_spans(text: str, start: int = 0) -> tuple[Span, ...]:
    r"""The spans of `text[start:]` that are article, sorted and disjoint; at least one unless all is blank.

    >>> page = "Share\n\nThe army said on Monday that the town had been shelled for days.\n\nLeave a Reply\nYour name\n"
    >>> [page[span.start:span.end] for span in body_spans(page)]
    ['The army said on Monday that the town had been shelled for days.']
    """
    lines = _lines(text, start)
    if not lines:
        return ()
    kinds = _settle(text, lines)
    if not any(kind == PROSE for kind in kinds):
        return (Span(lines[0].start, lines[-1].end),)
    return _join(lines, kinds)


def _join(lines: list[_Line], kinds: list[int]) -> tuple[Span, ...]:
    spans: list[Span] = []
    fresh = True
    for line, kind in zip(lines, kinds, strict=True):
        if kind == FURNITURE:
            fresh = True
        elif fresh:
            spans.append(Span(line.start, line.end))
            fresh = False
        else:
            spans[-1] = Span(spans[-1].start, line.end)
    return tuple(spans)


def _lines(text: str, start: int) -> list[_Line]:
    """The lines that are not blank, each judged by itself and, where it goes on a paragraph, by the line above."""
    lowered = text.lower()
    notices = tuple(phrase for phrase in NOTICES if phrase in lowered)
    legal = tuple(phrase for phrase in LEGAL if phrase in lowered)
    lines: list[_Line] = []
    open_until = -9
    for match in _LINE.finditer(text, start):
        begin = match.start()
        line = match[0].rstrip()
        if begin - open_until <= 2:
            # The line above is prose without a full stop and no blank line follows: this is the rest of its paragraph.
            kind, key = PROSE, ""
        else:
            kind, key = _judge(line, notices, legal)
        ended = line.endswith(_SENTENCE_END)
        end = begin + len(line)
        if kind == PROSE and not ended:
            open_until = match.end()
        lines.append(_Line(begin, end, kind, kind == PROSE and ended and len(line) >= FIRM_CHARS, key))
    return lines


def _judge(line: str, notices: tuple[str, ...], legal: tuple[str, ...]) -> tuple[int, str]:
    """The kind of a line by itself, and its key."""
    size = len(line)
    links = False
    if "](" in line:
        bare, count = _LINK.subn(r"\1", line)
        links = count > 0 and not _LINK.sub("", line).strip(_EDGES + ",")
        line = bare
    line = line.strip(_MARKUP)
    if (notices or legal) and _is_notice(line.lower(), notices, legal):
        return FURNITURE, ""
    key = ""
    if size <= PHRASE_CHARS:
        key = line.strip(_EDGES).casefold() if size <= PROSE_CHARS else ""
        if key in WHOLE or STARTS.match(line):
            return FURNITURE, key
        if key in WEAK:
            return WEAKLY, key
    if links:
        return LINKED, key
    if (size >= PROSE_CHARS and line.count(" ") >= PROSE_GAPS) or (not line.isascii() and _CJK.search(line)):
        return PROSE, key
    return PLAIN, key


def _is_notice(line: str, notices: tuple[str, ...], legal: tuple[str, ...]) -> bool:
    sure = sum(phrase in line for phrase in notices)
    if sure and len(line) <= NOTICE_CHARS:
        return True
    return 2 * sure + sum(phrase in line for phrase in legal) >= 3


def _settle(text: str, lines: list[_Line]) -> list[int]:
    """Settles the doubtful lines by their neighbours: every line comes out as PLAIN, PROSE or FURNITURE."""
    kinds = [line.kind for line in lines]
    if FURNITURE in kinds or LINKED in kinds or WEAKLY in kinds:
        _settle_links(text, lines, kinds)
        _settle_weak(kinds)
        _settle_headlines_of_others(lines, kinds)
        _settle_scraps(lines, kinds)
    return kinds


def _settle_links(text: str, lines: list[_Line], kinds: list[int]) -> None:
    """Two or more links on lines of their own are a list of links; one alone is what its label is."""
    for at, kind in enumerate(kinds):
        if kind != LINKED:
            continue
        run = at
        while run < len(kinds) and kinds[run] == LINKED:
            run += 1
        if run - at >= 2:
            kinds[at:run] = [FURNITURE] * (run - at)
        else:
            label = _LINK.sub(r"\1", text[lines[at].start : lines[at].end])
            kinds[at] = PROSE if len(label) >= PROSE_CHARS and label.count(" ") >= PROSE_GAPS else PLAIN


def _settle_weak(kinds: list[int]) -> None:
    """Words of menus go with furniture on either side, also through one another."""
    for order in (range(len(kinds)), range(len(kinds) - 1, -1, -1)):
        previous = PLAIN
        for at in order:
            if kinds[at] == WEAKLY and previous == FURNITURE:
                kinds[at] = FURNITURE
            previous = kinds[at]
    for at, kind in enumerate(kinds):
        if kind == WEAKLY:
            kinds[at] = PLAIN


def _settle_headlines_of_others(lines: list[_Line], kinds: list[int]) -> None:
    """After "Related articles" and its like, lines are furniture up to the headline of the next firm prose."""
    at = 0
    while at < len(lines):
        if kinds[at] != FURNITURE or lines[at].key not in OPENERS:
            at += 1
            continue
        stop = at + 1
        while stop < len(lines) and kinds[stop] != FURNITURE and not lines[stop].firm:
            stop += 1
        own = HEADLINE_LINES if stop < len(lines) and lines[stop].firm else 0
        for index in range(at + 1, stop - own):
            kinds[index] = FURNITURE
        at = stop


def _settle_scraps(lines: list[_Line], kinds: list[int]) -> None:
    """Scraps between furniture lines, or after the last, are furniture too, unless they head the prose that follows."""
    marks = [at for at, kind in enumerate(kinds) if kind == FURNITURE]
    last_prose = max((at for at, kind in enumerate(kinds) if kind == PROSE), default=-1)
    for left, right in zip(marks, [*marks[1:], len(kinds)], strict=True) if marks else ():
        inside = range(left + 1, right)
        if not inside or any(kinds[at] == PROSE for at in inside):
            continue
        if len(inside) > (SCRAPS_BETWEEN if right < len(kinds) else SCRAPS_AT_END):
            continue
        heads = len(inside) <= HEADLINE_LINES and right < last_prose and any(_may_head(lines[at]) for at in inside)
        if not heads:
            kinds[left + 1 : right] = [FURNITURE] * len(inside)


def _may_head(line: _Line) -> bool:
    """Three words or more may be a headline; "avatar" and "5 100" are not."""
    return line.end - line.start > PROSE_CHARS or len(line.key.split()) >= 3

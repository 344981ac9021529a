"""Passages that a report quotes from a named outlet, set off as paragraphs of their own.

Known by the text alone: a paragraph that ends with a colon, then the quoted one. The outlet is named by the words
before the colon ("claims the Daily Telegraph:") or by the passage itself, as agencies do ("a Reuters request for
comment").
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from geo.model import Span


class Quotation(NamedTuple):
    """A passage with a source of its own."""

    span: Span
    source: str
    """The outlet as the text names it, without an article."""


_PARAGRAPH = re.compile(r"[^\s](?:[^\n]|\n(?![^\S\n]*\n))*")
_LINK = re.compile(r"\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}\)")
_ELLIPSIS = re.compile(r"\W*(?:\.{2,}|…)\W*")

_PAPER = (
    r"(?:Times|Post|Telegraph|News|Agency|Press|Journal|Guardian|Herald|Tribune|Mail|Observer|Monitor|Gazette|Chronicle"
    r"|Independent|Standard|Star|Sun|Globe|Review|Magazine|Weekly|Daily|Today|Network|Television|Radio|Service|Spiegel)"
)
"""Words that names of outlets end with or hold."""

_AGENCY = (
    r"(?:Reuters|AP|AFP|TASS|Tass|ITAR-TASS|SANA|Xinhua|BBC|CNN|NBC|CBS|ABC|RT|Sputnik|Interfax|Ukrinform|Anadolu|DPA|dpa"
    r"|EFE|ANSA|Kyodo|Bloomberg|Tasnim|Fars|IRNA|Al[- ]Jazeera|Al[- ]Arabiya|Al[- ]Mayadeen|Politico|Axios|Le Monde"
    r"|Le Figaro|El País|Die Zeit|Haaretz|Rudaw|Hurriyet|Hürriyet|Kommersant|Izvestia)"
)
"""Outlets whose names do not say what they are."""

_CAPITAL = r"[A-Z][\w&.'’-]{0,40}"
_OUTLET = (
    rf"(?P<outlet>{_AGENCY}"
    rf"|(?:{_CAPITAL}\s++(?:(?:of|for|and|the|al|de|et|di)\s++)?){{0,4}}?{_PAPER}(?:\s++(?:of\s++)?{_CAPITAL}){{0,3}})\b"
)
_SAYS = (
    r"(?:claim|report|write|say|said|wrote|note|add|explain|describe|quote|offer|tell|told|put|state|announce|reveal|publish)"
    r"(?:s|ed|es)?"
)
_BEFORE = (
    re.compile(rf"(?:{_SAYS}|[Aa]ccording\s++to|from|in|by)\s++(?:[Tt]he\s++)?{_OUTLET}[^.!?:]{{0,60}}:$"),
    re.compile(rf"\b(?:[Tt]he\s++)?{_OUTLET}(?:'s|’s)?\s++(?:also\s++|has\s++|had\s++)?{_SAYS}\b[^.!?:]{{0,120}}:$"),
)
_INSIDE = (
    re.compile(rf"\b(?:a|an|to|from)\s++{_OUTLET}(?:'s|’s)?\s++(?:request|question|correspondent|reporter|journalist)"),
    re.compile(rf"\b(?:told|tells)\s++(?:[Tt]he\s++)?{_OUTLET}"),
    re.compile(rf"\b{_OUTLET}\s++(?:has\s++learned|understands|has\s++seen)\b"),
)


def quotations(text: str, body: Sequence[Span] = ()) -> tuple[Quotation, ...]:
    r"""The quoted passages whose outlet is named, in order.

    >>> text = "Officials denied it. Thus claims the Daily Telegraph:\n\nThe town fell on Monday.\n\nIt did not."
    >>> [(text[q.span.start:q.span.end], q.source) for q in quotations(text)]
    [('The town fell on Monday.', 'Daily Telegraph')]
    >>> quotations("The mayor said:\n\nThe town fell on Monday.")
    ()
    """
    found: list[Quotation] = []
    for part in body or (Span(0, len(text)),):
        paragraphs = [Span(*match.span()) for match in _PARAGRAPH.finditer(text, part.start, part.end)]
        number = 0
        while number + 1 < len(paragraphs):
            intro = _plain(text[slice(*paragraphs[number])])
            number += 1
            if intro.endswith(":"):
                last = _last(text, paragraphs, number)
                span = Span(paragraphs[number].start, paragraphs[last].end)
                if source := _named(_BEFORE, intro) or _named(_INSIDE, _plain(text[slice(*span)])):
                    found.append(Quotation(span, source))
                    number = last + 1
    return tuple(found)


def _last(text: str, paragraphs: Sequence[Span], first: int) -> int:
    """The number of the last quoted paragraph: a line of dots, or a quotation mark that is still open, leads on."""
    last = first
    while last + 1 < len(paragraphs):
        passage = text[slice(*paragraphs[last])].strip()
        following = text[slice(*paragraphs[last + 1])]
        if _ELLIPSIS.match(following):
            dots = _ELLIPSIS.match(following)
            last += 1 if dots is None or dots.end() < len(following) else min(2, len(paragraphs) - 1 - last)
        elif passage.startswith("“") and "”" not in passage and following.startswith("“"):
            last += 1
        else:
            break
    return last


def _plain(text: str) -> str:
    """The words of a paragraph without links and marks of emphasis."""
    return _LINK.sub(r"\1", text).strip(" \t\r\n*_")


def _named(patterns: Sequence[re.Pattern[str]], text: str) -> str:
    for pattern in patterns:
        if found := pattern.search(text):
            return " ".join(found["outlet"].removeprefix("The ").removeprefix("the ").split())
    return ""

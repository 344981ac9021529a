"""Long texts by the window: cut at sentence ends, parsed one by one, and put back in their place."""

import re
from collections.abc import Iterator
from dataclasses import replace

from geo.model import Document, Finding, Parsed, Sentence, Span
from geo.sentences import split

WINDOW = 2_000_000
"""Code points parsed at once. Books fit (War and Peace has 3.2 million, most have under one); a window's findings and
sentences take some 150 MB, whatever the length of the text. A text of up to this many is read as one."""

TAIL = 20_000
"""Code points at the end of a window in which a place to cut is looked for: the longest paragraph of the gold texts has
4,000, and splitting so few again costs a hundredth of the window."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*\Z|\r\n[^\S\n]*\r\n\s*\Z")


def windows(text: str, size: int = WINDOW) -> Iterator[Span]:
    r"""Stretches of up to `size` code points that tile the text and end where a sentence does, best a paragraph's last.

    Where a window's tail has no end of a sentence it is cut at white space, where it has none of that, at its limit.

    >>> [text[slice(*span)] for text in ["One two. Three four. Five."] for span in windows(text, 16)]
    ['One two. ', 'Three four. ', 'Five.']
    """
    start = 0
    while len(text) - start > size:
        end = _cut(text, max(start, start + size - TAIL), start + size)
        yield Span(start, end)
        start = end
    if start < len(text) or not text:
        yield Span(start, len(text))


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut between the two: the later the better; above `start` always."""
    tail = text[start:limit]
    ends = [sentence.span.end for sentence in split(tail)[:-1]]  # the last is cut short by the limit
    paragraphs = [end for end in ends if _BLANK_LINE.search(tail, max(0, end - 8), end)]
    if found := paragraphs or ends:
        return start + found[-1]
    blank = max((match.end() for match in re.finditer(r"\s", tail)), default=0)
    return start + blank if blank else limit


def window_of(document: Document, span: Span) -> Document:
    """A stretch of a document as a document: same id and source, its text and body from offset 0."""
    if span == (0, len(document.text)):
        return document
    cut = (Span(max(part.start, span.start), min(part.end, span.end)) for part in document.body)
    body = tuple(Span(start - span.start, end - span.start) for start, end in cut if start < end)
    nothing = Span(0, 0)  # an empty body would mean the whole text
    return replace(document, text=document.text[slice(*span)], body=body or ((nothing,) if document.body else ()))


def head_of(document: Document) -> Document:
    """As much of a document as is compared with others for copies: its first `WINDOW` code points."""
    return window_of(document, Span(0, min(len(document.text), WINDOW)))


def put_back(parsed: Parsed, document: Document, start: int, number: int) -> Parsed:
    """What was found in a window, with the offsets of the whole document; `number` sentences come before it."""
    if not (start or number):
        return parsed._replace(document=document)

    def moved(span: Span) -> Span:
        return Span(span.start + start, span.end + start)

    sentences = tuple(Sentence(each.number + number, moved(each.span)) for each in parsed.sentences)
    findings = []
    for mention, resolution in parsed.findings:
        time, relation = mention.time, mention.relation
        changed = replace(
            mention,
            sentence=sentences[mention.sentence.number],
            span=moved(mention.span),
            time=time and time._replace(span=time.span and moved(time.span)),
            relation=relation and replace(relation, span=moved(relation.span)),
        )
        findings.append(Finding(changed, resolution))
    return Parsed(document, sentences, tuple(findings))

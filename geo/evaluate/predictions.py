"""What is judged: the lines that `dateline parse` printed, or would print."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from geo.errors import DatelineError
from geo.evaluate.gold import FAULTS, GoldDocument, numbered_lines, point_of, said, span_of
from geo.lines import parse_line
from geo.model import Document, Parsed, Source, Span
from geo.readers.frontmatter import front_matter
from geo.readers.furniture import body_spans


class BadPredictions(DatelineError, ValueError):
    """A file of predictions is not what `dateline parse` prints; the message names file and line."""


class Parser(Protocol):
    """What finds the mentions: a `geo.pipeline.Pipeline`."""

    def parse(self, document: Document) -> Parsed:
        """What is found in a document."""
        ...

    def place(self, document: Document, spans: Sequence[Span]) -> Parsed:
        """What is found at the given spans."""
        ...


def read_predictions(path: Path) -> list[dict[str, Any]]:
    """The lines that `dateline parse` printed; BadPredictions names file and line."""
    return [_checked(path, number, line) for number, line in numbered_lines(path, BadPredictions)]


def _checked(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        given: dict[str, Any] = json.loads(line)
        span_of(given)
        point_of(given.get("place") or {})
        if not isinstance(given["text"], str) or not isinstance(given["doc"], str):
            raise TypeError("doc or text is no string")
        if given.get("confidence") is not None and not 0 <= float(given["confidence"]) <= 1:
            raise ValueError(f"confidence {given['confidence']!r} is not from 0 to 1")
    except FAULTS as error:
        raise BadPredictions(
            f"{path}:{number}: no mention: {said(error)}", "give it the output of `dateline parse`"
        ) from error
    return given


def parsed_lines(
    documents: Iterable[GoldDocument], parser: Parser, given_spans: bool = False
) -> Iterator[dict[str, Any]]:
    """What `dateline parse` would print of the gold texts, were each a text file: page furniture is left out.

    With `given_spans` the names are those of the gold, and only their places are the parser's.
    """
    for gold in documents:
        body = body_spans(gold.text, front_matter(gold.text).end)
        document = Document(gold.stem, Source(f"{gold.stem}.txt", ""), gold.text, body=body)
        spans = [toponym.span for toponym in gold.toponyms]
        for finding in (parser.place(document, spans) if given_spans else parser.parse(document)).findings:
            yield parse_line(finding, document)

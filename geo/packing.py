"""What a worker hands over, packed: plain tuples, with places by their rows, since whoever writes maps the same index.

Pickled as they are, the values of a report took 2.3 ms of the two processes, an eighth of what parsing it does, because
a place brings all its names along and each value that is a class of its own is built by a call; packed, 0.3 ms.
"""

import pickle
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from gazetteer.index import Gazetteer, open_index
from gazetteer.place import LonLat, Place, PlaceName, Step
from geo.judgements import Evidence
from geo.model import Document, Feature, Finding, Mention, Parsed, Resolution, Rival, Sentence, Span, Time
from geo.readers import Unread
from geo.tasks import Desk, Held, Outcome, Piece, Task, desk_of

PLACES_KEPT = 5000
"""Places that are remembered with their names, some 10 MB, and as many ids with their rows."""


class PackedPiece(NamedTuple):
    """A `Piece`, packed."""

    parsed: bytes
    evidence: Evidence
    start: int
    last: bool
    whole: Document | None


RowOf = Callable[[str], int | None]
"""The row of a place by its id; None for one that the index lacks."""

Packed = Unread | Held | PackedPiece
"""What a worker hands over."""


def open_desk(db: str, gazetteer: Path, recognizer: str, runs: Sequence[str]) -> Callable[[Task], list[Packed]]:
    """A desk in a process of its own, which packs what came of a task."""
    index = open_index(gazetteer)
    return partial(_packed_outcomes, desk_of(db, index, recognizer, runs), lru_cache(PLACES_KEPT)(index.row_of))


def _packed_outcomes(desk: Desk, row_of: RowOf, task: Task) -> list[Packed]:
    return [
        PackedPiece(pack(outcome.parsed, row_of), *outcome[1:]) if isinstance(outcome, Piece) else outcome
        for outcome in desk(task)
    ]


class Unpacker:
    """Unpacks what workers hand over that map the same gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._place_at = lru_cache(PLACES_KEPT)(gazetteer.place)

    def __call__(self, packed: Sequence[Packed]) -> list[Outcome]:
        """What came of a task."""
        return [
            Piece(unpack(outcome.parsed, self._place_at), *outcome[1:]) if isinstance(outcome, PackedPiece) else outcome
            for outcome in packed
        ]


def pack(parsed: Parsed, row_of: RowOf) -> bytes:
    """A document and what was found in it."""
    numbers: dict[int, int] = {}
    resolutions: list[tuple[Any, ...]] = []
    for _, resolution in parsed.findings:
        if id(resolution) not in numbers:
            numbers[id(resolution)] = len(resolutions)
            resolutions.append(_packed_resolution(resolution, row_of))
    ends = [sentence.span.end for sentence in parsed.sentences]
    findings = [
        (
            numbers[id(resolution)],
            m.sentence.number,
            *m.span,
            m.kind,
            m.score,
            m.time and _packed_time(m.time),
            m.relation,
        )
        for m, resolution in parsed.findings
    ]
    return pickle.dumps((parsed.document, ends, findings, resolutions), pickle.HIGHEST_PROTOCOL)


def unpack(data: bytes, place_at: Callable[[int], Place]) -> Parsed:
    """What `pack` was given."""
    document, ends, findings, resolutions = pickle.loads(data)
    starts = [0, *ends][: len(ends)]
    sentences = tuple(
        Sentence(number, Span(start, end)) for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    )
    resolved = [_resolution(packed, place_at) for packed in resolutions]
    text, of = document.text, document.id
    return Parsed(
        document,
        sentences,
        tuple(
            Finding(
                Mention(
                    of,
                    sentences[sentence],
                    Span(start, end),
                    text[start:end],
                    kind,
                    score,
                    time and _time(time),
                    relation,
                ),
                resolved[number],
            )
            for number, sentence, start, end, kind, score, time, relation in findings
        ),
    )


def _packed_time(time: Time) -> tuple[Any, ...]:
    return time.edtf, time.how, time.span and tuple(time.span)


def _time(packed: tuple[Any, ...]) -> Time:
    edtf, how, span = packed
    return Time(edtf, how, span and Span(*span))


def _packed_resolution(r: Resolution, row_of: RowOf) -> tuple[Any, ...]:
    row = row_of(r.place.id) if r.place else None
    losers = [(*rival[:4], rival.point and tuple(rival.point), rival.probability) for rival in r.losers]
    return (
        r.place if row is None else row,
        r.confidence,
        r.margin,
        r.name and (r.name.text, r.name.lang, r.name.kind, r.name.source_id),
        [tuple(step) for step in r.steps],
        [part for feature in r.features for part in feature],
        losers,
    )


def _resolution(packed: tuple[Any, ...], place_at: Callable[[int], Place]) -> Resolution:
    place, confidence, margin, name, steps, features, losers = packed
    return Resolution(
        place_at(place) if isinstance(place, int) else place,
        confidence,
        margin,
        name and PlaceName(*name),
        tuple(Step(*step) for step in steps),
        tuple(map(Feature, features[::3], features[1::3], features[2::3])),
        tuple(
            Rival(id, name, country, feature, point and LonLat(*point), probability)
            for id, name, country, feature, point, probability in losers
        ),
    )

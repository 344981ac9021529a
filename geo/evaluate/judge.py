"""The judgement: predictions matched to gold, and counted.

A prediction is matched to gold one to one by shared characters; errors are great-circle kilometres. Gold of the kinds
in `IGNORED` is neither owed nor punished, unless the judgement is strict.
"""

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, NamedTuple

from gazetteer.place import LonLat
from geo.evaluate.gold import GoldDocument, GoldToponym, point_of
from geo.evaluate.report import Bin, Distances, Fault, Rates, Report
from geo.model import Span

IGNORED = frozenset({"demonym_or_adjective", "embedded"})
"""Kinds of gold that corpora mark differently: adjectives, and names inside names of other things."""

RIGHT_KM, CLOSE_KM = 161.0, 25.0
"""A hundred miles, by which toponym resolution is judged since Leidner (2007); and the reach of a town."""

HALF_EARTH_KM = 20039.0
"""The error of a name that was given no place: half of the way around the earth, as far off as can be."""

RADIUS_KM = 6371.0088
"""Mean radius of the earth, of the sphere on which errors are measured."""

BINS = 10
"""Bins of confidence, as is usual for the expected calibration error."""


class _Answer(NamedTuple):
    """A matched name with coordinates."""

    error_km: float
    tolerance_km: float
    confidence: float | None

    def within(self, km: float) -> bool:
        return self.error_km <= max(km, self.tolerance_km)


@dataclass(slots=True)
class _Tally:
    """Counts and faults, gathered over documents."""

    n: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    found_kinds: Counter[str] = field(default_factory=Counter)
    answers: list[_Answer] = field(default_factory=list)
    misses: list[Fault] = field(default_factory=list)
    false_finds: list[Fault] = field(default_factory=list)
    wrong_places: list[Fault] = field(default_factory=list)


def evaluate(gold: Sequence[GoldDocument], predicted: Iterable[Mapping[str, Any]], *, strict: bool = False) -> Report:
    """Judge predictions, in the form that `dateline parse` prints, against gold.

    `doc` is a path whose stem is the id of the gold document. Strict counts a prediction on ignored gold as false.
    KeyError where a prediction lacks doc, start, end or text; ValueError where its point is none.
    """
    by_stem: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for prediction in predicted:
        by_stem[PurePath(str(prediction["doc"])).stem].append(prediction)
    tally = _Tally()
    for document in gold:
        _judge(document, sorted(by_stem.get(document.stem, ()), key=_span), tally, strict=strict)
    return _report(tally, len(gold), len(set(by_stem) - {document.stem for document in gold}))


def _judge(document: GoldDocument, found: Sequence[Mapping[str, Any]], tally: _Tally, *, strict: bool) -> None:
    """Add one document's counts and faults."""
    text, toponyms, n = document.text, document.toponyms, tally.n
    spans = [_span(p) for p in found]
    gold_of = matched([toponym.span for toponym in toponyms], spans)
    owed = [i for i, toponym in enumerate(toponyms) if toponym.kind not in IGNORED]
    hits = {i: j for j, i in gold_of.items() if toponyms[i].kind not in IGNORED}
    counted = [j for j in range(len(found)) if strict or j not in gold_of or gold_of[j] in hits]
    n["offset_faults"] += sum(text[s.start : s.end] != p["text"] for s, p in zip(spans, found, strict=True))
    n["gold"] += len(owed)
    n["predicted"] += len(counted)
    n["overlap"] += len(hits)
    n["exact"] += sum(toponyms[i].span == spans[j] for i, j in hits.items())
    n["gold_placed"] += sum(toponyms[i].point is not None for i in owed)
    n["on_unplaced"] += sum(toponyms[i].point is None for i in hits)
    tally.kinds.update(toponym.kind for toponym in toponyms)
    tally.found_kinds.update(toponyms[i].kind for i in gold_of.values())
    tally.misses += [
        Fault(document.stem, toponyms[i].surface, _around(text, toponyms[i].span)) for i in owed if i not in hits
    ]
    tally.false_finds += [
        Fault(document.stem, found[j]["text"], _around(text, spans[j])) for j in counted if j not in gold_of
    ]
    for i, j in hits.items():
        _judge_place(document.stem, toponyms[i], found[j], tally)


def _judge_place(stem: str, toponym: GoldToponym, prediction: Mapping[str, Any], tally: _Tally) -> None:
    """Add how far off the place of a matched name is, where gold knows it."""
    if toponym.point is None:
        return
    place, confidence = prediction.get("place") or {}, prediction.get("confidence")
    point = point_of(place)
    error = distance_km(toponym.point, point) if point else HALF_EARTH_KM
    if toponym.place_id and place.get("id") == toponym.place_id:
        error = 0.0
    answer = _Answer(error, toponym.tolerance_km, None if confidence is None else float(confidence))
    tally.answers.append(answer)
    if not answer.within(RIGHT_KM):
        given = f"given {place.get('name') or place.get('id')}" if place else "given no place"
        detail = f"{given}, {error:.0f} km off" if point else given
        tally.wrong_places.append(Fault(stem, toponym.surface, detail))


def matched(gold: Sequence[Span], found: Sequence[Span]) -> dict[int, int]:
    """For each matched found span its gold span: the largest overlaps first, of equal ones the exact, then the earlier.

    >>> matched([Span(0, 5), Span(6, 10)], [Span(0, 10), Span(7, 9)])
    {0: 0, 1: 1}
    """
    overlaps = []
    for i, g in enumerate(gold):
        for j, p in enumerate(found):
            shared = min(g.end, p.end) - max(g.start, p.start)
            if shared > 0:
                overlaps.append((-shared, g != p, j, i))
    gold_of: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, j, i in sorted(overlaps):
        if j not in gold_of and i not in taken:
            gold_of[j] = i
            taken.add(i)
    return gold_of


def distance_km(a: LonLat, b: LonLat) -> float:
    """Great-circle kilometres between two points, on a sphere.

    >>> round(distance_km(LonLat(0, 0), LonLat(0, 1)), 1)
    111.2
    """
    west, south, east, north = map(math.radians, (*a, *b))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def _span(prediction: Mapping[str, Any]) -> Span:
    return Span(prediction["start"], prediction["end"])


def _around(text: str, span: Span) -> str:
    return " ".join(text[max(0, span.start - 40) : span.end + 30].split())


def _report(tally: _Tally, documents: int, unknown: int) -> Report:
    n, bins = tally.n, _bins(tally.answers)
    right, judged = sum(answer.within(RIGHT_KM) for answer in tally.answers), sum(b.n for b in bins)
    return Report(
        documents=documents,
        gold=n["gold"],
        predicted=n["predicted"],
        offset_faults=n["offset_faults"],
        unknown_documents=unknown,
        recognition_exact=_rates(n["exact"], n["predicted"], n["gold"]),
        recognition_overlap=_rates(n["overlap"], n["predicted"], n["gold"]),
        resolution=_distances(tally.answers),
        end_to_end=_rates(right, n["predicted"] - n["on_unplaced"], n["gold_placed"]),
        recall_by_kind={kind: (tally.found_kinds[kind], of) for kind, of in sorted(tally.kinds.items())},
        calibration_error=sum(b.n * abs(b.right - b.confidence) for b in bins) / judged if judged else None,
        bins=bins,
        misses=tuple(tally.misses),
        false_finds=tuple(tally.false_finds),
        wrong_places=tuple(tally.wrong_places),
    )


def _rates(right: int, predicted: int, owed: int) -> Rates:
    p, r = right / predicted if predicted else 0.0, right / owed if owed else 0.0
    return Rates(p, r, 2 * p * r / (p + r) if p + r else 0.0)


def _distances(answers: Sequence[_Answer]) -> Distances:
    errors, k = [answer.error_km for answer in answers], len(answers) or 1
    return Distances(
        n=len(errors),
        acc161=sum(error <= RIGHT_KM for error in errors) / k,
        acc161_or_tolerance=sum(answer.within(RIGHT_KM) for answer in answers) / k,
        acc25=sum(answer.within(CLOSE_KM) for answer in answers) / k,
        median_km=statistics.median(errors) if errors else None,
        mean_km=sum(errors) / k,
        auc=sum(math.log(1 + min(error, HALF_EARTH_KM)) for error in errors) / k / math.log(1 + HALF_EARTH_KM),
    )


def _bins(answers: Sequence[_Answer]) -> tuple[Bin, ...]:
    """The bins of confidence that hold an answer; a name given no place is wrong here, since gold has one."""
    held: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for answer in answers:
        if answer.confidence is not None:
            held[min(int(answer.confidence * BINS), BINS - 1)].append((answer.confidence, answer.within(RIGHT_KM)))
    return tuple(
        Bin(len(b), sum(confidence for confidence, _ in b) / len(b), sum(right for _, right in b) / len(b))
        for _, b in sorted(held.items())
    )

"""The figures as values, as a table and as JSON."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


class Rates(NamedTuple):
    """Precision, recall and their harmonic mean, 0 to 1."""

    p: float
    r: float
    f1: float


@dataclass(frozen=True, slots=True)
class Distances:
    """How far resolved names lie from gold."""

    n: int
    """Matched names with coordinates."""
    acc161: float
    """Share within 161 km."""
    acc161_or_tolerance: float
    """Share within 161 km or the name's own tolerance."""
    acc25: float
    """Share within 25 km or the name's own tolerance."""
    median_km: float | None
    mean_km: float
    auc: float
    """Area under the logarithm of the errors; 0 is perfect."""


class Bin(NamedTuple):
    """Answers of about one confidence."""

    n: int
    confidence: float
    """Mean confidence."""
    right: float
    """Share that is right."""


class Fault(NamedTuple):
    """An answer that is wrong or lacking."""

    doc: str
    surface: str
    detail: str
    """The words around it; for a wrong place which one was given, and how far off it is."""


class Frequent(NamedTuple):
    """How often a name was got wrong in one way."""

    surface: str
    times: int
    example: Fault


@dataclass(frozen=True, slots=True)
class Report:
    """All figures. Faults are in document order."""

    documents: int
    gold: int
    """Mentions owed."""
    predicted: int
    """Predictions counted."""
    offset_faults: int
    """Predictions whose text is not the text at their offsets."""
    unknown_documents: int
    """Documents among the predictions that gold does not hold."""
    recognition_exact: Rates
    recognition_overlap: Rates
    resolution: Distances
    end_to_end: Rates
    recall_by_kind: Mapping[str, tuple[int, int]]
    """Kind of gold → found by overlap, of so many; empty for gold without a kind."""
    calibration_error: float | None
    """Expected calibration error of `confidence`, 0 to 1; None where no answer has one."""
    bins: tuple[Bin, ...]
    misses: tuple[Fault, ...]
    false_finds: tuple[Fault, ...]
    wrong_places: tuple[Fault, ...]


def most_frequent(faults: Sequence[Fault], n: int) -> list[Frequent]:
    """The names that were got wrong most often, each with its first example."""
    first = {fault.surface: fault for fault in reversed(faults)}
    return [
        Frequent(surface, count, first[surface]) for surface, count in Counter(f.surface for f in faults).most_common(n)
    ]


def as_table(report: Report, errors: int = 0) -> str:
    """The figures in lines, and the `errors` most frequent faults of each sort."""
    lines = [
        f"documents            {report.documents}, mentions owed {report.gold}, predictions {report.predicted}",
        f"offset faults        {report.offset_faults}",
        f"unknown documents    {report.unknown_documents}",
        f"{'':20} precision  recall      F1",
        *(_rates_line(title, rates) for title, rates in _rates(report)),
        _resolution_line(report.resolution),
        "recall by kind       "
        + ", ".join(f"{kind or 'unmarked'} {found}/{of}" for kind, (found, of) in report.recall_by_kind.items()),
    ]
    if report.calibration_error is not None:
        lines.append(f"calibration error    {report.calibration_error:.4f}")
        lines += [f"  confidence {b.confidence:.2f}    right {b.right:.2f} of {b.n}" for b in report.bins]
    for title, faults in (
        ("missed", report.misses),
        ("false", report.false_finds),
        ("wrong place", report.wrong_places),
    ):
        if errors:
            lines += ["", f"{title}: {len(faults)}"]
            lines += [
                f"  {f.times:4} {f.surface!r}  e.g. {f.example.doc}: {f.example.detail}"
                for f in most_frequent(faults, errors)
            ]
    return "\n".join(lines)


def _rates(report: Report) -> tuple[tuple[str, Rates], ...]:
    return (
        ("recognition, exact", report.recognition_exact),
        ("recognition, overlap", report.recognition_overlap),
        ("end to end", report.end_to_end),
    )


def _rates_line(title: str, rates: Rates) -> str:
    return f"{title:20} {rates.p:9.4f} {rates.r:7.4f} {rates.f1:7.4f}"


def _resolution_line(d: Distances) -> str:
    median = "unknown" if d.median_km is None else f"{d.median_km:.1f} km"
    return (
        f"resolution           of {d.n}: within 161 km {d.acc161:.4f} (or tolerance {d.acc161_or_tolerance:.4f}), "
        f"within 25 km {d.acc25:.4f}, median {median}, mean {d.mean_km:.1f} km, AUC {d.auc:.4f}"
    )


def as_json(report: Report) -> str:
    """One line of JSON: shares to four digits, kilometres to one; all faults are in it."""
    return json.dumps(_object(report), ensure_ascii=False)


def _object(report: Report) -> dict[str, Any]:
    d = report.resolution
    return {
        "documents": report.documents,
        "gold": report.gold,
        "predicted": report.predicted,
        "offset_faults": report.offset_faults,
        "unknown_documents": report.unknown_documents,
        "recognition_exact": _rounded(report.recognition_exact),
        "recognition_overlap": _rounded(report.recognition_overlap),
        "resolution": {
            "n": d.n,
            **{key: round(getattr(d, key), 4) for key in ("acc161", "acc161_or_tolerance", "acc25")},
            "median_km": None if d.median_km is None else round(d.median_km, 1),
            "mean_km": round(d.mean_km, 1),
            "auc": round(d.auc, 4),
        },
        "end_to_end": _rounded(report.end_to_end),
        "recall_by_kind": {kind: {"found": found, "of": of} for kind, (found, of) in report.recall_by_kind.items()},
        "calibration_error": None if report.calibration_error is None else round(report.calibration_error, 4),
        "calibration_bins": [
            {"n": b.n, "confidence": round(b.confidence, 4), "right": round(b.right, 4)} for b in report.bins
        ],
        "misses": [fault._asdict() for fault in report.misses],
        "false_finds": [fault._asdict() for fault in report.false_finds],
        "wrong_places": [fault._asdict() for fault in report.wrong_places],
    }


def _rounded(rates: Rates) -> dict[str, float]:
    return {key: round(value, 4) for key, value in rates._asdict().items()}

"""Placing names that were left unplaced by what an online service answered: a guess, and marked as one.

A service answers nearly any word with some street or shop. So an answer counts only where its name is like the one
asked for, and where it lies in a country that the report's other places name.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.online.answers import SOURCE_PREFIX, Answer
from gazetteer.place import Place, PlaceName
from gazetteer.search import ALIKE
from gazetteer.similarity import similarity
from gazetteer.steps import steps_between
from geo.model import Feature, Finding, Parsed, Resolution

GUESS = 0.5
"""Confidence of an answer with the very name in a country that the whole report is about. No gold measures online
answers, which change by the day: a half says that nobody knows, and `--min-confidence 0.6` leaves all of them out."""


class Fit(NamedTuple):
    """A place of an answer, and how well it fits."""

    place: Place
    name: PlaceName
    score: float
    """Of the spellings, 0 to 1."""
    share: float
    """Of the report's placed mentions that lie in its country; 1 where none is placed."""


def place_online(parsed: Parsed, answers: Mapping[str, Answer], gazetteer: Gazetteer) -> Parsed:
    """The document with those of its unplaced names placed that an answer fits; `answers` by folded name."""
    countries = Counter(
        resolution.place.country
        for _, resolution in parsed.findings
        if resolution.place and resolution.place.country and not _is_online(resolution)
    )
    findings = []
    for finding in parsed.findings:
        answer = answers.get(fold(finding.mention.surface)) if is_open(finding) else None
        fit = best_fit(finding.mention.surface, answer, countries) if answer else None
        findings.append(finding if fit is None else Finding(finding.mention, _resolution(finding, fit, gazetteer)))
    return parsed._replace(findings=tuple(findings))


def is_open(finding: Finding) -> bool:
    """Whether a name, of the place or of who acts there, has no place yet."""
    return finding.resolution.place is None and finding.mention.kind != "demonym"


def best_fit(surface: str, answer: Answer, countries: Counter[str]) -> Fit | None:
    """The place of the answer in the country named most, then the one that the service thinks likeliest."""
    total = countries.total()
    best: Fit | None = None
    for place in answer.places:
        share = countries[place.country] / total if total else 1.0
        score, name = max(((similarity(surface, n.text), n) for n in place.names), key=lambda pair: pair[0])
        if score >= ALIKE and share > 0 and (best is None or share > best.share):
            best = Fit(place, name, score, share)
    return best


def _resolution(finding: Finding, fit: Fit, gazetteer: Gazetteer) -> Resolution:
    """A place that the gazetteer knows under other names stays as the gazetteer has it; the name says who gave it."""
    row, old = gazetteer.row_of(fit.place.id), finding.resolution
    confidence = GUESS * fit.score * fit.share
    return Resolution(
        fit.place if row is None else gazetteer.place(row),
        confidence,
        confidence,
        fit.name,
        steps_between(finding.mention.surface, fit.name.text),
        (Feature("answered_online", 1.0, 1.0), Feature("country_of_the_report", fit.share, 1.0)),
        old.losers,
    )


def _is_online(resolution: Resolution) -> bool:
    return resolution.name is not None and resolution.name.source_id.startswith(SOURCE_PREFIX)

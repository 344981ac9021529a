"""What was found in a document as rows of the project file, made wherever it was parsed: whoever writes only inserts.

Making the rows, the JSON of the reasons above all, took a sixth of the writer's time, and no number of workers could
share it while the writer did it.
"""

from typing import NamedTuple

from gazetteer.place import Place
from geo.errors import Unreadable
from geo.model import Document, Parsed, Resolution
from geo.store.areas import AreaRow, area_row
from geo.store.codec import dumps, name_text, relation_text, time_text
from geo.store.days import day_range
from geo.store.words import Fold
from geo.windows import put_back

UNPLACED = "unplaced:"
"""Begins the id of a name that could not be placed; its folded spelling follows."""

_CHECKED = 1_000_000
"""Code points encoded at once to see whether they can be, so that a long text is not copied whole."""


class SentenceRow(NamedTuple):
    """A sentence: its place in the document, and its words folded."""

    start: int
    stop: int
    folded: str


class ReasonRow(NamedTuple):
    """Why a group of mentions was given its place."""

    margin: float
    name: str | None
    steps: str
    features: str
    losers: str


class FindingRow(NamedTuple):
    """A mention; numbers are of the window's other rows."""

    sentence: int
    place: int
    reason: int
    id: str
    start: int
    stop: int
    surface: str
    kind: str
    score: float
    confidence: float
    first_day: int | None
    last_day: int | None
    time: str | None
    relation: str | None
    area: AreaRow | None


class Rows(NamedTuple):
    """A document, or a window of a long one, as rows that do not know their numbers yet."""

    start: int
    """Where it begins in the document."""
    stop: int
    sentences: list[SentenceRow]
    places: list[Place]
    """Each once; one without a point and with an id that begins as `UNPLACED` stands for a name that has no place."""
    reasons: list[ReasonRow]
    findings: list[FindingRow]


def rows_of(parsed: Parsed, fold: Fold, start: int = 0) -> Rows:
    """The rows of a document, or of a window of one that begins at the offset `start`.

    ValueError where the sentences do not tile the text or a mention is not the text at its span.
    """
    check_laws(parsed)
    text, days = parsed.document.text, day_range(parsed.document.source.published)
    sentences = [
        SentenceRow(span.start + start, span.end + start, fold(text[slice(*span)])) for _, span in parsed.sentences
    ]
    places: dict[str, tuple[int, Place]] = {}
    reasons: dict[int, tuple[int, ReasonRow]] = {}
    findings = []
    for mention, resolution in put_back(parsed, parsed.document, start, 0).findings:
        place = resolution.place or _unplaced(mention.surface, fold)
        number, _ = places.setdefault(place.id, (len(places), place))
        if id(resolution) not in reasons:
            reasons[id(resolution)] = len(reasons), _reason(resolution)
        time, relation = mention.time, mention.relation
        first, last = (time and day_range(time.edtf)) or days or (None, None)
        area = None
        if relation is not None:
            words = text[relation.span.start - start : relation.span.end - start]
            area = area_row(relation, words, place.id if resolution.place else "")
        findings.append(
            FindingRow(
                mention.sentence.number,
                number,
                reasons[id(resolution)][0],
                mention.id,
                *mention.span,
                mention.surface,
                mention.kind,
                mention.score,
                resolution.confidence,
                first,
                last,
                time_text(time),
                relation_text(relation),
                area,
            )
        )
    told = [place for _, place in places.values()]
    return Rows(start, start + len(text), sentences, told, [row for _, row in reasons.values()], findings)


def check_laws(parsed: Parsed) -> None:
    """Refuses what would break the first law: sentences must tile the text, and a mention be the text at its span."""
    text, path, at = parsed.document.text, parsed.document.source.path, 0
    for expected, (number, span) in enumerate(parsed.sentences):
        if number != expected or span.start != at or span.end < at:
            raise ValueError(f"{path}: sentence {expected} at {span} does not follow {at}")
        at = span.end
    if at != len(text):
        raise ValueError(f"{path}: the sentences end at {at}, the text at {len(text)}")
    for mention, _ in parsed.findings:
        if text[slice(*mention.span)] != mention.surface or mention.document != parsed.document.id:
            raise ValueError(f"{path}: {mention.surface!r} does not stand at {mention.span}")


def check_text(document: Document) -> None:
    """Refuses a text or path with a lone surrogate, which no file in UTF-8 can hold."""
    try:
        document.source.path.encode()
        for start in range(0, len(document.text), _CHECKED):
            document.text[start : start + _CHECKED].encode()
    except UnicodeEncodeError as error:
        raise Unreadable(
            f"{document.source.path!a}: name or text holds a lone surrogate, unknown to UTF-8 ({error}).",
            "Rename the file, or save it as UTF-8.",
        ) from error


def _unplaced(surface: str, fold: Fold) -> Place:
    folded = fold(surface) or surface.casefold()
    return Place(UNPLACED + folded, folded, None)


def _reason(resolution: Resolution) -> ReasonRow:
    losers = [
        [rival.place_id, rival.name, rival.country, rival.feature, rival.point, rival.probability]
        for rival in resolution.losers
    ]
    return ReasonRow(
        *(resolution.margin, name_text(resolution.name), dumps(resolution.steps)),
        *(dumps(resolution.features), dumps(losers)),
    )

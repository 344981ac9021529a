"""W3C Web Annotations: each mention as an annotation on its report, found by position and by quotation."""

from collections.abc import Iterator
from typing import Any

from geo.export.linked import document_uri, place_uri
from geo.export.options import Options
from geo.lines import PROBABILITY_DIGITS
from geo.query import Filter, MentionRow
from geo.query.rows import selected_mentions
from geo.query.select import select
from geo.store import Store
from geo.store.codec import dumps

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"

AROUND = 32
"""Code points of the sentence quoted before and after a name: enough to tell it from its repetitions in a paragraph."""


def write_annotations(store: Store, wanted: Filter, _options: Options) -> Iterator[str]:
    """An annotation collection with all its annotations in one page, in the order of the reports."""
    chosen = select(store, wanted)
    query = " ".join(["SELECT count(*) FROM findings AS f", chosen.where])
    total = int(store.rows(query, chosen.values)[0][0])
    annotations = (dumps(annotation(row)) for row in selected_mentions(store, chosen))
    return _collection(annotations, total)


def annotation(row: MentionRow) -> dict[str, Any]:
    """A mention as an annotation. Positions count code points of the text as read."""
    mention, place = row.mention, row.resolution.place
    start, end = (offset - mention.sentence.span.start for offset in mention.span)
    body: list[dict[str, Any]] = [{"type": "TextualBody", "value": place.name if place else "?", "purpose": "tagging"}]
    if place:
        body.insert(0, {"type": "SpecificResource", "source": place_uri(place.id), "purpose": "identifying"})
    confidence = round(row.resolution.confidence, PROBABILITY_DIGITS)
    body.append({"type": "TextualBody", "value": f"{mention.kind}, confidence {confidence}", "purpose": "assessing"})
    found: dict[str, Any] = {
        "id": f"urn:dateline:mention:{mention.id}",
        "type": "Annotation",
        "motivation": "identifying" if place else "tagging",
        "body": body,
        "target": {
            "source": document_uri(mention.document, row.source.url),
            "selector": [
                {"type": "TextPositionSelector", "start": mention.span.start, "end": mention.span.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": mention.surface,
                    "prefix": row.sentence[max(0, start - AROUND) : start],
                    "suffix": row.sentence[end : end + AROUND],
                },
            ],
        },
    }
    if row.judgement:
        found["creator"] = {"type": "Person", "name": row.judgement.by}
        found["modified"] = row.judgement.at
    return found


def _collection(annotations: Iterator[str], total: int) -> Iterator[str]:
    head = {"@context": _CONTEXT, "id": "urn:dateline:annotations", "type": "AnnotationCollection", "total": total}
    first = {"id": "urn:dateline:annotations:1", "type": "AnnotationPage", "startIndex": 0}
    yield dumps(head)[:-1] + ',"first":' + dumps(first)[:-1] + ',"items":[\n'
    between = ""
    for each in annotations:
        yield between + each
        between = ",\n"
    yield "\n]}}\n"

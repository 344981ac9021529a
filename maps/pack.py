"""Turns a FeatureCollection into the columns that the page reads: every text once, every number in a list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry import Point, shape

from maps.collection import KINDS
from maps.documents import Documents
from maps.edtf import days
from maps.reasons import Interned, Reasons

DIGITS = 4
"""Decimals of a degree kept in drawn areas: 11 m, under a pixel at zoom 13."""


def lists(*names: str) -> dict[str, list[Any]]:
    """Empty columns."""
    return {name: [] for name in names}


@dataclass(slots=True)
class Columns:
    """The growing columns of a map. Mentions stand place by place, so that a count says whose they are."""

    documents: Documents = field(default_factory=Documents)
    sentence_numbers: dict[tuple[int, int, str], int] = field(default_factory=dict)
    sentences: dict[str, list[Any]] = field(default_factory=lambda: lists("doc", "start", "text", "number"))
    times: Interned = field(default_factory=Interned)
    relations: Interned = field(default_factory=Interned)
    mentions: dict[str, list[Any]] = field(
        default_factory=lambda: lists("sentence", "at", "length", "kind", "confidence", "time", "relation")
    )
    reasons: Reasons = field(default_factory=Reasons)

    def add(self, mention: Mapping[str, Any]) -> None:
        """Appends one mention."""
        document = self.documents.add(mention["document"], mention["source"])
        sentence = mention["sentence"]
        key = (document, sentence["start"], sentence["text"])
        number = self.sentence_numbers.setdefault(key, len(self.sentence_numbers))
        if number == len(self.sentences["doc"]):
            for column, value in zip(("doc", "start", "text"), key, strict=True):
                self.sentences[column].append(value)
            self.sentences["number"].append(sentence.get("number"))
        confidence = thousandths(mention.get("confidence"))
        time = mention.get("time")
        row = self.mentions
        row["sentence"].append(number)
        row["at"].append(mention["start"] - sentence["start"])
        row["length"].append(mention["end"] - mention["start"])
        row["kind"].append(KINDS.index(mention.get("kind") or "place"))
        row["confidence"].append(-1 if confidence is None else confidence)
        row["time"].append(self.times.add({**time, "days": days(time.get("edtf"))}) if time else -1)
        row["relation"].append(self.relations.add(mention.get("relation")))
        self.reasons.add(mention, thousandths(mention.get("margin")))


def thousandths(value: float | None) -> int | None:
    """A number as whole thousandths: the page shows two decimals."""
    return None if value is None else round(value * 1000)


def reading_order(mention: Mapping[str, Any]) -> tuple[str, str, int]:
    """By the date of the report, its path, and the place in its text."""
    source = mention["source"]
    return str(source.get("published") or "9999"), source["path"], mention["start"]


def best_first(mentions: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Mentions by how much they add: one of each family of sources before a second, the surer first."""
    ordered = sorted(
        mentions,
        key=lambda mention: (-(mention.get("confidence") or 0.0), reading_order(mention)),
    )
    seen: dict[str, int] = {}
    ranks = []
    for position, mention in enumerate(ordered):
        family = str(mention["source"].get("family") or mention["document"])
        seen[family] = seen.get(family, 0) + 1
        ranks.append((seen[family], position))
    return [ordered[position] for _, position in sorted(ranks)]


def place_row(feature: Mapping[str, Any]) -> dict[str, Any]:
    """What the page knows of a place: its names, where its mark stands, and the area to draw."""
    properties = feature["properties"]
    row: dict[str, Any] = {
        key: properties.get(key) for key in ("name", "country", "feature", "admin", "names", "spellings")
    }
    row["id"] = str(feature.get("id", properties["name"]))
    row["km"] = properties.get("uncertainty_km")
    row["population"] = properties.get("population")
    row["held"] = 0
    geometry = feature.get("geometry")
    if geometry:
        drawn = shape(geometry)
        if not drawn.is_empty:
            mark = drawn if isinstance(drawn, Point) else drawn.representative_point()
            row["at"] = [round(mark.x, 5), round(mark.y, 5)]
            if drawn.geom_type != "Point":
                row["area"] = trimmed(geometry)
    return row


def trimmed(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A geometry with short numbers."""

    def short(value: Any) -> Any:
        return round(value, DIGITS) if isinstance(value, int | float) else [short(v) for v in value]

    if geometry["type"] == "GeometryCollection":
        return {"type": geometry["type"], "geometries": [trimmed(part) for part in geometry["geometries"]]}
    return {"type": geometry["type"], "coordinates": short(geometry["coordinates"])}


def packed(features: Sequence[Mapping[str, Any]], keep: int | None = None) -> dict[str, dict[str, Any]]:
    """The columns of a map in three parts, with at most `keep` mentions a place; a place says how many it `held` back.

    `data` is what the first picture needs, `text` the sentences, `why` the reasons, which are read when asked for.
    """
    columns = Columns()
    places = []
    for feature in features:
        mentions = feature["properties"]["mentions"]
        kept = mentions if keep is None or len(mentions) <= keep else best_first(mentions)[:keep]
        row = place_row(feature)
        row["held"] = len(mentions) - len(kept)
        row["count"] = len(kept)
        places.append(row)
        for mention in sorted(kept, key=reading_order):
            columns.add(mention)
    sentences = columns.sentences
    return {
        "data": {
            "places": places,
            "documents": columns.documents.columns(),
            "sentences": {"doc": sentences["doc"]},
            "mentions": columns.mentions,
            "tables": {"time": columns.times.values, "relation": columns.relations.values},
        },
        "text": {key: sentences[key] for key in ("start", "number", "text")},
        "why": columns.reasons.columns(),
    }

"""Turns a FeatureCollection into the columns that the page reads: every text once, every number in a list."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry import Point, shape

from maps.collection import KINDS
from maps.documents import Documents
from maps.edtf import days
from maps.numbers import Numbers
from maps.reasons import Interned, columns_of, thousandths

DIGITS = 4
"""Decimals of a degree kept in drawn areas: 11 m, under a pixel at zoom 13."""
MARK_STEPS = 100_000
"""Steps a degree at which a mark stands: 1 m."""
NOWHERE = 2**29
"""The longitude, in such steps, of a place without one."""
ARABIC = re.compile("[\u0621-\u063a\u0641-\u0652\\s-]+")
"""Letters and vowel signs of Arabic alone."""
KIND_NUMBERS: dict[str | None, int] = {None: 0, "": 0, **{kind: number for number, kind in enumerate(KINDS)}}


def _told(value: Mapping[str, Any] | None) -> Any:
    """A time or relation without its span, which is another one for every mention: equal ones are packed once."""
    return value and {key: item for key, item in value.items() if key != "span"}


@dataclass(slots=True)
class Columns:
    """The growing columns of a map. Mentions stand place by place, so that a count says whose they are."""

    documents: Documents
    known: dict[str, int] = field(default_factory=dict)
    sentences: dict[str, list[Any]] = field(default_factory=lambda: lists("doc", "start", "number", "text"))
    mentions: dict[str, list[int]] = field(
        default_factory=lambda: lists("sentence", "at", "length", "kind", "confidence", "time", "relation")
    )
    times: Interned = field(default_factory=Interned)
    relations: Interned = field(default_factory=Interned)

    def add(self, mention: Mapping[str, Any]) -> None:
        """Appends one mention, and its sentence where it is new."""
        get, row, sentence = mention.get, self.mentions, mention["sentence"]
        text, begins, start = sentence["text"], sentence["start"], mention["start"]
        document = self.documents.numbers[str(mention["document"])]
        known = self.known
        number = known.setdefault(f"{document} {begins} {text}", len(known))
        if number == len(self.sentences["doc"]):
            self._add_sentence(document, sentence)
        confidence, time = thousandths(get("confidence")), get("time")
        row["sentence"].append(number)
        row["at"].append(start - begins)
        row["length"].append(mention["end"] - start)
        row["kind"].append(KIND_NUMBERS[get("kind")])
        row["confidence"].append(-1 if confidence is None else confidence)
        row["time"].append(self.times.add({**_told(time), "days": days(time.get("edtf"))}) if time else -1)
        row["relation"].append(self.relations.add(_told(get("relation"))))

    def _add_sentence(self, document: int, sentence: Mapping[str, Any]) -> None:
        number = sentence.get("number")
        column = self.sentences
        column["doc"].append(document)
        column["start"].append(sentence["start"])
        column["number"].append(number if isinstance(number, int) else -1)
        column["text"].append(sentence["text"])

    def text(self) -> dict[str, Any]:
        """What is read after the first picture: sentences, and what is shown beside them."""
        return {
            "sentences": {
                "start": Numbers(self.sentences["start"]),
                "number": Numbers(self.sentences["number"]),
                "text": self.sentences["text"],
            },
            "mentions": {name: Numbers(self.mentions[name]) for name in ("at", "length", "relation")},
            "documents": self.documents.words(),
            "relations": self.relations.values,
        }

    def data(self) -> dict[str, Any]:
        """What counts and filters need."""
        row = self.mentions
        return {
            "documents": self.documents.columns(),
            "sentences": {"doc": Numbers(self.sentences["doc"], steps=True)},
            "mentions": {
                "sentence": Numbers(row["sentence"], steps=True),
                **{name: Numbers(row[name]) for name in ("kind", "confidence", "time", "voice", "copy")},
            },
            "times": self.times.values,
        }


def lists(*names: str) -> dict[str, list[Any]]:
    """Empty columns."""
    return {name: [] for name in names}


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


def mark_of(geometry: Mapping[str, Any] | None) -> tuple[float, float] | None:
    """Where the mark of a place stands, longitude first: on the place, or well inside it; None where it is nowhere."""
    if not geometry:
        return None
    if geometry["type"] == "Point" and len(geometry["coordinates"]) >= 2:
        lon, lat = geometry["coordinates"][:2]
        return round(lon, 5), round(lat, 5)
    drawn = shape(dict(geometry))
    if drawn.is_empty:
        return None
    mark = drawn if isinstance(drawn, Point) else drawn.representative_point()
    return round(mark.x, 5), round(mark.y, 5)


def marked(
    features: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], tuple[float, float]]]:
    """The features that stand somewhere, each with where its mark stands."""
    for feature in features:
        mark = mark_of(feature.get("geometry"))
        if mark:
            yield feature, mark


def place_columns(features: Sequence[Mapping[str, Any]], counts: Sequence[int]) -> dict[str, Any]:
    """What the page knows of places at once: names, where the marks stand, areas to draw, what each holds and lacks."""
    known = [feature["properties"] for feature in features]
    marks = [mark_of(feature.get("geometry")) for feature in features]
    lons, lats = zip(*[mark or (NOWHERE, 0) for mark in marks], strict=True) if marks else ((), ())
    drawn = [
        (str(number), trimmed(feature["geometry"]))
        for number, (feature, mark) in enumerate(zip(features, marks, strict=True))
        if mark and feature["geometry"]["type"] != "Point"
    ]
    return {
        "id": [str(feature.get("id", feature["properties"]["name"])) for feature in features],
        **{key: [place.get(key) for place in known] for key in ("name", "country", "feature", "admin", "population")},
        "km": [place.get("uncertainty_km") for place in known],
        "own": [own_names(place.get("names")) for place in known],
        "held": Numbers([len(place["mentions"]) - count for place, count in zip(known, counts, strict=True)]),
        "count": Numbers(counts),
        "lon": Numbers([lon if lon == NOWHERE else round(lon * MARK_STEPS) for lon in lons]),
        "lat": Numbers([round(lat * MARK_STEPS) for lat in lats]),
        "areas": dict(drawn),
    }


def own_names(names: Sequence[Mapping[str, Any]] | None) -> dict[str, str] | None:
    """The first name in each language of the page but English, in which the feature is named already.

    Many gazetteers do not say the language of a name; one written in the letters of
    Arabic alone is taken for Arabic.
    """
    for name in names or ():
        if name.get("lang") == "ar" or (not name.get("lang") and ARABIC.fullmatch(name["text"])):
            return {"ar": name["text"]}
    return None


def trimmed(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A geometry with short numbers."""

    def short(value: Any) -> Any:
        return round(value, DIGITS) if isinstance(value, int | float) else [short(v) for v in value]

    if geometry["type"] == "GeometryCollection":
        return {"type": geometry["type"], "geometries": [trimmed(part) for part in geometry["geometries"]]}
    return {"type": geometry["type"], "coordinates": short(geometry["coordinates"])}


def packed(
    features: Sequence[Mapping[str, Any]], about: Mapping[str, Any], keep: int | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The columns of a map in three parts, with at most `keep` mentions a place; a place says how many it `held` back.

    First `text`, the sentences, since it takes longest to compress; then `why`, the reasons, which are read when asked
    for; then `data`, what the first picture needs.
    """
    kept = []
    for feature in features:
        mentions = feature["properties"]["mentions"]
        kept.append(mentions if keep is None or len(mentions) <= keep else best_first(mentions)[:keep])
    documents = Documents.of(mention for mentions in kept for mention in mentions)
    numbers = documents.numbers
    rows = [m for ms in kept for m in sorted(ms, key=lambda m: (numbers[str(m["document"])], m["start"]))]
    columns = Columns(documents)
    for mention in rows:
        columns.add(mention)
    columns.mentions["voice"], columns.mentions["copy"] = documents.voices(rows)
    properties = [feature["properties"] for feature in features]
    names = {key: [place.get(key) for place in properties] for key in ("names", "spellings")}
    yield "text", {**columns.text(), **names}
    yield "why", {**columns_of(rows), "documents": documents.names}
    places = place_columns(features, [len(mentions) for mentions in kept])
    yield "data", {**columns.data(), "places": places, "about": {**about, "keep": keep}}

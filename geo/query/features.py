"""The FeatureCollection that maps and exports are made of: one feature a place, with all its evidence.

Everything stands in `properties`, because readers such as GDAL drop members that GeoJSON does not know.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from gazetteer.place import GazetteerSource, Place
from geo.judgements import Judgement
from geo.lines import DEGREE_DIGITS, PROBABILITY_DIGITS, coordinates, relation_object, time_object
from geo.model import Feature, Parsed, Resolution, Rival, Run
from geo.query.filters import EVERYTHING, KINDS, Filter
from geo.query.rows import MentionRow, PlaceRow, selected_mentions, selected_places, spellings
from geo.query.select import Selection, select
from geo.store import Store
from geo.store.words import Fold

Json = dict[str, Any]

Says = Mapping[str, str]
"""The name of each feature of a resolution → the sentence that a reader is told."""


class PlaceFeature(NamedTuple):
    """A feature without its mentions, and these as a stream: one place may have a hundred thousand."""

    head: Json
    mentions: Iterator[Json]


def features(store: Store, wanted: Filter = EVERYTHING, says: Says | None = None) -> Json:
    """The whole collection in memory, as maps takes it; `says` has the sentence of each feature of a resolution."""
    collection: Json = {"type": "FeatureCollection", "features": []}
    for head, mentions in place_features(store, wanted, says):
        head["properties"]["mentions"] = list(mentions)
        collection["features"].append(head)
    return collection | {"dateline": about(store, wanted)}


def features_of(
    parsed: Iterable[Parsed],
    run: Run,
    fold: Fold,
    wanted: Filter = EVERYTHING,
    says: Says | None = None,
    sources: Iterable[GazetteerSource] = (),
) -> Json:
    """The collection straight from documents, keeping no file: they go through a project in memory."""
    with Store.in_memory(fold=fold) as store:
        store.add_sources(sources)
        for document in parsed:
            store.add(document, run)
        return features(store, wanted, says)


def place_features(
    store: Store,
    wanted: Filter = EVERYTHING,
    says: Says | None = None,
) -> Iterator[PlaceFeature]:
    """The features one by one, most mentions first, then by id; the mentions of each by path and offset."""
    return _features_of(store, select(store, wanted), says or {})  # compiled now, so that a bad filter fails now


def about(store: Store, wanted: Filter) -> Json:
    """The member `dateline` of a collection: version, whom to credit, mentions left out, and the filters."""
    chosen = select(store, wanted)
    everything = select(store, Filter(kinds=KINDS))
    return {
        "version": ", ".join(version for (version,) in store.rows(_VERSIONS)),
        "attribution": list(dict.fromkeys(s.attribution for s in store.gazetteer_sources() if s.attribution)),
        "withheld": _count(store, everything) - _count(store, chosen),
        "filters": wanted.described(),
    }


def mention_object(row: MentionRow, says: Says) -> Json:
    """A mention with its evidence, as the schema of maps describes it."""
    mention, resolution = row.mention, row.resolution
    sentence = mention.sentence
    return {
        "id": mention.id,
        "document": mention.document,
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.surface,
        "kind": mention.kind,
        "confidence": round(resolution.confidence, PROBABILITY_DIGITS),
        "margin": round(resolution.margin, PROBABILITY_DIGITS),
        "sentence": {
            "text": row.sentence,
            "start": sentence.span.start,
            "end": sentence.span.end,
            "number": sentence.number,
        },
        "source": source_object(row),
        "echo": row.echo and row.echo._asdict(),
        "time": time_object(mention.time),
        "relation": relation_object(mention.relation),
        "match": match_object(resolution),
        "features": [feature_object(feature, says) for feature in resolution.features],
        "rivals": [rival_object(rival) for rival in resolution.losers],
        "judgement": row.judgement and judgement_object(row.judgement),
    }


def source_object(row: MentionRow) -> Json:
    """The report of a mention, and the family of copies that it belongs to."""
    source = row.source
    return {
        "path": source.path,
        "outlet": source.outlet,
        "title": source.title,
        "author": source.author,
        "url": source.url,
        "published": source.published,
        "lang": row.lang,
        "family": row.family,
        "original": row.original,
    }


def match_object(resolution: Resolution) -> Json | None:
    """The name that was hit, and the steps to it; None where nothing was."""
    name = resolution.name
    steps = [str(step) for step in resolution.steps]
    return {"name": name.text, "lang": name.lang, "gazetteer": name.source_id, "steps": steps} if name else None


def feature_object(feature: Feature, says: Says) -> Json:
    """A reason, with the sentence that it stands for."""
    return {
        "name": feature.name,
        "value": round(feature.value, PROBABILITY_DIGITS),
        "weight": round(feature.weight, PROBABILITY_DIGITS),
        "says": says.get(feature.name, ""),
    }


def judgement_object(judgement: Judgement) -> Json:
    """What a person decided on a mention."""
    return {
        "id": judgement.id,
        "verdict": judgement.verdict,
        "scope": judgement.scope,
        "by": judgement.by,
        "at": judgement.at,
        "why": judgement.why,
    }


def rival_object(rival: Rival) -> Json:
    """A place that lost."""
    lon, lat = coordinates(rival.point) if rival.point else (None, None)
    return {
        "id": rival.place_id,
        "name": rival.name,
        "country": rival.country,
        "feature": rival.feature,
        "lat": lat,
        "lon": lon,
        "probability": round(rival.probability, PROBABILITY_DIGITS),
    }


def geometry(place: Place | None) -> Json | None:
    """The geometry of a place; None where it has no point."""
    return {"type": "Point", "coordinates": list(coordinates(place.point))} if place and place.point else None


def _features_of(store: Store, chosen: Selection, says: Says) -> Iterator[PlaceFeature]:
    for row in selected_places(store, chosen):
        mine = chosen.at(row.fid)
        evidence = (mention_object(mention, says) for mention in selected_mentions(store, mine))
        yield PlaceFeature(_head(row, spellings(store, mine)), evidence)


def _head(row: PlaceRow, counted: list[tuple[str, int]]) -> Json:
    place = row.place
    head: Json = {"type": "Feature", "id": row.id, "geometry": geometry(place)}
    if place and place.extent:
        head["bbox"] = [round(edge, DEGREE_DIGITS) for edge in place.extent]
    head["properties"] = {
        "name": row.name,
        "country": place.country if place else "",
        "feature": place.feature if place else "",
        "admin": list(place.admin) if place else [],
        "uncertainty_km": place.uncertainty_km if place else None,
        "population": (place.population or None) if place else None,
        "gazetteer": place.source_id if place else "",
        "names": [{"text": name.text, "lang": name.lang} for name in place.names] if place else [],
        "spellings": [{"text": text, "count": count} for text, count in counted],
        "counts": {"mentions": row.mentions, "documents": row.documents, "sources": row.sources},
    }
    return head


def _count(store: Store, chosen: Selection) -> int:
    query = " ".join(["SELECT count(*) FROM findings AS f", chosen.where])
    return int(store.rows(query, chosen.values)[0][0])


_VERSIONS = "SELECT DISTINCT version FROM runs WHERE fid IN (SELECT run FROM documents) ORDER BY version"

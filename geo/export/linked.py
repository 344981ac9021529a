"""Linked Places Format 1.2: GeoJSON-LD for gazetteers, with the spellings as attested names and their reports cited."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import quote

from geo.export.options import Options
from geo.export.rfc7946 import strict
from geo.query import Filter, PlaceRow
from geo.query.features import geometry
from geo.query.rows import selected_places
from geo.query.select import Selection, select
from geo.store import Store
from geo.store.codec import dumps

_CONTEXT = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"

_YEAR = re.compile(r"-?\d{4}(?:-\d{2}(?:-\d{2})?)?")

AAT = {"P": ("300008347", "inhabited places"), "A": ("300000774", "provinces"), "H": ("300008680", "bodies of water")}
"""The Getty's terms for the classes of feature that have one; they are cited by number, none of its text is here."""


def write_linked(store: Store, wanted: Filter, _options: Options) -> Iterator[str]:
    """A collection with a feature for each place, and for each name that could not be placed one without geometry."""
    chosen = select(store, wanted)
    return _collection(store, chosen)


def place_uri(id: str) -> str:
    """An address or name for a place that others can use: GeoNames' own, else a URN.

    >>> place_uri("geonames:170794"), place_uri("dateline:tharda hills")
    ('https://sws.geonames.org/170794/', 'urn:dateline:place:dateline:tharda%20hills')
    """
    scheme, _, number = id.partition(":")
    if scheme == "geonames" and number.isdecimal():
        return f"https://sws.geonames.org/{number}/"
    return "urn:dateline:place:" + quote(id, safe=":")


def document_uri(id: str, url: str) -> str:
    """The address of a report, or a URN of its hash where it has none."""
    return url if re.fullmatch(r"https?://\S+", url) else f"urn:dateline:document:{id}"


def _collection(store: Store, chosen: Selection) -> Iterator[str]:
    yield f'{{"type":"FeatureCollection","@context":{dumps(_CONTEXT)},"features":[\n'
    between = ""
    for row in selected_places(store, chosen):
        yield between
        yield from _feature(store, chosen.at(row.fid), row)
        between = ",\n"
    yield "\n]}\n"


def _feature(store: Store, mine: Selection, row: PlaceRow) -> Iterator[str]:
    """A feature in pieces: its names may cite a hundred thousand reports."""
    place = row.place
    properties: dict[str, Any] = {"title": row.name, "mentions": row.mentions, "documents": row.documents}
    properties["sources"] = row.sources
    if place and re.fullmatch("[A-Z]{2}", place.country):
        properties["ccodes"] = [place.country]
    if place and re.fullmatch("[AHLPRSTUV]", place.feature_class):
        properties["fclasses"] = [place.feature_class]
    head: dict[str, Any] = {"@id": place_uri(row.id), "type": "Feature", "properties": properties}
    if place and place.feature_class in AAT:
        number, label = AAT[place.feature_class]
        head["types"] = [{"identifier": f"aat:{number}", "label": label}]
    if place and place.id.startswith("geonames:"):
        head["links"] = [{"type": "exactMatch", "identifier": "gn:" + place.id.removeprefix("geonames:")}]
    shape = strict(geometry(place))
    yield dumps(head)[:-1] + f',"geometry":{dumps(shape)},"names":['
    yield from _names(store, mine, row)
    yield "]}"


def _names(store: Store, mine: Selection, row: PlaceRow) -> Iterator[str]:
    """The spellings, each with the reports that write so; then the gazetteer's names that no report writes."""
    query = " ".join([_CITED[0], mine.where, _CITED[1]])
    seen, between = set(), ""
    for surface, cited in groupby(store.stream(query, mine.values), key=lambda r: r[0]):
        seen.add(surface)
        yield between + f'{{"toponym":{dumps(surface)},"citations":['
        inner = ""
        for _, id, url, outlet, title, published, path in cited:
            citation = {"label": ", ".join(filter(None, (outlet, title))) or path, "@id": document_uri(id, url)}
            year = _YEAR.match(published)
            yield inner + dumps(citation | ({"year": int(published[:4])} if year else {}))
            inner = ","
        yield "]}"
        between = ","
    for name in row.place.names if row.place else ():
        if name.text not in seen:
            seen.add(name.text)
            source = {"label": name.source_id or "gazetteer", "@id": f"urn:dateline:gazetteer:{quote(name.source_id)}"}
            entry = {"toponym": name.text, **({"lang": name.lang} if name.lang else {}), "citations": [source]}
            yield between + dumps(entry)
            between = ","


_CITED = (
    "SELECT DISTINCT f.surface, d.id, d.url, d.outlet, d.title, d.published, d.path FROM findings AS f "
    "JOIN documents AS d ON d.fid = f.document",
    "ORDER BY f.surface, d.path",
)

"""Reads Linked Places Format, the GeoJSON of historical gazetteers: names with dates, types, country codes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gazetteer.errors import BadRecord
from gazetteer.importers import values
from gazetteer.importers.features import Named, located, mapping, text_of
from gazetteer.importers.files import Entry
from gazetteer.importers.jsonscan import Found
from gazetteer.importers.records import Record, place
from gazetteer.importers.refuse import Refuse, stop
from gazetteer.place import Place

_SAME = frozenset({"exactMatch", "closeMatch"})
"""Types of links between records of one place."""


def places(entry: Entry, found: Iterable[Found], source_id: str, refuse: Refuse = stop) -> Iterator[Place]:
    """Every feature as a place, in the file's order; BadRecord names file and line."""
    chosen = (item for item in found if item.value.get("type") == "Feature")
    for number, (line, feature) in enumerate(chosen, 1):
        try:
            made = _place(feature, source_id, f"{entry.path.name}:{number}")
        except ValueError as error:
            refuse(BadRecord(f"{entry}:{line}: feature {number}: {error}", "mend the feature, or take it out"))
        else:
            yield made


def _place(feature: Mapping[str, object], source_id: str, key: str) -> Place:
    properties = mapping(feature.get("properties"))
    title = text_of(properties.get("title"))
    names = values.cleaned([(title, "", "official"), *_names(feature)])
    if not names:
        raise ValueError("no name: expected properties.title or names with a toponym")
    kinds = [mapping(kind) for kind in _objects(feature, "types")]
    record = Record(
        id=text_of(feature.get("@id") or feature.get("id")),
        fclass=text_of(properties.get("fclasses")),
        placetype=next((text_of(kind.get("label")) for kind in kinds), ""),
        country=text_of(properties.get("ccodes")),
    )
    point, extent = located(feature.get("geometry"))
    made = place(record, names, source_id, key, point, extent)
    return replace(made, same_as=tuple(dict.fromkeys(key for key in _links(feature) if key != made.id)))


def _links(feature: Mapping[str, object]) -> Iterator[str]:
    """Ids of the same place elsewhere; links to texts and wider matches are passed over."""
    for link in _objects(feature, "links"):
        if text_of(link.get("type")) in _SAME and (key := values.identifier(text_of(link.get("identifier")))):
            yield key


def _names(feature: Mapping[str, object]) -> Iterator[Named]:
    for name in _objects(feature, "names"):
        kind: Named = (
            text_of(name.get("toponym")),
            text_of(name.get("lang")),
            "historical" if _ended(name) else "foreign",
        )
        yield kind


def _ended(name: Mapping[str, object]) -> bool:
    """Whether a name's time spans all have an end: it is no longer used."""
    spans = _objects(mapping(name.get("when")), "timespans")
    return bool(spans) and all(span.get("end") for span in spans)


def _objects(holder: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    value = holder.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{key}: expected a list, not {type(value).__name__}")
    return [mapping(item) for item in value]

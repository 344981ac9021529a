"""Reads Who's On First records, one JSON object a line: names by language and kind, placetype, parents."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gazetteer.errors import BadRecord
from gazetteer.importers import values
from gazetteer.importers.features import Named, text_of
from gazetteer.importers.files import Entry, numbered
from gazetteer.importers.jsonscan import line_objects, parsed
from gazetteer.importers.records import Record, place
from gazetteer.importers.refuse import Refuse, stop
from gazetteer.place import NameKind, Place

SOURCE_ID = "wof"

_KINDS: Mapping[str, NameKind] = {"p": "preferred", "h": "historical", "s": "short", "a": "abbreviation"}
_HOLDERS = ('"placetype": "region"', '"placetype": "county"', '"placetype":"region"', '"placetype":"county"')


def places(entry: Entry, refuse: Refuse = stop) -> Iterator[Place]:
    """Every record as a place under its Who's On First id, in the file's order; BadRecord names file and line."""
    divisions = _divisions(entry)
    for line, record in line_objects(entry):
        try:
            made = _place(record, divisions)
        except ValueError as error:
            refuse(BadRecord(f"{entry}:{line}: {error}", "mend the record, or take it out"))
        else:
            yield made


def _divisions(entry: Entry) -> dict[str, str]:
    """Names of the regions and counties in the file, by id: English where they have one."""
    found = {}
    for number, line in numbered(entry):
        if any(holder in line for holder in _HOLDERS):
            record = parsed(entry, number, line)
            english = [text for text, lang, _ in _names(record) if lang == "eng"]
            found[text_of(record.get("wof_id"))] = (english or [text_of(record.get("name"))])[0]
    return found


def _place(record: Mapping[str, object], divisions: Mapping[str, str]) -> Place:
    key = text_of(record.get("wof_id"))
    if not key:
        raise ValueError("no wof_id: expected the number of the record")
    names = values.cleaned([(text_of(record.get("name")), "", "official"), *_names(record)])
    if not names:
        raise ValueError("no name: expected name, or names of [language, kind, text]")
    values_by_role = Record(
        wof_id=key,
        lat=text_of(record.get("lat")),
        lon=text_of(record.get("lon")),
        fclass=text_of(record.get("fclass")),
        fcode=text_of(record.get("fcode")),
        placetype=text_of(record.get("placetype")),
        country=text_of(record.get("cc")),
        admin1=divisions.get(text_of(record.get("region_id")), ""),
        admin2=divisions.get(text_of(record.get("county_id")), ""),
        population=text_of(record.get("pop")),
        bbox=text_of(record.get("bbox")),
    )
    made = place(values_by_role, names, SOURCE_ID, "")
    return replace(
        made, same_as=values.same_as(made.id, text_of(record.get("geonameid")), "", text_of(record.get("wd")))
    )


def _names(record: Mapping[str, object]) -> Iterator[Named]:
    listed = record.get("names") or []
    if not isinstance(listed, list):
        raise ValueError("names: expected a list of [language, kind, text]")
    for item in listed:
        if not isinstance(item, list) or len(item) != 3 or not all(isinstance(part, str) for part in item):
            raise ValueError(f"names: expected [language, kind, text], not {str(item)[:60]}")
        lang, kind, text = item
        yield text, "" if lang == "und" else lang, _KINDS.get(kind, "foreign")

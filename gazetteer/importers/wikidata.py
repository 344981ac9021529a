"""Reads Wikidata: a JSON dump or an excerpt of it, an array or one entity a line; entities with a coordinate only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gazetteer.errors import BadRecord
from gazetteer.importers import values
from gazetteer.importers.features import Named, mapping, text_of
from gazetteer.importers.files import Entry, numbered
from gazetteer.importers.jsonscan import Found, nested_objects, parsed
from gazetteer.importers.records import Record, place
from gazetteer.importers.refuse import Refuse, stop
from gazetteer.place import Place

SOURCE_ID = "wikidata"
EARTH = "Q2"

KINDS: Mapping[str, tuple[str, str]] = {
    "Q6256": ("A", "PCLI"), "Q3624078": ("A", "PCLI"), "Q3024240": ("A", "PCLH"), "Q10864048": ("A", "ADM1"),
    "Q13220204": ("A", "ADM2"), "Q13221722": ("A", "ADM3"), "Q5119": ("P", "PPLC"), "Q515": ("P", "PPL"),
    "Q1549591": ("P", "PPL"), "Q3957": ("P", "PPL"), "Q532": ("P", "PPL"), "Q486972": ("P", "PPL"),
    "Q5084": ("P", "PPL"), "Q123705": ("P", "PPLX"), "Q4022": ("H", "STM"), "Q23397": ("H", "LK"), "Q165": ("H", "SEA"),
    "Q12323": ("S", "DAM"), "Q8502": ("T", "MT"), "Q46831": ("T", "MTS"), "Q8514": ("T", "DSRT"),
    "Q23442": ("T", "ISL"), "Q39816": ("T", "VAL"), "Q1248784": ("S", "AIRP"), "Q644371": ("S", "AIRP"),
    "Q695850": ("S", "AIRB"), "Q33506": ("S", "MUS"), "Q12280": ("S", "BDG"), "Q839954": ("S", "ANS"),
    "Q211748": ("S", "OILF"), "Q622499": ("S", "CMPRF"), "Q3914": ("S", "SCH"), "Q16917": ("S", "HSP"),
    "Q4421": ("V", "FRST"), "Q82794": ("L", "RGN"),
}  # fmt: skip
"""Items that an entity may be an instance of (P31), and the GeoNames class and code they stand for. Wikidata has
tens of thousands of such items; what is not here has no feature, and finds one where it merges."""


def places(entry: Entry, refuse: Refuse = stop) -> Iterator[Place]:
    """Every entity with a point on the earth as a place, in the file's order; BadRecord names file and line.

    A country is known where the file holds it with its ISO code (P297), or where the place merges.
    """
    countries = _countries(entry)
    for line, entity in _entities(entry):
        try:
            made = _place(entity, countries)
        except ValueError as error:
            refuse(BadRecord(f"{entry}:{line}: {error}", "mend the entity, or take it out"))
        else:
            if made is not None:
                yield made


def _entities(entry: Entry) -> Iterator[Found]:
    """The objects of an array or of lines. A dump has one a line, with brackets and commas about them."""
    first = next((line for _, line in numbered(entry) if line.strip() not in ("[", "")), "")
    if not _whole(first):
        yield from nested_objects(entry, 1)
        return
    for number, line in numbered(entry):
        text = line.strip().removeprefix("[").removesuffix("]").strip().removesuffix(",")
        if text:
            yield Found(number, parsed(entry, number, text))


def _whole(line: str) -> bool:
    """Whether a line is a whole object, by its ends: an object that goes on below does not end in a closing brace."""
    text = line.strip().removeprefix("[").removesuffix("]").strip().removesuffix(",")
    return text.startswith("{") and text.endswith("}")


def _countries(entry: Entry) -> dict[str, str]:
    """ISO codes by item, of the countries in the file."""
    if not any('"P297"' in line for _, line in numbered(entry)):
        return {}
    found = {}
    for _, entity in _entities(entry):
        claims = entity.get("claims")
        code = _text(_best(claims, "P297")) if isinstance(claims, dict) else ""
        if len(code) == 2:
            found[text_of(entity.get("id"))] = code.upper()
    return found


def _place(entity: Mapping[str, object], countries: Mapping[str, str]) -> Place | None:
    key = text_of(entity.get("id"))
    if "claims" not in entity or "labels" not in entity or not key:
        raise ValueError("expected an entity of Wikidata with id, labels and claims")
    claims = _object(entity, "claims")
    point = _best(claims, "P625")
    if point is None or not text_of(point.get("globe", EARTH)).rstrip("/").endswith(EARTH):
        return None
    names = values.cleaned(_names(entity))
    if not names:
        return None
    feature = next((KINDS[kind] for kind in map(_item, _all(claims, "P31")) if kind in KINDS), ("", ""))
    country = _best(claims, "P17")
    geonameid = _text(_best(claims, "P1566"))
    made = place(
        Record(
            id=f"{SOURCE_ID}:{key}",
            lat=text_of(point.get("latitude")),
            lon=text_of(point.get("longitude")),
            fclass=feature[0],
            fcode=feature[1],
            country=countries.get(_item(country), "") if country else "",
            population=text_of((_best(claims, "P1082") or {}).get("amount")).removeprefix("+"),
        ),
        names,
        SOURCE_ID,
        "",
    )
    return replace(made, same_as=values.same_as(made.id, geonameid, "", ""))


def _names(entity: Mapping[str, object]) -> Iterator[Named]:
    """The English label, or the first, then the labels and aliases of every language."""
    labels = {lang: text_of(mapping(item).get("value")) for lang, item in _object(entity, "labels").items()}
    yield labels.get("en") or labels.get("mul") or next(iter(labels.values()), ""), "", "official"
    for lang, text in labels.items():
        yield text, "" if lang == "mul" else lang, "preferred"
    for lang, aliases in _object(entity, "aliases").items():
        if not isinstance(aliases, list):
            raise ValueError("aliases: expected a list for each language")
        for item in aliases:
            yield text_of(mapping(item).get("value")), "" if lang == "mul" else lang, "foreign"


def _object(holder: Mapping[str, object], key: str) -> Mapping[str, object]:
    """The object under a key; PHP writes an empty one as an empty list."""
    value = holder.get(key)
    return {} if value == [] else mapping(value)


def _all(claims: Mapping[str, object], prop: str) -> list[Mapping[str, object]]:
    """The values of a property, preferred ones first, deprecated ones left out."""
    statements = claims.get(prop) or []
    if not isinstance(statements, list):
        raise ValueError(f"{prop}: expected a list of statements")
    found = []
    for statement in map(mapping, statements):
        value = mapping(mapping(statement.get("mainsnak")).get("datavalue")).get("value")
        if value is not None and statement.get("rank") != "deprecated":
            kept = value if isinstance(value, dict) else {"text": value}
            found.append((statement.get("rank") != "preferred", kept))
    return [value for _, value in sorted(found, key=lambda item: item[0])]


def _best(claims: Mapping[str, object], prop: str) -> Mapping[str, object] | None:
    """The preferred value of a property; of several the last, since those that date are added at the end."""
    found: Iterable[Mapping[str, object]] = _all(claims, prop)
    statements = claims.get(prop) or []
    preferred = isinstance(statements, list) and any(mapping(s).get("rank") == "preferred" for s in statements)
    chosen = list(found)
    if not chosen:
        return None
    return chosen[0] if preferred or prop != "P1082" else chosen[-1]


def _item(value: Mapping[str, object] | None) -> str:
    return text_of(value.get("id")) or f"Q{text_of(value.get('numeric-id'))}" if value else ""


def _text(value: Mapping[str, object] | None) -> str:
    return text_of(value.get("text")) if value else ""

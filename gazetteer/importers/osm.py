"""Reads OpenStreetMap extracts (.osm, .osm.pbf) through pyosmium: named places, nature, rivers, airfields."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from gazetteer.errors import BadRecord, GazetteerError
from gazetteer.importers import values
from gazetteer.importers.columns import osm_kind
from gazetteer.importers.features import Named
from gazetteer.importers.files import Entry
from gazetteer.importers.records import Record, place
from gazetteer.place import BBox, LonLat, Place

if TYPE_CHECKING:
    from types import ModuleType

KEYS = ("place", "natural", "waterway", "aeroway")
PLACES: Mapping[str, tuple[str, str]] = {
    "country": ("A", "PCLI"), "state": ("A", "ADM1"), "province": ("A", "ADM1"), "region": ("L", "RGN"),
    "county": ("A", "ADM2"), "district": ("A", "ADM2"), "municipality": ("A", "ADM3"), "city": ("P", "PPL"),
    "town": ("P", "PPL"), "village": ("P", "PPL"), "hamlet": ("P", "PPL"), "isolated_dwelling": ("P", "PPL"),
    "farm": ("S", "FRM"), "borough": ("P", "PPLX"), "suburb": ("P", "PPLX"), "quarter": ("P", "PPLX"),
    "neighbourhood": ("P", "PPLX"), "island": ("T", "ISL"), "islet": ("T", "ISLET"), "archipelago": ("T", "ISLS"),
    "locality": ("L", "LCTY"), "sea": ("H", "SEA"), "ocean": ("H", "OCN"), "square": ("S", "SQR"),
}  # fmt: skip
"""Values of `place` and what GeoNames calls them; others are places without a feature."""

NATURE: Mapping[str, tuple[str, str]] = {
    "peak": ("T", "PK"), "volcano": ("T", "VLC"), "ridge": ("T", "RDGE"), "valley": ("T", "VAL"), "cape": ("T", "CAPE"),
    "peninsula": ("T", "PEN"), "mountain_range": ("T", "MTS"), "hill": ("T", "HLL"), "saddle": ("T", "PASS"),
    "cliff": ("T", "CLF"), "beach": ("T", "BCH"), "desert": ("T", "DSRT"), "water": ("H", "LK"), "bay": ("H", "BAY"),
    "strait": ("H", "STRT"), "spring": ("H", "SPNG"), "wetland": ("H", "WTLD"), "glacier": ("H", "GLCR"),
    "wood": ("V", "FRST"), "scrub": ("V", "SCRB"), "heath": ("V", "HTH"), "grassland": ("V", "GRSLD"),
}  # fmt: skip
"""Values of `natural` and what GeoNames calls them; others, such as single trees, are not taken."""

SOURCE_ID = "osm"
_CENTRES = ("label", "admin_centre")


@dataclass(slots=True)
class Wanted:
    """What the relations of a file need of its nodes and ways."""

    centres: dict[int, int] = field(default_factory=dict)
    """Node to the relation whose label or centre it is."""
    ways: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Way to the relations that it is a part of."""
    points: dict[int, LonLat] = field(default_factory=dict)
    """Relation to the point of its label or centre."""
    boxes: dict[int, BBox] = field(default_factory=dict)
    """Relation to the box about its ways."""


def places(entry: Entry) -> Iterator[Place]:
    """Every named node, way and relation of the kinds above: nodes and ways in the file's order, relations at the end.

    A way's point is its middle node for a river and the centre of its box for an area; a relation's is its label or
    administrative centre, else the centre of the box about its ways. The parts of a river that has a relation are not
    places of their own. Names and numbers of OpenStreetMap are free text: what cannot be read is passed over, not
    refused. The positions of the file's nodes are kept in memory.

    Raises:
        GazetteerError: pyosmium is not installed.
        BadRecord: the file is damaged.
    """
    osmium = _osmium(entry)
    try:
        wanted = _wanted(osmium, entry)
        reader = osmium.FileProcessor(str(entry.path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        for thing in reader:
            found = _node(thing, wanted) if thing.is_node() else _way(thing, wanted)
            if found is not None:
                yield found
        for thing in _relations(osmium, entry):
            box = wanted.boxes.get(thing.id)
            point = wanted.points.get(thing.id) or (_middle(box) if box else None)
            if point and (found := _place(f"osm:relation/{thing.id}", dict(thing.tags), point, box)):
                yield found
    except RuntimeError as error:
        raise BadRecord(f"{entry}: pyosmium cannot read it: {error}", "fetch the file again") from error


def _osmium(entry: Entry) -> "ModuleType":
    try:
        import osmium
    except ImportError as error:
        raise GazetteerError(
            f"{entry}: reading OpenStreetMap needs pyosmium, which is not installed", 'pip install "dateline[osm]"'
        ) from error
    if entry.member:
        raise GazetteerError(f"{entry}: pyosmium reads no file within a zip", "unpack it and import the file in it")
    found: ModuleType = osmium
    return found


def _relations(osmium: "ModuleType", entry: Entry) -> Iterator[Any]:
    reader = osmium.FileProcessor(str(entry.path), osmium.osm.RELATION)
    yield from (thing for thing in reader.with_filter(osmium.filter.KeyFilter(*KEYS)) if "name" in thing.tags)


def _wanted(osmium: "ModuleType", entry: Entry) -> Wanted:
    wanted = Wanted()
    for thing in _relations(osmium, entry):
        if _feature(dict(thing.tags)) is None:
            continue
        for member in thing.members:
            if member.type == "n" and member.role in _CENTRES:
                wanted.centres.setdefault(member.ref, thing.id)
            elif member.type == "w":
                wanted.ways[member.ref].append(thing.id)
    return wanted


def _node(node: Any, wanted: Wanted) -> Place | None:
    if node.id in wanted.centres and node.location.valid():
        wanted.points.setdefault(wanted.centres[node.id], LonLat(node.location.lon, node.location.lat))
    if not node.tags or not node.location.valid():
        return None
    return _place(f"osm:node/{node.id}", dict(node.tags), LonLat(node.location.lon, node.location.lat), None)


def _way(way: Any, wanted: Wanted) -> Place | None:
    tags = dict(way.tags)
    owners = wanted.ways.get(way.id, ())
    if not owners and _feature(tags) is None:
        return None
    points = [LonLat(node.location.lon, node.location.lat) for node in way.nodes if node.location.valid()]
    if not points:
        return None
    lons, lats = [point.lon for point in points], [point.lat for point in points]
    box = BBox(min(lons), min(lats), max(lons), max(lats))
    for owner in owners:
        old = wanted.boxes.get(owner, box)
        wanted.boxes[owner] = BBox(*map(min, old[:2], box[:2]), *map(max, old[2:], box[2:]))
    river = tags.get("waterway") == "river"
    if river and owners:
        return None
    point = points[len(points) // 2] if river else _middle(box)
    return _place(f"osm:way/{way.id}", tags, point, box if len(set(points)) > 1 else None)


def _middle(box: BBox) -> LonLat:
    return LonLat((box.west + box.east) / 2, (box.south + box.north) / 2)


def _feature(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Class and code of what the tags tell of; None for what is not taken."""
    if tags.get("waterway") == "river":
        return "H", "STM"
    if tags.get("aeroway") == "aerodrome":
        return "S", "AIRP"
    if "place" in tags:
        return PLACES.get(tags["place"], ("", ""))
    return NATURE.get(tags.get("natural", ""))


def _place(key: str, tags: Mapping[str, str], point: LonLat, box: BBox | None) -> Place | None:
    feature = _feature(tags)
    if feature is None:
        return None
    names = values.cleaned(found for found in _names(tags) if len(found[0]) <= values.MAX_NAME)
    if not names:
        return None
    capital = tags.get("capital") == "yes" and feature == ("P", "PPL")
    country = tags.get("ISO3166-1:alpha2") or tags.get("ISO3166-1") or tags.get("is_in:country_code") or ""
    record = Record(
        id=key,
        fclass=feature[0],
        fcode="PPLC" if capital else feature[1],
        country=country or tags.get("addr:country", ""),
        population=_people(tags.get("population", "")),
    )
    made = place(record, names, SOURCE_ID, "", point, box)
    return replace(made, same_as=values.same_as(made.id, "", "", tags.get("wikidata", "")))


def _names(tags: Mapping[str, str]) -> Iterator[Named]:
    main = tags.get("name", "")
    yield main, "", "official"
    for key, text in tags.items():
        if (found := osm_kind(key)) is not None:
            kind, lang = found
            for piece in text.split(";"):
                yield piece, lang, kind


def _people(text: str) -> str:
    """A number of inhabitants, of a free text that begins with one; empty for anything else."""
    digits = text.replace(",", "").replace(" ", "").split(";")[0]
    return digits if digits.isascii() and digits.isdigit() else ""

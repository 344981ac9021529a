"""Records of the services' answers as places. What an answer leaves out or garbles is left empty, never guessed."""

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gazetteer.importers.values import MAX_NAME
from gazetteer.place import BBox, LonLat, Place, PlaceName

EARTH_KM = 6371.0088
"""The Earth's mean radius."""

MOST_NAMES = 200
"""Names kept of one answer: a capital has some hundred, and no answer shall fill the file."""

OSM_FEATURES: Mapping[str, str] = {
    "place/country": "A.PCLI",
    "place/state": "A.ADM1", "place/province": "A.ADM1", "place/region": "L.RGN", "place/county": "A.ADM2",
    "place/district": "A.ADM2", "place/municipality": "A.ADMD",
    "place/city": "P.PPL", "place/town": "P.PPL", "place/village": "P.PPL", "place/hamlet": "P.PPL",
    "place/isolated_dwelling": "P.PPL", "place/farm": "P.PPL",
    "place/suburb": "P.PPLX", "place/quarter": "P.PPLX", "place/neighbourhood": "P.PPLX",
    "place/city_district": "P.PPLX", "place/borough": "P.PPLX",
    "place/island": "T.ISL", "place/locality": "L.LCTY", "place/sea": "H.SEA",
    "natural/peak": "T.MT", "natural/volcano": "T.VLC", "natural/ridge": "T.RDGE", "natural/valley": "T.VAL",
    "natural/desert": "T.DSRT", "natural/water": "H.LK", "natural/bay": "H.BAY", "natural/spring": "H.SPNG",
    "natural/wood": "V.FRST", "landuse/forest": "V.FRST",
    "waterway/river": "H.STM", "waterway/stream": "H.STM", "waterway/canal": "H.CNL", "waterway/dam": "S.DAM",
    "aeroway/aerodrome": "S.AIRP", "military/airfield": "S.AIRB", "military/base": "L.MILB",
    "landuse/military": "L.MILB", "railway/station": "S.RSTN", "man_made/bridge": "S.BDG",
}  # fmt: skip
"""OpenStreetMap's key and value → GeoNames' class and code."""

OSM_CLASSES: Mapping[str, str] = {
    "boundary": "A", "highway": "R", "railway": "R", "waterway": "H", "natural": "T", "place": "P",
    "amenity": "S", "building": "S", "shop": "S", "tourism": "S", "historic": "S", "office": "S", "leisure": "S",
    "man_made": "S", "aeroway": "S", "military": "S", "craft": "S", "emergency": "S",
}  # fmt: skip
"""The class alone, where the value says no more."""

NO_LANGUAGES = ("link", "wkdt", "iata", "icao", "faac", "unlc", "post", "phon")
"""What GeoNames gives in place of a language where the name is a link or a code."""

OSM_KINDS: Mapping[str, str] = {"N": "node", "W": "way", "R": "relation"}

Record = Mapping[str, Any]


def places_of(service: str, records: Iterable[object], source_id: str) -> tuple[Place, ...]:
    """The places of an answer, in the service's order; a record without a name, an id or a point on the globe is left
    out."""
    read = READERS[service]
    found = (read(record, source_id) for record in records if isinstance(record, Mapping))
    return tuple({place.id: place for place in found if place}.values())


def _nominatim(record: Record, source_id: str) -> Place | None:
    address, names = _dict(record, "address"), _dict(record, "namedetails")
    shown = _text(record.get("name")) or _text(record.get("display_name")).partition(",")[0].strip()
    box = record.get("boundingbox")
    south, north, west, east = box if isinstance(box, Sequence) and len(box) == 4 else (None,) * 4
    spelled = [PlaceName(shown, "", "official", source_id)]
    for key, value in names.items():
        base, _, lang = str(key).partition(":")
        if base in ("name", "alt_name", "old_name", "official_name", "short_name", "int_name") and _text(value):
            kind = {"old_name": "historical", "short_name": "short"}.get(base, "foreign")
            texts = str(value).split(";")
            spelled += [PlaceName(_text(t), _lang(lang), kind, source_id) for t in texts]  # type: ignore[arg-type]
    sort, value = str(record.get("category") or record.get("class") or ""), str(record.get("type") or "")
    if sort == "boundary" and record.get("addresstype"):
        sort, value = "place", str(record["addresstype"])
    return _place(
        _osm_id(record.get("osm_type"), record.get("osm_id")),
        spelled,
        _point(record.get("lon"), record.get("lat")),
        _box(west, south, east, north),
        _osm_feature(sort, value),
        _text(address.get("country_code")),
        _text(address.get("state")),
        0,
        source_id,
    )


def _photon(record: Record, source_id: str) -> Place | None:
    facts, shape = _dict(record, "properties"), _dict(record, "geometry")
    at, box = shape.get("coordinates"), facts.get("extent")
    lon, lat = at[:2] if isinstance(at, list) and len(at) >= 2 else (None, None)
    west, north, east, south = box if isinstance(box, list) and len(box) == 4 else (None,) * 4
    sort, value = str(facts.get("osm_key") or ""), str(facts.get("osm_value") or "")
    if sort == "boundary" and facts.get("type"):
        sort, value = "place", str(facts["type"])
    return _place(
        _osm_id(facts.get("osm_type"), facts.get("osm_id")),
        [PlaceName(_text(facts.get("name")), "", "official", source_id)],
        _point(lon, lat),
        _box(west, south, east, north),
        _osm_feature(sort, value),
        _text(facts.get("countrycode")),
        _text(facts.get("state")),
        0,
        source_id,
    )


def _geonames(record: Record, source_id: str) -> Place | None:
    box, more = _dict(record, "bbox"), record.get("alternateNames")
    spelled = [PlaceName(_text(record.get("name")), "", "official", source_id)]
    spelled.append(PlaceName(_text(record.get("toponymName")), "", "official", source_id))
    others = [other for other in more if isinstance(other, Mapping)] if isinstance(more, list) else []
    spelled += [
        PlaceName(_text(other.get("name")), _lang(other.get("lang")), "foreign", source_id)
        for other in others
        if other.get("lang") not in NO_LANGUAGES
    ]
    feature = f"{_text(record.get('fcl'))}.{_text(record.get('fcode'))}".strip(".")
    people = record.get("population")
    key = record.get("geonameId")
    return _place(
        f"geonames:{key}" if isinstance(key, int) and key > 0 else "",
        spelled,
        _point(record.get("lng"), record.get("lat")),
        _box(box.get("west"), box.get("south"), box.get("east"), box.get("north")),
        feature,
        _text(record.get("countryCode")),
        _text(record.get("adminName1")),
        people if isinstance(people, int) and 0 < people < 2**40 else 0,
        source_id,
    )


READERS: Mapping[str, Callable[[Record, str], Place | None]] = {
    "nominatim": _nominatim,
    "photon": _photon,
    "geonames": _geonames,
}
"""How each service's records are read."""


def _place(
    id: str,
    spelled: Sequence[PlaceName],
    point: LonLat | None,
    box: BBox | None,
    feature: str,
    country: str,
    division: str,
    population: int,
    source_id: str,
) -> Place | None:
    first: dict[str, PlaceName] = {}
    for name in spelled:
        first.setdefault(name.text, name)
    names = tuple(name for name in first.values() if name.text)
    if not id or not names or point is None:
        return None
    feature_class, _, code = feature.partition(".")
    known = len(country) == 2 and country.isascii() and country.isalpha()
    return Place(
        id,
        names[0].text,
        point,
        names[:MOST_NAMES],
        feature_class,
        code,
        country.upper() if known else "",
        (division,) if division else (),
        population,
        None if box is None else round(reach_km(point, box), 3),
        box,
        source_id,
    )


def reach_km(point: LonLat, box: BBox) -> float:
    """From a point to the farthest corner of a box about it, in km: the place lies within.

    >>> round(reach_km(LonLat(40.0, 35.0), BBox(39.9, 34.9, 40.1, 35.1)), 1)
    14.4
    """
    corners = (LonLat(lon, lat) for lon in (box.west, box.east) for lat in (box.south, box.north))
    return max(_distance_km(point, corner) for corner in corners)


def _distance_km(a: LonLat, b: LonLat) -> float:
    south, north = math.radians(a.lat), math.radians(b.lat)
    across = math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * across
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _text(value: object) -> str:
    """A text on one line, without control characters; empty where it is none, too long, or no Unicode text."""
    if not isinstance(value, str) or len(value) > MAX_NAME:
        return ""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in value)
    return "" if any(unicodedata.category(c) == "Cs" for c in kept) else " ".join(kept.split())


def _lang(value: object) -> str:
    text = _text(value)
    return text if text.isascii() and 2 <= len(text) <= 12 and text.replace("-", "").replace("_", "").isalpha() else ""


def _dict(record: Record, key: str) -> Record:
    value = record.get(key)
    return value if isinstance(value, Mapping) else {}


def _number(value: object) -> float:
    try:
        return float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        return math.nan


def _point(lon: object, lat: object) -> LonLat | None:
    point = LonLat(_number(lon), _number(lat))
    return point if -180 <= point.lon <= 180 and -90 <= point.lat <= 90 else None


def _box(west: object, south: object, east: object, north: object) -> BBox | None:
    box = BBox(_number(west), _number(south), _number(east), _number(north))
    whole = all(-180 <= lon <= 180 for lon in (box.west, box.east))
    return box if whole and -90 <= box.south <= box.north <= 90 else None


def _osm_id(kind: object, number: object) -> str:
    word = OSM_KINDS.get(str(kind), str(kind))
    return f"osm:{word}/{number}" if word in OSM_KINDS.values() and isinstance(number, int) and number > 0 else ""


def _osm_feature(key: str, value: str) -> str:
    return OSM_FEATURES.get(f"{key}/{value}") or OSM_CLASSES.get(key, "")

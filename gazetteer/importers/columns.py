"""What the columns of a table, or the properties of a feature, mean: known by their names."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gazetteer.place import NameKind

ROLES: Mapping[str, tuple[str, ...]] = {
    "geonameid": ("geonameid", "geonamesid", "geonames", "gnid"),
    "wof_id": ("wofid", "whosonfirstid"),
    "id": ("id", "placeid", "uid", "identifier", "key", "pcode", "osmid", "objectid", "fid"),
    "name": ("name", "placename", "toponym", "title", "label", "settlement", "town", "place", "location"),
    "lat": ("lat", "latitude", "latdd", "y", "ycoord"),
    "lon": ("lon", "lng", "long", "longitude", "londd", "x", "xcoord"),
    "fclass": ("fclass", "featureclass", "fclasses", "feature"),
    "fcode": ("fcode", "featurecode"),
    "placetype": ("placetype", "type", "featuretype", "kind", "place"),
    "country": ("cc", "countrycode", "country", "iso2", "isoa2", "iso31661", "iso", "ccodes", "ison3"),
    "admin1": ("admin1", "admin1name", "adm1name", "adm1en", "region", "state", "province", "governorate"),
    "admin2": ("admin2", "admin2name", "adm2name", "adm2en", "county", "district"),
    "population": ("population", "pop", "popest"),
    "approx": ("approx", "approximate"),
    "uncertainty_km": ("uncertaintykm", "radiuskm"),
    "bbox": ("bbox",),
    "wikidata": ("wikidata", "wikidataid", "wd", "wdid", "qid"),
    "names": (
        "names",
        "alternatenames",
        "altnames",
        "altname",
        "alternatename",
        "aliases",
        "variants",
        "othernames",
        "asciiname",
    ),
}
"""Role to the names that columns of it go by, the likelier first, in lower case with nothing but letters and digits."""

SEPARATORS: Mapping[str, str] = {"alternatenames": ",", "variants": ";"}
"""Between the names of one field: GeoNames and Linked Places TSV have their own; `|` is the rule."""

_NAME_IN_LANG = re.compile(
    r"(?:name|title|label)[:_-]([a-z]{2,3}(?:[_-](?!x_)[a-z]{2,4})?)(?:_x_(preferred|variant|colloquial|historical|unknown))?"
)
_NOT_LANGUAGES = frozenset({"alt", "id", "src", "len", "int", "loc"})
_NAMES_IN_OSM: Mapping[str, NameKind] = {
    "alt_name": "foreign",
    "int_name": "foreign",
    "loc_name": "local",
    "old_name": "historical",
    "official_name": "official",
    "short_name": "short",
}


_OSM_KEY = re.compile(
    r"(name|alt_name|int_name|loc_name|old_name|official_name|short_name)(?::([a-z]{2,3}(?:[_-].+)?))?"
)


def osm_kind(key: str) -> tuple[NameKind, str] | None:
    """What a key of OpenStreetMap says of the names under it, and their language; None for keys of other things.

    >>> osm_kind("name:ar"), osm_kind("old_name"), osm_kind("alt_name:ku"), osm_kind("name:etymology")
    (('foreign', 'ar'), ('historical', ''), ('foreign', 'ku'), None)
    """
    match = _OSM_KEY.fullmatch(key)
    if match is None:
        return None
    return _NAMES_IN_OSM.get(match[1], "official" if not match[2] else "foreign"), match[2] or ""


NO_COLUMNS: Mapping[str, str] = {}
"""No column is given a role: the header's own words say it."""


class NameColumn(NamedTuple):
    """A column or property that holds further names."""

    key: str
    """Its name in the file."""
    lang: str
    """The language of its names; empty where each name may say its own."""
    kind: NameKind
    separator: str
    """Between names in one field; empty where the field is one name."""


class Columns(NamedTuple):
    """Which column or property of a file plays which role."""

    roles: Mapping[str, str]
    """Role to the column's name as written."""
    names: tuple[NameColumn, ...]
    """The columns with further names, in the file's order."""


def plain(key: str) -> str:
    """A column's name without case, spaces, underscores and prefix of Who's On First.

    >>> plain("wof:Country_Code")
    'countrycode'
    """
    lower = key.lower()
    if lower != "wof:id":
        lower = lower.removeprefix("wof:")
    return re.sub(r"[^a-z0-9]", "", lower)


def understood(keys: Sequence[str], given: Mapping[str, str] = NO_COLUMNS) -> Columns:
    """The roles that columns of these names play: as `given`, else the likelier name wins, then the first column.

    A role is one of `ROLES`, or `name:ar` for a column of names in a language.

    >>> understood(["NAME", "Y", "X", "AR"], {"name": "NAME", "name:ar": "AR"}).names
    (NameColumn(key='AR', lang='ar', kind='foreign', separator=''),)
    """
    by_plain: dict[str, str] = {}
    for key in keys:
        if key not in given.values():
            by_plain.setdefault(plain(key), key)
    roles = {role: key for role, key in given.items() if role != "names" and ":" not in role}
    for role, names in ROLES.items():
        free = (by_plain[name] for name in names if name in by_plain and by_plain[name] not in roles.values())
        if role not in ("names", *given) and (won := next(free, None)) is not None:
            roles[role] = won
    if "name" not in roles:
        named = [key for key in keys if _NAME_IN_LANG.fullmatch(key.lower())]
        if named:
            roles["name"] = min(named, key=lambda key: not key.lower().endswith("en"))
    taken = set(roles.values())
    named_in = {key: role.partition(":")[2] for role, key in given.items() if role.startswith("name:")}
    found: list[NameColumn | None] = [NameColumn(key, lang, "foreign", "") for key, lang in named_in.items()]
    found += [NameColumn(given["names"], "", "foreign", "|")] if "names" in given else []
    taken |= {column.key for column in found if column is not None}
    found += [_name_column(key) for key in keys if key not in taken]
    return Columns(roles, tuple(column for column in found if column is not None))


def _name_column(key: str) -> NameColumn | None:
    short = plain(key)
    if short in ROLES["names"]:
        kind = _NAMES_IN_OSM.get(key.lower(), "foreign")
        return NameColumn(key, "", kind, "" if short == "asciiname" else SEPARATORS.get(short, "|"))
    if key.lower() in _NAMES_IN_OSM:
        return NameColumn(key, "", _NAMES_IN_OSM[key.lower()], ";")
    match = _NAME_IN_LANG.fullmatch(key.lower())
    if match is None or match[1] in _NOT_LANGUAGES:
        return None
    lang = "" if match[1] == "und" else match[1]
    return NameColumn(key, lang, "historical" if match[2] == "historical" else "foreign", "")

"""Reads the values of a record: coordinates, numbers, identifiers, names. A ValueError says what was expected."""

import math
import re
from collections.abc import Iterable
from functools import lru_cache

from gazetteer.place import BBox, LonLat, NameKind, PlaceName

MAX_NAME = 1000
"""Characters that a name may have. The longest of the 2.6 million names of places_world.tsv.gz has 193; more is a
broken row."""

_WRITTEN = re.compile(r"[^\W_]")
_LANG = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z]{2,8}){0,2}")
_COUNTRY = re.compile(r"[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?")
_AUTHORITY = re.compile(r"(?!https?:)[a-z][a-z0-9_-]*:[^\s/]\S*")
_ITEM = re.compile(r"Q[1-9]\d*")
_URI_AUTHORITIES = (
    (re.compile(r"(?:https?://(?:www\.|sws\.)?geonames\.org/|gn:)(\d+)(?:/.*)?"), "geonames"),
    (re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/|wd:)(Q\d+)"), "wikidata"),
    (re.compile(r"https?://(?:spelunker\.|data\.)?whosonfirst\.org/(?:id/)?(\d+)(?:/.*)?"), "wof"),
)


def degrees(text: str, name: str, limit: int) -> float:
    """A coordinate in degrees, -limit to limit; `name` is what the message calls it."""
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{name} {text!r} is not a number of degrees") from None
    if not -limit <= value <= limit:
        raise ValueError(f"{name} {text} is outside -{limit} to {limit} degrees")
    return value


def lonlat(lon: str, lat: str) -> LonLat | None:
    """The point; None where both are empty. Tells apart what is out of range and what looks swapped."""
    try:
        east, north = float(lon), float(lat)
        if -180 <= east <= 180 and -90 <= north <= 90:
            return LonLat(east, north)
    except ValueError:
        pass
    if not lon.strip() and not lat.strip():
        return None
    if not lon.strip() or not lat.strip():
        raise ValueError(f"{'lon' if lon.strip() else 'lat'} is given alone: expected both lat and lon, or neither")
    if swapped(lon, lat):
        raise ValueError(f"lat {lat} is outside -90 to 90 degrees and lon {lon} would fit: they look swapped")
    return LonLat(degrees(lon, "lon", 180), degrees(lat, "lat", 90))


def swapped(lon: str, lat: str) -> bool:
    """Whether lon and lat would only be degrees the other way round."""
    try:
        return 90 < abs(float(lat)) <= 180 and abs(float(lon)) <= 90
    except ValueError:
        return False


def bbox(text: str) -> BBox | None:
    """A box written `west,south,east,north` in degrees; None where empty or a mere point."""
    if not text.strip():
        return None
    parts = text.split(",")
    if len(parts) != 4:
        raise ValueError(f"bbox {text!r}: expected west,south,east,north")
    west, south, east, north = (part.strip() for part in parts)
    box = BBox(
        degrees(west, "west", 180), degrees(south, "south", 90), degrees(east, "east", 180), degrees(north, "north", 90)
    )
    if box.south > box.north:
        raise ValueError(f"bbox {text!r}: south is greater than north")
    return None if box.west == box.east and box.south == box.north else box


def count(text: str) -> int:
    """A whole number of inhabitants, also `1,234` and `1234.0`; 0 for an empty field and for a negative one."""
    try:
        return max(0, int(text))
    except ValueError:
        pass
    plain = text.replace(",", "").replace(" ", "")
    try:
        value = float(plain or 0)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"population {text!r} is not a number")
    return max(0, round(value))


def number(text: str) -> str:
    """The digits of a numeric identifier, also of `170794.0`; empty for none (empty, 0, -1)."""
    plain = text.strip().removesuffix(".0").removeprefix("gn:")
    if plain in ("", "0", "-1"):
        return ""
    if not (plain.isascii() and plain.isdigit()):
        raise ValueError(f"identifier {text!r} is not a number")
    return plain


def country(text: str) -> str:
    """The ISO 3166-1 alpha-2 code in a code of a country or of its division; empty for anything else.

    >>> [country(text) for text in ("sy", "SY-LA", "Syria", "-99")]
    ['SY', 'SY', '', '']
    """
    text = text.strip()
    return text[:2].upper() if _COUNTRY.fullmatch(text) else ""


def place_id(geonameid: str, wof_id: str, own: str, fallback: str) -> str:
    """The authority and its key: GeoNames before Who's On First before the file's own identifier.

    >>> place_id("170794", "421202167", "g170794", "")
    'geonames:170794'
    >>> [place_id("", "", own, "") for own in ("z7", "dateline:tharda-hills", "http://www.geonames.org/170794")]
    ['import:z7', 'dateline:tharda-hills', 'geonames:170794']
    """
    if geonameid and (key := geonameid if geonameid.isdecimal() and geonameid.isascii() else number(geonameid)):
        return "geonames:" + key
    if wof_id and (key := number(wof_id)):
        return "wof:" + key
    own = own.strip()
    if not own:
        return "import:" + fallback
    if known := identifier(own):
        return known
    return own if _AUTHORITY.fullmatch(own) else "import:" + own


def same_as(own: str, geonameid: str, wof_id: str, wikidata: str) -> tuple[str, ...]:
    """The further ids in a record whose place has the id `own`; a Wikidata item that is none is passed over.

    >>> same_as("geonames:170794", "170794", "421202167.0", "Q239097")
    ('wof:421202167', 'wikidata:Q239097')
    """
    item = wikidata.strip()
    found = (
        ("geonames:", number(geonameid)),
        ("wof:", number(wof_id)),
        ("wikidata:", item * bool(_ITEM.fullmatch(item))),
    )
    return tuple(authority + key for authority, key in found if key and authority + key != own)


def identifier(text: str) -> str:
    """The id of an address or short form of GeoNames, Wikidata or Who's On First; empty for anything else.

    >>> [identifier(text) for text in ("gn:170794", "https://www.wikidata.org/wiki/Q239097", "tgn:7002490")]
    ['geonames:170794', 'wikidata:Q239097', '']
    """
    for pattern, authority in _URI_AUTHORITIES:
        if match := pattern.fullmatch(text.strip()):
            return f"{authority}:{match[1]}"
    return ""


def tagged(text: str) -> tuple[str, str]:
    """A name and its language, where the name begins with `lang:`.

    >>> tagged("ara:دير الزور")
    ('دير الزور', 'ara')
    >>> tagged("S:t Kitts och Nevis")
    ('S:t Kitts och Nevis', '')
    """
    prefix, _, rest = text.partition(":")
    if rest and (lang := _language(prefix)) and (name := rest.strip()):
        return name, lang
    return text, ""


@lru_cache(maxsize=4096)
def _language(prefix: str) -> str:
    return prefix if _LANG.fullmatch(prefix) else ""


def listed(main: str, names: str, separator: str = "|", *, tags: bool = True) -> tuple[PlaceName, ...]:
    """The main name and those listed in one field: stripped, each once; with `tags` they may begin with `lang:`.

    >>> [name.text for name in listed("Vila", "Vila|Casas Vila| ")]
    ['Vila', 'Casas Vila']
    """
    if len(names) > MAX_NAME or len(main) > MAX_NAME:
        for name in (main, *names.split(separator)):
            checked(name)
    pieces = dict.fromkeys(names.split(separator))
    pieces.pop(main, None)
    pieces.pop("", None)
    if "http" in names or any([piece.strip() is not piece for piece in pieces]):  # noqa: C419 - a list is faster here
        return _listed_with_care(main, pieces, tags)
    first = PlaceName(main, "", "official")
    if not tags or ":" not in names:
        return (first, *[PlaceName(piece) for piece in pieces])
    found = [first]
    for piece in pieces:
        prefix, _, text = piece.partition(":")
        if not text or not (lang := _language(prefix)):
            found.append(PlaceName(piece))
        elif text.strip() is text:
            found.append(PlaceName(text, lang))
        else:
            return _listed_with_care(main, pieces, tags)
    return tuple(found)


def _listed_with_care(main: str, pieces: Iterable[str], tags: bool) -> tuple[PlaceName, ...]:
    """As `listed`, where stripping may make two names one, or an address be among them."""
    named = (tagged(piece.strip()) if tags else (piece, "") for piece in pieces)
    return cleaned([(main, "", "official"), *((text, lang, "foreign") for text, lang in named)])


def cleaned(names: Iterable[tuple[str, str, NameKind]]) -> tuple[PlaceName, ...]:
    """Names (text, language, kind) in their order, stripped; without empty ones, those without a letter
    or digit, addresses of pages, repetitions."""
    kept: dict[tuple[str, str], PlaceName] = {}
    for text, lang, kind in names:
        text = text.strip()
        if not written(text) or text.startswith(("http://", "https://")):
            continue
        key = (text, lang)
        if key not in kept:
            kept[key] = PlaceName(checked(text), lang, kind)
    return tuple(kept.values())


def written(text: str) -> bool:
    """Whether there is a letter or digit in a text: controls, marks of direction and accents alone name nothing.

    >>> [written(text) for text in ("دير الزور", "\u202e\u200f", "\u0301", "7")]
    [True, False, False, True]
    """
    return _WRITTEN.search(text) is not None


def checked(name: str) -> str:
    """The name, if it is no longer than a name can be."""
    if len(name) > MAX_NAME:
        raise ValueError(f"a name of {len(name)} characters ({name[:40]}…): expected at most {MAX_NAME}")
    return name

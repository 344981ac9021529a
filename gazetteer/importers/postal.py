"""Reads GeoNames' postal codes as the places they belong to. A code is no name: a report's numbers are not places."""

from collections.abc import Iterator, Sequence

from gazetteer.errors import BadRecord
from gazetteer.importers import values
from gazetteer.importers.files import Entry, numbered
from gazetteer.importers.records import path
from gazetteer.importers.refuse import Refuse, stop
from gazetteer.place import LonLat, Place, PlaceName

COLUMNS = 12
"""Country, postal code, place, name and code of three orders of divisions, lat, lon, accuracy."""

SOURCE_ID = "geonames-postal"

UNCERTAINTY_KM = 10.0
"""Radius about the mean of a place's codes: GeoNames says that many of its points are estimated. Not measured: no file
of postal codes was at hand."""


def places(entry: Entry, refuse: Refuse = stop) -> Iterator[Place]:
    """One place for all codes of one name in one division, at their mean point. A country's rows stand together."""
    country = ""
    held: dict[tuple[str, ...], list[LonLat]] = {}
    for number, line in numbered(entry):
        row = line.split("\t")
        try:
            point = _point(row)
        except ValueError as error:
            refuse(BadRecord(f"{entry}:{number}: {error}", "the line may be cut short: fetch the file again"))
            continue
        if row[0] != country:
            yield from _made(held)
            country, held = row[0], {}
        if point is not None:
            held.setdefault((row[0], row[2].strip(), row[3].strip(), row[5].strip()), []).append(point)
    yield from _made(held)


def _point(row: Sequence[str]) -> LonLat | None:
    if len(row) != COLUMNS or len(row[0]) != 2:
        raise ValueError(f"{len(row)} columns: expected the {COLUMNS} of GeoNames' postal codes")
    if not values.written(row[2]):
        raise ValueError("no name: expected the name of a place in the third column")
    values.checked(row[2])
    return values.lonlat(row[10], row[9])


def _made(held: dict[tuple[str, ...], list[LonLat]]) -> Iterator[Place]:
    for (country, name, admin1, admin2), points in held.items():
        middle = LonLat(sum(p.lon for p in points) / len(points), sum(p.lat for p in points) / len(points))
        yield Place(
            f"{SOURCE_ID}:{country}/{admin1}/{admin2}/{name}",
            name,
            middle,
            (PlaceName(name, "", "official"),),
            "P",
            "",
            country,
            path("P", "", admin1, admin2),
            0,
            UNCERTAINTY_KM,
            source_id=SOURCE_ID,
        )

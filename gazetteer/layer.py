"""The project's own layer: countries, first-order divisions, and places that reports name and the town list lacks.

The tables lie in `gazetteer/data`: UTF-8, tab separated, comment lines first, then a header row.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from math import cos, hypot, radians
from statistics import fmean, median
from typing import NamedTuple

from gazetteer.errors import BadRecord
from gazetteer.place import NAME_KINDS, BBox, LonLat, Place, PlaceName

SOURCE_ID = "dateline"
"""Key of this layer among an index's sources."""

PLACE_COLUMNS = (
    *("id", "name", "lat", "lon", "fclass", "fcode", "cc", "admin1"),
    *("population", "uncertainty_km", "extent", "names", "source"),
)
DIVISION_COLUMNS = ("id", "fcode", "cc", "admin1code", "lat", "lon", "uncertainty_km", "name", "names", "source")
TOWN_COLUMNS = ("id", "name", "names", "source")
DEMONYM_COLUMNS = ("cc", "lang", "forms", "source")

KM_PER_DEGREE = 111.2
"""Length of a degree of latitude; the layer's circles need no better than a part in a hundred."""
STRAY_TIMES = 6
"""Towns this many times farther from the middle than the median town are left out: the town list has some in Jiangsu
and Heilongjiang with codes of other provinces, 1,000 km off. 4 to 8 measured alike against GeoNames' points."""
ENOUGH_TOWNS = 8
SPARSE_DIVISION_KM = 20.0
"""The least radius of a division of fewer towns: nine in ten of those of one town lie within 47 km of it."""
SMALLEST_DIVISION_KM = 5.0
"""The least radius of the others."""

TownsByDivision = Mapping[tuple[str, str], Sequence[LonLat]]
"""Points of the towns that carry a country and an admin1 code."""


class Row(NamedTuple):
    """A row of a table with where it stands, for messages."""

    where: str
    """`countries.tsv line 12`."""
    cells: dict[str, str]

    def bad(self, what: str) -> BadRecord:
        """The error that says what is wrong with this row."""
        return BadRecord(f"{self.where}: {what}", "mend the table; its columns are named in its header row")


def read_countries() -> tuple[Place, ...]:
    """Countries and territories, each with its demonyms. Raises BadRecord."""
    demonyms: dict[str, list[PlaceName]] = {}
    for row in _rows("demonyms.tsv", DEMONYM_COLUMNS):
        names = (PlaceName(form, row.cells["lang"], "demonym") for form in _split(row, "forms"))
        demonyms.setdefault(row.cells["cc"], []).extend(names)
    return tuple(_place(row, extra=demonyms.get(row.cells["cc"], ())) for row in _rows("countries.tsv", PLACE_COLUMNS))


def read_places(division_names: Mapping[tuple[str, str], str] | None = None) -> tuple[Place, ...]:
    """Seas, mountains, fields, airports, villages, conventional regions. Raises BadRecord.

    `division_names` gives the admin path of rows with an admin1 code; read from divisions.tsv where None.
    """
    paths = read_division_names() if division_names is None else division_names
    return tuple(_place(row, paths) for row in _rows("places.tsv", PLACE_COLUMNS))


def read_division_names() -> dict[tuple[str, str], str]:
    """The name to show of each first-order division, by country and admin1 code. Raises BadRecord."""
    rows = _rows("divisions.tsv", DIVISION_COLUMNS)
    return {(row.cells["cc"], row.cells["admin1code"]): row.cells["name"] for row in rows}


def read_divisions(towns_by_division: TownsByDivision) -> tuple[Place, ...]:
    """First-order divisions, placed by the towns that carry their code, or by their own row. Raises BadRecord."""
    return tuple(_division(row, towns_by_division) for row in _rows("divisions.tsv", DIVISION_COLUMNS))


def centre_of(towns: Sequence[LonLat]) -> tuple[LonLat, BBox, float]:
    """A point for a division with these towns, the box about them, and its radius in km.

    The point is half way between the middle of the box and the mean of the towns, strays left out. Against GeoNames'
    own points of 2,831 divisions it is off by 15.7 km in the median and 73.8 km at nine in ten; the middle of the box
    of all towns by 16.2 and 76.6, their mean by 16.5 and 81.9. Towns on both sides of the antimeridian are taken as
    neighbours across it.
    """
    lons = [town.lon for town in towns]
    if max(lons) - min(lons) > 180:
        lons = [lon if lon > 0 else lon + 360 for lon in lons]
    points = _without_strays([LonLat(lon, town.lat) for lon, town in zip(lons, towns, strict=True)])
    xs, ys = [point.lon for point in points], [point.lat for point in points]
    west, east, south, north = min(xs), max(xs), min(ys), max(ys)
    lon, lat = ((west + east) / 2 + fmean(xs)) / 2, ((south + north) / 2 + fmean(ys)) / 2
    half_km = KM_PER_DEGREE * hypot((east - west) / 2 * cos(radians(lat)), (north - south) / 2)
    smallest_km = SMALLEST_DIVISION_KM if len(points) >= ENOUGH_TOWNS else SPARSE_DIVISION_KM
    return (
        LonLat(_wrapped(lon), round(lat, 5)),
        BBox(_wrapped(west), south, _wrapped(east), north),
        max(half_km, smallest_km),
    )


def _without_strays(points: list[LonLat]) -> list[LonLat]:
    middle = LonLat(median(point.lon for point in points), median(point.lat for point in points))
    shrink = cos(radians(middle.lat))
    away = [hypot((point.lon - middle.lon) * shrink, point.lat - middle.lat) for point in points]
    limit = STRAY_TIMES * median(away)
    return [point for point, distance in zip(points, away, strict=True) if distance <= limit] or points


def read_town_names() -> dict[str, tuple[PlaceName, ...]]:
    """Further names of towns of the town list, by id (`geonames:170794`). Raises BadRecord."""
    return {row.cells["id"]: parse_names(row) for row in _rows("town_names.tsv", TOWN_COLUMNS)}


def parse_names(row: Row, column: str = "names") -> tuple[PlaceName, ...]:
    """The names of a cell `[lang[/kind]:]text|…`; kind is `foreign` where it is left out. Raises BadRecord."""
    return tuple(_name(row, cell) for cell in _split(row, column))


def _rows(file: str, columns: tuple[str, ...]) -> Iterator[Row]:
    text = files("gazetteer").joinpath("data", file).read_text(encoding="utf-8")
    header: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        row = Row(f"{file} line {number}", dict(zip(columns, cells, strict=False)))
        if not header:
            header = cells
            if tuple(header) != columns:
                raise row.bad(f"the header is {' '.join(header)}, not {' '.join(columns)}")
        elif len(cells) != len(columns):
            raise row.bad(f"{len(cells)} cells, not {len(columns)}")
        else:
            yield row


def _place(
    row: Row, division_names: Mapping[tuple[str, str], str] | None = None, extra: Sequence[PlaceName] = ()
) -> Place:
    cells = row.cells
    division = (division_names or {}).get((cells["cc"], cells["admin1"]))
    if cells["admin1"] and division is None:
        raise row.bad(f"no division {cells['cc']} {cells['admin1']}")
    return Place(
        id=cells["id"],
        name=cells["name"],
        point=_point(row),
        names=_with_shown(cells["name"], (*parse_names(row), *extra)),
        feature_class=cells["fclass"],
        feature_code=cells["fcode"],
        country=cells["cc"],
        admin=(division,) if division else (),
        population=int(_number(row, "population") or 0),
        uncertainty_km=_number(row, "uncertainty_km"),
        extent=_extent(row),
        source_id=SOURCE_ID,
    )


def _division(row: Row, towns_by_division: TownsByDivision) -> Place:
    cells = row.cells
    point, extent, uncertainty = _point(row), None, _number(row, "uncertainty_km")
    towns = towns_by_division.get((cells["cc"], cells["admin1code"]), ())
    if towns:
        middle, box, half_km = centre_of(towns)
        point = point or middle
        extent = _reaching(box, point)
        uncertainty = uncertainty or round(half_km, 1)
    return Place(
        id=cells["id"],
        name=cells["name"],
        point=point,
        names=_with_shown(cells["name"], parse_names(row)),
        feature_class="A",
        feature_code=cells["fcode"],
        country=cells["cc"],
        uncertainty_km=uncertainty,
        extent=extent,
        source_id=SOURCE_ID,
    )


def _reaching(box: BBox, point: LonLat) -> BBox:
    south, north = min(box.south, point.lat), max(box.north, point.lat)
    if box.west > box.east:  # crosses the antimeridian
        return BBox(box.west, south, box.east, north)
    return BBox(min(box.west, point.lon), south, max(box.east, point.lon), north)


def _with_shown(shown: str, names: tuple[PlaceName, ...]) -> tuple[PlaceName, ...]:
    return names if any(name.text == shown for name in names) else (PlaceName(shown), *names)


def _name(row: Row, cell: str) -> PlaceName:
    label, colon, text = cell.partition(":")
    if not colon:
        return PlaceName(cell)
    lang, _, kind = label.partition("/")
    kind = kind or "foreign"
    if not text or text != text.strip() or kind not in NAME_KINDS or (lang and not lang.isalpha()):
        raise row.bad(f"the name {cell!r} is not [lang[/kind]:]text")
    return PlaceName(text, lang, kind)


def _split(row: Row, column: str) -> list[str]:
    cells = row.cells[column].split("|")
    if "" in cells or any(cell != cell.strip() for cell in cells):
        raise row.bad(f"{column} has an empty name or stray spaces")
    return cells


def _number(row: Row, column: str) -> float | None:
    cell = row.cells[column]
    try:
        return float(cell) if cell else None
    except ValueError as error:
        raise row.bad(f"{column} is {cell!r}, not a number") from error


def _point(row: Row) -> LonLat | None:
    lon, lat = _number(row, "lon"), _number(row, "lat")
    if lon is None or lat is None:
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise row.bad(f"lat {lat}, lon {lon} lies off the globe")
    return LonLat(lon, lat)


def _extent(row: Row) -> BBox | None:
    cell = row.cells["extent"]
    if not cell:
        return None
    try:
        west, south, east, north = map(float, cell.split(","))
    except ValueError as error:
        raise row.bad(f"extent is {cell!r}, not w,s,e,n") from error
    return BBox(west, south, east, north)


def _wrapped(lon: float) -> float:
    return round(lon - 360 if lon > 180 else lon, 5)

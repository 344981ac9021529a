"""The embedded base map: a coarse world, and fine lines near the data."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from shapely import box
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from maps.assets import read_bytes
from maps.lines import Line, Sheet, read_sheets

CELL = 4
"""Degrees: side of the squares by which fine detail is chosen; about what fills a screen at zoom 7."""
REACH = 3
"""Squares around a place that may get fine detail: 12 degrees, room for a reader to look around."""
BUDGET = 45_000
"""Points of fine detail in one map: about 170 kB of the file. Around Syria it reaches from Athens to Tehran."""
LATITUDES = (-88, 88)
"""Degrees: fine detail is kept between these; Mercator ends at 85."""


@cache
def sheets() -> tuple[dict[str, Any], dict[str, Sheet]]:
    """Header and sheets of the shipped base map."""
    return read_sheets(read_bytes("basemap.bin"))


def cells_near(points: Iterable[tuple[float, float, int]]) -> list[tuple[int, int]]:
    """Squares with data or near it, those with the most mentions first: (column, row) in steps of CELL degrees."""
    weights: Counter[tuple[int, int]] = Counter()
    for lon, lat, mentions in points:
        column, row = int(lon // CELL), int(lat // CELL)
        for dx in range(-REACH, REACH + 1):
            for dy in range(-REACH, REACH + 1):
                weights[column + dx, row + dy] += mentions * 100 // (1 + 4 * (dx * dx + dy * dy))
    inside = [(c, r) for c, r in weights if -180 <= c * CELL < 180 and LATITUDES[0] <= r * CELL < LATITUDES[1]]
    return sorted(inside, key=lambda cell: (-weights[cell], cell))


def region_of(points: Iterable[tuple[float, float, int]], fine: Sheet, budget: int) -> BaseGeometry:
    """The squares whose fine lines fit in the budget of points, most mentioned first, as one area."""
    density: Counter[tuple[int, int]] = Counter(
        (int(x // CELL), int(y // CELL)) for lines in fine.layers.values() for line in lines for x, y in line
    )
    chosen = []
    for column, row in cells_near(points):
        budget -= density[column, row]
        if budget < 0:
            break
        chosen.append(box(column * CELL, row * CELL, (column + 1) * CELL, (row + 1) * CELL))
    return unary_union(chosen)


def outlines(geometry: BaseGeometry) -> list[Line]:
    """The rings and lines of a geometry, in order."""
    if geometry.is_empty:
        return []
    if geometry.geom_type == "Polygon":
        assert isinstance(geometry, Polygon)
        return [[(x, y) for x, y in ring.coords] for ring in (geometry.exterior, *geometry.interiors)]
    if geometry.geom_type == "LineString":
        return [[(x, y) for x, y in geometry.coords]]
    return [line for part in getattr(geometry, "geoms", []) for line in outlines(part)]


def clipped(lines: Sequence[Line], region: BaseGeometry, closed: bool) -> list[Line]:
    """The part of lines or rings inside a region. Rings are drawn even-odd, so each is clipped by itself."""
    if region.is_empty:
        return []
    west, south, east, north = region.bounds
    kept: list[Line] = []
    for line in lines:
        xs, ys = [p[0] for p in line], [p[1] for p in line]
        if min(xs) > east or max(xs) < west or min(ys) > north or max(ys) < south:
            continue
        shape: BaseGeometry = Polygon(line).buffer(0) if closed else LineString(line)
        kept += [part for part in outlines(shape.intersection(region)) if closed or len(part) > 1]
    return kept


def steps_of(lines: Sequence[Line], steps: int) -> list[list[int]]:
    """Lines as whole steps: the first point, then differences, longitude and latitude in turn."""
    out = []
    for line in lines:
        row: list[int] = []
        px = py = 0
        for x, y in line:
            qx, qy = round(x * steps), round(y * steps)
            if row and (qx, qy) == (px, py):
                continue
            row += [qx - px, qy - py]
            px, py = qx, qy
        if len(row) > 2:
            out.append(row)
    return out


def level(sheet: Sheet, region: BaseGeometry | None) -> dict[str, Any]:
    """One level of detail for the page, clipped to a region where one is given."""
    out: dict[str, Any] = {"steps": sheet.steps, "boundaries": []}
    for layer, lines in sheet.layers.items():
        closed = layer in ("coast", "lakes")
        part = steps_of(lines if region is None else clipped(lines, region, closed), sheet.steps)
        if not layer.startswith("boundary"):
            out[layer] = part
        elif part:
            out["boundaries"].append({"says": sheet.says[layer], "lines": part})
    return out


def base_map(points: Iterable[tuple[float, float, int]], budget: int = BUDGET) -> dict[str, Any]:
    """The base map for places given as (longitude, latitude, mentions), as plain data for the page."""
    header, found = sheets()
    region = region_of(points, found["fine"], budget)
    fine = level(found["fine"], region)
    fine["region"] = steps_of(outlines(region), found["fine"].steps)
    return {
        "coarse": level(found["coarse"], None),
        "fine": fine,
        "labels": header["labels"],
        "areas": header["areas"],
        "source": header["source"],
    }

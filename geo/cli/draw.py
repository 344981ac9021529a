"""Verbs that draw and write: map and export."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.filters import build_filter, filter_options
from geo.cli.online import own_files
from geo.cli.session import db_option, gazetteer_option, open_gazetteer, open_store, progress, writing
from geo.errors import BadFilter, DatelineError

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer
    from geo.query import Filter
    from geo.readers import Unread
    from geo.store import Store


@click.command("map")
@click.argument("paths", nargs=-1)
@click.option(
    "-o",
    "--output",
    default="map.html",
    show_default=True,
    type=click.Path(dir_okay=False),
    help="The HTML file to write.",
)
@click.option("--title", default="", help="Title of the page.")
@click.option(
    "--lang", type=click.Choice(["en", "ar"]), default="en", show_default=True, help="Language of the page's own words."
)
@click.option("--tiles", metavar="URL|NAME", help="Online base layer; without it the map asks the network for nothing.")
@click.option(
    "--basemap",
    metavar="FILE.pmtiles",
    type=click.Path(exists=True, dir_okay=False),
    help="A local base map, images or vector tiles; what lies near the places is put into the file.",
)
@click.option(
    "--max-mb",
    type=click.FloatRange(min=1),
    default=25.0,
    show_default=True,
    help="Greatest size of the file in megabytes.",
)
@filter_options
@db_option
@gazetteer_option
def map_verb(
    paths: tuple[str, ...],
    output: str,
    title: str,
    lang: str,
    tiles: str | None,
    basemap: str | None,
    max_mb: float,
    db: str,
    index: str | None,
    **given: Any,
) -> None:
    """Draw one HTML file that works without a network.

    Given PATHS it does the whole job in one go and keeps no project; given a .geojson file it draws that; without
    paths it draws
    the project file.
    """
    import maps
    from geo.cli.reports import end

    failed: list[Unread] = []
    labels: list[dict[str, Any]] | None
    if len(paths) == 1 and paths[0].lower().endswith(".geojson"):
        if any(given[name] for name in given.keys() - {"copies"}):
            raise BadFilter(f"{paths[0]} is drawn as it is: filters do not apply", "filter when it is exported")
        collection = _read_geojson(Path(paths[0]))
        labels = None
    else:
        gazetteer = open_gazetteer(index)
        collection = _collection(paths, gazetteer, db, given, failed, output)
        if failed and not collection["features"]:
            click.echo(f"{output}: not written, as there is nothing to draw.", err=True)
            end(failed)
        labels = town_labels(gazetteer, collection)
    try:
        with writing(output):
            more = what_shows_more(paths, db, given, max_mb)
            maps.save(
                collection,
                output,
                title=title,
                lang=lang,
                tiles=tiles,
                basemap=basemap,
                max_mb=max_mb,
                labels=labels or [],
                more=more,
            )
    except maps.MapError as error:
        drawn = f"{paths[0]}: " if labels is None else ""
        raise DatelineError(f"{drawn}{error}", getattr(error, "hint", "")) from error
    counts = [feature["properties"]["counts"]["mentions"] for feature in collection["features"]]
    click.echo(f"{output}: {sum(counts)} mentions of {len(counts)} places and names.", err=True)
    end(failed)


def what_shows_more(paths: tuple[str, ...], db: str, given: dict[str, Any], max_mb: float) -> str:
    """The command that shows what a map had no room for; the page puts a place's id for {place}.

    >>> what_shows_more((), "my reports.gpkg", {"since": "2016", "kinds": (), "copies": "show"}, 25.0)
    "dateline mentions {place} --since 2016 --db 'my reports.gpkg'"
    >>> what_shows_more(("found.geojson",), "", {}, 25.0)
    'dateline map found.geojson --max-mb 100'
    """
    if len(paths) == 1 and paths[0].lower().endswith(".geojson"):
        return f"dateline map {shlex.join(paths)} --max-mb {4 * max_mb:g}"
    words = ["dateline", "mentions", "{place}"]
    for name, value in given.items():
        if not value or name == "place" or (name, value) == ("copies", "show"):
            continue
        for one in value if name == "kinds" else [value]:
            words += [f"--{'kind' if name == 'kinds' else name.replace('_', '-')}", str(one)]
    words += ["--db", db]
    asked = shlex.join(words).replace("'{place}'", "{place}")
    return f"dateline add {shlex.join(paths)} --db {shlex.quote(db)} && {asked}" if paths else asked


def _collection(
    paths: tuple[str, ...],
    gazetteer: "Gazetteer",
    db: str,
    given: dict[str, Any],
    failed: "list[Unread]",
    output: str,
) -> dict[str, Any]:
    from gazetteer.fold import fold
    from geo.cli.reports import count, documents
    from geo.pipeline import Pipeline
    from geo.query import features
    from geo.resolve.features import sentences
    from geo.store import Store

    if not paths:
        with open_store(db) as store:
            return features(store, build_filter(store, lambda: gazetteer, given), sentences())
    pipeline = Pipeline(gazetteer)
    with Store.in_memory(fold=fold) as store, progress("reports", count(paths)) as tell:
        store.add_sources(gazetteer.sources)
        for done, document in enumerate(documents(paths, failed, (*own_files(db), output)), start=1):
            store.add(pipeline.parse(document), pipeline.run)
            tell(done)
        return features(store, build_filter(store, lambda: gazetteer, given), sentences())


def _read_geojson(path: Path) -> dict[str, Any]:
    import json

    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DatelineError(
            f"{path} is no GeoJSON: {error}", "give a FeatureCollection as `dateline export -f geojson` writes it"
        ) from error
    if not isinstance(found, dict):
        raise DatelineError(
            f"{path} is no GeoJSON FeatureCollection", "give one as `dateline export -f geojson` writes it"
        )
    return found


LABEL_CELL = 2.0
"""Degrees: towns are named in the cells of this size about the places of the map, some 200 km around each."""

LABELS_A_CELL = 8
"""Towns named in each: with more the map's own marks are hard to find among them."""


def town_labels(gazetteer: "Gazetteer", collection: dict[str, Any]) -> list[dict[str, Any]]:
    """The most populous towns about the places of a collection, for the base map to name.

    The rank, 0 to 3, says how far in one must go to see it: two towns a cell and zoom level.
    """
    import numpy as np

    a = gazetteer.arrays
    lon, lat, people = a["place.lon"], a["place.lat"], a["place.population"]
    town = np.array([feature.startswith("P") for feature in gazetteer.header["features"]])[a["place.feature"]]
    named = np.flatnonzero(town & (people > 0) & ~np.isnan(lon))
    cells = np.stack([np.floor(lon[named] / LABEL_CELL), np.floor(lat[named] / LABEL_CELL)], axis=1).astype(np.int64)
    wanted = {
        (int(x // LABEL_CELL) + dx, int(y // LABEL_CELL) + dy)
        for f in collection["features"]
        if f["geometry"]
        and f["geometry"]["type"] == "Point"
        and not str(f["properties"].get("feature")).startswith("A")
        for x, y in [f["geometry"]["coordinates"][:2]]
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
    }
    kept: dict[tuple[int, int], int] = {}
    labels: list[dict[str, Any]] = []
    for k in np.argsort(-people[named], kind="stable").tolist():
        cell = (int(cells[k, 0]), int(cells[k, 1]))
        if cell in wanted and kept.setdefault(cell, 0) < LABELS_A_CELL:
            row = int(named[k])
            point = {"lat": round(float(lat[row]), 4), "lon": round(float(lon[row]), 4)}
            names = [{"text": n.text, "lang": n.lang} for n in map(gazetteer.name, gazetteer.names_of(row))]
            labels.append({"name": gazetteer.place_name(row), **point, "rank": kept[cell] // 2, "names": names})
            kept[cell] += 1
    return labels


@click.command("export")
@click.option(
    "-f",
    "--format",
    "form",
    metavar="FORMAT",
    help="geojson, geojsonl, csv, jsonl, kml, geoparquet, lpf or annotations; by the ending of -o where left out.",
)
@click.option(
    "-o",
    "--output",
    default="-",
    show_default=True,
    type=click.Path(dir_okay=False, allow_dash=True),
    help="The file to write.",
)
@click.option(
    "--as",
    "rows",
    type=click.Choice(["places", "mentions"]),
    default="places",
    show_default=True,
    help="GeoJSON, GeoParquet: what a feature or row is.",
)
@click.option("--bom", is_flag=True, help="CSV: begin with a byte order mark, by which Excel knows UTF-8.")
@filter_options
@db_option
@gazetteer_option
def export_verb(form: str | None, output: str, rows: str, bom: bool, db: str, index: str | None, **given: Any) -> None:
    """Write places with their evidence, or mentions, for other programs."""
    from geo.export import exporter_for

    name = form or ("geojson" if output == "-" else exporter_for(output).name)
    with open_store(db) as store:
        wanted = build_filter(store, lambda: open_gazetteer(index), given)
        write_export(store, wanted, name, None if output == "-" else output, rows, bom)


def write_export(
    store: "Store", wanted: "Filter", form: str, output: str | None, rows: str = "places", bom: bool = False
) -> None:
    """Write an export to a file, or to standard output where `output` is None."""
    from geo.export import Options, exporter, save
    from geo.resolve.features import sentences

    options = Options(rows="mentions" if rows == "mentions" else "places", bom=bom, says=sentences())
    pieces = exporter(form).write(store, wanted, options)
    if output:
        save(pieces, output)
    else:
        for piece in pieces:
            if isinstance(piece, bytes):
                sys.stdout.buffer.write(piece)
            else:
                sys.stdout.write(piece)
        sys.stdout.flush()

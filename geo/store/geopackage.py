"""The tables that make a SQLite file a GeoPackage 1.4 (OGC 12-128), and the R*Tree of its extension."""

import sqlite3
from typing import Literal, NamedTuple

APPLICATION_ID = int.from_bytes(b"GPKG", "big")
USER_VERSION = 10400
"""GeoPackage 1.4: its R*Tree triggers are the first that bear an upsert."""

_WGS84_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],'
    'AUTHORITY["EPSG","4326"]]'
)

_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84_WKT, "longitude and latitude in degrees on WGS 84"),
)

_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents (table_name),
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys (srs_id),
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  PRIMARY KEY (table_name, column_name)
);
CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  UNIQUE (table_name, column_name, extension_name)
);
"""

_RTREE = """
CREATE VIRTUAL TABLE rtree_places_geom USING rtree(id, minx, maxx, miny, maxy);
CREATE TRIGGER rtree_places_geom_insert AFTER INSERT ON places
  WHEN NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)
BEGIN
  INSERT OR REPLACE INTO rtree_places_geom
    VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_places_geom_update2 AFTER UPDATE OF geom ON places
  WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_places_geom WHERE id = OLD.fid;
END;
CREATE TRIGGER rtree_places_geom_update4 AFTER UPDATE ON places
  WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_places_geom WHERE id IN (OLD.fid, NEW.fid);
END;
CREATE TRIGGER rtree_places_geom_update5 AFTER UPDATE ON places
  WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_places_geom WHERE id = OLD.fid;
  INSERT OR REPLACE INTO rtree_places_geom
    VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_places_geom_update6 AFTER UPDATE OF geom ON places
  WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
    AND (OLD.geom NOTNULL AND NOT ST_IsEmpty(OLD.geom))
BEGIN
  UPDATE rtree_places_geom SET minx = ST_MinX(NEW.geom), maxx = ST_MaxX(NEW.geom),
    miny = ST_MinY(NEW.geom), maxy = ST_MaxY(NEW.geom) WHERE id = NEW.fid;
END;
CREATE TRIGGER rtree_places_geom_update7 AFTER UPDATE OF geom ON places
  WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
    AND (OLD.geom ISNULL OR ST_IsEmpty(OLD.geom))
BEGIN
  INSERT INTO rtree_places_geom
    VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_places_geom_delete AFTER DELETE ON places WHEN OLD.geom NOTNULL
BEGIN
  DELETE FROM rtree_places_geom WHERE id = OLD.fid;
END;
"""


class Layer(NamedTuple):
    """A table or view as `gpkg_contents` lists it."""

    table: str
    kind: Literal["features", "attributes"]
    description: str
    geometry: Literal["POINT", "POLYGON"] = "POINT"
    """Of a feature layer, in its column `geom`."""


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Runs each statement of a script inside the open transaction; `executescript` would commit it first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def make_geopackage(connection: sqlite3.Connection) -> None:
    """Writes the tables that every GeoPackage has, and the reference systems that it must list."""
    run_script(connection, _TABLES)
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)


def list_layer(connection: sqlite3.Connection, layer: Layer) -> None:
    """Lists a table or view in the contents."""
    system = 4326 if layer.kind == "features" else None
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, ?, ?, ?, ?)",
        (layer.table, layer.kind, layer.table, layer.description, system),
    )
    if layer.kind == "features":
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (layer.table, layer.geometry, system)
        )


def index_places(connection: sqlite3.Connection) -> None:
    """Makes the R*Tree over the points of `places`, kept by triggers, and registers it as the standard's extension."""
    run_script(connection, _RTREE)
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES ('places', 'geom', 'gpkg_rtree_index', "
        "'http://www.geopackage.org/spec140/#extension_rtree', 'write-only')"
    )


def refresh_contents(connection: sqlite3.Connection) -> None:
    """Writes the extents of the feature layers and the time of the change."""
    west, south, east, north = connection.execute(
        "SELECT min(minx), min(miny), max(maxx), max(maxy) FROM rtree_places_geom"
    ).fetchone()
    connection.execute(
        "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? "
        "WHERE table_name IN ('places', 'mentions')",
        (west, south, east, north),
    )
    connection.execute(
        "UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) = "
        "(SELECT min(ST_MinX(geom)), min(ST_MinY(geom)), max(ST_MaxX(geom)), max(ST_MaxY(geom)) FROM areas) "
        "WHERE table_name = 'areas'"
    )
    connection.execute("UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now')")

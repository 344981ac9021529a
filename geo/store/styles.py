"""How QGIS shows the layers when the project file is opened: the table `layer_styles`, which it looks for."""

import sqlite3
from typing import NamedTuple

from geo.store.geopackage import Layer, list_layer, run_script

_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  f_table_catalog TEXT,
  f_table_schema TEXT,
  f_table_name TEXT,
  f_geometry_column TEXT,
  styleName TEXT,
  styleQML TEXT,
  styleSLD TEXT,
  useAsDefault BOOLEAN,
  description TEXT,
  owner TEXT,
  ui TEXT,
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);
"""

_QML = """<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.28" styleCategories="Symbology|Labeling">
 <renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0">
  <symbols><symbol name="0" type="marker" alpha="{alpha}" clip_to_extent="1">
   <layer class="SimpleMarker" enabled="1" locked="0" pass="0"><Option type="Map">
    <Option name="name" type="QString" value="circle"/>
    <Option name="color" type="QString" value="{color},255"/>
    <Option name="outline_color" type="QString" value="255,255,255,255"/>
    <Option name="outline_width" type="QString" value="0.3"/>
    <Option name="size" type="QString" value="{size}"/>
    <Option name="size_unit" type="QString" value="MM"/>
   </Option></layer>
  </symbol></symbols>
 </renderer-v2>
 <labeling type="simple"><settings>
  <text-style fieldName="{label}" fontSize="8" textColor="40,40,40,255"/>
  <placement placement="6" dist="1"/>
  <rendering obstacle="1" scaleVisibility="1" scaleMin="5000000" scaleMax="0"/>
 </settings></labeling>
</qgis>
"""

_SLD = """<StyledLayerDescriptor version="1.0.0"
  xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc">
 <NamedLayer><Name>{table}</Name><UserStyle><FeatureTypeStyle><Rule>
  <PointSymbolizer><Graphic><Mark><WellKnownName>circle</WellKnownName>
   <Fill><CssParameter name="fill">{web}</CssParameter></Fill>
   <Stroke><CssParameter name="stroke">#ffffff</CssParameter></Stroke></Mark>
   <Size>{pixels}</Size></Graphic></PointSymbolizer>
  <TextSymbolizer><Label><ogc:PropertyName>{label}</ogc:PropertyName></Label></TextSymbolizer>
 </Rule></FeatureTypeStyle></UserStyle></NamedLayer>
</StyledLayerDescriptor>
"""


class Style(NamedTuple):
    """How the dots of a layer look."""

    table: str
    label: str
    """The field written beside a dot."""
    color: str
    """Red, green, blue."""
    web: str
    """The same as a web colour."""
    size: float
    """Millimetres."""
    pixels: int
    alpha: float


STYLES = (
    Style("places", "name", "178,24,43", "#b2182b", 2.6, 9, 1),
    Style("mentions", "place", "33,102,172", "#2166ac", 1.8, 6, 0.5),
)
"""Places as named dots; mentions smaller and half transparent, since many lie upon one another."""


def styles_schema(connection: sqlite3.Connection) -> None:
    """Adds a default style for each feature layer."""
    run_script(connection, _TABLE)
    list_layer(connection, Layer("layer_styles", "attributes", "How QGIS draws the layers"))
    connection.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, 'geom', ?, ?, ?, 1, ?, '')",
        [
            (each.table, f"Dateline {each.table}", _QML.format(**look), _SLD.format(**look), "by Dateline")
            for each, look in ((style, style._asdict()) for style in STYLES)
        ],
    )

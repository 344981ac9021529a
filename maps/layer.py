"""The evidence as a layer of anyone's folium map."""

import os
from collections.abc import Iterable, Mapping
from typing import Any

from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from maps.assets import read_text
from maps.collection import checked
from maps.errors import BadOption
from maps.localtiles import local_tiles
from maps.pack import marked, own_names
from maps.payload import base_payload, tiles_payload, within
from maps.tiles import tiles_of

LANGUAGES = ("en", "ar")
FRAME = 450_000
"""Bytes of a page beside its data: Leaflet, our script and style, the base map. A test keeps it true."""
BASEMAP_SHARE = 0.3
"""Of the greatest size, in bytes of tiles: as letters they are near two fifths of it; the evidence has the rest."""
PIECE = 250_000
"""Characters of data in one element. A browser that reads a longer one copies what it has at every 64 kB: of 8 MB in
one element Chromium took a third of a second, in such pieces a twelfth."""
SHIELD = (
    "(function(){{var module={{exports:{{}}}},exports=module.exports,define;"
    "{code}\n;window.Supercluster=module.exports}})();"
)
"""Keeps a module loader of the surrounding page, such as a notebook's, from claiming the library."""


def raw(text: str) -> str:
    """Text that jinja leaves alone, since branca takes every element for a template."""
    if "endraw" in text:
        raise BadOption("an asset holds the word endraw")
    return "{% raw %}" + text + "{% endraw %}"


class Block(Element):
    """Data in the body of a page. branca would have taken it for a template and read through all of it."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        pieces = (text[at : at + PIECE] for at in range(0, len(text), PIECE))
        self._text = "\n".join(
            f'<script type="application/octet-stream" class="{name}">{piece}</script>' for piece in pieces
        )

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002  (as branca calls it)
        """The block as it stands in the page."""
        return self._text


class Evidence(MacroElement):
    """Draws places with their evidence on a `folium.Map`: `maps.Evidence(collection).add_to(folium.Map())`.

    `collection` follows feature.schema.json. No report text enters the page's markup or scripts: it travels compressed.
    Raises BadCollection, BadOption, UnknownTiles, TooLarge.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        dateline.start({{ this._parent.get_name() }}, "{{ this.get_name() }}");
        {% endmacro %}
        """
    )

    def __init__(
        self,
        collection: Any,
        *,
        title: str = "",
        lang: str = "en",
        tiles: str | None = None,
        attribution: str = "",
        labels: Iterable[Mapping[str, Any]] = (),
        more: str = "",
        basemap: str | os.PathLike[str] | None = None,
        base: bool = False,
        max_mb: float = 25.0,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Evidence"
        if lang not in LANGUAGES:
            raise BadOption(f"the map has no texts in {lang!r}", f"one of {', '.join(LANGUAGES)}")
        collection = checked(collection)
        layer = tiles_of(tiles, attribution)
        marks = [(*mark, len(f["properties"]["mentions"])) for f, mark in marked(collection["features"])]
        local = local_tiles(basemap, marks, int(max_mb * 1e6 * BASEMAP_SHARE)) if basemap else None
        tiles_text = tiles_payload(local) if local else ""
        about = {
            "title": title,
            "lang": lang,
            "more": more,
            "labels": [
                [str(row["name"]), row["lat"], row["lon"], row.get("rank", 0), own_names(row.get("names"))]
                for row in labels
            ],
            "tiles": layer and {"url": layer.url, "attribution": layer.attribution, "maxZoom": layer.max_zoom},
            "local": local and local.about(),
            "collection": collection.get("dateline") or {},
        }
        self.parts = within(collection["features"], about, int(max_mb * 1e6) - FRAME - len(tiles_text))
        if base:
            self.parts["base"] = base_payload(marks)
        if local:
            self.parts["tiles"] = tiles_text

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Puts script and style, once a page, into the head, and the data into the body."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise BadOption("Evidence is on no map", "call .add_to(folium.Map()) before rendering")
        library = SHIELD.format(code=read_text("supercluster.js"))
        script = raw(f"<script>{library}</script>\n<script>{read_text('evidence.js')}</script>")
        figure.header.add_child(Element(raw(f"<style>{read_text('evidence.css')}</style>")), name="dateline_css")
        figure.header.add_child(Element(script), name="dateline_js")
        for part, text in self.parts.items():
            name = f"{self.get_name()}_{part}"
            figure.html.add_child(Block(name, text), name=name)
        super().render(**kwargs)  # type: ignore[no-untyped-call]

"""The evidence as a layer of anyone's folium map."""

from collections.abc import Iterable, Mapping
from typing import Any

from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from maps.assets import read_text
from maps.collection import checked
from maps.errors import BadOption
from maps.payload import base_payload, within
from maps.tiles import tiles_of

LANGUAGES = ("en", "ar")
FRAME = 450_000
"""Bytes of a page beside its data: Leaflet, our script and style, the base map. A test keeps it true."""
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


class Evidence(MacroElement):
    """Draws places with their evidence on a `folium.Map`: `maps.Evidence(collection).add_to(folium.Map())`.

    `collection` follows feature.schema.json. No report text enters the page's markup or scripts: it travels compressed.
    Raises BadCollection, BadOption, UnknownTiles, TooLarge.
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        {% for part, text in this.parts.items() %}
        <script type="application/octet-stream" id="{{ this.get_name() }}_{{ part }}">{{ text }}</script>
        {% endfor %}
        {% endmacro %}
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
        base: bool = False,
        max_mb: float = 25.0,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Evidence"
        if lang not in LANGUAGES:
            raise BadOption(f"the map has no texts in {lang!r}", f"one of {', '.join(LANGUAGES)}")
        collection = checked(collection)
        layer = tiles_of(tiles, attribution)
        about = {
            "title": title,
            "lang": lang,
            "more": more,
            "labels": [[str(row["name"]), row["lat"], row["lon"], row.get("rank", 0)] for row in labels],
            "tiles": layer and {"url": layer.url, "attribution": layer.attribution, "maxZoom": layer.max_zoom},
            "collection": collection.get("dateline") or {},
        }
        self.parts = within(collection["features"], about, int(max_mb * 1e6) - FRAME)
        if base:
            self.parts["base"] = base_payload(collection["features"])

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Puts script and style, once a page, into the head, and the data into the body."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise BadOption("Evidence is on no map", "call .add_to(folium.Map()) before rendering")
        library = SHIELD.format(code=read_text("supercluster.js"))
        script = raw(f"<script>{library}</script>\n<script>{read_text('evidence.js')}</script>")
        figure.header.add_child(Element(raw(f"<style>{read_text('evidence.css')}</style>")), name="dateline_css")
        figure.header.add_child(Element(script), name="dateline_js")
        super().render(**kwargs)  # type: ignore[no-untyped-call]

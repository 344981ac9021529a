"""One self-contained HTML document, the same bytes for the same input."""

import base64
import hashlib
import html
import os
import re
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure

from maps.assets import read_text
from maps.layer import Evidence, raw
from maps.tiles import Tiles, tiles_of

TITLES = {"en": "Places in reports", "ar": "أماكن في التقارير"}
NEEDED = {
    "en": "This map is drawn by a script inside this file. Please allow scripts for it; nothing is fetched.",
    "ar": "ترسم هذه الخريطة شيفرة داخل هذا الملف. اسمح لها بالعمل؛ لا شيء يُجلب من الشبكة.",
}
DEEPEST = 13
"""Zoom beyond which the embedded base map has nothing more to show; online tiles have their own."""

NEAREST = 16
"""The same over a local base map, whose deepest tiles are enlarged once."""

LATE = re.compile(r'<script type="application/octet-stream" class="\w+_(?:text|why|tiles)">[^<]*</script>')
"""The blocks that the first picture does without: they go to the end, so that it is drawn while they are read."""


class OfflineMap(folium.Map):
    """A folium map that brings Leaflet along instead of fetching it and eight other files."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  (folium's own attribute)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Puts Leaflet into the head, then does as folium does."""
        figure = self.get_root()
        assert isinstance(figure, Figure)
        figure.header.add_child(Element(raw(f"<style>{leaflet_style()}</style>")), name="leaflet_css")
        figure.header.add_child(Element(raw(f"<script>{read_text('leaflet.js')}</script>")), name="leaflet_js")
        super().render(**kwargs)  # type: ignore[no-untyped-call]


def leaflet_style() -> str:
    """Leaflet's style without its pictures, none of which our page shows."""
    return re.sub(r"url\((?!#)[^)]*\)", "none", read_text("leaflet.css"))


def render(collection: Any, *, title: str = "", lang: str = "en", tiles: str | None = None, **options: Any) -> str:
    """One HTML document with everything in it; needs no network unless `tiles` are asked for.

    Options: `title`; `lang`, "en" or "ar"; `tiles`, a known name or an https URL with {x}, {y}, {z}, and `attribution`;
    `basemap`, a PMTiles file whose tiles are put into the page; `labels`, towns to name on the base map as {name, lat,
    lon, rank} and perhaps `names`; `more`, the command that shows what was left out, {place} standing for a place's id;
    `max_mb`, the greatest size in megabytes. Raises BadBasemap, BadCollection, BadOption, UnknownTiles, TooLarge.
    """
    layer = tiles_of(tiles, str(options.get("attribution", "")))
    page = OfflineMap(
        location=(0, 0),
        zoom_start=2,
        tiles=None,
        zoom_control=False,
        attributionControl=True,
        maxZoom=layer.max_zoom if layer else NEAREST if options.get("basemap") else DEEPEST,
        minZoom=1,
        worldCopyJump=False,
    )
    Evidence(collection, title=title, lang=lang, tiles=tiles, base=True, **options).add_to(page)
    title = title or TITLES[lang]
    figure = page.get_root()
    assert isinstance(figure, Figure)
    figure.title = html.escape(title)
    name_in_order(figure)
    return finished(figure.render(), lang, layer)


def name_in_order(figure: Figure) -> None:
    """Numbers the page's elements: folium names them by chance, so that no two pages are alike."""
    numbers = count()
    pending: list[Any] = [figure]
    while pending:
        element = pending.pop(0)
        element._id = f"{next(numbers):04d}"
        pending += element._children.values()
        pending += [part for part in (getattr(element, name, None) for name in ("header", "html", "script")) if part]


def finished(text: str, lang: str, tiles: Tiles | None) -> str:
    """The document with its language, a viewport that may be zoomed, and a policy that allows its own scripts only."""
    direction = "rtl" if lang == "ar" else "ltr"
    text = text.replace("<html>", f'<html lang="{lang}" dir="{direction}">', 1)
    text = re.sub(
        r'<meta name="viewport"[^>]*>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        text,
        count=1,
    )
    text = text.replace("<body>", f"<body>\n<noscript>{html.escape(NEEDED[lang])}</noscript>", 1)
    late = LATE.findall(text)
    head, end, tail = LATE.sub("", text).rpartition("</html>")
    text = "".join((head, *(f"{block}\n" for block in late), end, tail))
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # a browser does so too before it compares hashes
    return text.replace("<head>\n", f"<head>\n{policy(text, tiles)}\n", 1)


def policy(text: str, tiles: Tiles | None) -> str:
    """A Content-Security-Policy that names every script of the document by its hash and allows nothing else."""
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = {"'sha256-" + base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() + "'" for s in scripts}
    images = f"data: blob: {tiles.host}" if tiles else "data: blob:"
    rules = (
        f"default-src 'none'; script-src {' '.join(sorted(hashes))}; style-src 'unsafe-inline'; img-src {images}; "
        "base-uri 'none'; form-action 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}">'


def save(collection: Any, path: str | os.PathLike[str], **options: Any) -> Path:
    """Writes the document to a file, whole or not at all; options as for `render`. Raises OSError too.

    A link stays one, and what is no file, such as `/dev/stdout`, is written to.
    """
    given = Path(path)
    data = render(collection, **options).encode("utf-8")
    if given.exists() and not given.is_file():
        given.write_bytes(data)
        return given
    target = given.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        part.chmod(0o666 & ~umask())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return given


def umask() -> int:
    """The process's mask for new files."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask

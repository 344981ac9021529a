"""Online tiles, where a caller asks for them: the only thing in a map that a reader's browser may fetch."""

import re
from dataclasses import dataclass

from maps.errors import UnknownTiles

URL = re.compile(r"^https://([a-zA-Z0-9.{}-]+)(:\d+)?/[^\s\"'<>]*$")
KNOWN = {
    "openstreetmap": (
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "© OpenStreetMap contributors, openstreetmap.org/copyright",
        19,
    ),
    "opentopomap": (
        "https://{s}.tile.opentopomap.org/{z}/{x}/{y}.png",
        "© OpenStreetMap contributors, SRTM; map © OpenTopoMap (CC-BY-SA)",
        17,
    ),
    "carto-positron": (
        "https://{s}.basemaps.cartocdn.com/light_all/{z}/{x}/{y}.png",
        "© OpenStreetMap contributors © CARTO",
        20,
    ),
}
"""URL, attribution as plain text, deepest zoom. OpenStreetMap's own server refuses pages opened from a file."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """An online layer under the map."""

    url: str
    """URL with {x}, {y}, {z} and perhaps {s}."""
    attribution: str
    """Whom to name, as plain text."""
    max_zoom: int
    """The deepest zoom the server has."""

    @property
    def host(self) -> str:
        """The host as a Content-Security-Policy names it.

        >>> Tiles("https://{s}.example.org/{z}/{x}/{y}.png", "", 18).host
        'https://*.example.org'
        """
        found = URL.match(self.url)
        assert found is not None
        return "https://" + re.sub(r"^[^.]*\{s\}[^.]*", "*", found[1]) + (found[2] or "")


def tiles_of(name: str | None, attribution: str = "") -> Tiles | None:
    """Tiles by known name or https URL; None for none. UnknownTiles otherwise."""
    if name is None:
        return None
    if name.lower() in KNOWN:
        return Tiles(*KNOWN[name.lower()])
    found = URL.match(name)
    if (
        not found
        or any(part not in name for part in ("{x}", "{y}", "{z}"))
        or re.search(r"[{}]", found[1].replace("{s}", ""))
    ):
        raise UnknownTiles(
            f"{name!r} is neither an https URL with {{x}}, {{y}} and {{z}} nor a known name",
            f"known names: {', '.join(sorted(KNOWN))}",
        )
    return Tiles(name, attribution, 18)

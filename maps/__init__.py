"""Draws places with their evidence: a GeoJSON FeatureCollection becomes one HTML file that works without a network."""

from maps.collection import checked
from maps.errors import AssetBroken, BadBasemap, BadCollection, BadOption, MapError, TooLarge, UnknownTiles
from maps.layer import Evidence
from maps.page import render, save

__all__ = [
    "AssetBroken",
    "BadBasemap",
    "BadCollection",
    "BadOption",
    "Evidence",
    "MapError",
    "TooLarge",
    "UnknownTiles",
    "checked",
    "render",
    "save",
]

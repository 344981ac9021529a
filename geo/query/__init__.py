"""Questions to a project file: which places, which mentions, on whose word."""

from geo.query.features import PlaceFeature, Says, about, features, features_of, place_features
from geo.query.filters import EVERYTHING, KINDS, Filter, Near, parse_bbox
from geo.query.rows import Echo, MentionRow, PlaceRow, mention, mentions, places
from geo.query.sources import Repeated, SourceRow, sources

__all__ = [
    "EVERYTHING",
    "KINDS",
    "Echo",
    "Filter",
    "MentionRow",
    "Near",
    "PlaceFeature",
    "PlaceRow",
    "Repeated",
    "Says",
    "SourceRow",
    "about",
    "features",
    "features_of",
    "mention",
    "mentions",
    "parse_bbox",
    "place_features",
    "places",
    "sources",
]

"""Questions to a project file: which places, which mentions, on whose word."""

from geo.query.features import PlaceFeature, Says, about, features, features_of, place_features
from geo.query.filters import EVERYTHING, KINDS, Filter, Near, parse_bbox
from geo.query.rows import MentionRow, PlaceRow, mention, mentions, places

__all__ = [
    "EVERYTHING",
    "KINDS",
    "Filter",
    "MentionRow",
    "Near",
    "PlaceFeature",
    "PlaceRow",
    "Says",
    "about",
    "features",
    "features_of",
    "mention",
    "mentions",
    "parse_bbox",
    "place_features",
    "places",
]

"""How an export is to look, whatever its format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of an export; a format leaves aside what does not concern it."""

    rows: Literal["places", "mentions"] = "places"
    """GeoJSON: one feature a place with its evidence nested, or one a mention. GeoParquet: what a row is."""
    bom: bool = False
    """CSV: begin with a byte order mark, by which Excel knows UTF-8."""
    says: Mapping[str, str] = field(default_factory=dict)
    """The name of each feature of a resolution → the sentence that a reader is told."""

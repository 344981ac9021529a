"""Where a phrase about a name says that something is: "100 km west of Palmyra", "eastern Syria", "the Iraqi border".

The place of the mention stays; the relation says where from it.
"""

from geo.relations.area import area_of
from geo.relations.read import Name, relations_of
from geo.relations.world import GazetteerWorld, World

__all__ = ["GazetteerWorld", "Name", "World", "area_of", "relations_of"]
"""What other packages use."""

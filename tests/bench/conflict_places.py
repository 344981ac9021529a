"""How many listed spellings of conflict places have their place as first candidate, its countries given or not.

`PYTHONPATH=. python tests/bench/conflict_places.py [--list FILE] [--gazetteer FILE] [--misses]`: a candidate is the
place if it lies within 25 km of it. Renamings (`other_names`) are counted apart.
"""

import argparse
import json
from pathlib import Path

from geopy.distance import geodesic

from gazetteer.builtin import open_builtin
from gazetteer.index import open_index
from gazetteer.search import candidates

LIST = Path(__file__).parents[3] / "shared" / "variants" / "conflict-places.json"
COUNTRIES = ("SY", "IQ")
NEAR_KM = 25.0


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", type=Path, default=LIST)
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--misses", action="store_true", help="print each spelling that leads elsewhere")
    given = parser.parse_args()
    gazetteer = open_index(given.gazetteer) if given.gazetteer else open_builtin()
    places = json.loads(given.list.read_text(encoding="utf-8"))
    for key, countries in (("variants", COUNTRIES), ("variants", ()), ("other_names", ())):
        asked = [(place, name) for place in places for name in dict.fromkeys(place.get(key, []))]
        right = 0
        for place, name in asked:
            found = candidates(gazetteer, name, countries, limit=1, least=0)
            point = found[0].place.point if found else None
            there = point and geodesic((point.lat, point.lon), (place["lat"], place["lon"])).km <= NEAR_KM
            right += bool(there)
            if given.misses and not there:
                print(f"   {place['canonical']}: {name} leads to {found[0].place.name if found else 'nothing'}")
        what = f"given {' '.join(countries)}" if countries else "given nothing"
        print(f"{key}, {what}: {right / len(asked):.3f} of {len(asked)}")


if __name__ == "__main__":
    main()

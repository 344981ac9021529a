"""A gazetteer grown from real names, to see what size costs.

`PYTHONPATH=. python tests/bench/grow.py --from wide.index --names 2400000 more.tsv` writes places with names of halves
of two real ones, each beside a real place. Then

    dateline gazetteer import places_world.tsv.gz more.tsv --gazetteer grown.index
    PYTHONPATH=. python tests/bench/parse.py --gazetteer grown.index
"""

import argparse
import random
from pathlib import Path

from gazetteer.fold import fold
from gazetteer.index import open_index

SEED = 3


def halves(first: str, second: str) -> str:
    """The first half of one name and the second of another.

    >>> halves("Palmyra", "Damascus")
    'Palscus'
    """
    return first[: len(first) // 2] + second[(len(second) + 1) // 2 :]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="source", type=Path, required=True, help="index whose names are taken")
    parser.add_argument("--names", type=int, default=1_500_000)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    gazetteer, dice = open_index(given.source), random.Random(SEED)
    places = gazetteer.arrays["name.place"]
    with given.out.open("w", encoding="utf-8") as file:
        file.write("id\tname\tlat\tlon\n")
        number = 0
        while number < given.names:
            row, other = dice.randrange(len(places)), dice.randrange(len(places))
            point = gazetteer.point(int(places[row]))
            name = halves(gazetteer.name_text(row), gazetteer.name_text(other)).strip(" -'")
            if point is None or len(fold(name).replace(" ", "")) < 3 or any(sign in name for sign in '\t"/'):
                continue
            number += 1
            lat, lon = point.lat + dice.uniform(-0.1, 0.1), point.lon + dice.uniform(-0.1, 0.1)
            file.write(f"grown:{number}\t{name}\t{max(-90, min(90, lat)):.5f}\t{max(-180, min(180, lon)):.5f}\n")


if __name__ == "__main__":
    main()

"""Measures how often merging by name is right, for each distance: the figures in `merge.nearest`.

    python -m gazetteer.measure_merge cities500.txt.gz wof_*.jsonl.gz

The records of the second source say in truth which GeoNames place they are. That is withheld; a record then counts as
right if the place found for it is the one it says, as wrong if it is another one or if the one it says is not in the
first source, as missed if there was one to find and it was not found. Records that name no GeoNames place prove nothing
either way (Kherson is among them) and are only counted.
"""

import sys
from itertools import chain
from pathlib import Path

import numpy as np

from gazetteer import merge
from gazetteer.importers import open_sources
from gazetteer.keys import Arrays
from gazetteer.place import NAME_KINDS, Place
from gazetteer.tokens import hash_names, make_tables

DISTANCES_KM = (0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0)


def columns(places: list[Place]) -> merge.Known:
    """The places as the builder holds them."""
    features = sorted({place.feature for place in places} | {""})
    countries = sorted({place.country for place in places} | {""})
    names = [(row, name) for row, place in enumerate(places) for name in place.names]
    tables = make_tables()
    texts = [name.text for _, name in names]
    keys = [hash_names(texts[k : k + 20_000], tables)[0] for k in range(0, len(texts), 20_000)]
    arrays: Arrays = {
        "name.key": np.concatenate(keys),
        "name.place": np.array([row for row, _ in names], dtype=np.uint32),
        "name.kind": np.array([NAME_KINDS.index(name.kind) for _, name in names], dtype=np.uint8),
        "place.lon": np.array([place.point.lon if place.point else np.nan for place in places]),
        "place.lat": np.array([place.point.lat if place.point else np.nan for place in places]),
        "place.feature": np.array([features.index(place.feature) for place in places], dtype=np.uint32),
        "place.country": np.array([countries.index(place.country) for place in places], dtype=np.uint32),
    }
    return merge.known(arrays, features, countries)


def main(first: str, *others: str) -> None:
    """Print right, wrong, missed, precision and recall for each distance."""
    places = list(chain.from_iterable(source.places for source in open_sources([Path(first)])))
    among, rows = columns(places), {place.id: row for row, place in enumerate(places)}
    records = list(chain.from_iterable(source.places for source in open_sources([Path(path) for path in others])))
    tables = make_tables()
    truth = np.array([next((rows[key] for key in record.same_as if key in rows), -1) for record in records])
    silent = np.array([not any(key.startswith("geonames:") for key in record.same_as) for record in records])
    say = sys.stdout.write
    say(f"{np.sum(~silent)} records name a GeoNames place, {np.sum(truth >= 0)} one of {first}\n")
    say("km\tright\twrong\tmissed\tprecision\trecall\tnames none\n")
    for km in DISTANCES_KM:
        found = np.array([row for part in merge.batches(records) for row in merge.nearest(part, among, tables, km)])
        right = int(np.sum((found == truth) & (truth >= 0)))
        wrong, wanted = int(np.sum((found >= 0) & (found != truth) & ~silent)), int(np.sum(truth >= 0))
        figures = (
            f"{wanted - right}\t{right / (right + wrong):.4f}\t{right / wanted:.4f}\t{np.sum((found >= 0) & silent)}"
        )
        say(f"{km:g}\t{right}\t{wrong}\t{figures}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

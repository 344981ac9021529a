"""Words beside a name that say what kind of place it is."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gazetteer.tokens import Tables, hash_names

CUES: Mapping[str, str] = {
    "A": (
        "province governorate state county district oblast raion region prefecture department canton emirate "
        "kingdom republic municipality territory voivodeship wilayat vilayet government minister president "
        "muhafazah"
    ),
    "P": "city town village suburb neighborhood neighbourhood hamlet settlement capital commune mayor",
    "H": (
        "river lake sea ocean gulf bay strait straits canal creek reservoir wadi channel stream falls coast shore banks"
    ),
    "T": (
        "mount mountain mountains mt hill hills peak jabal jebel valley plateau island islands desert cape "
        "peninsula range plain volcano"
    ),
    "S": (
        "airport airbase airfield aerodrome base bridge dam port harbor harbour station hospital university "
        "prison stadium camp refinery oilfield field plant crossing mosque church museum palace"
    ),
    "L": "park forest reserve area zone plains basin front countryside",
}
"""Generic words by GeoNames feature class: the English terms of the class in GeoNames' own list of feature codes, by
their head words."""

CLASSES = "APHTSLRUV"


def cue_table(tables: Tables) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Hashes of the cue words, sorted, and for each the place of its class in `CLASSES`."""
    words = [(word, CLASSES.index(kind)) for kind, line in CUES.items() for word in line.split()]
    keys, _ = hash_names([word for word, _ in words], tables)
    order = np.argsort(keys)
    return keys[order], np.array([kind for _, kind in words])[order]


def cue_classes(hashes: NDArray[np.uint64], table: tuple[NDArray[np.uint64], NDArray[np.int64]]) -> NDArray[np.int64]:
    """For each word the class it speaks for, -1 for none."""
    keys, kinds = table
    position = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
    return np.where(keys[position] == hashes, kinds[position], -1)

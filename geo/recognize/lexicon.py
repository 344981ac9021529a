"""Which words English prose writes small: a capital says little of these where a sentence begins.

Counted over the recogniser's training corpora: `python -m geo.recognize.lexicon --ner FOLDER` writes `lexicon.npz`.
"""

import argparse
from collections import Counter
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gazetteer.tokens import hash_names, make_tables

LEVELS = (2, 8, 32)
"""Times that a word stands small in the corpora, 1.5 million tokens, from which it is of level 1, 2, 3."""

U64 = NDArray[np.uint64]


def commonness(hashes: U64) -> NDArray[np.uint8]:
    """For each word, by the hash of its fold, its level: 0 for one that the corpora do not mostly write small."""
    keys, levels = _table()
    at = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
    return np.where(keys[at] == hashes, levels[at], np.uint8(0))


@cache
def _table() -> tuple[U64, NDArray[np.uint8]]:
    with as_file(files("geo.recognize").joinpath("lexicon.npz")) as path, np.load(path, allow_pickle=False) as data:
        return data["keys"], data["levels"]


def counted(sentences: list[list[str]]) -> dict[str, int]:
    """Words that stand small more often than with a capital within a sentence, and how often they stand small."""
    small, large = Counter[str](), Counter[str]()
    for sentence in sentences:
        for place, token in enumerate(sentence):
            if token.isalpha() and token.islower():
                small[token] += 1
            elif place and token[:1].isupper():
                large[token.lower()] += 1
    return {word: times for word, times in small.items() if times >= LEVELS[0] and times > large[word]}


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", type=Path, required=True, help="folder of token<TAB>BIO files")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("lexicon.npz"))
    given = parser.parse_args()
    blocks = [b for p in sorted(given.ner.glob("*.tsv")) for b in p.read_text(encoding="utf-8").split("\n\n")]
    words = counted([[line.split("\t")[0] for line in block.split("\n") if line] for block in blocks])
    names = sorted(words)
    keys, _ = hash_names(names, make_tables())
    levels = np.searchsorted(LEVELS, [words[name] for name in names], side="right").astype(np.uint8)
    keys, first = np.unique(keys, return_index=True)
    np.savez_compressed(given.out, keys=keys, levels=levels[first])


if __name__ == "__main__":
    main()

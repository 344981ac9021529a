"""Training of the model that tells places from actors: `python -m geo.recognize.train_kinds --gold FOLDER`.

It learns from GeoWebNews, which marks metonyms, and from made-up sentences. GeoWebNews calls offices and firms metonyms
too; since only a place's name can stand for its government, names that the gazetteer lacks are left out. It prints what
models say of the documents of GeoWebNews that they have not seen, five folds, and of the seeds, which none ever sees.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.builtin import open_builtin
from gazetteer.index import Gazetteer
from geo.recognize.alike import Likeness
from geo.recognize.corpora import Example, read_gold
from geo.recognize.features import CLASSES, ORGANIZATION, PLACE, first_pass
from geo.recognize.kind_sentences import kind_sentences
from geo.recognize.kinds import are_actors
from geo.recognize.tagger import Layer, write_layers
from geo.recognize.train import fit, fold_of
from geo.recognize.words import look

FOLDS = 5


class Kinds(NamedTuple):
    """Mentions of a text whose kind is known, a row each."""

    rows: NDArray[np.uint32]
    """Features of the name's last word."""
    actor: NDArray[np.bool_]
    flags: NDArray[np.uint8]
    """`KeyFlag`s of the name's first word: none where the gazetteer has no name that begins with it."""


def kinds_of(example: Example, gazetteer: Gazetteer, likeness: Likeness) -> Kinds:
    """The mentions of an example."""
    words = look(example.text, gazetteer, likeness)
    start, end = words.tokens.start, words.tokens.bare_end
    inside = [(np.flatnonzero((start < s.end) & (end > s.start)), actor) for s, actor in example.kinds]
    found = [(int(at[0]), int(at[-1]), actor) for at, actor in inside if len(at)]
    first, last, actor = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return Kinds(first_pass(words, last), actor > 0, words.flags[first])


def learn(kinds: Sequence[Kinds]) -> Layer:
    """Weights; of the classes `place` and `organization` (an actor) are used."""
    rows = np.concatenate([k.rows[k.flags > 0] for k in kinds])
    actor = np.concatenate([k.actor[k.flags > 0] for k in kinds])
    mask = np.zeros((len(rows), len(CLASSES)), dtype=bool)
    mask[np.arange(len(rows)), np.where(actor, ORGANIZATION, PLACE)] = True
    return fit(rows, mask)


def judged(layer: Layer, kinds: Sequence[Kinds]) -> NDArray[np.int64]:
    """Of all mentions: actors said to be actors, all said to be, all actors, said rightly, all."""
    said = np.concatenate([are_actors(layer, k.rows, k.flags) for k in kinds])
    actor = np.concatenate([k.actor for k in kinds])
    return np.array([(said & actor).sum(), said.sum(), actor.sum(), (said == actor).sum(), len(said)])


def figures(marked: Sequence[Example], kinds: Sequence[Kinds], made: Sequence[Kinds]) -> NDArray[np.int64]:
    """`judged`, summed over the folds: each document by a model that has not seen it."""
    fold = [fold_of(example.name, FOLDS) for example in marked]
    total = np.zeros(5, dtype=np.int64)
    for f in range(FOLDS):
        layer = learn([*(k for k, of in zip(kinds, fold, strict=True) if of != f), *made])
        total += judged(layer, [k for k, of in zip(kinds, fold, strict=True) if of == f])
    return total


def main() -> None:
    """Train, write the weights and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder of gold place mentions")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("kinds.npz"))
    given = parser.parse_args()
    gazetteer = open_builtin()
    likeness = Likeness(gazetteer)
    marked, seeds = (list(read_gold(given.gold / f"{corpus}.dev.jsonl")) for corpus in ("geowebnews", "seeds"))
    kinds, unseen, made = (
        [kinds_of(example, gazetteer, likeness) for example in examples if example.kinds]
        for examples in (marked, seeds, kind_sentences(gazetteer))
    )
    layer = learn([*kinds, *made])
    write_layers(given.out, {"kind": layer})
    print("mentions of      accuracy  actors: precision  recall")  # noqa: T201
    for name, (both, said, actors, right, all_of) in {
        "geowebnews": figures([e for e in marked if e.kinds], kinds, made),
        "seeds": judged(layer, unseen),
    }.items():
        print(f"{name:15}{right / all_of:10.3f}{both / said:19.3f}{both / actors:8.3f}")  # noqa: T201


if __name__ == "__main__":
    main()

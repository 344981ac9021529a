"""What a killed import leaves for the next one: the places read so far, in a file beside the index.

A stage is written when a source has been read, atomically, and taken up if the sources read so far are, by their ids,
hashes and order, the first ones of the new import. It is removed when the index is whole.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gazetteer import container
from gazetteer.build import IndexBuilder
from gazetteer.container import INDEX_VERSION
from gazetteer.errors import IndexMissing, IndexUnreadable
from gazetteer.fold import FOLD_VERSION
from gazetteer.place import GazetteerSource

STALE_S = 600.0
"""Seconds after which a file that was being written has lost its writer: writing the world takes a few seconds."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A source of an import."""

    source: GazetteerSource
    match: bool
    """Whether its records may be one with those of earlier sources by concordance or name."""

    @property
    def stamp(self) -> dict[str, Any]:
        """What must be the same for a stage to be of use."""
        return {"source": self.source._asdict(), "match": self.match}


def stage_of(index: Path) -> Path:
    """Where the stage of an index lies."""
    return index.with_name(f"{index.name}.stage")


def save(index: Path, builder: IndexBuilder, done: Sequence[Planned]) -> None:
    """Put down what the builder holds after these sources. OSError where the folder has no room."""
    header = {
        "stage": [INDEX_VERSION, FOLD_VERSION],
        "done": [planned.stamp for planned in done],
        "merged": builder.merged,
        "codes": {name: codes.words for name, codes in builder.codes.items()},
    }
    container.write(stage_of(index), header, builder.columns.arrays())


def load(index: Path, plan: Sequence[Planned]) -> tuple[IndexBuilder, int]:
    """A builder, and how many of the planned sources it holds already: 0 where no stage is of use."""
    builder = IndexBuilder()
    try:
        header, arrays = container.read(stage_of(index))
        done = header["done"]
        fits = header["stage"] == [INDEX_VERSION, FOLD_VERSION] and done == [item.stamp for item in plan[: len(done)]]
        if fits:
            builder.restore(header, arrays, [GazetteerSource(**stamp["source"]) for stamp in done])
            return builder, len(done)
    except (IndexMissing, IndexUnreadable, KeyError):
        pass
    return IndexBuilder(), 0


def clear(index: Path, *, now: float | None = None) -> None:
    """Remove the stage, and what writers that were killed have left."""
    stage_of(index).unlink(missing_ok=True)
    now = time.time() if now is None else now
    for name in (index.name, stage_of(index).name):
        for partial in index.parent.glob(f"{_literal(name)}.????????.partial"):
            if now - partial.stat().st_mtime > STALE_S:
                partial.unlink(missing_ok=True)


def _literal(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)

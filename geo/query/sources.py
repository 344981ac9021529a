"""The documents of a project with their families of copies."""

from collections.abc import Iterator
from typing import NamedTuple

from geo.copies import Passage
from geo.query.rows import FAMILY_DIGITS
from geo.store import Held, Store
from geo.store.copy_tables import echoed


class Repeated(NamedTuple):
    """A passage that a document has from another."""

    path: str
    """Of the other document."""
    passage: Passage
    """Its place in this document and in the other."""


class SourceRow(NamedTuple):
    """A document, and what it repeats."""

    held: Held
    family: str
    """Id of the original of its family, shortened; its own where nothing copies it and it copies nothing."""
    original: bool
    """Whether it is the original of its family."""
    repeats: tuple[Repeated, ...]
    """Passages that it has from other documents, in its order: from its family, and from others that it quotes."""


def sources(store: Store) -> Iterator[SourceRow]:
    """The documents by family, the original first, then by path; families by the path of the original."""
    families = {id: (first, original, row) for id, first, original, row in store.rows(_FAMILIES)}
    held = {document.id: document for document in store.documents()}
    paths = {row: held[id].source.path for id, (_, _, row) in families.items()}
    for id in sorted(held, key=lambda i: _place(held, families[i][0], i)):
        first, original, row = families[id]
        repeats = tuple(Repeated(paths[other], passage) for other, passage in echoed(store.connection, row))
        yield SourceRow(held[id], first[:FAMILY_DIGITS], bool(original), repeats)


def _place(held: dict[str, Held], first: str, id: str) -> tuple[str, bool, str]:
    return held[first].source.path, id != first, held[id].source.path


_FAMILIES = (
    "SELECT c.id, k.id, c.original, c.fid FROM copy_documents AS c "
    "JOIN copy_documents AS k ON k.family = c.family AND k.original"
)

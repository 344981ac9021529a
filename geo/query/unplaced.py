"""Names that could not be placed, and the documents that bear them."""

from collections.abc import Sequence

from geo.store import Store
from geo.store.codec import dumps


def unplaced_names(store: Store, paths: Sequence[str]) -> list[str]:
    """The names of kind `place` without a place in the documents at the paths; each in its most frequent spelling,
    by folded name."""
    rows = store.rows(_UNPLACED, (dumps(paths),))
    return list({id: surface for id, surface, _ in reversed(rows)}.values())[::-1]


def documents_of_run(store: Store, paths: Sequence[str], run_id: str) -> list[str]:
    """Those of the paths whose documents were read by the run."""
    return [path for (path,) in store.rows(_OF_RUN, (dumps(paths), run_id))]


def documents_unplaced(store: Store, paths: Sequence[str]) -> list[str]:
    """Those of the paths whose documents bear a name of kind `place` without a place."""
    return [path for (path,) in store.rows(_WITH_UNPLACED, (dumps(paths),))]


_FROM = (
    "FROM documents AS d JOIN findings AS f ON f.document = d.fid JOIN places AS p ON p.fid = f.place "
    "WHERE NOT p.placed AND f.kind = 'place' AND d.path IN (SELECT value FROM json_each(?))"
)
_UNPLACED = " ".join(
    ["SELECT p.id, f.surface, count(*)", _FROM, "GROUP BY p.id, f.surface ORDER BY p.id, 3 DESC, f.surface"]
)
_WITH_UNPLACED = " ".join(["SELECT DISTINCT d.path", _FROM, "ORDER BY d.path"])
_OF_RUN = (
    "SELECT d.path FROM documents AS d JOIN runs AS r ON r.fid = d.run "
    "WHERE d.path IN (SELECT value FROM json_each(?)) AND r.id = ? ORDER BY d.path"
)

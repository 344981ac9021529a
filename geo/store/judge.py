"""What judgements change in the findings, kept so that withdrawing one brings back what was found."""

import sqlite3
from collections.abc import Callable, Iterable

from geo.judgements import Evidence, Judgement, Target, Verdicts, dump_line
from geo.store.areas import remove_area, restore_area
from geo.store.judgement_tables import append, reached, read_judgements, targets

REJECTED = "rejected"
"""Kind of a mention that a person said names no place, in the table; no filter shows it. Its place begins so too."""

SURE = 1.0
"""Confidence of what a person decided."""

WritePlace = Callable[[dict[str, object], str], int]
"""Writes the place that a judgement names, or a rejected name, where it is not held; its row."""


class Judge:
    """Applies judgements over one connection, inside the transaction of the caller."""

    def __init__(self, connection: sqlite3.Connection, fold: Callable[[str], str], write: WritePlace) -> None:
        self._db = connection
        self._fold = fold
        self._write = write
        self._verdicts: Verdicts | None = None
        self._known = -1

    @property
    def verdicts(self) -> Verdicts:
        """The judgements of the project, read again where another writer added some."""
        count = int(self._db.execute("SELECT coalesce(max(fid), 0) FROM judgements").fetchone()[0])
        if self._verdicts is None or count != self._known:
            self._verdicts, self._known = Verdicts(read_judgements(self._db), self._fold), count
        return self._verdicts

    def evidence(self, path: str, sha256: str, outlet: str) -> Evidence:
        """What the judgements teach about a document before it is read."""
        return self.verdicts.evidence(path, sha256, outlet)

    def add(self, judgements: Iterable[Judgement]) -> int:
        """Appends judgements and applies them; how many were new."""
        new = [judgement for judgement in judgements if append(self._db, judgement, dump_line(judgement))]
        if new:
            documents = reached(self._db, new)
            for document in (None,) if documents is None else documents:
                self._apply(targets(self._db, document))
        return len(new)

    def apply_to(self, document: int, path: str, evidence: Evidence) -> None:
        """Applies what holds to a document that was just written."""
        self._db.execute("DELETE FROM taught WHERE path = ?", (path,))
        if evidence.mark:
            self._db.execute("INSERT INTO taught VALUES (?, ?)", (path, evidence.mark))
        if self.verdicts:
            self._apply(targets(self._db, document))

    def is_taught(self, path: str, evidence: Evidence) -> bool:
        """Whether the document at a path was read with this evidence."""
        held = self._db.execute("SELECT mark FROM taught WHERE path = ?", (path,)).fetchone()
        return (held[0] if held else "") == evidence.mark

    def _apply(self, mentions: Iterable[tuple[int, Target]]) -> None:
        before = dict(self._db.execute("SELECT finding, judgement FROM judged"))
        for row, target in mentions:
            judgement = self.verdicts.decides(target)
            if before.get(row, "") == (judgement.id if judgement else ""):
                continue
            if row in before:
                self._undo(row)
            if judgement:
                self._change(row, target, judgement)

    def _undo(self, row: int) -> None:
        self._db.execute(
            "UPDATE findings SET (place, kind, confidence) = (SELECT place, kind, confidence FROM judged "
            "WHERE finding = findings.fid) WHERE fid = ?",
            (row,),
        )
        self._db.execute("DELETE FROM judged WHERE finding = ?", (row,))
        restore_area(self._db, row)

    def _change(self, row: int, target: Target, judgement: Judgement) -> None:
        self._db.execute(
            "INSERT INTO judged SELECT fid, ?, place, kind, confidence FROM findings WHERE fid = ?", (judgement.id, row)
        )
        if judgement.verdict == "wrong":
            place = self._write({}, target.surface)
            self._db.execute(
                "UPDATE findings SET place = ?, kind = ?, confidence = ? WHERE fid = ?", (place, REJECTED, SURE, row)
            )
        elif judgement.verdict in ("right", "place"):
            if judgement.place:
                place = self._write(dict(judgement.place), target.surface)
                self._db.execute("UPDATE findings SET place = ? WHERE fid = ?", (place, row))
            self._db.execute("UPDATE findings SET confidence = ? WHERE fid = ?", (SURE, row))
        if self._db.execute(_MOVED, (row,)).fetchone():
            remove_area(self._db, row)


_MOVED = "SELECT 1 FROM judged AS j JOIN findings AS f ON f.fid = j.finding WHERE j.finding = ? AND f.place <> j.place"

"""A filter as SQL: fixed conditions joined by AND, every value a parameter."""

from typing import NamedTuple

from geo.errors import BadFilter
from geo.query.filters import Filter
from geo.query.space import places_in_space
from geo.store import Store
from geo.store.codec import dumps
from geo.store.days import day_range
from geo.store.words import match_expression


class Selection(NamedTuple):
    """Conditions on `findings AS f`, and the values of their parameters."""

    conditions: tuple[str, ...]
    values: tuple[object, ...]
    places: frozenset[int] | None
    """Rows of the places that are left; None for any. Already among the conditions."""

    @property
    def where(self) -> str:
        """The conditions as a WHERE clause, or nothing."""
        return "WHERE " + " AND ".join(self.conditions) if self.conditions else ""

    def at(self, place: int) -> "Selection":
        """The same, of one place."""
        rest = [
            (condition, value)
            for condition, value in zip(self.conditions, self.values, strict=True)
            if condition != _PLACES
        ]
        conditions, values = (tuple(column) for column in zip(("f.place = ?", place), *rest, strict=True))
        return Selection(conditions, values, frozenset((place,)))


_PLACES = "f.place IN (SELECT value FROM json_each(?))"
_KINDS = "f.kind IN (SELECT value FROM json_each(?))"
_SOURCE = "f.document IN (SELECT fid FROM documents WHERE instr(searched, ?))"
_COPIES = "? > (SELECT count(*) FROM echoes AS e WHERE e.finding = f.fid AND e.source NOTNULL)"
"""Every condition has one parameter, here the 1 under which the number of originals must stay."""
_WORDS = "f.sentence IN (SELECT rowid FROM sentence_words WHERE sentence_words MATCH ?)"


def select(store: Store, wanted: Filter) -> Selection:
    """The filter compiled for this project; BadFilter where its words hold no word, or were indexed by another fold."""
    places = places_in_space(store, wanted)
    chosen: list[tuple[str, object]] = []
    if places is not None:
        chosen.append((_PLACES, dumps(sorted(places))))
    chosen.append((_KINDS, dumps(wanted.kinds)))  # also for all of them: rejected mentions have another
    if wanted.min_confidence > 0:
        chosen.append(("f.confidence >= ?", wanted.min_confidence))
    if since := day_range(wanted.since):
        chosen.append(("f.last_day >= ?", since.first))
    if until := day_range(wanted.until):
        chosen.append(("f.first_day <= ?", until.last))
    if wanted.source:
        chosen.append((_SOURCE, wanted.source.casefold()))
    if wanted.words:
        chosen.append((_WORDS, _match(store, wanted.words)))
    if wanted.copies == "hide":
        chosen.append((_COPIES, 1))
    return Selection(
        tuple(condition for condition, _ in chosen),
        tuple(value for _, value in chosen),
        None if places is None else frozenset(places),
    )


def _match(store: Store, words: str) -> str:
    if not store.words_are_current():
        raise BadFilter(
            f"{store.path}: its words were indexed by another version.",
            "Open it once for writing, which indexes them anew: dateline add REPORT --db FILE",
        )
    expression = match_expression(words, store.fold)
    if not expression:
        raise BadFilter(f"words: {words!r} holds no word.", "Give letters or digits.")
    return expression

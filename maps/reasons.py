"""Why a name was placed where it is, in columns: what recurs stands once."""

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from maps.numbers import Numbers

RIVAL = ("id", "name", "country", "feature", "lat", "lon")
UNSTATED = -(10**6)
"""A margin that is not stated: far below any."""
ID_LENGTH = 16
"""Characters of a document's id with which the usual id of a mention begins; such an id need not be kept."""


def thousandths(value: float | None) -> int | None:
    """A number as whole thousandths: the page shows two decimals."""
    return None if value is None else round(value * 1000)


def short(value: Any) -> Any:
    """A number with four decimals: the page shows two."""
    return round(value, 4) if isinstance(value, float) else value


@dataclass(slots=True)
class Interned:
    """A list in which equal values stand once."""

    values: list[Any] = field(default_factory=list)
    numbers: dict[Hashable, int] = field(default_factory=dict)

    def add(self, value: Any, key: Hashable = None) -> int:
        """The number of a value, -1 for nothing. `key`, where given, tells values apart faster than the value."""
        if value is None or value == [] or value == {}:
            return -1
        if key is None:
            key = json.dumps(value, sort_keys=True, ensure_ascii=False)
        number = self.numbers.setdefault(key, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


class Distinct(NamedTuple):
    """A column in which each value is the number of a distinct one."""

    column: list[int]
    known: list[Any]

    @classmethod
    def of(cls, values: Sequence[Any]) -> "Distinct":
        """The column of some values.

        >>> Distinct.of(["a", "b", "a"])
        Distinct(column=[0, 1, 0], known=['a', 'b'])
        """
        numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
        return cls(list(map(numbers.__getitem__, values)), list(numbers))


def usual_id(mention: Mapping[str, Any]) -> str:
    """The id that an export gives a mention: its document's, shortened, and its offsets."""
    return f"{str(mention['document'])[:ID_LENGTH]}:{mention['start']}-{mention['end']}"


def columns_of(mentions: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The reasons of all mentions, a row each; values, rivals and their probabilities stand one after another.

    One walk over the mentions: they lie scattered in memory, and to fetch each again for every column takes longer than
    all else.
    """
    matches, judgements, sets = Interned(), Interned(), Interned()
    rows: dict[str, list[Any]] = {key: [] for key in ("id", "margin", "match", "judgement", "signs", "rivals")}
    all_values: list[Any] = []
    all_chances: list[Any] = []
    all_rivals: list[tuple[Any, ...]] = []
    for mention in mentions:
        get = mention.get
        given, margin, match = get("id"), get("margin"), get("match")
        signs, losers = get("features") or (), get("rivals") or ()
        rows["id"].append(None if given == usual_id(mention) else given)
        rows["margin"].append(UNSTATED if margin is None else round(margin * 1000))
        rows["match"].append(matches.add(match, _match_key(match)) if match else -1)
        rows["judgement"].append(judgements.add(get("judgement")))
        rows["signs"].append(_signs(sets, signs) if signs else -1)
        rows["rivals"].append(len(losers))
        all_values += [row.get("value") for row in signs]
        for row in losers:
            all_chances.append(row.get("probability"))
            all_rivals.append(tuple(map(row.get, RIVAL)))
    ids = rows.pop("id")
    values, chances, rivals = Distinct.of(all_values), Distinct.of(all_chances), Distinct.of(all_rivals)
    return {
        "id": ids if any(id is not None for id in ids) else [],
        "rows": {name: Numbers(column) for name, column in rows.items()},
        "runs": {
            "value": Numbers(values.column),
            "probability": Numbers(chances.column),
            "rival": Numbers(rivals.column, steps=True),
        },
        "tables": {
            "match": matches.values,
            "judgement": judgements.values,
            "signs": sets.values,
            "value": [short(value) for value in values.known],
            "probability": [short(value) for value in chances.known],
        },
        "rivals": {key: _distinct([row[at] for row in rivals.known]) for at, key in enumerate(RIVAL)},
    }


def _match_key(match: Mapping[str, Any]) -> Hashable:
    return match.get("name"), match.get("lang"), *(match.get("steps") or ())


def _signs(sets: Interned, rows: Iterable[Mapping[str, Any]]) -> int:
    """The number of a set of features: name, weight and what each says; the values of this mention stand apart."""
    signs = tuple([(row["name"], row.get("weight"), row.get("says")) for row in rows])
    return sets.add(signs, signs)


def _distinct(values: list[Any]) -> dict[str, Any]:
    """A column as numbers of its distinct values: the names of places recur."""
    column = Distinct.of(values)
    return {"row": Numbers(column.column, steps=True), "table": column.known}

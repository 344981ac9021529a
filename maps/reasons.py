"""Why a name was placed where it is, in columns: what recurs stands once."""

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any


def short(value: float | None) -> float | None:
    """A number with four decimals: the page shows two."""
    return None if value is None else round(value, 4)


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


@dataclass(slots=True)
class Reasons:
    """The growing columns of reasons, one row a mention."""

    tables: dict[str, Interned] = field(
        default_factory=lambda: {key: Interned() for key in ("match", "feature", "rival", "judgement")}
    )
    rows: dict[str, list[Any]] = field(
        default_factory=lambda: {key: [] for key in ("id", "margin", "match", "features", "rivals", "judgement")}
    )

    def add(self, mention: Mapping[str, Any], margin: int | None) -> None:
        """Appends one mention's reasons: its features and rivals as numbers of rows, each followed by its value."""
        tables, rows = self.tables, self.rows
        rows["id"].append(mention.get("id"))
        rows["margin"].append(margin)
        rows["judgement"].append(tables["judgement"].add(mention.get("judgement")))
        match = mention.get("match")
        key = (match.get("name"), match.get("lang"), *(match.get("steps") or ())) if match else None
        rows["match"].append(tables["match"].add(match, key))
        features: list[Any] = []
        for row in mention.get("features") or ():
            what = (row["name"], row.get("weight"), row.get("says"))
            features += [tables["feature"].add(what, what), short(row.get("value"))]
        rows["features"].append(features)
        rivals: list[Any] = []
        for row in mention.get("rivals") or ():
            get = row.get
            who = (get("id"), get("name"), get("country"), get("feature"), get("lat"), get("lon"))
            rivals += [tables["rival"].add(who, who), short(row.get("probability"))]
        rows["rivals"].append(rivals)

    def columns(self) -> dict[str, Any]:
        """The columns and their tables."""
        return {"rows": self.rows, "tables": {name: table.values for name, table in self.tables.items()}}

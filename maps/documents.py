"""The reports behind a map: each once, with its family of copies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from maps.edtf import days

SOURCE_TEXTS = ("path", "outlet", "title", "author", "url", "published", "lang")


@dataclass(slots=True)
class Documents:
    """The reports, each once, in the order in which they are met."""

    numbers: dict[str, int] = field(default_factory=dict)
    sources: list[Mapping[str, Any]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, document: Any, source: Mapping[str, Any]) -> int:
        """The number of a document."""
        name = str(document)
        if name not in self.numbers:
            self.numbers[name] = len(self.sources)
            self.sources.append(source)
            self.names.append(name)
        return self.numbers[name]

    def families(self) -> list[int]:
        """For each document the first of its family: itself where it has none."""
        first: dict[str, int] = {}
        out = []
        for number, source in enumerate(self.sources):
            family = source.get("family")
            out.append(number if family is None else first.setdefault(str(family), number))
        return out

    def originals(self) -> list[int]:
        """For each document the one it copies, -1 for an original.

        A source names its original, or says whether it is one; failing both, the earliest of a family is the original.
        """
        members: dict[int, list[int]] = {}
        for number, family in enumerate(self.families()):
            members.setdefault(family, []).append(number)
        out = [-1] * len(self.sources)
        for group in members.values():
            named = {number: self._named(number, group) for number in group}
            best = min(group, key=lambda number: self._seniority(number, set(named.values())))
            for number in group:
                sure = self.sources[number].get("original") is True or number == best
                out[number] = -1 if sure else best if named[number] in (-1, number) else named[number]
        return out

    def _named(self, number: int, group: Sequence[int]) -> int:
        """The document of the group that this one names as its original, by id or path; -1 for none."""
        given = self.sources[number].get("original")
        if given is None or isinstance(given, bool):
            return -1
        return next((n for n in group if str(given) in (self.names[n], self.sources[n].get("path"))), -1)

    def _seniority(self, number: int, named: set[int]) -> tuple[bool, bool, str, str]:
        source = self.sources[number]
        known = source.get("original") is True or number in named
        return (
            not known,
            source.get("original") is False,
            str(source.get("published") or "9999"),
            str(source.get("path")),
        )

    def columns(self) -> dict[str, list[Any]]:
        """The documents as columns."""
        out: dict[str, list[Any]] = {key: [s.get(key) or "" for s in self.sources] for key in SOURCE_TEXTS}
        out["id"] = self.names
        out["family"] = self.families()
        out["copies"] = self.originals()
        out["days"] = [days(str(s.get("published") or "")) for s in self.sources]
        return out

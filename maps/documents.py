"""The reports behind a map: each once, with its family of copies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from maps.edtf import days
from maps.numbers import Numbers

SHOWN_AT_ONCE = ("path", "outlet")
SHOWN_WITH_SENTENCES = ("title", "author", "url", "published", "lang")
UNDATED = -(2**29)
"""The day of a report without a date: before any that a report can bear."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The reports, each once, in the order of their dates: so the numbers in a place's column rise by little."""

    names: list[str]
    sources: list[Mapping[str, Any]]
    numbers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, mentions: Iterable[Mapping[str, Any]]) -> "Documents":
        """The reports of some mentions."""
        met: dict[str, Mapping[str, Any]] = {}
        for mention in mentions:
            met.setdefault(str(mention["document"]), mention["source"])
        names = sorted(met, key=lambda name: (str(met[name].get("published") or "9999"), met[name]["path"], name))
        return cls(names, [met[name] for name in names], {name: number for number, name in enumerate(names)})

    def families(self) -> list[int]:
        """For each document the first of its family: itself where it has none."""
        first: dict[str, int] = {}
        out = []
        for number, source in enumerate(self.sources):
            family = source.get("family")
            out.append(number if family is None else first.setdefault(str(family), number))
        return out

    def voices(self, mentions: Iterable[Mapping[str, Any]]) -> tuple[list[int], list[int]]:
        """For each mention whose words it is in, and whether these are repeated from another report.

        A mention that says `echo` speaks with the family that it repeats or the outlet that it quotes; the others with
        their document's family. Numbers from that of documents on are of voices without a document here.
        """
        families, originals = self.families(), self.originals()
        known = {
            f"family {source['family']}": families[n] for n, source in enumerate(self.sources) if source.get("family")
        }
        voices, copies = [], []
        for mention in mentions:
            number, echo = self.numbers[str(mention["document"])], mention.get("echo")
            voice = families[number]
            if echo:
                key = f"quoted {echo['quoted']}".lower() if echo.get("quoted") else f"family {echo.get('family')}"
                voice = known.setdefault(key, len(self.names) + len(known))
            voices.append(voice)
            copies.append(int(bool(echo and echo.get("document")) if "echo" in mention else originals[number] >= 0))
        return voices, copies

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

    def columns(self) -> dict[str, Any]:
        """What filters and counts need of the documents: names of sources, families, first and last day."""
        spans = [days(str(source.get("published") or "")) or (UNDATED, UNDATED) for source in self.sources]
        return {
            **self._texts(SHOWN_AT_ONCE),
            "family": Numbers(self.families(), steps=True),
            "copies": Numbers(self.originals(), steps=True),
            "first": Numbers([first for first, _ in spans], steps=True),
            "last": Numbers([last for _, last in spans], steps=True),
        }

    def words(self) -> dict[str, Any]:
        """What is shown beside a sentence."""
        return self._texts(SHOWN_WITH_SENTENCES)

    def _texts(self, keys: Iterable[str]) -> dict[str, Any]:
        return {key: [source.get(key) or "" for source in self.sources] for key in keys}

"""What people decided about mentions: never overwritten, undone by withdrawing, carried as JSON lines."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, NamedTuple, get_args

from gazetteer.place import LonLat, Place
from geo.errors import DatelineError

Scope = Literal["mention", "document", "source", "project"]
"""How far a judgement reaches: one mention, or every mention spelled alike in its document, its outlet, everywhere."""

Verdict = Literal["right", "wrong", "unsure", "place", "withdraw"]
"""`right`: the place is right; `wrong`: this names no place; `unsure`: look again; `place`: it is another place;
`withdraw`: an earlier judgement no longer holds."""

SCOPES: tuple[Scope, ...] = get_args(Scope)
"""From the narrowest, which goes before the others, to the widest."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

ID_DIGITS = 16
"""Of the hash by which a judgement is called."""


class BadJudgement(DatelineError, ValueError):
    """A judgement cannot be understood, or what it is about is not there; the hint says what to try."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision of one person. Times are ISO 8601 in UTC."""

    verdict: Verdict
    by: str
    at: str
    why: str
    scope: Scope = "mention"
    surface: str = ""
    """The name as the report spells it; other spellings of one fold are meant too."""
    mention: str = ""
    """Id of the mention that was looked at; empty where a surface was judged without one."""
    path: str = ""
    """Of its document; for `document`, where it holds."""
    sha256: str = ""
    """Of its document's bytes, by which the mention is known again under another path."""
    start: int = -1
    """Of the mention, in code points; -1 without one."""
    end: int = -1
    outlet: str = ""
    """Of its document; for `source`, where it holds."""
    place: Mapping[str, Any] | None = None
    """For `place`: id, name, country, feature, lat, lon, so that it holds without the gazetteer that named it."""
    withdraws: str = ""
    """For `withdraw`: id of the judgement that no longer holds."""
    id: str = field(default="", compare=False)
    """Hash of all else: the same judgement has the same id in every project."""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise BadJudgement(f"{self.verdict!r} is no verdict", f"one of right, wrong, unsure, place=ID; {_HOW}")
        if self.scope not in SCOPES:
            raise BadJudgement(f"{self.scope!r} is no scope", f"one of {', '.join(SCOPES)}")
        if not (self.why.strip() and self.by.strip()):
            raise BadJudgement("a judgement without its reason or its author is worth nothing", "give --why and --by")
        if self.verdict == "place" and not (self.place and self.place.get("id")):
            raise BadJudgement("no place is named", "write place=ID, as in place=geonames:170794")
        if self.verdict == "withdraw" and not self.withdraws:
            raise BadJudgement("it does not say which judgement is withdrawn", "`dateline judge --dump` lists them")
        if self.verdict != "withdraw" and not (self.mention if self.scope == "mention" else self.surface):
            raise BadJudgement(f"a judgement on a {self.scope} needs a mention", _HOW)
        object.__setattr__(self, "id", self._hash())

    def _hash(self) -> str:
        facts = {key: value for key, value in asdict(self).items() if key != "id"}
        text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ID_DIGITS]


_HOW = "ids of mentions stand in brackets in the output of `dateline mentions PLACE`"


def dump_line(judgement: Judgement) -> str:
    """A judgement as a line of JSON, its members in the order of the class."""
    return json.dumps({"id": judgement.id, **_members(judgement)}, ensure_ascii=False, separators=(",", ":")) + "\n"


def dump_order(judgement: Judgement) -> tuple[str, str]:
    """By time, then by id: the same judgements give the same file, in whatever order they came."""
    return judgement.at, judgement.id


def load_line(line: str, where: str) -> Judgement:
    """The judgement of a line that `dump_line` wrote; BadJudgement names the place and what is wrong.

    >>> one = Judgement("wrong", "Ada", "2026-01-02T03:04:05Z", "a player", mention="0123456789abcdef:5-11")
    >>> load_line(dump_line(one), "line 1") == one
    True
    """
    try:
        found = json.loads(line)
        known = {member.name for member in fields(Judgement)}
        judgement = Judgement(**{key: value for key, value in found.items() if key in known - {"id"}})
    except BadJudgement as error:
        raise BadJudgement(f"{where}: {error}", error.hint) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise BadJudgement(
            f"{where} is no judgement: {error}", "give lines as `dateline judge --dump` writes them"
        ) from error
    if found.get("id", judgement.id) != judgement.id:
        raise BadJudgement(
            f"{where}: the judgement {found['id']} was changed after it was made", "withdraw it by another instead"
        )
    return judgement


def _members(judgement: Judgement) -> dict[str, Any]:
    empty = {member.name: member.default for member in fields(Judgement)}
    return {key: value for key, value in asdict(judgement).items() if key != "id" and value != empty[key]}


def place_record(place: Place) -> dict[str, Any]:
    """A place as a judgement keeps it."""
    lon, lat = place.point or (None, None)
    record = {"id": place.id, "name": place.name, "country": place.country, "feature": place.feature}
    return {**record, "lat": lat, "lon": lon}


def place_of_record(record: Mapping[str, Any]) -> Place:
    """The place that a judgement names, as far as it says."""
    kind, _, code = str(record.get("feature") or "").partition(".")
    lon, lat = record.get("lon"), record.get("lat")
    point = None if lon is None or lat is None else LonLat(float(lon), float(lat))
    name, country = str(record.get("name") or record["id"]), str(record.get("country") or "")
    return Place(str(record["id"]), name, point, (), kind, code, country)


class Target(NamedTuple):
    """A mention as judgements see it."""

    mention: str
    path: str
    sha256: str
    start: int
    end: int
    surface: str
    outlet: str


class Verdicts:
    """The judgements of a project, to be asked about mentions."""

    def __init__(self, judgements: Iterable[Judgement], fold: Callable[[str], str]) -> None:
        self._fold = fold
        ordered = sorted(judgements, key=dump_order)
        self._withdrawn = _withdrawn(ordered)
        self._at: dict[tuple[object, ...], list[Judgement]] = {}
        self._reaching: dict[tuple[str, ...], list[Judgement]] = {}
        for judgement in ordered:
            if judgement.verdict != "withdraw":
                for key in self._keys_of(judgement):
                    self._at.setdefault(key, []).append(judgement)
                for part in _parts_of(judgement):
                    self._reaching.setdefault(part, []).append(judgement)

    def __bool__(self) -> bool:
        """Whether there are any that hold."""
        return any(self.holds(judgement) for found in self._at.values() for judgement in found)

    def holds(self, judgement: Judgement) -> bool:
        """Whether it was not withdrawn."""
        return judgement.id not in self._withdrawn

    def on(self, target: Target) -> list[Judgement]:
        """All that reach a mention, withdrawn ones too: the narrowest scope first, in it the latest."""
        keys = self._keys_on(target)
        found = {j.id: j for key in keys for j in reversed(self._at.get(key, ()))}
        return sorted(found.values(), key=lambda j: SCOPES.index(j.scope))

    def decides(self, target: Target) -> Judgement | None:
        """The one that decides on a mention: of the narrowest scope, there the latest that was not withdrawn."""
        return next((judgement for judgement in self.on(target) if self.holds(judgement)), None)

    def against(self, judgement: Judgement) -> list[Judgement]:
        """Those that hold about the same mentions, of the same scope, and say otherwise."""
        keys = self._keys_of(judgement)
        same = {other.id: other for key in keys for other in self._at.get(key, ()) if self.holds(other)}
        says = judgement.verdict, (judgement.place or {}).get("id")
        return [other for other in same.values() if (other.verdict, (other.place or {}).get("id")) != says]

    def evidence(self, path: str, sha256: str, outlet: str) -> "Evidence":
        """What these teach about the spellings of a document before it is read."""
        rejected: set[str] = set()
        placed: dict[str, str] = {}
        reach = (("project",), ("source", _outlet(outlet)), ("path", path), ("file", sha256))
        for judgement in {j.id: j for key in reach for j in self._reaching.get(key, ())}.values():
            one = judgement.scope == "mention"
            span = (judgement.start, judgement.end) if one else (-1, -1)
            target = Target(judgement.mention if one else "", path, sha256, *span, judgement.surface, outlet)
            if self.decides(target) != judgement:
                continue
            if judgement.verdict == "wrong" and not one:
                rejected.add(self._fold(judgement.surface))
            elif judgement.verdict in ("right", "place") and judgement.place:
                placed[self._fold(judgement.surface)] = str(judgement.place["id"])
        return Evidence(frozenset(rejected), tuple(sorted(placed.items())))

    def _keys_of(self, judgement: Judgement) -> Iterator[tuple[object, ...]]:
        surface = self._fold(judgement.surface)
        if judgement.scope == "mention":
            yield "mention", judgement.mention
            if judgement.sha256 and judgement.start >= 0:
                yield "span", judgement.sha256, judgement.start, judgement.end
        elif judgement.scope == "document":
            yield "document", judgement.path, surface
            if judgement.sha256:
                yield "file", judgement.sha256, surface
        elif judgement.scope == "source":
            yield "source", _outlet(judgement.outlet), surface
        else:
            yield "project", surface

    def _keys_on(self, target: Target) -> list[tuple[object, ...]]:
        surface = self._fold(target.surface)
        return [
            ("mention", target.mention),
            *([("span", target.sha256, target.start, target.end)] if target.start >= 0 else []),
            ("document", target.path, surface),
            ("file", target.sha256, surface),
            ("source", _outlet(target.outlet), surface),
            ("project", surface),
        ]


class Evidence(NamedTuple):
    """What people said of a document's names before it is read; spellings are folded."""

    rejected: frozenset[str] = frozenset()
    """Spellings that name no place there."""
    placed: tuple[tuple[str, str], ...] = ()
    """Spellings with the ids of their places."""

    @property
    def mark(self) -> str:
        """Tells this evidence from another; empty where there is none."""
        if not (self.rejected or self.placed):
            return ""
        return hashlib.sha256(json.dumps([sorted(self.rejected), self.placed]).encode()).hexdigest()[:ID_DIGITS]


def _parts_of(judgement: Judgement) -> list[tuple[str, ...]]:
    """The parts of a project that a judgement reaches."""
    if judgement.scope == "project":
        return [("project",)]
    if judgement.scope == "source":
        return [("source", _outlet(judgement.outlet))]
    return [("path", judgement.path), *([("file", judgement.sha256)] if judgement.sha256 else [])]


def _outlet(name: str) -> str:
    return " ".join(name.casefold().split())


def _withdrawn(ordered: Iterable[Judgement]) -> set[str]:
    """Ids that no longer hold; a withdrawal may itself be withdrawn."""
    by_target: dict[str, list[str]] = {}
    for judgement in ordered:
        if judgement.verdict == "withdraw":
            by_target.setdefault(judgement.withdraws, []).append(judgement.id)

    gone: dict[str, bool] = {}
    for first in by_target:
        waiting, entered = [first], set[str]()
        while waiting:  # not by recursion: a file may hold thousands that withdraw one another in a row
            id = waiting[-1]
            unknown = [other for other in by_target.get(id, ()) if other not in gone]
            if unknown and id not in entered:
                entered.add(id)
                waiting += unknown
            else:
                gone[waiting.pop()] = any(not gone.get(other, False) for other in by_target.get(id, ()))
    return {id for id in by_target if gone[id]}

"""The file of answers: what was asked of which service and when, and the places it gave. JSON lines, one a question.

It lies beside the project file, so that it travels with what was made from it, can be read with any tool, and is
removed as any file is; then the names may be asked again. Lines are only ever appended.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gazetteer.errors import BadRecord
from gazetteer.fold import fold
from gazetteer.online.services import SERVICES
from gazetteer.place import BBox, GazetteerSource, LonLat, Place, PlaceName

SOURCE_PREFIX = "online:"
"""Begins the id of a source that is an online service; the service and the day follow."""

Key = tuple[str, str, tuple[str, ...]]
"""A question: the service, the folded name, and the countries it was narrowed to, sorted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said of a name."""

    service: str
    endpoint: str
    """The address that was asked."""
    name: str
    """As it was asked."""
    countries: tuple[str, ...]
    """ISO codes that the question was narrowed to; empty for the whole world."""
    asked: str
    """The day, UTC: `2026-11-21`."""
    licence: str
    attribution: str
    places: tuple[Place, ...]
    """In the service's order; empty where it knows none."""

    @property
    def key(self) -> Key:
        """By which it is found again."""
        return question(self.service, self.name, self.countries)

    @property
    def source(self) -> GazetteerSource:
        """Service, day and licence, as every other source of places has them."""
        host = self.endpoint.partition("://")[2]
        title = f"{SERVICES[self.service].title} at {host}, asked on {self.asked}"
        stamp = hashlib.sha256(f"{self.endpoint} {self.asked}".encode()).hexdigest()
        return GazetteerSource(source_id(self.service, self.asked), title, self.licence, self.attribution, stamp)


def source_id(service: str, asked: str) -> str:
    """The id of the source that a service is on a day."""
    return f"{SOURCE_PREFIX}{service}:{asked}"


def question(service: str, name: str, countries: Iterable[str] = ()) -> Key:
    """What makes two questions one: spellings that fold alike are not asked twice."""
    return service, fold(name), tuple(sorted({country.upper() for country in countries}))


def answers_path(db: str | Path) -> Path:
    """Where the answers of a project are kept: beside its file.

    >>> answers_path("work/dateline.gpkg").name
    'dateline.online.jsonl'
    """
    return Path(db).with_suffix(".online.jsonl")


class Answers:
    """The answers of one file; nothing is written before the first is kept."""

    def __init__(self, path: Path) -> None:
        """Reads the file where there is one. Raises BadRecord where a line is no answer."""
        self.path = path
        self._known: dict[Key, Answer] = {}
        self._digest = hashlib.sha256()
        self._whole = 0
        for number, line in enumerate(_whole_lines(path), start=1):
            self._digest.update(line)
            self._whole += len(line)
            answer = _parse(line, path, number)
            self._known.setdefault(answer.key, answer)

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: Key) -> Answer | None:
        """The answer to a question asked before."""
        return self._known.get(key)

    def keep(self, answer: Answer) -> None:
        """Appends an answer; a line that was cut off by a stop goes. Raises OSError, and the file stays readable."""
        line = _line(answer)
        with self.path.open("r+b" if self.path.exists() else "xb") as file:
            file.seek(self._whole)
            file.truncate()
            file.write(line)
        self._whole += len(line)
        self._digest.update(line)
        self._known[answer.key] = answer

    @property
    def fingerprint(self) -> str:
        """A hash of the file's whole lines: what a run records."""
        return self._digest.hexdigest()[:16]

    def sources(self, ids: Iterable[str]) -> list[GazetteerSource]:
        """The sources of those ids among the answers, each once."""
        wanted = set(ids)
        found = {answer.source.id: answer.source for answer in self._known.values()}
        return [source for id, source in sorted(found.items()) if id in wanted]


def _whole_lines(path: Path) -> Iterator[bytes]:
    if not path.exists():
        return
    with path.open("rb") as file:
        yield from (line for line in file if line.endswith(b"\n"))


def _line(answer: Answer) -> bytes:
    record = asdict(answer)
    return (json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n").encode()


def _parse(line: bytes, path: Path, number: int) -> Answer:
    try:
        record = json.loads(line)
        record["countries"] = tuple(record["countries"])
        record["places"] = tuple(map(_place, record["places"]))
        answer = Answer(**record)
        if answer.service not in SERVICES or not all(isinstance(v, str) for v in (answer.name, answer.asked)):
            raise ValueError(f"no service {answer.service!r}")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadRecord(
            f"{path}, line {number}: no answer of an online service ({error})",
            "remove the line, or the file: what it held is asked again",
        ) from error
    return answer


def _place(record: Mapping[str, Any]) -> Place:
    names = tuple(PlaceName(**name) for name in record["names"])
    point, extent = LonLat(*record["point"]), record["extent"]
    more = {"names": names, "point": point, "extent": extent and BBox(*extent)}
    tuples = {key: tuple(record[key]) for key in ("admin", "same_as")}
    return Place(**{**record, **more, **tuples})

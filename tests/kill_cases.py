"""An `add` that is killed, or runs out of disk or memory, at a random moment, again and again.

`python -m tests.kill_cases --trials 200 [--seed 1]` prints what happened and exits 0 if every project came out right. A
trial forks, with the index warm and the reports parsed beforehand, so that nearly all of an `add` is writing.
"""

import argparse
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from gazetteer.builtin import open_builtin
from gazetteer.fold import fold
from geo.adding import add_all
from geo.judgements import Evidence
from geo.model import Document, Parsed, Run
from geo.pipeline import NO_EVIDENCE, Pipeline
from geo.readers import read
from geo.store import ProjectFull, Store
from tests.worker_cases import write_corpus

DONE, FULL, NO_MEMORY, OTHER = 0, 7, 8, 9
"""How the forked process ends where it is not killed."""

MADE = 0.7
"""The share of projects that are made beforehand: making one takes as long as adding the reports, and would be hit
most."""


@dataclass(frozen=True)
class ParsedBefore:
    """Stands where the pipeline stands: the same findings, at once."""

    gazetteer: Any
    run: Run
    found: dict[str, Parsed]

    def parse(self, document: Document, evidence: Evidence = NO_EVIDENCE) -> Parsed:
        """What the pipeline found before."""
        return self.found[document.id]


class Trial(NamedTuple):
    """How one project fared."""

    kind: str
    ends: tuple[int, ...]
    """Of each disturbed process: its exit code, or the signal below zero."""
    held: int
    """Documents in the file after the last of them."""
    fault: str
    """What was wrong; empty where all was right."""


class Bench:
    """A corpus with what becomes of it undisturbed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.dice = random.Random(seed)
        self.paths = [str(write_corpus(folder / "reports", 8))]
        pipeline = Pipeline(open_builtin())
        documents = [given for given in read(self.paths) if isinstance(given, Document)]
        found = {document.id: pipeline.parse(document) for document in documents}
        self.pipeline: Any = ParsedBefore(pipeline.gazetteer, pipeline.run, found)
        self.sources = pipeline.gazetteer.sources
        self.parsed = {parsed.document.source.path: parsed for parsed in found.values()}
        self.add(folder / "whole.gpkg")
        began = time.perf_counter()
        self.add(folder / "timed.gpkg")
        self.seconds = time.perf_counter() - began
        self.bytes = (folder / "whole.gpkg").stat().st_size
        with Store.open(folder / "whole.gpkg", fold=fold, readonly=True) as store:
            self.expected = list(store.dump())

    def add(self, db: Path) -> None:
        """Adds the corpus, as the command line does it."""
        with Store.open(db, fold=fold) if db.exists() else Store.create(db, fold=fold) as store:
            store.add_sources(self.sources)
            for _ in add_all(self.paths, store, self.pipeline, [self.pipeline.run.id]):
                pass

    def trials(self, count: int) -> Iterator[Trial]:
        """So many projects: of ten, seven are killed one to three times, and three meet limits."""
        for number in range(count):
            kind = ("kill",) * 7 + ("disk", "memory", "pages")
            yield self.trial(kind[number % 10], self.folder / f"{number}.gpkg")

    def trial(self, kind: str, db: Path) -> Trial:
        """Disturbs adding to a project, looks at it, and completes it."""
        if self.dice.random() < MADE:
            Store.create(db, fold=fold).close()
        ends = tuple(self.disturbed(kind, db) for _ in range(self.dice.randint(1, 3)))
        held, fault = self.looked_at(db) if db.exists() else (0, "")
        if not fault:
            self.add(db)
            with Store.open(db, fold=fold, readonly=True) as store:
                wrong = sorted(set(store.dump()) ^ set(self.expected))
                fault = f"the completed project differs: {wrong[0][:200]}" if wrong else ""
        left = sorted(path.name for path in self.folder.glob(f"{db.name}?*"))
        if not fault and left:
            fault = f"left behind: {', '.join(left)}"
        db.unlink()
        return Trial(kind, ends, held, fault)

    def disturbed(self, kind: str, db: Path) -> int:
        """Adds in a fork that is killed or limited; how it ended."""
        moment = self.dice.uniform(0, 1.1 * self.seconds)
        pages = self.dice.randint(0, 60)
        size = self.dice.randint(0, int(self.bytes * 1.5))
        more = self.dice.randint(0, 30_000_000)
        child = os.fork()
        if child == 0:
            limits: dict[str, Callable[[], None]] = {
                "disk": lambda: _limit(resource.RLIMIT_FSIZE, size),
                "memory": lambda: _limit(resource.RLIMIT_AS, _mapped() + more),
                "pages": lambda: _limit_pages(pages),
            }
            self._child(db, limits.get(kind, lambda: None))
        if kind == "kill":
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _child(self, db: Path, limit: Callable[[], None]) -> None:
        code = OTHER
        try:
            limit()
            self.add(db)
            code = DONE
        except ProjectFull:
            code = FULL
        except MemoryError:
            code = NO_MEMORY
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent looks at the file
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        finally:
            os._exit(code)

    def looked_at(self, db: Path) -> tuple[int, str]:
        """How many documents a project holds; what is wrong with it."""
        with Store.open(db, fold=fold) as store:
            if store.rows("PRAGMA integrity_check") != [("ok",)] or store.rows("PRAGMA foreign_key_check"):
                return 0, "the file is damaged"
            held = {parsed.document.source.path: parsed for parsed in store.parsed()}
        wrong = [path for path, parsed in held.items() if self.parsed.get(path) != parsed]
        return len(held), f"not whole: {', '.join(wrong)}" if wrong else ""


def _limit(what: int, size: int) -> None:
    resource.setrlimit(what, (size, resource.getrlimit(what)[1]))


def _limit_pages(more: int) -> None:
    """Lets no connection that is opened from now on grow its file by more than so many pages: a full disk to SQLite."""
    opened = Store.open.__func__  # type: ignore[attr-defined]

    def limited(cls: type[Store], *args: Any, **named: Any) -> Store:
        store: Store = opened(cls, *args, **named)
        store.connection.execute(f"PRAGMA max_page_count = {store.rows('PRAGMA page_count')[0][0] + more}")
        return store

    Store.open = classmethod(limited)  # type: ignore[assignment]


def _mapped() -> int:
    """Bytes of address space that this process has."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def main() -> None:
    """Runs the trials and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began, faults = time.perf_counter(), 0
    ends: dict[str, Counter[int]] = {}
    held: Counter[int] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), asked.seed)
        for trial in bench.trials(asked.trials):
            ends.setdefault(trial.kind, Counter()).update(trial.ends)
            held[trial.held] += 1
            faults += bool(trial.fault)
            if trial.fault:
                print(f"{trial.kind} {trial.ends}: {trial.fault}")
    for kind, codes in ends.items():
        print(f"{kind}: ends {dict(sorted(codes.items()))}")
    print(f"documents held when looked at: {dict(sorted(held.items()))}")
    print(f"{asked.trials} projects, {faults} faults, {time.perf_counter() - began:.0f} s")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

"""A project at size: `python tests/bench/bench_project.py --db big.gpkg [--documents 100000] [--mentions 10]`.

Builds a project from templates where the file is not there yet, and prints what a document costs as it grows; then the
time to the first mentions of a place, to the places inside an area since a date, and the memory of an export.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import shapely

from gazetteer.fold import fold
from gazetteer.place import LonLat, Place, PlaceName
from geo.export import EXPORTERS, Options
from geo.model import Parsed
from geo.query import Filter, mentions, places
from geo.store import Store
from tests.copies_cases import COMMON, SYLLABLES
from tests.store_cases import RUN, Named, Pieces, document

TEMPLATES = (
    ("Aircraft struck the outskirts of ", " during the night"),
    ("Residents who had left for ", " say that they will not return"),
    ("The road to ", " was closed again"),
    ("Three lorries reached ", " after a delay"),
    ("In ", " the bakery opened its doors"),
)
BATCH = 1000
"""Documents between two lines of the report."""


def known(count: int) -> list[Place]:
    """Made-up towns all over the Earth."""
    return [
        Place(
            f"test:{n:06}",
            f"Town {n}",
            LonLat(round((n * 37.7) % 360 - 180, 5), round((n * 17.3) % 160 - 80, 5)),
            (PlaceName(f"Town {n}"), PlaceName(f"Stadt {n}", "de")),
            "P",
            "PPL",
            "SY",
            population=n,
        )
        for n in range(count)
    ]


def documents(count: int, each: int, seed: int = 7) -> Iterator[Parsed]:
    """Reports of so many mentions each; the first towns are named far more often than the last, as in real reports."""
    numbers, towns = random.Random(seed), known(20_000)
    words = ["".join(numbers.choices(SYLLABLES, k=numbers.randint(2, 4))) for _ in range(8000)]
    for d in range(count):
        sentences: list[Pieces] = []
        for _ in range(each):
            before, after = numbers.choice(TEMPLATES)
            town = towns[int(len(towns) * numbers.random() ** 3)]
            tail = " ".join(numbers.choice(COMMON if numbers.random() < 0.4 else words) for _ in range(12))
            filler = " ".join(numbers.choice(COMMON if numbers.random() < 0.4 else words) for _ in range(18))
            sentences.append((before, Named(town.name, town), f"{after}, {tail}. "))
            sentences.append((f"{filler.capitalize()}. ",))
        day = f"20{10 + d % 10}-{1 + d % 12:02}-{1 + d % 28:02}"
        yield document(f"reports/{d % 97:02}/{d:06}.txt", *sentences, outlet=f"Outlet {d % 50}", published=day)


def build(path: Path, count: int, each: int) -> None:
    """Fills a project and prints the milliseconds that a document takes, batch by batch."""
    with Store.create(path, fold=fold) as store:
        spent = clock = 0.0
        for number, parsed in enumerate(documents(count, each), start=1):
            began, ticks = time.perf_counter(), time.process_time()
            store.add(parsed, RUN)
            spent, clock = spent + time.perf_counter() - began, clock + time.process_time() - ticks
            if number % BATCH == 0:
                if number <= 3 * BATCH or number % (count // 10 or 1) == 0:
                    print(f"{number:7} documents: {spent:6.2f} ms each, {clock:.2f} ms of processor", flush=True)
                spent = clock = 0.0


def ask(path: Path) -> None:
    """Prints how long the questions take, each on a file opened anew."""
    area = shapely.Polygon([(30, 30), (50, 28), (55, 40), (40, 45), (28, 40)])
    for name, wanted, limit in (
        ("mentions of the most named place, first 20", Filter(place_ids=("test:000000",)), 20),
        ("mentions of a seldom named place, first 20", Filter(place_ids=("test:015000",)), 20),
    ):
        began = time.perf_counter()
        with Store.open(path, fold=fold, readonly=True) as store:
            rows = [row for row, _ in zip(mentions(store, wanted), range(limit), strict=False)]
        print(f"{name}: {(time.perf_counter() - began) * 1000:.0f} ms, {len(rows)} rows")
    for name, wanted in (
        ("places inside an area since 2016", Filter(inside=area, since="2016")),
        ("the same without copies", Filter(inside=area, since="2016", copies="hide")),
        ("all places", Filter()),
    ):
        began = time.perf_counter()
        with Store.open(path, fold=fold, readonly=True) as store:
            count = sum(1 for _ in places(store, wanted))
        print(f"{name}: {(time.perf_counter() - began) * 1000:.0f} ms, {count} places")


def export(path: Path, form: str) -> None:
    """Exports to nowhere and prints the greatest memory of this process."""
    began, size = time.perf_counter(), 0
    with Store.open(path, fold=fold, readonly=True) as store:
        for piece in EXPORTERS[form].write(store, Filter(), Options()):
            size += len(piece)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"export {form}: {size / 1e6:.0f} MB in {time.perf_counter() - began:.0f} s, at most {most:.0f} MB of memory")


def main() -> None:
    """Runs the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--mentions", type=int, default=10)
    parser.add_argument("--export", choices=sorted(EXPORTERS))
    given = parser.parse_args()
    if given.export:
        export(given.db, given.export)
        return
    if not given.db.exists():
        build(given.db, given.documents, given.mentions)
    print(f"{given.db.stat().st_size / 1e6:.0f} MB")
    ask(given.db)
    for form in ("geojson", "annotations"):  # each in a process of its own, so that its memory is its own
        subprocess.run([sys.executable, __file__, "--db", given.db, "--export", form], check=True)


if __name__ == "__main__":
    main()

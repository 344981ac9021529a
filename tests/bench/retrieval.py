"""Recall and speed of look-ups by a spelling that the index does not hold, among all names of a table of places.

`PYTHONPATH=. python tests/bench/retrieval.py [--shared FOLDER] [--lookups 1500] [--index FILE]` asks with the country
and without, one by one and many together; speeds are by the processor's time. The look-ups (`gazetteer.train_lookups`)
are not those that the likeness was trained on. `--index` keeps the index for the next run.
"""

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from gazetteer.index import open_index
from gazetteer.likeness import asked
from gazetteer.propose import Question
from gazetteer.search import candidates, looked_up
from gazetteer.train_likeness import KEPT_APART
from gazetteer.train_lookups import AUTHORITIES, Lookup, build, draw, wanted, without

SHARED = Path(__file__).parents[3] / "shared"
DEPTHS = (1, 10, 50)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--lookups", type=int, default=1500)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--misses", type=int, default=0, help="print so many look-ups not found in the country")
    given = parser.parse_args()
    sets = [given.shared / "variants" / f"{name}.dev.tsv" for name in ("cities", "villages")]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.tsv"
        drawn = draw(sets)[: min(given.lookups, KEPT_APART)]
        ids = without(given.shared / "gazetteers" / "places_world.tsv.gz", drawn, table)
        index = given.index or Path(folder) / "table.index"
        if not index.exists():
            started = time.perf_counter()
            build(table, index)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            size = index.stat().st_size / 1e6
            print(f"built in {time.perf_counter() - started:.0f} s, {size:.0f} MB, peak {peak:.1f} GB")
        gazetteer = open_index(index)
        for given_country in (True, False):
            asked_for = [Question(q.name, (q.country,) if given_country else ()) for q in ids]
            started = time.process_time()
            for question in asked_for:
                candidates(gazetteer, question.name, question.countries)
            alone = len(asked_for) / (time.process_time() - started)
            asked.cache_clear()
            started = time.process_time()
            for _ in looked_up(gazetteer, asked_for):
                pass
            speeds = alone, len(asked_for) / (time.process_time() - started)
            rank = []
            for q, (_, found) in zip(ids, looked_up(gazetteer, asked_for, max(DEPTHS), least=0), strict=True):
                right = wanted(gazetteer, q, ids[q])
                rank.append(next((k for k, hit in enumerate(found, 1) if hit.place in right), 0))
                if not rank[-1] and given_country and given.misses:
                    given.misses -= 1
                    print("  ", q, [gazetteer.name_text(hit.name) for hit in found[:3]])
            _print("given the country" if given_country else "given nothing", list(ids), rank, speeds)


def _print(what: str, lookups: Sequence[Lookup], rank: Sequence[int], speeds: tuple[float, float]) -> None:
    def shares(rows: Sequence[int]) -> str:
        return "  ".join(f"@{d} {sum(0 < r <= d for r in rows) / max(len(rows), 1):.3f}" for d in DEPTHS)

    both = list(zip(lookups, rank, strict=True))
    alone, together = speeds
    print(f"{what}: {shares(rank)}  ({len(rank)} look-ups, {alone:,.0f} a second one by one, {together:,.0f} together)")
    for key in AUTHORITIES:
        print(f"   {key:9}     {shares([r for q, r in both if q.key == key])}")
    for scripts, n in Counter(q.scripts for q in lookups).most_common():
        print(f"   {scripts} {n:5}      {shares([r for q, r in both if q.scripts == scripts])}")


if __name__ == "__main__":
    main()

"""How well and how fast copies are found: `python tests/bench/bench_copies.py [--documents 10000] [--copies 2000]`.

Prints precision and recall of pairs of one family, and the seconds that a thousand documents take as the project grows.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from geo.model import Parsed, Run, Sentence, Span
from geo.store import Store
from tests.copies_cases import Case, reports

RUN = Run("bench", "0", "none", "none", 1, "none", "{}")


def pairs(groups: Iterable[int]) -> int:
    """Pairs inside groups of these sizes."""
    return sum(size * (size - 1) // 2 for size in groups)


def figures(cases: list[Case], families: dict[str, int]) -> tuple[float, float]:
    """Precision and recall of the pairs of documents that share a family."""
    true = pairs(Counter(case.story for case in cases).values())
    found = pairs(Counter(families.values()).values())
    both = pairs(Counter((case.story, families[case.document.id]) for case in cases).values())
    return both / found if found else 1.0, both / true


def main() -> None:
    """Runs the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--copies", type=int, default=2_000)
    given = parser.parse_args()
    cases = list(reports(given.documents, given.copies))
    with Store.in_memory(fold=str.casefold) as store:
        began = time.process_time()
        for number, case in enumerate(cases, start=1):
            document = case.document
            sentences = (Sentence(0, Span(0, len(document.text))),)
            store.add(Parsed(document, sentences, ()), RUN)
            if number % max(1000, given.documents // 10) == 0:
                print(f"{number} documents: {time.process_time() - began:.1f} s", flush=True)
        families = dict(store.rows("SELECT id, family FROM copy_documents"))
    precision, recall = figures(cases, families)
    print(f"pairs: precision {precision:.4f}, recall {recall:.4f}")


if __name__ == "__main__":
    main()

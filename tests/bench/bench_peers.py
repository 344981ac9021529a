"""Our speed over a bare scan for the same names by a native library and over the peers', with the accuracy of each, in
one run on one core: `PYTHONPATH=. python tests/bench/bench_peers.py [--copies 10] [--gazetteer FILE]`.

The limit is `ahocorasick-rs` over all names of the gazetteer; peers are flashgeotext and spaCy's small pipeline.
What is not installed is said and left out: `pip install ahocorasick-rs flashgeotext spacy` and spaCy's model. Accuracy
is recognition F1 by overlap and end-to-end F1 on seeds.dev; a peer without places is given the most populous namesake.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gazetteer.builtin import open_builtin
from gazetteer.index import Gazetteer, open_index
from gazetteer.search import exact_hits
from geo.evaluate import GoldDocument, evaluate, parsed_lines, read_gold
from geo.model import Document, Source, Span
from geo.pipeline import Pipeline
from tests.bench.parse import ARTICLES, SHUFFLE, one_core, read_texts, shuffled

GOLD = ARTICLES.parent / "gold" / "seeds.dev.jsonl"
SHORTEST = 3
"""Letters of a name that the bare scan looks for: shorter ones stand in every line."""

Finder = Callable[[str], Sequence[Span]]


class Row(NamedTuple):
    """A line of the table."""

    name: str
    rate: float
    """Code points a second of processor time."""
    overlap: float | None
    end_to_end: float | None


def rate(find: Callable[[str], Any], texts: Sequence[str]) -> float:
    """Code points a second of processor time, after one text to warm up."""
    find(texts[0])
    began = time.process_time()
    for text in texts:
        find(text)
    return sum(map(len, texts)) / (time.process_time() - began)


def accuracy(find: Finder, gazetteer: Gazetteer, gold: Sequence[GoldDocument]) -> tuple[float, float]:
    """Recognition by overlap and end to end, each name given its most populous place."""
    lines = [line for document in gold for line in _lines(find, gazetteer, document)]
    report = evaluate(gold, lines)
    return report.recognition_overlap.f1, report.end_to_end.f1


def _lines(find: Finder, gazetteer: Gazetteer, document: GoldDocument) -> Iterator[dict[str, Any]]:
    for start, end in find(document.text):
        hits = exact_hits(gazetteer, document.text[start:end], demonyms=False)
        people = [int(gazetteer.arrays["place.population"][hit.place]) for hit in hits]
        point = gazetteer.point(hits[int(np.argmax(people))].place) if hits else None
        place = {"lat": point.lat, "lon": point.lon} if point else None
        yield {
            "doc": document.stem, "start": start, "end": end, "text": document.text[start:end], "place": place,
        }  # fmt: skip


def bare_scan(gazetteer: Gazetteer) -> Finder:
    """Every name of the gazetteer as it is written, the longest first."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    names = {gazetteer.name_text(row) for row in range(len(gazetteer.arrays["name.place"]))}
    automaton = AhoCorasick(sorted(n for n in names if len(n) >= SHORTEST), matchkind=MatchKind.LeftmostLongest)
    return lambda text: [
        Span(start, end)
        for _, start, end in automaton.find_matches_as_indexes(text)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()
    ]


def flashgeotext() -> Finder:
    """Its own cities and countries."""
    from flashgeotext.geotext import GeoText

    finder = GeoText()

    def find(text: str) -> Sequence[Span]:
        found = finder.extract(input_text=text, span_info=True)
        return [Span(*span) for places in found.values() for place in places.values() for span in place["span_info"]]

    return find


def spacy_small() -> Finder:
    """Its geopolitical entities and locations."""
    import spacy

    pipeline = spacy.load("en_core_web_sm")
    return lambda text: [
        Span(e.start_char, e.end_char) for e in pipeline(text).ents if e.label_ in ("GPE", "LOC", "FAC")
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--gazetteer", type=Path, help="index; the built-in one where not given")
    asked = parser.parse_args()
    one_core()
    gazetteer = open_index(asked.gazetteer) if asked.gazetteer else open_builtin()
    texts = shuffled(read_texts(ARTICLES), asked.copies, random.Random(SHUFFLE))
    gold = read_gold(GOLD)
    pipeline = Pipeline(gazetteer)
    report = evaluate(gold, parsed_lines(gold, pipeline))
    ours = rate(lambda text: pipeline.parse(Document("", Source("", ""), text)), texts)
    rows = [Row("dateline parse", ours, report.recognition_overlap.f1, report.end_to_end.f1)]
    peers: dict[str, Callable[[], Finder]] = {
        "bare scan, ahocorasick-rs": lambda: bare_scan(gazetteer),
        "flashgeotext": flashgeotext,
        "spaCy en_core_web_sm": spacy_small,
    }
    for name, make in peers.items():
        try:
            find = make()
        except (ImportError, OSError) as error:
            print(f"{name}: left out: {error}")
            continue
        rows.append(Row(name, rate(find, texts), *accuracy(find, gazetteer, gold)))
    print(f"{'':28}{'characters/s':>14}{'our time over its':>19}{'overlap F1':>12}{'end to end':>12}")
    for row in rows:
        print(f"{row.name:28}{row.rate:14,.0f}{row.rate / ours:19.2f}{row.overlap:12.3f}{row.end_to_end:12.3f}")


if __name__ == "__main__":
    main()

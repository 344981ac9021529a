"""Figures on the gold corpora by cross-validation over documents: `python tests/bench/crossvalidate.py --held-out
FILE`.

FILE is what taggers said of gold documents that they had not seen: `python -m geo.recognize.train … --held-out FILE`
makes it (four folds). Ranker and acceptance are trained here on four fifths of the documents and judged on the rest,
five times; `--trained-with` names the index to train with where it is not the one to judge with. The figures are those
of `dateline evaluate`.
"""

import argparse
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gazetteer.builtin import open_builtin
from gazetteer.forest import forest_of
from gazetteer.index import Gazetteer, open_index
from geo.evaluate import as_json, evaluate, read_gold
from geo.pipeline import recognizer_of
from geo.recognize.alike import Likeness
from geo.recognize.fast import PROPOSED
from geo.recognize.spans import named_spans
from geo.recognize.words import look
from geo.resolve import train as ranking
from geo.resolve import train_accept as accepting
from geo.resolve.accept import Acceptance
from geo.resolve.cues import cue_table
from geo.resolve.gather import Gatherer
from geo.resolve.proposals import proposals_of
from geo.resolve.ranker import Resolver, Weights

FOLDS = 5
CORPORA = ("geovirus", "geowebnews", "lgl", "trnews")


def fold_of(document: str) -> int:
    """The fold in which a document is judged."""
    return zlib.crc32(f"h{document}".encode()) % FOLDS


class Judge:
    """The gold corpora with what the taggers said, ready to be judged fold by fold."""

    def __init__(
        self, gold: Path, held_out: Path, gazetteer: Gazetteer, given_spans: bool = False, recognizer: str = "fast"
    ) -> None:
        self.given_spans, self.recognizer = given_spans, recognizer_of(recognizer, gazetteer)
        self.gazetteer, self.likeness = gazetteer, Likeness(gazetteer)
        self.documents = [
            (corpus, json.loads(line))
            for corpus in CORPORA
            for line in (gold / f"{corpus}.dev.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        self.said = dict(np.load(held_out))
        self.gatherer, self.cues = Gatherer(gazetteer), cue_table(gazetteer.tables)
        self.ranked = [
            ranking.case_of(d, gazetteer, self.likeness, self.gatherer, self.cues) for _, d in self.documents
        ]

    def trained(self, number: int) -> tuple[Weights, Acceptance]:
        """What is learned from all documents outside a fold."""
        others = [
            c for (_, d), c in zip(self.documents, self.ranked, strict=True) if fold_of(d["doc_id"]) != number and c
        ]
        weights = ranking.train([c for c in others if len(c.report.group)])
        resolver = Resolver(self.gazetteer, weights)
        rows = [
            accepting.rows_of(d, self.said[str(d["doc_id"])], self.gazetteer, self.likeness, resolver)
            for _, d in self.documents
            if fold_of(d["doc_id"]) != number
        ]
        learned = accepting.train(rows, accepting.rows_made_up(self.gazetteer, resolver, self.recognizer))
        return weights, Acceptance(forest_of(learned["forest"]), learned["threshold"])

    def fold(
        self, number: int, learned: tuple[Weights, Acceptance], demonyms: bool
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Corpus and prediction for every mention kept in the documents of a fold."""
        weights, acceptance = learned
        resolver = Resolver(self.gazetteer, weights)
        for corpus, document in self.documents:
            if fold_of(document["doc_id"]) == number:
                for line in self.lines(document, resolver, acceptance, demonyms):
                    yield corpus, line

    def lines(
        self, document: Mapping[str, Any], resolver: Resolver, acceptance: Acceptance, demonyms: bool
    ) -> Iterator[dict[str, Any]]:
        """Predictions for a document, as `dateline parse` would print them."""
        text = document["text"]
        words = look(text, self.gazetteer, self.likeness)
        if self.given_spans:
            names = ranking.gold_names(document, words)[0]
        else:
            names = named_spans(text, words, self.said[str(document["doc_id"])], PROPOSED)
        resolutions = resolver.resolve(text, words, names)
        chances = acceptance.chances(proposals_of(text, words, names, resolutions))
        if self.given_spans:
            chances = np.ones(len(names))
        for named, resolution, chance in zip(names, resolutions, chances.tolist(), strict=True):
            if chance < acceptance.threshold or (named.demonym and not demonyms):
                continue
            start, end = named.span
            place = resolution.place
            where = (
                {"lat": place.point.lat, "lon": place.point.lon}
                if place and place.point
                else {"lat": None, "lon": None}
            )
            yield {
                "doc": document["doc_id"] + ".txt",
                "start": start,
                "end": end,
                "text": text[start:end],
                "confidence": resolution.confidence,
                "place": {"id": place.id, "name": place.name, **where} if place else None,
            }

    def reach(self, corpus: str) -> float:
        """Share of the gold names with coordinates for which some candidate is right."""
        right = known = 0.0
        for (of, _), case in zip(self.documents, self.ranked, strict=True):
            if of == corpus and case and len(case.report.group):
                sizes = np.array([len(group.members) for group in case.report.groups])
                right += float((sizes * case.within_reach).sum())
                known += float((sizes * case.known).sum())
        return right / known


def main() -> None:
    """Print a row a corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(__file__).parents[3] / "shared"
    parser.add_argument("--gold", type=Path, default=shared / "gold")
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--gazetteer", type=Path, help="index to use; the built-in one where not given")
    parser.add_argument("--trained-with", type=Path, help="index to train with; that of --gazetteer where not given")
    parser.add_argument("--without-demonyms", action="store_true", help="leave demonyms out of the predictions")
    parser.add_argument("--spans", choices=["found", "gold"], default="found", help="whose names are placed")
    parser.add_argument("--recognizer", default="fast", help="whose held-out file it is")
    given = parser.parse_args()
    gazetteer = open_index(given.gazetteer) if given.gazetteer else open_builtin()
    judge = Judge(given.gold, given.held_out, gazetteer, given.spans == "gold", given.recognizer)
    teacher = judge
    if given.trained_with:
        teacher = Judge(given.gold, given.held_out, open_index(given.trained_with), False, given.recognizer)
    predicted = [pair for n in range(FOLDS) for pair in judge.fold(n, teacher.trained(n), not given.without_demonyms)]
    print("corpus      overlap F1  exact F1  within 161 km  end to end F1  calibration error  within reach")
    for corpus in CORPORA:
        report = evaluate(read_gold(given.gold / f"{corpus}.dev.jsonl"), [line for c, line in predicted if c == corpus])
        r = json.loads(as_json(report))
        print(
            f"{corpus:12}{r['recognition_overlap']['f1']:10.3f}{r['recognition_exact']['f1']:10.3f}"
            f"{r['resolution']['acc161']:15.3f}{r['end_to_end']['f1']:15.3f}{r.get('calibration_error') or 0:19.3f}"
            f"{judge.reach(corpus):14.3f}"
        )


if __name__ == "__main__":
    main()

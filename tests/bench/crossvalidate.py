"""Figures on the gold corpora by cross-validation over documents.

`PYTHONPATH=. python tests/bench/crossvalidate.py --held-out FILE [--wide INDEX]`. FILE is what taggers said of gold
documents that they had not seen: `python -m geo.recognize.train … --held-out FILE` makes it (four folds). INDEX is a
gazetteer with places_world imported. Ranker and acceptance are trained here as those that ship, the one with the wide
index, the other with both, on four fifths of the documents, and judged on the rest, five times, with either gazetteer.
The figures are those of `dateline evaluate`.
"""

import argparse
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
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
        proposals = proposals_of(text, words, names, resolutions)
        kept = acceptance.kept(proposals, acceptance.chances(proposals)) | self.given_spans
        for named, resolution, keep in zip(names, resolutions, kept.tolist(), strict=True):
            if not keep or (named.demonym and not demonyms):
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

    def reach(self, corpora: Sequence[str]) -> float:
        """Share of the gold names with coordinates for which some candidate is right."""
        right = known = 0.0
        for (of, _), case in zip(self.documents, self.ranked, strict=True):
            if of in corpora and case and len(case.report.group):
                sizes = np.array([len(group.members) for group in case.report.groups])
                right += float((sizes * case.within_reach).sum())
                known += float((sizes * case.known).sum())
        return right / known


def learned(judges: Sequence[Judge], number: int) -> tuple[Weights, Acceptance]:
    """What is learned from all documents outside a fold: the ranker with the last gazetteer, the acceptance
    with all."""
    others = [
        case
        for (_, document), case in zip(judges[-1].documents, judges[-1].ranked, strict=True)
        if fold_of(document["doc_id"]) != number and case and len(case.report.group)
    ]
    weights = ranking.train(others)
    resolvers = [Resolver(judge.gazetteer, weights) for judge in judges]
    rows = [
        accepting.joined(
            [
                accepting.rows_of(document, judge.said[str(document["doc_id"])], judge.gazetteer, judge.likeness, r)
                for judge, r in zip(judges, resolvers, strict=True)
            ]
        )
        for _, document in judges[0].documents
        if fold_of(document["doc_id"]) != number
    ]
    made_up = [
        row
        for judge, resolver in zip(judges, resolvers, strict=True)
        for row in accepting.rows_made_up(judge.gazetteer, resolver, judge.recognizer)
    ]
    found = accepting.train(rows, made_up)
    return weights, Acceptance(forest_of(found["forest"]), found["threshold"], found["demonyms"])


def predicted(
    judges: Sequence[Judge], demonyms: bool = True, folds: Sequence[int] = range(FOLDS)
) -> list[list[tuple[str, dict[str, Any]]]]:
    """For each judge corpus and prediction for every mention kept, the folds together."""
    found: list[list[tuple[str, dict[str, Any]]]] = [[] for _ in judges]
    for number in folds:
        taught = learned(judges, number)
        for judge, lines in zip(judges, found, strict=True):
            lines += judge.fold(number, taught, demonyms)
    return found


def figures(
    gold: Path, lines: Sequence[tuple[str, dict[str, Any]]], folds: Sequence[int] = range(FOLDS)
) -> dict[str, dict[str, Any]]:
    """The figures of each corpus in the folds, and of all together."""
    documents = {
        corpus: [d for d in read_gold(gold / f"{corpus}.dev.jsonl") if fold_of(d.id) in folds] for corpus in CORPORA
    }
    rows = {
        corpus: json.loads(as_json(evaluate(documents[corpus], [line for c, line in lines if c == corpus])))
        for corpus in CORPORA
    }
    everything = evaluate([d for of in documents.values() for d in of], [line for _, line in lines])
    return {**rows, "all": json.loads(as_json(everything))}


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What every bench on the gold corpora is given."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--gold", type=Path, default=Path(__file__).parents[3] / "shared" / "gold")
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--wide", type=Path, help="a wider index, to train and to judge with beside the built-in one")
    return parser


def main() -> None:
    """Print a table for each gazetteer, the widest last."""
    parser = arguments(__doc__)
    parser.add_argument("--without-demonyms", action="store_true", help="leave demonyms out of the predictions")
    parser.add_argument("--spans", choices=["found", "gold"], default="found", help="whose names are placed")
    parser.add_argument("--recognizer", default="fast", help="whose held-out file it is")
    given = parser.parse_args()
    gazetteers = [open_builtin(), *([open_index(given.wide)] if given.wide else [])]
    judges = [Judge(given.gold, given.held_out, g, given.spans == "gold", given.recognizer) for g in gazetteers]
    for judge, lines in zip(judges, predicted(judges, not given.without_demonyms), strict=True):
        print(f"{judge.gazetteer.header['places']} places")
        print("corpus      overlap F1  exact F1  within 161 km  end to end F1  calibration error  within reach")
        for corpus, r in figures(given.gold, lines).items():
            print(
                f"{corpus:12}{r['recognition_overlap']['f1']:10.3f}{r['recognition_exact']['f1']:10.3f}"
                f"{r['resolution']['acc161']:15.3f}{r['end_to_end']['f1']:15.3f}{r.get('calibration_error') or 0:19.3f}"
                f"{judge.reach(CORPORA if corpus == 'all' else (corpus,)):14.3f}"
            )


if __name__ == "__main__":
    main()

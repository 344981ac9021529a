"""Precision and recall of names, group by group, in a table of sentences: python tests/bench/sentences.py latin.tsv

A name counts where its span is that of the table and its place lies in the country that the table has.
"""

import argparse

from gazetteer.builtin import open_builtin
from geo.pipeline import Pipeline
from tests.pipeline_cases import document, marked, rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", help="file in tests/cases")
    parser.add_argument("--recognizer", default="fast")
    parser.add_argument("--misses", action="append", default=[], metavar="GROUP", help="print what is wrong in these")
    given = parser.parse_args()
    pipeline = Pipeline(open_builtin(), recognizer=given.recognizer)
    counts: dict[str, list[int]] = {}
    for row in rows(given.table):
        sentence = marked(row.sentence)
        missed, other = sentence.wrong(pipeline.parse(document(sentence.text)))
        of = counts.setdefault(row.group, [0, 0, 0, 0, 0])
        wanted = len(sentence.wanted)
        right = wanted - len(missed)
        for k, number in enumerate((1, not (missed or other), wanted, right, right + len(other))):
            of[k] += number
        if row.group in given.misses and (missed or other):
            print(f"{row.sentence}\n    missed: {missed}   found: {other}")
    print("group     sentences  right  names  precision  recall")
    for group, (sentences, whole, wanted, right, proposed) in counts.items():
        print(
            f"{group:10}{sentences:9}{whole:7}{wanted:7}{right / max(proposed, 1):11.2f}{right / max(wanted, 1):8.2f}"
        )


if __name__ == "__main__":
    main()

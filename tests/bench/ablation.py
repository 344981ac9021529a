"""What each group of features is worth: the cross-validated figures with the group left out, over all gold corpora.

`PYTHONPATH=. python tests/bench/ablation.py --held-out FILE [--wide INDEX]` prints the table of geo/README.md; the
files are as for `crossvalidate.py`. A group is left out where its features say nothing, in training and in use. Two
of the five folds are judged, for the sake of time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np

from gazetteer.builtin import open_builtin
from gazetteer.index import Gazetteer, open_index
from geo.resolve import context, features, reasons
from tests.bench.crossvalidate import CORPORA, Judge, arguments, figures, predicted

JUDGED = (0, 1)

RANKER: Mapping[str, Sequence[str]] = {
    "how the name is written": ("spelling_fits", "written_exactly"),
    "kind of name": (
        *("by_its_main_name", "country_by_its_main_name", "by_its_own_name", "by_a_curated_name", "by_an_abbreviation"),
        *("named_after_its_town", "named_without_its_word"),
    ),
    "size and fame": ("many_people", "more_than_namesakes", "known_by_many_names"),
    "class of place": ("is_country", "is_division", "is_capital", "is_natural", "is_facility", "is_curated"),
    "namesakes of another class": (
        *("division_named_as_the_capital", "capital_named_as_a_division", "division_named_as_a_great_town"),
        "county_named_as_a_town",
    ),
    "cue beside it": ("cue_agrees",),
    "countries of the report": ("country_is_reported", "country_leads_the_report", "country_is_named"),
    "divisions of the report": ("division_is_reported", "followed_by_what_holds_it"),
    "distances": ("near_the_others", "mean_nearness"),
}
ACCEPTANCE: Mapping[str, Sequence[str]] = {
    "recogniser, here": ("seen_as_a_place",),
    "recogniser, elsewhere": ("seen_as_a_place_throughout", "once_clearly_a_place", "often_there"),
    "persons and organisations": (
        *("seen_as_a_person", "seen_as_an_organization", "beside_a_person", "beside_an_organization"),
    ),
    "gazetteer": (
        *("attested_in_several_words", "attested_in_one_word", "reads_like_a_name", "of_a_country"),
        *("of_a_curated_place", "is_a_demonym", "is_an_abbreviation", "many_live_there"),
    ),
    "resolution": ("has_a_place", "has_no_candidate", "fits_the_report", "several_words_that_fit"),
    "words that join it": ("part_of_a_longer_row", "part_of_a_longer_row_unattested"),
}


@contextmanager
def without(tables: Sequence[Mapping[str, Callable[..., Any]]], names: Sequence[str]) -> Iterator[None]:
    """Let the named features say 0."""
    kept = []
    for table in (cast(dict[str, Callable[..., Any]], t) for t in tables):
        for name in set(names) & set(table):
            kept.append((table, name, table[name]))
            table[name] = lambda *given, of=table[name]: np.zeros_like(of(*given))
    try:
        yield
    finally:
        for table, name, function in kept:
            table[name] = function


def means(gold: Path, held_out: Path, gazetteers: Sequence[Gazetteer]) -> list[float]:
    """Overlap F1, accuracy within 161 km and end-to-end F1, each the mean over the corpora, with the last gazetteer."""
    judges = [Judge(gold, held_out, gazetteer) for gazetteer in gazetteers]
    rows = figures(gold, predicted(judges, folds=JUDGED)[-1], JUDGED)
    table = [
        (r["recognition_overlap"]["f1"], r["resolution"]["acc161"], r["end_to_end"]["f1"])
        for r in (rows[corpus] for corpus in CORPORA)
    ]
    found: list[float] = np.mean(table, axis=0).tolist()
    return found


def main() -> None:
    """Print a row a group."""
    given = arguments(__doc__).parse_args()
    gazetteers = [open_builtin(), *([open_index(given.wide)] if given.wide else [])]
    print("| left out | overlap F1 | within 161 km | end to end F1 |\n|---|---|---|---|")
    groups = {"nothing": (), **{f"ranker: {k}": v for k, v in RANKER.items()}}
    groups |= {f"acceptance: {k}": v for k, v in ACCEPTANCE.items()}
    for title, names in groups.items():
        with without((features.PLAIN, context.CONTEXT, reasons.REASONS), names):
            row = means(given.gold, given.held_out, gazetteers)
        print(f"| {title} | " + " | ".join(f"{value:.3f}" for value in row) + " |", flush=True)


if __name__ == "__main__":
    main()

"""Pairs to train the score on, and the parts that its figures come from."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from gazetteer.train_pairs import FOLDS, Pair, figures, fold_of, for_trees, judged, read_more, read_pairs

HEAD = "id\tgeonameid\twof_id\twikidata\tname\tlat\tlon\tfclass\tfcode\tcc\tsources\tnames"
PLACES = [
    ("g1", "35.0", "RU", "Zarechye|Заречье|Zaretschje"),
    ("g2", "45.0", "RU", "Zarechnoye|Заречное"),
    ("g3", "55.0", "RU", "Ozerki|Озерки|Oserki"),
    ("g4", "55.0", "FR", "Ozerki|Озерки|Oserki"),
    ("g5", "60.0", "RU", "Sosnovka"),
]
SET = "label\tset\tpid\tqid\tcc\ta\tb\tsim\n1\tCL\t9\t9\tRU\tКиев\tKiev\t1.0\n0\tCL\t9\t8\tRU\tКиев\tKizel\t0.6\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rows = [HEAD, *(f"{k}\t\t\t\t\t{lat}\t40.0\tP\tPPL\t{cc}\tx\t{names}" for k, lat, cc, names in PLACES)]
    path = tmp_path / "places.tsv.gz"
    path.write_bytes(gzip.compress("\n".join([*rows, ""]).encode()))
    return path


def pair(same: bool, sim: float, source: str = "cities.dev.tsv", scripts: str = "CL") -> Pair:
    return Pair("a", "b", same, 1.0, sim, ("1", "2"), scripts, source)


def test_pairs_of_the_table_have_names_of_one_place_or_of_two_that_lie_apart(table: Path) -> None:
    pairs = read_more(table, [], 100)
    assert {(p.a, p.b) for p in pairs if p.same} >= {("Заречье", "Zarechye"), ("Озерки", "Oserki")}
    assert ("Заречье", "Zarechnoye") in {(p.a, p.b) for p in pairs if not p.same}
    assert all((p.places[0] == p.places[1]) == p.same for p in pairs)
    assert {place for p in pairs for place in p.places} <= {"g1", "g2", "g3", "g5"}  # France is no country of the sets
    assert read_more(table, [], 100) == pairs


def test_scripts_taken_whole_go_beyond_the_limit(table: Path) -> None:
    some, all_of = read_more(table, [], 1), read_more(table, [], 1, ("CL",))
    assert sum(p.same for p in some) == 1
    assert sum(p.same and p.scripts == "CL" for p in all_of) > 1


def test_only_places_that_are_asked_for_give_positives(table: Path) -> None:
    pairs = read_more(table, [], 100, of=lambda key: key == "g3")
    assert {p.places[0] for p in pairs} == {"g3"}
    assert {p.places[1] for p in pairs} - {"g3"} <= {"g1", "g2", "g5"}


def test_one_place_in_five_is_for_the_trees() -> None:
    places = [f"geonames:{k}" for k in range(2_000)]
    assert sum(map(for_trees, places)) == pytest.approx(400, abs=60)
    assert {fold_of(place, FOLDS) for place in places if for_trees(place)} == set(range(FOLDS))


def test_renamings_weigh_nothing_and_are_judged_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "cities.dev.tsv"
    path.write_text(SET.replace("1.0\n", "0.2\n"), encoding="utf-8")
    renamed, other = read_pairs([path])
    assert renamed.weight == 0 and not judged(renamed) and judged(renamed, 0)
    assert other.weight == 1 and judged(other)
    assert not judged(pair(False, -1.0)) and not judged(pair(True, 1.0, "places_world.tsv.gz"))


def test_figures_are_of_each_set_and_script() -> None:
    pairs = [pair(True, 1.0), pair(False, 0.9), pair(True, 0.8, scripts="AL"), pair(True, 0.8, "villages.dev.tsv")]
    found = figures(pairs, np.array([True, True, False, True]))
    assert found == {"cities": 0.5, "cities AL": 0, "cities CL": 0.6667, "cities LL": 0, "villages": 1}

"""The score of a pair of spellings."""

import json
import statistics
from collections import defaultdict
from importlib.resources import files

import pytest
from hypothesis import given

from gazetteer.errors import IndexUnreadable
from gazetteer.fold import fold
from gazetteer.similarity import COLUMNS, WEIGHED, Scorer, similarity
from tests.gazetteer_cases import TEXTS
from tests.test_gazetteer_search import VARIANTS

LIKE = [
    ("Deir El-Zour", "Deir ez-Zor"),
    ("Deir Ezzor", "دير الزور"),
    ("Raqqa", "الرقة"),
    ("Jarablus", "Jarabulus"),
    ("Kharkov", "Харків"),
    ("Qamishli", "Kamishly"),
    ("Misurata", "Misratah"),
]
UNLIKE = [
    ("Homs", "Hama"),
    ("Tal Afar", "Tal Abyad"),
    ("Idlib", "Irbil"),
    ("Raqqa", "Rabka"),
    ("Qamishli", "Kafr Nabl"),
    ("Kyiv", "Kharkiv"),
    ("حمص", "Hama"),
]


@pytest.mark.parametrize(("a", "b"), LIKE)
def test_variants_score_above_a_half(a: str, b: str) -> None:
    assert similarity(a, b) > 0.5


@pytest.mark.parametrize(("a", "b"), UNLIKE)
def test_other_names_score_below_a_half(a: str, b: str) -> None:
    assert similarity(a, b) < 0.5


@given(TEXTS, TEXTS)
def test_the_score_is_a_chance_and_symmetric(a: str, b: str) -> None:
    score = similarity(a, b)
    assert 0 <= score <= 1
    assert score == pytest.approx(similarity(b, a))


@given(TEXTS)
def test_a_spelling_is_wholly_like_itself_unless_empty(text: str) -> None:
    assert similarity(text, text) == (1.0 if fold(text) else 0.0)


def test_what_was_learned_is_for_these_columns() -> None:
    learned = json.loads(files("gazetteer.data").joinpath("similarity.json").read_text(encoding="utf-8"))
    assert tuple(learned["weights"]) == WEIGHED
    assert tuple(learned["columns"]) == COLUMNS
    assert max(learned["forest"]["feature"]) <= len(COLUMNS)  # the last is the regression's verdict
    assert set(learned["letters"]) == {"pairs", "gaps", "seen"}
    assert set(learned["contexts"]) == {"steps", "names"}


def test_other_columns_are_refused() -> None:
    with pytest.raises(IndexUnreadable, match="other measures"):
        Scorer({"weights": {"height": 1.0}})


def test_scores_fall_from_same_to_different() -> None:
    scores: dict[str, list[float]] = defaultdict(list)
    for case in VARIANTS:
        if ":" not in case.place:
            scores[case.expected].append(similarity(case.surface, case.place))
    same, different = scores["same"], scores["different"]
    assert statistics.median(same) > 0.8 > 0.2 > statistics.median(different)
    assert statistics.quantiles(same, n=4)[0] > statistics.quantiles(different, n=4)[2]


@pytest.mark.parametrize("name", ["Deirezzor" * 1_100, "x" * 10_000, "北京" * 5_000, "\u0301" * 10_000])
def test_long_names_take_little_time(name: str) -> None:
    assert 0 <= similarity(name, name[:-1] + "z") <= 1

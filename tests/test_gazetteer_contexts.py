"""Chances of letters behind each other."""

import math

import pytest

from gazetteer.contexts import MEASURES, Chain, Contexts, count
from gazetteer.letters import Aligner, Letters, Step
from gazetteer.similarity import scorer, spelled

NAMES = [("Lermontovo", "Лермонтово"), ("Ivanovo", "Иваново"), ("Petrovo", "Петрово"), ("Orlovo", "Орлово")]


def aligned(a: str, b: str) -> tuple[list[Step], str, str]:
    x, y = spelled(a), spelled(b)
    return scorer().aligner.align(x.symbols, y.symbols, x.script, y.script), x.script, y.script


def measured(contexts: Contexts, a: str, b: str) -> dict[str, float]:
    return dict(zip(MEASURES, contexts.measures(*aligned(a, b)), strict=True))


def test_chances_behind_a_letter_and_of_the_unknown_sum_to_one() -> None:
    chain = Chain({"a": {"b": 3, "c": 1}})
    alone = {"b": 0.2, "c": 0.3, "d": 0.5}
    chances = [math.exp(chain.logs([("a", 0.1), (text, chance)])[1]) for text, chance in alone.items()]
    assert sum(chances) == pytest.approx(1)
    assert chances[0] > alone["b"]


def test_what_is_counted_is_what_steps_follow_each_other() -> None:
    counts = count(aligned(*names) for names in NAMES)
    assert list(counts["steps"]) == ["CL"]  # whichever comes first
    assert counts["steps"]["CL"]["в|v"] == {"а|a": 1, "о|o": 4}
    assert counts["names"]["L"]["o"]["$"] == 4


def test_an_ending_that_many_names_have_tells_less_than_by_itself() -> None:
    letters = scorer().letters
    none, some = Contexts({"steps": {}, "names": {}}, letters), Contexts(count(aligned(*n) for n in NAMES), letters)
    assert measured(some, *NAMES[0])["together"] < measured(none, *NAMES[0])["together"]
    assert measured(some, *NAMES[0])["mean_chance"] > measured(none, *NAMES[0])["mean_chance"]


@pytest.mark.parametrize(("a", "b"), [("الموصل", "Мосул"), ("Homs", "حمص"), ("Homs", "Hims"), ("北京", "Beijing")])
def test_the_measures_are_numbers_and_of_two_scripts_the_same_in_either_order(a: str, b: str) -> None:
    one, other = (measured(scorer().contexts, *names) for names in ((a, b), (b, a)))
    assert all(map(math.isfinite, one.values()))
    assert one["mean_chance"] == pytest.approx(other["mean_chance"])


def test_nothing_is_measured_as_an_end() -> None:
    empty = Contexts({"steps": {}, "names": {}}, Letters({}, {}, {}))
    assert len(empty.measures(Aligner(empty._letters).align((), (), "L", "L"), "L", "L")) == len(MEASURES)

"""What English prose writes small: the shipped table, how it is counted, and words that nobody counted."""

import numpy as np
import pytest

from gazetteer.tokens import hash_names, make_tables
from geo.recognize.lexicon import LEVELS, commonness, counted


def levels_of(*words: str) -> list[int]:
    keys, _ = hash_names(list(words), make_tables())
    levels: list[int] = commonness(keys).tolist()
    return levels


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("water", 3),
        ("rain", 3),
        ("ferry", 2),
        ("bath", 1),
        ("obsequious", 0),  # rare
        ("monday", 0),  # written large
        ("mosul", 0),
        ("zxqwv", 0),  # no word
        ("ماء", 0),  # no English
    ],
)
def test_levels_of_the_shipped_table(word: str, level: int) -> None:
    assert levels_of(word) == [level]


def test_a_word_is_known_however_it_is_written() -> None:
    assert levels_of("Water", "WATER", "wáter") == [3, 3, 3]


def test_words_that_are_names_as_often_are_left_out() -> None:
    assert levels_of("turkey", "jordan", "march", "polish") == [0, 0, 0, 0]


def test_hashes_beyond_the_table_and_none() -> None:
    """The last word is looked for where the table ends."""
    assert commonness(np.array([0, 2**64 - 1], dtype=np.uint64)).tolist() == [0, 0]
    assert commonness(np.array([], dtype=np.uint64)).tolist() == []
    assert max(levels_of("the", "of", "a")) == len(LEVELS)


def test_counting_passes_over_the_beginnings_of_sentences() -> None:
    """A capital there says nothing; within a sentence it makes a name."""
    sentences = [
        ["Rain", "fell", "on", "Nice"],
        ["The", "rain", "was", "nice", "in", "Nice"],
        ["rain", "fell", "at", "8", "o'clock"],
    ]
    assert counted(sentences) == {"rain": 2, "fell": 2}  # nice: small once, large twice; the rest once


def test_a_word_as_often_large_as_small_is_left_out() -> None:
    assert counted([["a", "may", "b", "May"], ["x", "may", "y", "May"]]) == {}
    assert counted([["a", "may", "b", "May"], ["x", "may", "y"]]) == {"may": 2}

"""Sentences made up for training: the same for the same seed, marked where the names stand, with every gap filled."""

import re
from importlib.resources import files

import pytest

from gazetteer.index import Gazetteer
from geo.recognize.corpora import Example
from geo.recognize.features import CLASSES, DEMONYM, OTHER, PLACE
from geo.recognize.made_up import FILLS, OTHER_SEED, made_up

TABLE = files("geo.recognize").joinpath("made_up.tsv").read_text(encoding="utf-8")
ROWS = [line.split("\t") for line in TABLE.splitlines() if not line.startswith("#")]
"""The class of the names of a row, and its sentence."""


@pytest.fixture(scope="module")
def examples(gazetteer: Gazetteer) -> list[Example]:
    return list(made_up(gazetteer))


def number_of(example: Example) -> int:
    """The row of the table that an example is made of."""
    return int(example.name.split("-")[2])


def test_every_row_is_filled_as_often(examples: list[Example]) -> None:
    assert len({example.name for example in examples}) == len(examples) == FILLS * len(ROWS)
    assert [number_of(example) for example in examples] == [n for n in range(len(ROWS)) for _ in range(FILLS)]


def test_the_same_seed_makes_the_same_sentences_and_another_others(
    gazetteer: Gazetteer, examples: list[Example]
) -> None:
    assert list(made_up(gazetteer)) == examples
    others = [example.text for example in made_up(gazetteer, OTHER_SEED)]
    same = sum(one.text == other for one, other in zip(examples, others, strict=True))
    assert same < len(examples) / 20  # short lists and sentences without a gap meet by chance


def test_nothing_of_the_table_is_left_in_a_sentence(examples: list[Example]) -> None:
    assert [example.text for example in examples if set("[]{}|\t") & set(example.text)] == []


def test_marks_lie_where_the_table_puts_them(examples: list[Example]) -> None:
    """What stands outside of the brackets stands there unchanged, what is marked is a name of the row."""
    for example in examples:
        sentence = ROWS[number_of(example)][1]
        assert len(example.marks) == sentence.count("[")
        rebuilt, end = "", 0
        for mark in example.marks:
            assert end <= mark.span.start < mark.span.end <= len(example.text)
            rebuilt += example.text[end : mark.span.start] + "[" + example.text[slice(*mark.span)] + "]"
            end = mark.span.end
        rebuilt += example.text[end:]
        pattern = re.sub(r"\\{\w+\\}", r"[^][]+", re.escape(sentence))
        assert re.fullmatch(pattern, rebuilt), (sentence, rebuilt)


def test_the_class_is_that_of_the_row(examples: list[Example]) -> None:
    for example in examples:
        kind = CLASSES.index(ROWS[number_of(example)][0])
        wanted = (PLACE, DEMONYM) if kind == PLACE else (kind,)
        assert all(mark.classes == wanted for mark in example.marks)
        assert example.rest == (OTHER,)


def test_one_gap_gets_many_fillings(examples: list[Example]) -> None:
    """The fills of a row differ, and what the table writes in capitals stays in capitals."""
    number = next(n for n, (_, sentence) in enumerate(ROWS) if "{place}" in sentence)
    texts = {example.text for example in examples if number_of(example) == number}
    assert len(texts) > FILLS / 2
    shouted = [n for n, (_, sentence) in enumerate(ROWS) if "[{PLACE}]" in sentence]
    marked = [e.text[slice(*m.span)] for e in examples if number_of(e) in shouted for m in e.marks]
    assert shouted and all(name.isupper() for name in marked)

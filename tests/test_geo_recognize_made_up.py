"""Sentences made up for training: the same for the same seed, marked where the names stand, with every gap filled."""

import re
from importlib.resources import files

import pytest

from gazetteer.index import Gazetteer
from geo.recognize.corpora import Example
from geo.recognize.features import CLASSES, DEMONYM, ORGANIZATION, OTHER, PLACE
from geo.recognize.made_up import FILLS, OTHER_SEED, made_up
from geo.recognize.made_up_languages import CORPUS, SENTENCES

TABLE = files("geo.recognize").joinpath("made_up.tsv").read_text(encoding="utf-8")
ROWS = [line.split("\t") for line in TABLE.splitlines() if not line.startswith("#")]
"""The class of the names of a row, and its sentence."""


@pytest.fixture(scope="module")
def everything(gazetteer: Gazetteer) -> list[Example]:
    return list(made_up(gazetteer))


@pytest.fixture(scope="module")
def examples(everything: list[Example]) -> list[Example]:
    """The English ones."""
    return [example for example in everything if example.corpus != CORPUS]


@pytest.fixture(scope="module")
def in_languages(everything: list[Example]) -> list[Example]:
    return [example for example in everything if example.corpus == CORPUS]


def number_of(example: Example) -> int:
    """The row of the table that an example is made of."""
    return int(example.name.split("-")[2])


def test_every_row_is_filled_as_often(examples: list[Example]) -> None:
    assert len({example.name for example in examples}) == len(examples) == FILLS * len(ROWS)
    assert [number_of(example) for example in examples] == [n for n in range(len(ROWS)) for _ in range(FILLS)]


def test_the_same_seed_makes_the_same_sentences_and_another_others(
    gazetteer: Gazetteer, everything: list[Example]
) -> None:
    assert list(made_up(gazetteer)) == everything
    others = [example.text for example in made_up(gazetteer, OTHER_SEED)]
    same = sum(one.text == other for one, other in zip(everything, others, strict=True))
    assert same < len(everything) / 20  # short lists and sentences without a gap meet by chance


def test_nothing_of_the_table_is_left_in_a_sentence(everything: list[Example]) -> None:
    assert [example.text for example in everything if set("[]{}|\t") & set(example.text)] == []


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


def test_each_language_has_its_sentences(in_languages: list[Example]) -> None:
    langs = [example.name.split("-")[-2] for example in in_languages]
    assert {lang: langs.count(lang) for lang in SENTENCES} == SENTENCES
    assert len({example.name for example in in_languages}) == len(in_languages)


def test_sentences_in_languages_begin_with_a_capital_or_a_sign(in_languages: list[Example]) -> None:
    assert [e.text for e in in_languages if e.text[0].islower() or e.text.startswith(" ")] == []


def test_words_of_marks_are_those_of_the_text(in_languages: list[Example]) -> None:
    """A mark begins and ends with a letter or digit: no article, apostrophe or blank is in it."""
    marked = [e.text[slice(*mark.span)] for e in in_languages for mark in e.marks]
    assert len(marked) > len(in_languages)
    assert [name for name in marked if not (name[:1].isalnum() and (name[-1:].isalnum() or name.endswith(".")))] == []
    groups = [e.text[slice(*m.span)] for e in in_languages for m in e.marks if m.classes == (ORGANIZATION,)]
    assert [name for name in groups if name.lower().startswith(("l'", "die ", "los ", "las ", "les "))] == []


def test_articles_are_elided_and_turkish_endings_stand_behind_an_apostrophe(in_languages: list[Example]) -> None:
    french = " ".join(e.text for e in in_languages if "-fr-" in e.name)
    turkish = " ".join(e.text for e in in_languages if "-tr-" in e.name)
    assert re.search(r" d'[A-Z]", french) and re.search(r" l'[A-Z]", french)
    assert not re.search(r" (de|la) [AEIO]", french)
    assert set(re.findall(r"'(\w+)", turkish)) >= {"de", "dan", "in", "nın", "ye", "a", "teki"}

"""Likeness of many names, outlines and trees."""

import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.fold import fold
from gazetteer.forest import forest_of, numbers_of
from gazetteer.likeness import (
    MEASURES,
    Compared,
    Names,
    asked,
    chance,
    leanings,
    measures,
    measures_of_each,
    weight_names,
)
from gazetteer.outline import MOST_LETTERS, consonants_of, letters_of, of_each, outlines, sounds_of, voiced_of
from gazetteer.skeleton import generics, plain_words, skeletons
from tests.gazetteer_cases import TEXTS

LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", max_size=30).map(str.encode)


def names(*spellings: str, of: str = "") -> Names:
    ready = [asked(spelling) for spelling in spellings]
    shared = np.array([not set(skeletons(of)).isdisjoint(skeletons(spelling)) for spelling in spellings])
    return Names([a.letters for a in ready], [a.sounds for a in ready], np.array([a.abjad for a in ready]), shared)


def score(a: str, b: str) -> float:
    return float(chance(leanings(asked(a), names(b, of=a)))[0])


@pytest.mark.parametrize(
    ("asked_for", "nearer", "further"),
    [
        ("Deir El-Zour", "Deir ez-Zor", "Deir al-Balah"),
        ("Raqqa", "Ar Raqqah", "Rabka"),
        ("Хомс", "حمص", "حماة"),
        ("Qaryat al-Hawl", "Al Hawl", "Al Hadar"),
        ("Membij", "Manbij", "Mabuja"),
        ("Jegorjevsk", "Egoryevsk", "Gorlovka"),
    ],
)
def test_a_spelling_of_the_name_is_liker_than_another_name(asked_for: str, nearer: str, further: str) -> None:
    assert score(asked_for, nearer) > score(asked_for, further)


def test_every_measure_has_its_sentence_and_its_weight() -> None:
    learned = json.loads(files("gazetteer.data").joinpath("likeness.json").read_text(encoding="utf-8"))
    assert all(sentence.endswith(".") for sentence in MEASURES.values())
    assert list(learned["weights"]) == weight_names() and any(learned["weights"].values())


@given(TEXTS, TEXTS)
def test_measures_are_symmetric_and_one_row_a_name(a: str, b: str) -> None:
    here, there = measures(asked(a), names(b, of=a)), measures(asked(b), names(a, of=b))
    assert here.shape == (1, len(MEASURES)) and np.isfinite(here).all()
    assert here == pytest.approx(there, abs=1e-6)


@given(TEXTS)
def test_letters_are_plain_and_few(text: str) -> None:
    letters = letters_of(text)
    assert len(letters) <= MOST_LETTERS and (not letters or letters.isalpha()) and letters == letters.lower()
    assert not letters or fold(text)


@given(LETTERS)
def test_coarser_forms_are_no_longer(letters: bytes) -> None:
    sounds = sounds_of(letters)
    assert len(voiced_of(sounds)) <= len(sounds) <= len(letters)
    assert len(consonants_of(letters)) <= len(letters)


@given(st.lists(LETTERS, min_size=1, max_size=8))
def test_an_outline_holds_each_pair_of_letters_once(pieces: list[bytes]) -> None:
    together = outlines(pieces)
    assert len(together) == len(pieces)
    for piece, outline in zip(pieces, together, strict=True):
        assert outline == outlines([piece])[0]
        assert 1 <= int(outline).bit_count() <= len(set(zip(b"`" + piece, piece + b"`", strict=True)))


def test_generic_words_are_left_out_unless_alone() -> None:
    assert plain_words("Qaryat al-Hawl") == plain_words("Al Hawl")
    assert plain_words("Village") == ["village"]
    assert {"qaryat", "zhen", "koyu"} <= generics() and not {"tall", "jabal", "kafr", "upper"} & generics()


@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, min_size=1, max_size=4))
def test_many_spellings_are_measured_as_each_is(texts: list[str], others: list[str]) -> None:
    letters = sorted({letters_of(text) for text in others})
    several, many = len(texts), len(letters)
    no = np.zeros(several * many, dtype=np.bool_)
    every = Compared(letters * several, np.arange(several).repeat(many), np.arange(several * many), no, no)
    together = measures_of_each([asked(text) for text in texts], every) if texts else np.zeros((0, len(MEASURES)))
    alone = Names(letters, [sounds_of(piece) for piece in letters], no[:many], no[:many])
    for number, text in enumerate(texts):
        part = together[number * many : (number + 1) * many]
        assert part.tolist() == measures(asked(text), alone).tolist()


@given(st.lists(LETTERS, max_size=6))
def test_pieces_in_one_go_are_as_each_alone(pieces: list[bytes]) -> None:
    for form in (consonants_of, sounds_of, voiced_of):
        assert of_each(form, pieces) == [form(piece) for piece in pieces]


def test_trees_say_what_the_library_says() -> None:
    ensemble = pytest.importorskip("sklearn.ensemble", reason="scikit-learn is needed for training only")
    chosen = np.random.default_rng(3)
    rows = chosen.normal(size=(600, 5))
    right = rows[:, 0] * rows[:, 1] > 0.1
    model = ensemble.HistGradientBoostingClassifier(max_iter=20, early_stopping=False, random_state=0).fit(rows, right)
    numbers = numbers_of([step[0].nodes for step in model._predictors], float(model._baseline_prediction.item()))
    forest = forest_of(json.loads(json.dumps(numbers)))
    assert forest.total(rows) == pytest.approx(model.decision_function(rows), abs=0.02)

"""Proposals of the recogniser: where they stand, which words they join, and their kinds."""

import sys
from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.index import Gazetteer
from geo.errors import UnknownComponent
from geo.model import Span
from geo.pipeline import Pipeline
from geo.recognize.alike import SHORTEST, Likeness
from geo.recognize.fast import PROPOSED, FastRecognizer
from geo.recognize.features import PLACE
from geo.recognize.spans import LONGEST, Named, named_spans
from tests.pipeline_cases import HOSTILE, SEEDS, document, reports


@pytest.fixture(scope="module")
def recognizer(gazetteer: Gazetteer) -> FastRecognizer:
    return FastRecognizer(gazetteer)


def check(text: str, names: list[Named]) -> None:
    assert all(a.span.end <= b.span.start for a, b in pairwise(names))
    assert all(a.first + a.words <= b.first for a, b in pairwise(names))
    for named in names:
        assert 0 <= named.span.start < named.span.end <= len(text)
        assert 1 <= named.words <= LONGEST
        surface = text[named.span.start : named.span.end]
        assert surface.strip() == surface
        chances = (named.score, named.person, named.organization, named.person_beside, named.organization_beside)
        assert all(0 <= chance <= 1 + 1e-6 for chance in chances)


def found(recognizer: FastRecognizer, text: str) -> list[Named]:
    return recognizer.propose(text, recognizer.look(text))


def surfaces(recognizer: FastRecognizer, text: str, least: float = 0.5) -> list[str]:
    return [text[n.span.start : n.span.end] for n in found(recognizer, text) if n.score >= least]


def test_laws_on_reports(recognizer: FastRecognizer) -> None:
    for report in reports(SEEDS):
        names = found(recognizer, report.text)
        check(report.text, names)
        assert len(names) > 10
        assert names == found(recognizer, report.text)


@pytest.mark.parametrize("name", HOSTILE)
def test_laws_on_hostile_texts(recognizer: FastRecognizer, name: str) -> None:
    text = HOSTILE[name][:20_000]
    check(text, found(recognizer, text))


@given(text=st.text(st.characters(exclude_categories=()), max_size=120))
def test_laws_on_any_text(recognizer: FastRecognizer, text: str) -> None:
    check(text, found(recognizer, text))


@given(text=st.text(st.sampled_from("Aa .-'’Мم中\n"), max_size=60))
def test_every_word_has_every_column(recognizer: FastRecognizer, text: str) -> None:
    words = recognizer.look(text)
    n = len(words.tokens)
    columns = (words.cover, words.joins, words.form, words.flags, words.size, words.own, words.place_in_run, words.seen)
    assert {len(column) for column in (*columns, *words.ends, *words.run, words.alike, words.like)} <= {n}
    assert all(0 <= k < n for k in words.live.tolist())
    assert np.all(np.diff(words.live) > 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Troops left northern Syria for Iraq.", ["Syria", "Iraq"]),
        ("He came from Northern Ireland.", ["Northern Ireland"]),
        ("The road from Mosul to Deir ez-Zor is cut.", ["Mosul", "Deir ez-Zor"]),
        ("The ministry in Baghdad's centre burned.", ["Baghdad"]),
        ("He flew to the U.S. on Friday.", ["U.S."]),
        ("Shells fell near al-Bab and al-Raqqa.", ["al-Bab", "al-Raqqa"]),
        ("Ferries cross the Baltic Sea in summer.", ["Baltic Sea"]),
        ("Aid for sub-Saharan Africa was cut.", ["sub-Saharan Africa"]),
        ("Officials of the People's Republic of China arrived.", ["People's Republic of China"]),
        ("Damascus's Aleppo road is closed.", ["Damascus", "Aleppo"]),
        ("rain fell on the fields", []),
        ("", []),
        (" \n", []),
    ],
)
def test_what_is_one_name(recognizer: FastRecognizer, text: str, expected: list[str]) -> None:
    assert surfaces(recognizer, text) == expected


def test_a_name_ends_somewhere(recognizer: FastRecognizer) -> None:
    text = "Paris " * 100
    words = recognizer.look(text)
    sure = np.zeros((len(words.live), 5), dtype=np.float32)
    sure[:, PLACE] = 1
    names = named_spans(text, words, sure, PROPOSED)
    check(text, names)
    assert [named.words for named in names] == [LONGEST] * (100 // LONGEST)


def test_a_threshold_that_nothing_reaches_finds_nothing(recognizer: FastRecognizer) -> None:
    text = "Rain fell on Mosul in Iraq."
    words = recognizer.look(text)
    assert named_spans(text, words, np.zeros((len(words.live), 5), dtype=np.float32), PROPOSED) == []


@pytest.mark.parametrize(
    ("text", "surface", "demonym"),
    [
        ("The Iraq-Syria border is open.", "Iraq", False),
        ("The Syrian army moved.", "Syrian", True),
        ("An attack hit Deir El-Zour province.", "Deir El-Zour", False),
        ("A North Korean ship left.", "North Korean", True),
    ],
)
def test_only_attested_demonyms_are_demonyms(
    recognizer: FastRecognizer, text: str, surface: str, demonym: bool
) -> None:
    words = recognizer.look(text)
    number = next(k for k in range(len(words.tokens)) if words.tokens.start[k] == text.index(surface))
    last = next(k for k in range(len(words.tokens)) if words.tokens.end[k] >= text.index(surface) + len(surface))
    span = Span(text.index(surface), text.index(surface) + len(surface))
    named = Named(number, last - number + 1, span, True, 0.9)
    assert (recognizer.kinds(text, words, [named]) == ["demonym"]) is demonym
    assert recognizer.kinds(text, words, [named._replace(demonym=False)]) != ["demonym"]
    assert recognizer.kinds(text, words, []) == []


def test_likeness_is_asked_only_of_long_enough_rows(gazetteer: Gazetteer, recognizer: FastRecognizer) -> None:
    assert SHORTEST > 3
    likeness = Likeness(gazetteer)
    (first,) = likeness.of(["Deyr Ezzaur"])
    assert likeness.of(["Nothing Like It", "Deyr Ezzaur", "Deyr Ezzaur"]) == [{}, first, first]
    assert all(0 < score <= 1 for score in first.values())
    assert not recognizer.look("Abc said so.").alike.any()


# spaCy ---------------------------------------------------------------------------------------------------------------


class Entity(NamedTuple):
    """A name as spaCy gives it."""

    start_char: int
    end_char: int
    label_: str


def pretended(monkeypatch: pytest.MonkeyPatch, *found: tuple[str, str]) -> None:
    """Stands in for spaCy, with a model called `known` that finds the words with their labels."""

    def model(text: str) -> SimpleNamespace:
        return SimpleNamespace(ents=[Entity(text.index(w), text.index(w) + len(w), label) for w, label in found])

    def load(name: str) -> Callable[[str], SimpleNamespace]:
        if name != "known":
            raise OSError(name)
        return model

    monkeypatch.setitem(sys.modules, "spacy", SimpleNamespace(load=load))


def test_what_spacy_finds_is_placed_as_ours_is(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = [("Ann Smith", "PERSON"), ("Syrian", "NORP"), ("Buddhists", "NORP"), ("Mosul", "GPE"), ("Qrxlm", "LOC")]
    pretended(monkeypatch, *labels)
    pipeline = Pipeline(gazetteer, "spacy:known")
    parsed = pipeline.parse(document("Ann Smith met Syrian Buddhists from Mosul and Qrxlm."))
    found = {f.mention.surface: f for f in parsed.findings}
    assert found.keys() <= {"Syrian", "Mosul", "Qrxlm"}
    assert found["Mosul"].resolution.place and found["Mosul"].resolution.place.country == "IQ"
    assert pipeline.run.recognizer == "spacy:known"


def test_a_model_that_is_not_there_is_named(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    pretended(monkeypatch)
    with pytest.raises(UnknownComponent, match="no model 'unknown'") as caught:
        Pipeline(gazetteer, "spacy:unknown")
    assert "download unknown" in caught.value.hint
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(UnknownComponent, match="spaCy is not installed"):
        Pipeline(gazetteer, "spacy:known")

"""Place or actor: `tests/cases/kinds.tsv` has sentences of our own, whose names are told apart."""

from pathlib import Path

import pytest

from gazetteer.index import Gazetteer
from geo.model import Span
from geo.recognize.fast import FastRecognizer
from geo.recognize.kind_sentences import kind_sentences
from geo.recognize.spans import named_at

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "kinds.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
KNOWN_WRONG = frozenset(
    (
        "Half of [Somalia] has had no rain.",
        "Peace talks between [Ethiopia] and Eritrea resumed.",
        "In a letter, [Sudan] asked for more time.",
    )
)
"""Misjudged by the weights that ship; one that is judged rightly fails its test until it is taken off."""


@pytest.fixture(scope="module")
def recognizer(gazetteer: Gazetteer) -> FastRecognizer:
    return FastRecognizer(gazetteer)


@pytest.mark.parametrize(("kind", "marked"), ROWS)
def test_a_name_stands_for_the_place_or_for_an_actor(
    recognizer: FastRecognizer, kind: str, marked: str, request: pytest.FixtureRequest
) -> None:
    if marked in KNOWN_WRONG:
        request.applymarker(pytest.mark.xfail(strict=True, reason="misjudged by the weights that ship"))
    span = Span(marked.index("["), marked.index("]") - 1)
    text = marked.replace("[", "").replace("]", "")
    words = recognizer.look(text)
    named = named_at(words, span)
    assert named
    assert recognizer.kinds(text, words, [named]) == [kind]


def test_a_name_in_another_script_is_a_place(recognizer: FastRecognizer) -> None:
    text = "Украина отказалась, и Россия тоже."
    words = recognizer.look(text)
    names = recognizer.propose(text, words)
    assert len(names) == 2
    assert recognizer.kinds(text, words, names) == ["place", "place"]


def test_made_up_sentences_mark_their_names(gazetteer: Gazetteer) -> None:
    sentences = list(kind_sentences(gazetteer))
    assert len({s.text for s in sentences}) > 0.9 * len(sentences)
    for sentence in sentences:
        assert sentence.kinds
        assert not set("[]{}") & set(sentence.text)
        for span, _ in sentence.kinds:
            name = sentence.text[span.start : span.end]
            assert name == name.strip()
            assert not name.startswith("the ")
    assert not {s.text for s in sentences} & {marked.replace("[", "").replace("]", "") for _, marked in ROWS}


def test_made_up_sentences_are_the_same_again(gazetteer: Gazetteer) -> None:
    assert list(kind_sentences(gazetteer)) == list(kind_sentences(gazetteer))

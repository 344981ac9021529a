"""Windows tile a text, end where sentences do, and what was found in them comes back to its place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.index import Gazetteer
from geo.model import Document, Source, Span
from geo.pipeline import Pipeline
from geo.readers import Languages
from geo.readers.entry import Draft
from geo.readers.loading import document_of
from geo.windows import WINDOW, head_of, put_back, window_of, windows
from tests.pipeline_cases import document
from tests.worker_cases import long_text, report

texts = st.lists(
    st.sampled_from(["One two. ", "Three\n\n", "four", " ", "\r\n\r\n", "В. Нет. ", "。", "x" * 30, "\u0301"])
).map("".join)


@given(texts, st.integers(1, 60))
def test_windows_tile_any_text_and_are_no_longer_than_asked(text: str, size: int) -> None:
    spans = list(windows(text, size))
    assert [span.start for span in spans] == [0, *(span.end for span in spans[:-1])]
    assert spans[-1].end == len(text)
    assert all(0 < span.end - span.start <= size for span in spans) or (spans == [Span(0, 0)] and not text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One.\n\nTwo two. Three three. Four.", ["One.\n\n", "Two two. Three three. ", "Four."]),
        ("One one one. Two two two. Three.", ["One one one. ", "Two two two. Three."]),
        ("one two three four five six seven", ["one two three four five ", "six seven"]),
        ("x" * 40, ["x" * 24, "x" * 16]),
        ("A short text.", ["A short text."]),
    ],
)
def test_windows_end_at_a_paragraph_a_sentence_a_word_in_that_order(text: str, parts: list[str]) -> None:
    assert [text[slice(*span)] for span in windows(text, 24)] == parts


def test_a_text_of_one_window_is_parsed_as_it_is(gazetteer: Gazetteer) -> None:
    given = document(report(3), (Span(0, 40),))
    (span,) = windows(given.text)
    assert window_of(given, span) is given
    parsed = Pipeline(gazetteer).parse(given)
    assert put_back(parsed, given, 0, 0) == parsed
    assert head_of(given) is given


def test_spans_of_every_kind_are_put_back(gazetteer: Gazetteer) -> None:
    pipeline = Pipeline(gazetteer)
    whole = document("".join(f"{report(n)}\n" for n in range(6)))
    kinds = set()
    number = 0
    for span in windows(whole.text, 700):
        window = window_of(whole, span)
        inside = pipeline.parse(window)
        moved = put_back(inside, whole, span.start, number)
        number += len(inside.sentences)
        for (before, _), (after, _) in zip(inside.findings, moved.findings, strict=True):
            spans = [(before.span, after.span), (before.sentence.span, after.sentence.span)]
            for part in ("time", "relation"):
                one, other = getattr(before, part), getattr(after, part)
                if one and one.span:
                    kinds.add((part, span.start > 0))
                    spans.append((one.span, other.span))
            assert [window.text[slice(*one)] for one, _ in spans] == [whole.text[slice(*other)] for _, other in spans]
            assert moved.sentences[after.sentence.number - moved.sentences[0].number] == after.sentence
    assert {("time", True), ("relation", True)} <= kinds


def test_the_body_is_cut_with_the_text() -> None:
    given = replace(document("0123456789"), body=(Span(1, 3), Span(4, 7)))
    assert window_of(given, Span(0, 5)).body == (Span(1, 3), Span(4, 5))
    assert window_of(given, Span(5, 10)).body == (Span(0, 2),)
    assert window_of(given, Span(7, 10)).body == (Span(0, 0),)  # nothing of it is article
    assert window_of(replace(given, body=()), Span(5, 10)).body == ()


def test_a_long_text_is_read_into_a_document_with_its_article_marked() -> None:
    text = long_text(WINDOW + 30_000) + " it went on.\n\nLeave a Reply\nYour name\n"
    read = document_of(Draft("long.txt", "0", text, {}, plain=True), Languages())
    assert (read.text, read.lang) == (text, "en")
    assert all(one.end <= other.start for one, other in zip(read.body, read.body[1:], strict=False))
    assert sum(end - start for start, end in read.body) > 0.95 * WINDOW
    assert "Leave a Reply" not in "".join(text[slice(*span)] for span in read.body)
    assert isinstance(read, Document) and read.source == Source("long.txt", "0")

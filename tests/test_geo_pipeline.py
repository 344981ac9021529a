"""The laws of a parse, on reports, on hostile texts and on any text; and the tables of what must be found."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.steps import apply_steps
from geo import pipeline as module
from geo.errors import UnknownComponent
from geo.model import Document, Parsed, Resolution, Sentence, Span
from geo.pipeline import Pipeline
from tests.pipeline_cases import (
    HOSTILE,
    ORIGINALS,
    SEEDS,
    Row,
    document,
    misfound,
    mistaken,
    parameters,
    reports,
    rows,
)

WORDS = [
    *("Syria", "Mosul", "the", "Deir", "Ezzor", "ez-Zor", "al-", "El-Zour", "Paris", "Texas", "U.S.", "St. Louis"),
    *(
        "US-led",
        "Iraqi",
        "said",
        "in",
        "near",
        "Raqqa's",
        "’s",
        "دير الزور",
        "دمشق",
        "وسوريا",
        "Киев",
        "в Киеве",
        "东京",
    ),
    *("Hillary Clinton", "BAGHDAD", "eastern", "The Nile", "W.Va.", "Washington, D.C.", ".", "?", "؟", "\n", "\n\n"),
    *("\r\n", "\t", "—", "(", ")", "\u202e", "\ud800", "é", "e\u0301", "İstanbul", "ﷺ", "ß", "１２", "🇸🇾"),
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=30).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=200),
)
SLOWEST = 60.0
"""Seconds for a hostile text: the slowest takes about 2 s alone; a quadratic one took minutes."""


@pytest.fixture(scope="module")
def pipeline(gazetteer: Gazetteer) -> Pipeline:
    return Pipeline(gazetteer)


def check(parsed: Parsed) -> None:
    """The laws that hold of any parse."""
    text = parsed.document.text
    assert "".join(text[s.span.start : s.span.end] for s in parsed.sentences) == text
    assert [s.number for s in parsed.sentences] == list(range(len(parsed.sentences)))
    assert all(a.span.end == b.span.start for a, b in pairwise(parsed.sentences))
    spans = [finding.mention.span for finding in parsed.findings]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    numbered = set(parsed.sentences)
    for mention, resolution in parsed.findings:
        start, end = mention.span
        assert text[start:end] == mention.surface != ""
        assert mention.document == parsed.document.id
        assert mention.sentence in numbered
        assert mention.sentence.span.start <= start < end <= mention.sentence.span.end
        assert 0 <= mention.score <= 1
        check_resolution(mention.surface, resolution)
    body = parsed.document.body
    assert not body or all(any(b.start <= s.start and s.end <= b.end for b in body) for s in spans)


def check_resolution(surface: str, resolution: Resolution) -> None:
    """The laws of a resolution, replay of its steps among them."""
    chances = [resolution.confidence, *(rival.probability for rival in resolution.losers)]
    assert all(0 <= chance <= 1 for chance in chances)
    assert sum(chances) <= 1 + 1e-6
    assert -1 <= resolution.margin <= 1
    ids = [rival.place_id for rival in resolution.losers]
    assert len(set(ids)) == len(ids)
    if resolution.place is None:
        assert resolution.name is None
        assert not resolution.steps
        return
    assert resolution.place.id not in ids
    assert resolution.features
    assert resolution.name is not None
    assert resolution.name in resolution.place.names
    assert apply_steps(surface, resolution.steps) == fold(resolution.name.text)


@pytest.mark.parametrize("folder", [SEEDS, ORIGINALS], ids=["seeds", "originals"])
def test_laws_on_reports(pipeline: Pipeline, folder: Path) -> None:
    if not folder.exists():
        pytest.skip("the originals are not in the repository: they are copyrighted")
    found = 0
    for report in reports(folder):
        parsed = pipeline.parse(report)
        check(parsed)
        found += len(parsed.findings)
    assert found > 60


@pytest.mark.parametrize("name", HOSTILE)
def test_laws_on_hostile_texts(pipeline: Pipeline, name: str) -> None:
    began = time.process_time()
    check(pipeline.parse(document(HOSTILE[name])))
    assert time.process_time() - began < SLOWEST


@given(text=TEXTS)
@example("Soldiers left St. Louis. St. Louis waits.")
@example("The U.S.")
@settings(max_examples=300)
def test_laws_on_any_text(pipeline: Pipeline, text: str) -> None:
    check(pipeline.parse(document(text)))


@given(text=TEXTS, cuts=st.lists(st.integers(0, 300), max_size=6))
@settings(max_examples=100)
def test_nothing_is_found_outside_the_body(pipeline: Pipeline, text: str, cuts: list[int]) -> None:
    edges = sorted({min(cut, len(text)) for cut in cuts})
    body = tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))
    parsed = pipeline.parse(document(text, body))
    check(parsed)
    whole = pipeline.parse(document(text))
    if body:
        inside = [f for f in whole.findings if any(b.start <= f.mention.span.start <= b.end for b in body)]
        assert {f.mention.span for f in parsed.findings} <= {f.mention.span for f in inside}


def test_the_same_text_twice_in_any_order_gives_the_same(pipeline: Pipeline, gazetteer: Gazetteer) -> None:
    documents = list(reports(SEEDS))
    first = [pipeline.parse(report) for report in documents]
    again = [pipeline.parse(report) for report in reversed(documents)]
    assert first == again[::-1]
    fresh = Pipeline(gazetteer)
    assert first == [fresh.parse(report) for report in reports(SEEDS)]


@given(texts=st.lists(TEXTS, min_size=2, max_size=4))
@settings(max_examples=50)
def test_what_was_read_before_changes_nothing(pipeline: Pipeline, texts: list[str]) -> None:
    first = [pipeline.parse(document(text)) for text in texts]
    assert first == [pipeline.parse(document(text)) for text in texts[::-1]][::-1]


def test_the_run_is_stable_and_tells_settings_apart(pipeline: Pipeline, gazetteer: Gazetteer) -> None:
    run = pipeline.run
    assert run == Pipeline(gazetteer).run == pipeline.run
    assert len(run.id) == 16
    assert run.gazetteer == gazetteer.fingerprint


def test_another_fold_is_another_run(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pipeline.run.id
    monkeypatch.setattr(module, "FOLD_VERSION", -1)
    assert pipeline.run.id != before


def test_an_unknown_recogniser_is_refused_with_the_known(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownComponent, match="no recogniser is called 'slow'") as caught:
        Pipeline(gazetteer, "slow")
    assert "fast" in caught.value.hint


# windows -------------------------------------------------------------------------------------------------------------

REPORT = "Soldiers went from Mosul to Raqqa. They met at Deir Ezzor in Syria.\n"


def test_a_text_of_several_windows_keeps_its_offsets(pipeline: Pipeline) -> None:
    text = REPORT * (2 * module.WINDOW // len(REPORT) + 10)
    assert len(text) > 2 * module.WINDOW
    parsed = pipeline.parse(document(text))
    check(parsed)
    spans = {finding.mention.span for finding in parsed.findings}
    once = [f.mention.span for f in pipeline.parse(document(REPORT)).findings]
    assert len(once) == 4
    shifted = {Span(s.start + at, s.end + at) for at in range(0, len(text), len(REPORT)) for s in once}
    assert spans == shifted


def test_small_windows_find_what_one_window_finds(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    text = REPORT * 40
    whole = pipeline.parse(document(text))
    monkeypatch.setattr(module, "WINDOW", 300)
    cut = pipeline.parse(document(text))
    check(cut)
    assert [f.mention.span for f in cut.findings] == [f.mention.span for f in whole.findings]
    assert cut.sentences == whole.sentences


def test_a_sentence_longer_than_a_window_is_one_window(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WINDOW", 50)
    text = "Soldiers went from Mosul in Iraq to Raqqa in Syria and on to Damascus and Homs in Syria without a rest"
    parsed = pipeline.parse(document(text))
    check(parsed)
    assert {f.mention.surface for f in parsed.findings} >= {"Mosul", "Iraq", "Raqqa", "Syria", "Damascus", "Homs"}


def test_a_border_of_sentences_never_cuts_a_name(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Rain fell. Flights from St. Louis to Chicago resumed. It rained in Mosul."
    borders = [0, 11, 28, 54, len(text)]
    cut = tuple(Sentence(n, Span(a, b)) for n, (a, b) in enumerate(pairwise(borders)))
    assert text[:28].endswith("St. ")
    monkeypatch.setattr(module, "split", lambda _: cut)
    parsed = pipeline.parse(document(text))
    check(parsed)
    assert [s.span for s in parsed.sentences] == [Span(0, 11), Span(11, 54), Span(54, len(text))]
    assert [f.mention.surface for f in parsed.findings] == ["St. Louis", "Chicago", "Mosul"]


# tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", parameters("positives.tsv"))
def test_a_sentence_holds_these_mentions_and_no_others(pipeline: Pipeline, row: Row) -> None:
    assert not misfound(row, pipeline)


@pytest.mark.parametrize("row", parameters("negatives.tsv"))
def test_these_words_are_no_place(pipeline: Pipeline, row: Row) -> None:
    assert not mistaken(row, pipeline)


@pytest.mark.parametrize(("name", "least"), [("positives.tsv", 100), ("negatives.tsv", 300)])
def test_the_tables_are_whole(name: str, least: int) -> None:
    table = rows(name)
    assert len(table) >= least
    assert len({row.sentence for row in table}) == len(table)
    assert all(row.quality in ("strong", "weak") and (row.note or row.quality == "strong") for row in table)
    assert sum(row.quality == "strong" for row in table) >= 0.7 * len(table)
    if name == "negatives.tsv":
        named = ("syrian", "iraqi", "ukrainian", "sudanese")
        assert sum(row.group in named for row in table) >= 60
        assert sum(row.quality == "strong" for row in table) >= 0.97 * len(table)
    if name == "positives.tsv":
        assert all(part.count("|") == 2 for row in table for part in row.expected.split(";"))


def test_a_document_is_left_as_it_was(pipeline: Pipeline) -> None:
    given_one: Document = document("Rain fell on Mosul.")
    assert pipeline.parse(given_one).document is given_one

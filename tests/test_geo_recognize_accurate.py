"""The recogniser `accurate`: wordpieces and windows, the laws of its proposals, what it says when it is not there."""

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.index import Gazetteer
from geo.cli.main import cli
from geo.errors import UnknownComponent
from geo.pipeline import Pipeline
from geo.recognize.fast import FastRecognizer
from geo.recognize.features import PLACE
from geo.recognize.pieces import COLUMNS, LENGTH, REACH, Pieces, batches, windows
from geo.resolve.accept import load_acceptance
from tests.pipeline_cases import HOSTILE, SEEDS, document, reports
from tests.test_geo_recognize import check

STOP = 1012

installed = pytest.importorskip("onnxruntime", reason="the extra accurate is not installed")
pytest.importorskip("tokenizers", reason="the extra accurate is not installed")

from geo.recognize.accurate import AccurateRecognizer  # noqa: E402


@pytest.fixture(scope="module")
def recognizer(gazetteer: Gazetteer) -> AccurateRecognizer:
    return AccurateRecognizer(gazetteer)


@pytest.mark.parametrize("size", [0, 1, LENGTH - 2, LENGTH - 1, 1000])
def test_windows_tile_the_wordpieces(size: int) -> None:
    ids = np.full(size, 2000)
    cut = list(windows(ids))
    assert [k for begin, end in cut for k in range(begin, end)] == list(range(size))
    assert all(end - begin <= LENGTH - 2 for begin, end in cut)


@given(stops=st.sets(st.integers(0, 999), max_size=60))
def test_windows_end_behind_the_last_stop_in_reach(stops: set[int]) -> None:
    ids = np.full(1000, 2000)
    ids[sorted(stops)] = STOP
    cut = list(windows(ids))
    assert cut[0][0] == 0 and cut[-1][1] == 1000
    assert all(a[1] == b[0] for a, b in pairwise(cut))
    for begin, end in cut[:-1]:
        within = [k for k in stops if begin + LENGTH - 2 - REACH <= k < begin + LENGTH - 2]
        assert end == (max(within) + 1 if within else begin + LENGTH - 2)


def test_every_live_word_is_in_one_batch_at_its_wordpiece() -> None:
    texts = [
        Pieces(np.arange(1500, 1500 + n), np.zeros((n, COLUMNS), np.uint8), np.arange(0, n, 3)) for n in (7, 400, 0)
    ]
    seen = set()
    for batch in batches(texts, 2):
        assert batch.ids.shape[1] <= LENGTH and batch.known.shape == (*batch.ids.shape, COLUMNS)
        for ids, row, (number, live) in zip(batch.ids, batch.rows, batch.words, strict=True):
            assert ids[row[: len(live)]].tolist() == texts[number].ids[texts[number].at[live]].tolist()
            seen |= {(number, word) for word in live.tolist()}
    assert seen == {(number, word) for number, text in enumerate(texts) for word in range(len(text.at))}


def test_laws_on_reports(recognizer: AccurateRecognizer) -> None:
    for report in reports(SEEDS):
        words = recognizer.look(report.text)
        names = recognizer.propose(report.text, words)
        check(report.text, names)
        assert len(names) > 10
        assert names == recognizer.propose(report.text, words)


@pytest.mark.parametrize("name", HOSTILE)
def test_laws_on_hostile_texts(recognizer: AccurateRecognizer, name: str) -> None:
    text = HOSTILE[name][:5_000]
    check(text, recognizer.propose(text, recognizer.look(text)))


@given(text=st.text(st.characters(exclude_categories=()), max_size=120))
def test_chances_on_any_text(recognizer: AccurateRecognizer, text: str) -> None:
    words = recognizer.look(text)
    chances = recognizer.chances(text, words)
    assert chances.shape == (len(words.live), 5)
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-4)
    check(text, recognizer.propose(text, words))


def test_the_words_around_a_name_count(recognizer: AccurateRecognizer) -> None:
    """One word, as a town and as a person; the encoder must read the sentence for it."""

    def place(text: str, word: str) -> float:
        words = recognizer.look(text)
        number = next(k for k, n in enumerate(words.live) if words.tokens.start[n] == text.index(word))
        return float(recognizer.chances(text, words)[number, PLACE])

    assert place("Shells fell on the town of Jordan, killing ten.", "Jordan") > 0.7
    assert place("Coach Michael Jordan said he was tired.", "Jordan") < 0.3


def test_far_from_the_beginning_nothing_is_lost(recognizer: AccurateRecognizer) -> None:
    text = "Rain fell on the fields of the village. " * 60 + "Troops left Mosul for Baghdad."
    words = recognizer.look(text)
    found = [text[slice(*n.span)] for n in recognizer.propose(text, words) if n.score > 0.5]
    assert found == ["Mosul", "Baghdad"]


def test_the_pipeline_takes_it_by_name_with_its_own_acceptance(gazetteer: Gazetteer) -> None:
    pipeline = Pipeline(gazetteer, "accurate")
    assert pipeline.run.recognizer == "accurate"
    assert pipeline.run.id != Pipeline(gazetteer).run.id
    parsed = pipeline.parse(document("Convoys left Palmyra for Deir ez-Zor. В Киеве спокойно."))
    assert [f.mention.surface for f in parsed.findings] == ["Palmyra", "Deir ez-Zor", "Киеве"]
    assert load_acceptance(recognizer="accurate").forest is not load_acceptance().forest


@pytest.mark.parametrize("missing", ["onnxruntime", "tokenizers"])
def test_what_is_not_installed_is_named(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    from geo.recognize import accurate

    accurate._session.cache_clear()
    accurate._tokenizer.cache_clear()
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UnknownComponent, match="needs onnxruntime and tokenizers") as caught:
        Pipeline(gazetteer, "accurate")
    assert "dateline[accurate]" in caught.value.hint


def test_the_command_line_takes_it_by_name(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Shells fell on Mosul.", encoding="utf-8")
    ran = CliRunner().invoke(cli, ["parse", "--recognizer", "accurate", str(path)])
    assert ran.exit_code == 0 and json.loads(ran.stdout)["text"] == "Mosul"
    with pytest.raises(UnknownComponent, match="no recogniser is called 'acurate'") as caught:
        CliRunner().invoke(cli, ["parse", "--recognizer", "acurate", str(path)], catch_exceptions=False)
    assert "accurate" in caught.value.hint


def test_fast_needs_nothing_of_it(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("onnxruntime", "tokenizers"):
        monkeypatch.setitem(sys.modules, name, None)
    recognizer = FastRecognizer(gazetteer)
    assert recognizer.propose("He left Mosul.", recognizer.look("He left Mosul."))

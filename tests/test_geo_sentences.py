"""Sentences: a table of hard cases over many languages, the tiling law, and time that grows no faster than the text."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sentences import split

CASES = Path(__file__).parent / "cases" / "sentences.tsv"
ORIGINALS = Path(__file__).parents[2] / "shared" / "seeds"
NAMED = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}
MARKS = ". ! ? … ... ؟ ۔ । 。 ” » ) [1] - 1. # \n \r\n \r \f \x85 \u2028 \u2029 \u200f \ufeff"
WORDS = "Ab a U.S. Gen. г. 5 3.5"
BITS = [*MARKS.split(" "), *WORDS.split(" "), " ", "  "]
HOSTILE = [
    ".",
    ". ",
    " ",
    "\n",
    " \n",
    "a",
    "a\n",
    "A. ",
    "A.B.",
    '."',
    ".[1]",
    "1. ",
    "- \n",
    "---\n",
    "x\r\n",
    "!»",
    "。",
    "\n.",
    ". »",
]


def sentences(text: str) -> list[str]:
    return [text[s.span.start : s.span.end] for s in split(text)]


def unescaped(text: str) -> str:
    return re.sub(r"\\(?:u([0-9a-f]{4})|([nrtfv]))", lambda m: chr(int(m[1], 16)) if m[1] else NAMED[m[2]], text)


def cases() -> list[object]:
    rows = [line.split("\t") for line in CASES.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    marks = {True: [pytest.mark.xfail(strict=True)], False: []}
    return [
        pytest.param(unescaped(text).split("‖"), id=f"{group}-{lang}-{number}", marks=marks[note.startswith("xfail")])
        for number, (group, lang, text, note) in enumerate(rows)
    ]


@pytest.mark.parametrize("expected", cases())
def test_case(expected: list[str]) -> None:
    assert sentences("".join(expected)) == expected


def test_the_table_is_large_enough() -> None:
    assert len(cases()) >= 80


def assert_tiles(text: str) -> None:
    found = split(text)
    assert "".join(text[s.span.start : s.span.end] for s in found) == text
    assert [s.number for s in found] == list(range(len(found)))
    assert all(s.span.start < s.span.end for s in found)
    assert [s.span.start for s in found[1:]] == [s.span.end for s in found[:-1]]
    # White space belongs to the sentence before; only what opens the text may stand at the start of one.
    assert all(not text[s.span.start].isspace() for s in found[1:])


@given(st.text())
def test_sentences_tile_any_text(text: str) -> None:
    assert_tiles(text)


@settings(max_examples=500)
@given(st.lists(st.sampled_from(BITS), max_size=30).map("".join))
def test_sentences_tile_texts_of_stops_and_line_ends(text: str) -> None:
    assert_tiles(text)


@given(
    st.lists(st.sampled_from(["Ab", "a.", "U.S.", "1.", "- x", "。", "# h"]), min_size=1),
    st.sampled_from(["\n\n", "\r\n\r\n", "\r \r"]),
)
def test_a_blank_line_always_ends_a_sentence(blocks: list[str], blank: str) -> None:
    text = blank.join(blocks)
    ends = {s.span.end for s in split(text)}
    assert {m.end() for m in re.finditer(blank, text)} <= ends


def test_an_empty_text_has_no_sentence() -> None:
    assert split("") == ()


def test_white_space_alone_is_one_sentence() -> None:
    assert sentences(" \n\n\t ") == [" \n\n\t "]


def seconds(text: str) -> float:
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        split(text)
        best = min(best, time.process_time() - started)
    return best


@pytest.mark.parametrize("bit", HOSTILE, ids=[repr(bit) for bit in HOSTILE])
@pytest.mark.parametrize("end", ["", "x", "\n", "."], ids=["bare", "letter", "line", "stop"])
def test_time_grows_no_faster_than_hostile_text(bit: str, end: str) -> None:
    small, large = (bit * (size // len(bit)) + end for size in (5_000, 40_000))
    # Eight times the text: eight times the time if linear, sixty-four if quadratic; the rest is for a busy machine.
    assert seconds(large) < 32 * seconds(small) + 0.02


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the original articles lie outside the repository")
def test_originals_tile() -> None:
    texts = [path.read_bytes().decode("utf-8") for path in sorted(ORIGINALS.glob("*.txt"))]
    assert texts
    for text in texts:
        assert_tiles(text)
        assert max(len(s) for s in sentences(text)) < 700

"""Bytes as letters and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.letters import LETTERS, from_letters, to_letters


@given(st.binary(max_size=200))
def test_bytes_come_back(data: bytes) -> None:
    text = to_letters(data)
    assert from_letters(text) == data
    assert set(text) <= set(LETTERS)
    assert len(text) == 1 + (len(data) + 12) // 13 * 16


@pytest.mark.parametrize("letter", ["<", "&", '"', " ", "\n"])
def test_no_letter_means_anything_in_markup(letter: str) -> None:
    assert letter not in LETTERS
    assert len(LETTERS) == 91

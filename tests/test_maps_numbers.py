"""Columns of numbers and blocks of compressed data, there and back."""

import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import payload
from maps.numbers import Numbers, bundled, decoded, encoded, unbundled

SMALL = st.integers(-(2**29), 2**29)


@given(st.lists(SMALL), st.booleans())
def test_a_column_comes_back(values: list[int], steps: bool) -> None:
    width, least, data = encoded(Numbers(values, steps))
    assert len(data) == width * len(values)
    assert decoded(data, len(values), width, least, steps) == values


@pytest.mark.parametrize(
    ("values", "steps", "width"),
    [([], False, 1), ([5], False, 1), ([-1, 254], False, 1), ([-1, 255], False, 2), ([100, 101, 102], True, 1)],
)
def test_a_column_takes_no_more_bytes_than_it_needs(values: list[int], steps: bool, width: int) -> None:
    assert encoded(Numbers(values, steps))[0] == width


def test_numbers_beyond_what_a_page_computes_with_are_refused() -> None:
    with pytest.raises(ValueError, match="apart"):
        encoded(Numbers([0, 2**33]))


@given(st.lists(SMALL), st.text())
def test_a_bundle_comes_back(values: list[int], text: str) -> None:
    data = {"a": {"column": Numbers(values, steps=True), "text": text}, "numbers": [["a"]], "b": Numbers([1, 2])}
    assert unbundled(bundled(data)) == {"a": {"column": values, "text": text}, "numbers": [["a"]], "b": [1, 2]}


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 5000])
def test_blocks_make_one_stream(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of any size, the last block too; with one thread the same bytes as with several."""
    monkeypatch.setattr(payload, "BLOCK", 1000)
    data = bytes(i * i % 251 for i in range(size))
    with ThreadPoolExecutor(3) as several, ThreadPoolExecutor(1) as one:
        packed = payload.gzipped(data, several)
        assert packed == payload.gzipped(data, one)
    assert gzip.decompress(packed) == data

"""A text as an encoder reads it: wordpieces, what the gazetteer knows of the word of each, and windows of them."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.recognize.words import Words

I64 = NDArray[np.int64]

CLS, SEP = 101, 102
"""Numbers of the wordpieces that open and close a window, as the encoder was trained with them."""

LENGTH = 192
"""Wordpieces of a window: some eight sentences. Attention over 256 costs a tenth more time."""

REACH = 64
"""Wordpieces at the end of a window in which a sentence's end is looked for, to cut there."""

_STOPS = (1012, 1029, 999)
"""Numbers of the wordpieces `.`, `?` and `!`."""

COLUMNS = 4
"""What is said of each wordpiece's word: its form, flags and size as `Words` has them, and its place in its row of
capitalised words."""


class Pieces(NamedTuple):
    """The wordpieces of a text."""

    ids: I64
    known: NDArray[np.uint8]
    """One row a wordpiece, `COLUMNS` columns; zeros where it lies in no word."""
    at: I64
    """For each live word its first wordpiece, -1 where it has none."""


class Batch(NamedTuple):
    """Windows of one text or several, padded to the longest of them."""

    ids: I64
    """One row a window, from `CLS` to `SEP`; 0 beyond."""
    known: I64
    """The same with `COLUMNS` numbers a wordpiece."""
    rows: I64
    """One row a window: where its live words are; 0 beyond them."""
    words: list[tuple[int, I64]]
    """For each window the number of its text, and its live words' numbers there."""


def pieces_of(text: str, words: Words, tokenizer: Any) -> Pieces:
    """The wordpieces of a text."""
    whole = text.encode("utf-8", "replace").decode()  # a lone surrogate becomes one question mark: no offset moves
    encoded = tokenizer.encode(whole, add_special_tokens=False)
    ids = np.array(encoded.ids, dtype=np.int64)
    start, end = np.array(encoded.offsets, dtype=np.int64).reshape(-1, 2).T
    tokens = words.tokens
    word = np.searchsorted(tokens.start, start, side="right") - 1
    inside = (word >= 0) & (start < tokens.end[word]) if len(tokens) else np.zeros(len(ids), dtype=np.bool_)
    columns = (words.form, words.flags, words.size, words.place_in_run)
    known = np.zeros((len(ids), COLUMNS), dtype=np.uint8)
    for number, column in enumerate(columns):
        known[inside, number] = column[word[inside]]
    at = np.searchsorted(end, tokens.bare_start[words.live], side="right")
    there = at < len(ids)
    there[there] &= start[at[there]] < tokens.bare_end[words.live][there]
    return Pieces(ids, known, np.where(there, at, -1))


def windows(ids: I64) -> Iterator[tuple[int, int]]:
    """Stretches of wordpieces that fill a window each, cut behind a stop where there is one within `REACH`."""
    begin, room = 0, LENGTH - 2
    stop = np.isin(ids, _STOPS)
    while begin < len(ids):
        end = min(begin + room, len(ids))
        if end < len(ids):
            stops = np.flatnonzero(stop[end - REACH : end])
            end -= REACH - 1 - int(stops[-1]) if len(stops) else 0
        yield begin, end
        begin = end


def batches(texts: Sequence[Pieces], size: int) -> Iterator[Batch]:
    """The windows of the texts that have live words, in batches of windows about as long."""
    cut = [
        (number, begin, end, live)
        for number, pieces in enumerate(texts)
        for begin, end in windows(pieces.ids)
        if len(live := np.flatnonzero((pieces.at >= begin) & (pieces.at < end)))
    ]
    cut.sort(key=lambda c: c[2] - c[1])
    for k in range(0, len(cut), size):
        yield _padded(texts, cut[k : k + size])


def _padded(texts: Sequence[Pieces], cut: Sequence[tuple[int, int, int, I64]]) -> Batch:
    length = max(end - begin for _, begin, end, _ in cut) + 2
    ids = np.zeros((len(cut), length), dtype=np.int64)
    known = np.zeros((len(cut), length, COLUMNS), dtype=np.int64)
    rows = np.zeros((len(cut), max(len(live) for *_, live in cut)), dtype=np.int64)
    for k, (number, begin, end, live) in enumerate(cut):
        pieces = texts[number]
        ids[k, 0], ids[k, end - begin + 1] = CLS, SEP
        ids[k, 1 : end - begin + 1] = pieces.ids[begin:end]
        known[k, 1 : end - begin + 1] = pieces.known[begin:end]
        rows[k, : len(live)] = pieces.at[live] - begin + 1
    return Batch(ids, known, rows, [(number, live) for number, _, _, live in cut])

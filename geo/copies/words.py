"""The words of a report as numbers with their places, so that two reports can be compared by arithmetic."""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.model import Span

_WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+(?:['’ʼ][^\W_]+)*")
"""Letters and digits with apostrophes inside; where a script writes no blanks, each letter is a word."""


class Words(NamedTuple):
    """The words of a report's body, in order."""

    hashes: NDArray[np.uint64]
    """Of each word (CRC-32), case and the form of its apostrophe aside; the same in every process."""
    starts: NDArray[np.int64]
    """Code points of the text."""
    stops: NDArray[np.int64]

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.hashes)


def words_of(text: str, body: Sequence[Span] = ()) -> Words:
    """The words inside the body, or of the whole text where nothing is marked.

    >>> words = words_of("It’s near Raqqa.")
    >>> words.starts.tolist(), words.stops.tolist()
    ([0, 5, 10], [4, 9, 15])
    >>> (words.hashes == words_of("it's NEAR raqqa").hashes).all().item()
    True
    """
    found = [match for part in body or (Span(0, len(text)),) for match in _WORD.finditer(text, *part)]
    return Words(
        np.fromiter(map(_number, map(re.Match.group, found)), np.uint64, len(found)),
        np.fromiter(map(re.Match.start, found), np.int64, len(found)),
        np.fromiter(map(re.Match.end, found), np.int64, len(found)),
    )


@lru_cache(maxsize=1 << 15)
def _number(word: str) -> int:
    folded = word.casefold().replace("’", "'").replace("ʼ", "'")
    return zlib.crc32(folded.encode("utf-8", "surrogatepass"))

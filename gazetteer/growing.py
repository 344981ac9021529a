"""The growing columns that an index is built of: numbers, texts, and the words that numbers stand for."""

from array import array
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer.keys import Arrays

NUMBERS: Mapping[str, str] = {
    "place.lon": "d",
    "place.lat": "d",
    "place.uncertainty": "d",
    "place.extent": "d",
    "place.population": "q",
    "place.feature": "I",
    "place.country": "I",
    "place.admin": "I",
    "place.parent": "I",
    "place.source": "I",
    "place.latest": "I",
    "name.place": "I",
    "name.lang": "I",
    "name.kind": "B",
    "name.source": "I",
    "name.key": "Q",
    "origin.place": "I",
    "origin.field": "B",
    "origin.source": "I",
    "same.place": "I",
    "same.source": "I",
}
"""Columns of numbers and their types, as the module array names them; `place.extent` has four a place."""

TEXTS = ("place.id", "place.name", "admin", "parent", "name.text", "same.id")
"""Columns of texts."""


class Strings:
    """Texts one after another, each found by its number."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.blob = bytearray()
        self.ends = array("Q", [0])
        for text in texts:
            self.add(text)

    def add(self, text: str) -> int:
        """Append a text; gives its number."""
        self.blob += text.encode("utf-8", "surrogatepass")
        self.ends.append(len(self.blob))
        return len(self.ends) - 2

    def text(self, number: int) -> str:
        """The text of this number."""
        return self.blob[self.ends[number] : self.ends[number + 1]].decode("utf-8", "surrogatepass")

    def texts(self, order: Iterable[int]) -> list[str]:
        """The texts of these numbers."""
        blob, ends = bytes(self.blob), self.ends
        return [blob[ends[k] : ends[k + 1]].decode("utf-8", "surrogatepass") for k in order]

    def texts_from(self, first: int) -> list[str]:
        """The texts from this number on."""
        at = [end - self.ends[first] for end in self.ends[first:]]
        blob = bytes(self.blob[self.ends[first] :])
        return [blob[a:b].decode("utf-8", "surrogatepass") for a, b in pairwise(at)]

    def arrays(self, name: str) -> Arrays:
        """The column as an index holds it."""
        short = len(self.blob) < 1 << 32
        return {
            f"{name}.ends": np.array(self.ends, dtype=np.uint32 if short else np.uint64),
            f"{name}.blob": np.frombuffer(bytes(self.blob), np.uint8),
        }

    def __len__(self) -> int:
        return len(self.ends) - 1


class Codes(dict[str, int]):
    """Numbers for a small set of words, in the order they are met."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        super().__init__()
        self.words: list[str] = []
        """The words by their numbers."""
        for word in words:
            self[word]

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self.words)
        self.words.append(word)
        return number


class Growing:
    """All columns of a build. They can be put down as arrays and taken up again where they were left."""

    def __init__(self) -> None:
        self.numbers: dict[str, array[Any]] = {name: array(code) for name, code in NUMBERS.items()}
        self.texts = {name: Strings() for name in TEXTS}

    def arrays(self) -> Arrays:
        """Every column as an array."""
        found: Arrays = {name: np.array(column, dtype=column.typecode) for name, column in self.numbers.items()}
        for name, strings in self.texts.items():
            found |= strings.arrays(name)
        return found

    def load(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take up the columns that `arrays` gave. KeyError where one is missing."""
        for name, column in self.numbers.items():
            del column[:]
            column.frombytes(np.ascontiguousarray(arrays[name], dtype=column.typecode).tobytes())
        for name, strings in self.texts.items():
            strings.blob[:] = arrays[f"{name}.blob"].tobytes()
            del strings.ends[:]
            strings.ends.frombytes(np.ascontiguousarray(arrays[f"{name}.ends"], dtype=np.uint64).tobytes())

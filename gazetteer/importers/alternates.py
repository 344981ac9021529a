"""GeoNames' alternate names, joined onto its places without holding them all as objects."""

import mmap
import tempfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.errors import BadRecord
from gazetteer.importers import values
from gazetteer.importers.files import Entry, byte_blocks, decoded
from gazetteer.place import NameKind

NOT_NAMES = frozenset(
    {b"post", b"link", b"iata", b"icao", b"faac", b"tcid", b"unlc", b"wkdt", b"phon", b"uicn", b"olc", b"nuts"}
)
"""What alternateNamesV2 has in place of a language for codes (of airports, too), addresses and sounds."""

_REVOLUTION = "fr_1793"


class Alternate(NamedTuple):
    """A further name, as alternateNamesV2 gives it."""

    text: str
    lang: str
    preferred: bool
    short: bool
    colloquial: bool
    historic: bool
    """Marked as historic, or no longer used by its `to` column."""


class Alternates:
    """The alternate names of some places by GeoNames id.

    The names lie in a temporary file without a name that is mapped into memory, so only 24 bytes a name are held.
    """

    def __init__(self, ids: NDArray[np.int64], starts: NDArray[np.int64], text: mmap.mmap | bytes) -> None:
        order = np.argsort(ids, kind="stable")
        self._ids = ids[order].data
        self._starts = starts[order].data
        self._text = text

    def of(self, geonameid: int) -> list[Alternate]:
        """The names of one place, in the file's order."""
        found = []
        at = bisect_left(self._ids, geonameid)
        while at < len(self._ids) and self._ids[at] == geonameid:
            start = self._starts[at]
            found.append(_alternate(self._text[start : self._text.find(b"\n", start)]))
            at += 1
        return found

    def __len__(self) -> int:
        return len(self._ids)


def _alternate(line: bytes) -> Alternate:
    lang, text, preferred, short, colloquial, historic, *period = line.decode("utf-8").split("\t")
    ended = len(period) > 1 and bool(period[1].strip())
    return Alternate(text, lang, preferred == "1", short == "1", colloquial == "1", historic == "1" or ended)


def kind_and_lang(name: Alternate, languages: frozenset[str]) -> tuple[NameKind, str]:
    """What a name is to its place, and its ISO code; `languages` are those of the place's country, empty where unknown.

    >>> kind_and_lang(Alternate("دير الزور", "ar", True, False, False, False), frozenset({"ar", "ku"}))
    ('official', 'ar')
    >>> kind_and_lang(Alternate("Deirazzor", "fr", False, False, False, True), frozenset({"ar", "ku"}))
    ('historical', 'fr')
    >>> kind_and_lang(Alternate("Deir Ezzor", "en", True, False, False, False), frozenset({"ar", "ku"}))
    ('preferred', 'en')
    """
    if name.lang == _REVOLUTION:
        return "historical", "fr"
    lang = {"abbr": "", "piny": "zh-Latn"}.get(name.lang, name.lang)
    if name.historic:
        return "historical", lang
    if name.lang == "abbr":
        return "abbreviation", lang
    if name.short:
        return "short", lang
    if name.colloquial:
        return "colloquial", lang
    if lang.split("-")[0] in languages:
        return ("official" if name.preferred else "local"), lang
    return ("preferred" if name.preferred else "foreign"), lang


@contextmanager
def read(entries: Sequence[Entry], wanted: NDArray[np.int64]) -> Iterator[Alternates]:
    """The alternate names of the places whose sorted ids are wanted; BadRecord names file and line."""
    ids: list[NDArray[np.int64]] = []
    starts: list[NDArray[np.int64]] = []
    size = 0
    with tempfile.TemporaryFile() as spill:
        for entry in entries:
            for first, block in byte_blocks(entry):
                decoded(entry, first, block)
                found, lines = _parsed(entry, first, block)
                keep = wanted[np.searchsorted(wanted[:-1], found)] == found if wanted.size else found < 0
                kept = [line for line, wished in zip(lines, keep.tolist(), strict=True) if wished]
                spill.write(b"".join(kept))
                lengths = np.fromiter(map(len, kept), np.int64, len(kept))
                ids.append(found[keep])
                starts.append(size + np.cumsum(lengths) - lengths)
                size += int(lengths.sum())
        spill.flush()
        empty = np.zeros(0, np.int64)
        with mmap.mmap(spill.fileno(), 0, access=mmap.ACCESS_READ) if size else nullcontext(b"") as text:
            yield Alternates(np.concatenate([empty, *ids]), np.concatenate([empty, *starts]), text)


def _parsed(entry: Entry, first: int, block: bytes) -> tuple[NDArray[np.int64], list[bytes]]:
    """The ids of the lines that hold names, and the lines from the language on."""
    ids, kept = [], []
    for number, line in enumerate(block.replace(b"\r\n", b"\n").split(b"\n"), first):
        if not line:
            continue
        parts = line.split(b"\t", 3)
        if len(parts) < 4 or line.count(b"\t") not in (7, 9) or not parts[1].isdigit():
            raise BadRecord(
                f"{entry}:{number}: expected the 10 columns of alternateNamesV2, the second a GeoNames id",
                "the line may be cut short: fetch the file again",
            )
        lang = parts[2]
        if lang in NOT_NAMES or (len(lang) == 4 and lang not in (b"abbr", b"piny")):
            continue
        if len(line) > values.MAX_NAME:
            _checked(entry, number, parts[3])
        ids.append(int(parts[1]))
        kept.append(b"%b\t%b\n" % (lang, parts[3]))
    return np.array(ids, np.int64), kept


def _checked(entry: Entry, number: int, rest: bytes) -> None:
    try:
        values.checked(rest.split(b"\t")[0].decode("utf-8"))
    except ValueError as error:
        raise BadRecord(f"{entry}:{number}: {error}", "mend the row, or take it out") from error

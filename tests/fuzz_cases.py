"""What is fuzzed: functions of any bytes that end well, or raise. `python tests/bench/fuzz.py` feeds them."""

import csv
import io
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from gazetteer.builtin import open_builtin
from gazetteer.errors import GazetteerError
from gazetteer.fold import fold
from gazetteer.importers import open_sources
from geo.copies import compare, quotations, words_of
from geo.errors import BadFilter
from geo.export.table import safe
from geo.judgements import BadJudgement, dump_line, load_line
from geo.model import Document
from geo.pipeline import Pipeline
from geo.query.areas import read_area
from geo.readers import Unread
from geo.readers.entry import Entry
from geo.readers.formats import FORMATS
from geo.readers.furniture import body_spans
from geo.readers.language import Languages
from geo.readers.loading import load
from geo.relations.coordinates import coordinates_in
from geo.sentences import split
from geo.store.days import day_range
from geo.store.words import match_expression
from geo.times import times_in
from tests.pipeline_cases import document

SEEDS = Path(__file__).parent / "cases" / "fuzz"
"""A folder for each target, with what it begins from and what was once found."""

ENDINGS = (*(form.endings[0] for form in FORMATS), ".csv.gz", ".tsv", ".xyz", ".md", ".html")
"""The first byte of an input to `readers` chooses the name's ending."""

LANGS = ("", "en", "ar", "ru", "uk", "fr", "de", "es", "tr")


def readers(data: bytes) -> None:
    """Any bytes under any ending are documents, or what is said of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ENDINGS[data[0] % len(ENDINGS)] if data else ''}"
        path.write_bytes(data[1:])
        for found in islice(load(Entry("a", path), _languages()), 50):
            if isinstance(found, Unread):
                assert found.reason and found.path.startswith("a")
            else:
                _check_body(found)


def sentences(data: bytes) -> None:
    """Sentences tile any text."""
    text = _text(data)
    found = split(text)
    assert "".join(text[slice(*sentence.span)] for sentence in found) == text
    assert [sentence.number for sentence in found] == list(range(len(found)))


def folding(data: bytes) -> None:
    """Folding ends where it began."""
    once = fold(_text(data))
    assert fold(once) == once
    match_expression(_text(data), fold)


def recognition(data: bytes) -> None:
    """Every mention is the text at its span, in its sentence; so is what says its time and its relation."""
    text = _text(data)
    parsed = _pipeline().parse(document(text))
    for mention, resolution in parsed.findings:
        assert text[slice(*mention.span)] == mention.surface != ""
        assert mention.sentence.span.start <= mention.span.start < mention.span.end <= mention.sentence.span.end
        assert 0 <= resolution.confidence <= 1
        for part in (mention.time, mention.relation):
            if part and part.span:
                assert 0 <= part.span.start < part.span.end <= len(text)


def times(data: bytes) -> None:
    """Every time has words in the text and days of the calendar."""
    text = _text(data[1:])
    for found in times_in(text, "2017-01-24", LANGS[data[0] % len(LANGS)] if data else ""):
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert day_range(found.edtf)


def relations(data: bytes) -> None:
    """Coordinates lie on the Earth and stand in the text."""
    text = _text(data)
    for fix in coordinates_in(text):
        assert abs(fix.point.lat) <= 90 and abs(fix.point.lon) <= 180 and fix.uncertainty_km > 0
        assert 0 <= fix.span.start < fix.span.end <= len(text)


def copies(data: bytes) -> None:
    """Passages and quotations lie in their texts."""
    one, _, other = _text(data).partition("\x1e")
    for quotation in quotations(one):
        assert 0 <= quotation.span.start < quotation.span.end <= len(one) and quotation.source
    repeat = compare(words_of(one), words_of(other))
    for passage in repeat.passages if repeat else ():
        assert one[passage.start : passage.stop] and other[passage.of_start : passage.of_stop]


def importers(data: bytes) -> None:
    """Any bytes are places, or an error that names the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any"
        path.write_bytes(data)
        try:
            for source in open_sources([path]):
                for place in islice(source.places, 100):
                    assert place.id and (place.point is None or abs(place.point.lat) <= 90)
        except GazetteerError as error:
            assert str(path) in str(error)


def areas(data: bytes) -> None:
    """Any bytes are an area on the Earth, or no area for a reason."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.geojson"
        path.write_bytes(data)
        try:
            assert read_area(path).is_valid
        except BadFilter as error:
            assert str(path) in str(error)


def tables(data: bytes) -> None:
    """A spreadsheet reads a cell back and runs nothing."""
    text = _text(data)
    cell = safe(text)
    assert isinstance(cell, str) and not cell.startswith(("=", "+", "-", "@", "\t", "\r")) and text in cell
    file = io.StringIO(newline="")
    csv.writer(file).writerow([cell, text])
    if "\0" not in text:
        assert next(csv.reader(io.StringIO(file.getvalue(), newline=""))) == [cell, text]


def judgements(data: bytes) -> None:
    """A line is a judgement that is written as it was read, or it says why it is none."""
    text = _text(data)
    try:
        judgement = load_line(text, "line 1")
    except BadJudgement:
        return
    assert load_line(dump_line(judgement), "again") == judgement


TARGETS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            *(readers, sentences, folding, recognition, times, relations, copies, importers, areas, tables),
            judgements,
        )
    }
)


def inputs(name: str) -> list[Path]:
    """What a target begins from, and what was found."""
    return sorted((SEEDS / name).iterdir())


def _text(data: bytes) -> str:
    """Any text: what is no UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", "surrogateescape" if len(data) % 2 else "replace")


def _check_body(found: Document) -> None:
    found.text.encode()
    assert found.text.strip()
    ends = 0
    for span in found.body:
        assert ends <= span.start < span.end <= len(found.text)
        ends = span.end
    body_spans(found.text)


@cache
def _languages() -> Languages:
    return Languages()


@cache
def _pipeline() -> Pipeline:
    return Pipeline(open_builtin())

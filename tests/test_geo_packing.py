"""What workers hand over arrives as it was, and what is written is what was found."""

import pickle
from dataclasses import replace

import pytest

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.place import LonLat, Place
from geo.copies import traits_of
from geo.judgements import Evidence
from geo.model import Document, Finding, Parsed, Source, Span
from geo.packing import pack, unpack
from geo.pipeline import Pipeline
from geo.store import UNPLACED, Store, rows_of
from geo.tasks import Piece
from geo.windows import window_of
from tests.store_cases import RUN

TEXT = (
    "On 3 May 2016 rebels in Deir Ezzor, 100 km west of the Syrian border, fired at eastern Syria. "
    "Raqqa and Deyr Ezzaur stayed calm, said Qwzrtpl, a town. Deir Ezzor is a city in Syria.\n\n"
    "The Syrian-Iraqi border is shut."
)


@pytest.fixture(scope="module")
def parsed(gazetteer: Gazetteer) -> Parsed:
    return Pipeline(gazetteer).parse(Document("d", Source("d.txt", "", published="2016-05-09"), TEXT))


def test_rows_hold_what_was_found(parsed: Parsed, gazetteer: Gazetteer) -> None:
    found = [finding.mention for finding in parsed.findings]
    assert any(mention.relation and mention.relation.ring for mention in found), "an area"
    assert any(mention.time and mention.time.span for mention in found), "a time"
    assert any(resolution.steps and resolution.losers for _, resolution in parsed.findings), "reasons"
    with Store.in_memory(fold=fold) as store:
        store.add_rows(parsed.document, [rows_of(parsed, fold)], Pipeline(gazetteer).run)
        assert list(store.parsed()) == [parsed]


def test_windows_are_written_as_one_document(gazetteer: Gazetteer) -> None:
    pipeline = Pipeline(gazetteer)
    document = Document("d", Source("d.txt", "", published="2016-05-09"), f"{TEXT}\n\n{TEXT}\n\n")
    half = len(TEXT) + 2
    one, two = Span(0, half), Span(half, len(document.text))
    parts = [rows_of(pipeline.parse(window_of(document, span)), fold, span.start) for span in (one, two)]
    with Store.in_memory(fold=fold) as store:
        store.add_rows(document, parts, pipeline.run)
        (back,) = store.parsed()
        areas = store.rows("SELECT words FROM areas ORDER BY fid")
    first, second = (findings := back.findings)[: len(findings) // 2], findings[len(findings) // 2 :]
    assert [(m.span.start + half, m.surface, m.kind) for m, _ in first] == [
        (m.span.start, m.surface, m.kind) for m, _ in second
    ]
    assert [sentence.number for sentence in back.sentences] == list(range(len(back.sentences)))
    for mention, _ in second:
        assert mention.relation is None or mention.relation.span.start >= half
        assert mention.time is None or mention.time.span is None or mention.time.span.start >= half
    assert areas and areas[: len(areas) // 2] == areas[len(areas) // 2 :]


@pytest.mark.parametrize(
    ("start", "why"), [(1, "a window at 1 does not follow 0"), (0, "windows end at 215, the text at 218")]
)
def test_windows_that_do_not_tile_the_document_are_refused(parsed: Parsed, start: int, why: str) -> None:
    with Store.in_memory(fold=fold) as store, pytest.raises(ValueError, match=why):
        longer = replace(parsed.document, text=TEXT + "...")
        store.add_rows(longer, [rows_of(parsed, fold, start)], RUN)


def test_mentions_of_one_group_share_their_reasons(parsed: Parsed) -> None:
    rows = rows_of(parsed, fold)
    assert len(rows.reasons) == len({id(r) for _, r in parsed.findings}) < len(rows.findings) == len(parsed.findings)


def test_what_is_packed_comes_back_equal_and_without_the_names_of_places(parsed: Parsed, gazetteer: Gazetteer) -> None:
    mention, resolution = parsed.findings[0]
    foreign = replace(resolution, place=Place("x:1", "Nowhere", LonLat(1.0, 2.0)))
    nowhere = replace(resolution, place=None, name=None, steps=(), features=())
    more = tuple(Finding(mention, resolution) for resolution in (foreign, nowhere))
    piece = Piece(rows_of(parsed._replace(findings=parsed.findings + more), fold), Evidence(), True, parsed.document)
    packed = pack(piece, gazetteer.row_of)
    assert [place for place in packed.places if not isinstance(place, int)] == piece.rows.places[-2:]
    assert piece.rows.places[-1].id.startswith(UNPLACED)
    sent = pickle.dumps(packed, pickle.HIGHEST_PROTOCOL)
    assert unpack(pickle.loads(sent), gazetteer.place) == piece
    assert len(sent) < len(pickle.dumps(piece, pickle.HIGHEST_PROTOCOL)) / 2


def test_traits_are_the_same_from_another_process(parsed: Parsed) -> None:
    traits = traits_of(parsed.document)
    back = pickle.loads(pickle.dumps(traits))
    assert [array.tolist() for array in (*back.words, back.hashes, back.places)] == [
        array.tolist() for array in (*traits.words, traits.hashes, traits.places)
    ]
    assert len(back.hashes) > 3


def test_nothing_found_in_nothing() -> None:
    empty = Parsed(Document("d", Source("d.txt", ""), ""), (), ())
    rows = rows_of(empty, fold)
    assert (rows.start, rows.stop, rows.sentences, rows.findings) == (0, 0, [], [])

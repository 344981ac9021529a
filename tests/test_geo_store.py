"""What was added comes back equal, twice the same is the same, and a replaced report leaves nothing behind."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.place import LonLat
from geo.errors import ProjectUnreadable, Unreadable
from geo.judgements import Judgement
from geo.model import Document, Parsed, Relation, Sentence, Source, Span, Time
from geo.query import Filter, mentions, places
from geo.store import Store
from geo.store.days import day_range
from geo.store.schema import SCHEMA, migrate
from geo.store.words import match_expression
from tests.store_cases import CORPUS, DEIR, GEONAMES, MOSUL, MOVED, RAQQA, RUN, SUVA, Named, document, filled, fold


def test_what_was_added_comes_back_equal() -> None:
    with filled() as store:
        assert list(store.parsed()) == sorted(CORPUS, key=lambda parsed: parsed.document.source.path)
        assert list(store.parsed("reports/b.txt")) == [CORPUS[1]]
        assert list(store.parsed("reports/none.txt")) == []
        assert store.gazetteer_sources() == [GEONAMES]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=6))
def test_any_text_comes_back_unchanged(texts: list[str]) -> None:
    parsed = document("any.txt", *[(text, Named("دير 𐀀\x00", DEIR)) for text in texts])
    with filled([parsed]) as store:
        assert list(store.parsed()) == [parsed]


def test_documents_are_listed_without_their_texts() -> None:
    with filled() as store:
        held = {one.source.path: one for one in store.documents()}
    first = held["reports/a.txt"]
    assert (first.sentences, first.mentions, first.run, first.lang) == (3, 5, RUN.id, "en")
    assert first.source == CORPUS[0].document.source
    assert (held["reports/empty.txt"].sentences, held["reports/empty.txt"].characters) == (0, 0)


def test_two_runs_dump_the_same_lines_whatever_the_order() -> None:
    with filled() as one, filled(reversed(CORPUS)) as other:
        lines = list(one.dump())
        assert lines == list(other.dump())
        assert len(lines) > 30


def test_a_dump_shows_every_change() -> None:
    with filled() as store:
        before = list(store.dump())
        changed = replace(CORPUS[3].findings[0].resolution, confidence=0.5)
        finding = CORPUS[3].findings[0]._replace(resolution=changed)
        store.add(CORPUS[3]._replace(findings=(finding,)), RUN)
        assert list(store.dump()) != before
        store.add(CORPUS[3], RUN)
        assert list(store.dump()) == before


def test_a_report_is_replaced_whole() -> None:
    newer = document("reports/c.md", ("Nothing is left but ", Named("Deir Ezzor", DEIR), "."))
    with filled() as store, filled([CORPUS[0], CORPUS[1], newer, CORPUS[3], CORPUS[4]]) as fresh:
        store.add(newer, RUN)
        assert list(store.dump()) == list(fresh.dump())
        assert not list(mentions(store, Filter(words="typed")))
        assert store.rows("SELECT count(*) FROM sentences WHERE document NOT IN (SELECT fid FROM documents)") == [(0,)]
        assert not [row for row in places(store, Filter()) if row.name == "Mosul"]
        assert store.rows("PRAGMA foreign_key_check") == []


def test_a_place_whose_record_changed_is_written_anew() -> None:
    moved = replace(DEIR, point=LonLat(40.0, 35.0), population=1)
    with filled() as store:
        store.add(document("reports/e.txt", (Named("Deir", moved),)), replace(RUN, id="run-2", gazetteer="def"))
        assert {row.place for row in places(store, Filter(place_ids=(DEIR.id,)))} == {moved}
        assert store.rows("SELECT count(*) FROM rtree_places_geom WHERE minx < 40.01 AND maxx > 39.99") == [(1,)]


def test_a_failed_add_leaves_nothing() -> None:
    twice = (document("x.txt", ("New ", Named("Novel", replace(DEIR, id="test:new")))).findings[0],) * 2
    broken = document("x.txt", ("New ", Named("Novel", replace(DEIR, id="test:new"))))._replace(findings=twice)
    with filled() as store:
        before = list(store.dump())
        with pytest.raises(Exception, match="UNIQUE"):
            store.add(broken, RUN)
        assert list(store.dump()) == before
        store.add(broken._replace(findings=twice[:1]), RUN)  # the place must not be taken for written
        assert [row.id for row in places(store, Filter(place_ids=("test:new",)))] == ["test:new"]


@pytest.mark.parametrize(
    ("sha256", "path", "run", "held"),
    [
        (CORPUS[0].document.source.sha256, "reports/a.txt", RUN.id, True),
        ("0" * 64, "reports/a.txt", RUN.id, False),
        (CORPUS[0].document.source.sha256, "reports/b.txt", RUN.id, False),
        (CORPUS[0].document.source.sha256, "reports/a.txt", "another run", False),
    ],
)
def test_it_knows_what_it_holds(sha256: str, path: str, run: str, held: bool) -> None:
    with filled() as store:
        assert store.holds(sha256, path, run) is held


def _plain(text: str, *spans: tuple[int, int]) -> Parsed:
    sentences = tuple(Sentence(number, Span(*span)) for number, span in enumerate(spans))
    return Parsed(Document("id", Source("plain.txt", "00"), text), sentences, ())


@pytest.mark.parametrize(
    ("parsed", "why"),
    [
        (_plain("abc"), "sentences end at 0"),
        (_plain("abc", (0, 1), (2, 3)), "does not follow 1"),
        (_plain("abc", (0, 2)), "end at 2, the text at 3"),
        (_plain("abc", (0, 4)), "end at 4"),
        (CORPUS[0]._replace(document=replace(CORPUS[0].document, id="another")), "does not stand at"),
        (CORPUS[0]._replace(document=replace(CORPUS[0].document, text="x" * len(CORPUS[0].document.text))), "stand at"),
    ],
)
def test_what_breaks_the_first_law_is_refused(parsed: Parsed, why: str) -> None:
    with filled([]) as store:
        with pytest.raises(ValueError, match=why):
            store.add(parsed, RUN)
        assert list(store.documents()) == []


@pytest.mark.parametrize("parsed", [document("a\udcff.txt", ("x",)), document("a.txt", ("x\ud800",))])
def test_what_utf8_cannot_express_is_named(parsed: Parsed) -> None:
    with filled([]) as store, pytest.raises(Unreadable, match=r"'a.*lone surrogate"):
        store.add(parsed, RUN)


WRONG = Judgement("wrong", "me", "2020-01-01T00:00:00Z", "seen", surface="Raqqa", mention="m:1-6", path="reports/a.txt")


def test_judgements_survive_a_new_version_of_the_report() -> None:
    with filled() as store:
        store.judge([WRONG])
        store.add(document("reports/a.txt", ("Rewritten.",)), RUN)
        assert store.judgements() == [WRONG] == store.gone()


@pytest.mark.parametrize("statement", ["DELETE FROM judgements", "UPDATE judgements SET verdict = 'right'"])
def test_judgements_are_only_appended(statement: str) -> None:
    with filled([]) as store:
        store.judge([WRONG])
        with pytest.raises(Exception, match="only ever appended"):
            store.connection.execute(statement)


def test_words_of_a_report_that_was_replaced_find_nothing() -> None:
    with filled() as store:
        before = len(list(mentions(store, Filter(words="hills"))))
        for _ in range(3):
            store.add(CORPUS[0], RUN)
        assert len(list(mentions(store, Filter(words="hills")))) == before > 0


def test_migrations_run_from_the_schema_that_is_held() -> None:
    with filled() as store:
        ran = []
        migrate(store.connection, SCHEMA, [*[lambda _: ran.append("old")] * SCHEMA, lambda _: ran.append("new")])
        assert ran == ["new"]
        assert store.rows("SELECT value FROM dateline_meta WHERE key = 'schema'") == [(str(SCHEMA + 1),)]


TIMED = document(
    "reports/t.txt",
    ("On 3 May ", Named("Homs", DEIR, time=Time("2016-05-03", "stated", Span(3, 8))), " fell, "),
    ("held since 2014 ", Named("Hama", RAQQA, time=Time("2014/..", "inherited", Span(5, 15)))),
    ("shelled ", Named("Idlib", MOSUL, time=Time("2017-01-19", "published", None)), "; lost "),
    ("some day ", Named("Aleppo", SUVA, time=Time("some day", "stated", Span(0, 8)))),
    published="2017-01-19",
)


def test_relations_come_back_equal_and_show_in_a_dump() -> None:
    with filled([MOVED]) as store:
        assert list(store.parsed()) == [MOVED]
        assert any('"offset",[37.9,35.95],38.5,[11,31],"west",100.0,[]' in line for line in store.dump())


def test_times_come_back_equal_and_show_in_a_dump() -> None:
    with filled([TIMED]) as store:
        assert list(store.parsed()) == [TIMED]
        assert any('["2014/..","inherited",[5,15]]' in line for line in store.dump())


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2016", "2016", {"Homs", "Hama"}),
        ("2017", "", {"Hama", "Idlib", "Aleppo"}),
        ("", "2016-05-02", {"Hama"}),
        ("", "2013", set()),
    ],
)
def test_filters_go_by_the_event_and_else_by_the_publication(since: str, until: str, expected: set[str]) -> None:
    with filled([TIMED]) as store:
        assert {row.mention.surface for row in mentions(store, Filter(since=since, until=until))} == expected


SINCE_FOUR = """
DROP VIEW mentions;
DROP TABLE areas;
ALTER TABLE resolutions DROP COLUMN time;
ALTER TABLE resolutions DROP COLUMN relation;
DELETE FROM gpkg_geometry_columns WHERE table_name = 'areas';
DELETE FROM gpkg_contents WHERE table_name = 'areas';
CREATE VIEW mentions AS SELECT fid AS OGC_FID, NULL AS geom FROM findings;
"""
"""Takes out what schemas 5 and 6 brought."""

SINCE_ONE = """
DROP TABLE layer_styles;
DROP TABLE taught;
DROP TABLE judged;
DROP TABLE echoes;
DROP TABLE copy_shingles;
DROP TABLE copy_passages;
DROP TABLE copy_documents;
DROP INDEX documents_by_origin;
DELETE FROM dateline_meta WHERE key = 'copies';
DELETE FROM gpkg_contents
  WHERE table_name IN ('layer_styles', 'judged', 'echoes', 'copy_passages', 'copy_documents');
"""
"""Takes out what schemas 2 to 4 brought, but for the table of judgements, which schema 3 drops unread."""


@pytest.mark.parametrize(("schema", "script"), [(1, SINCE_FOUR + SINCE_ONE), (4, SINCE_FOUR)])
def test_a_project_of_an_older_schema_is_brought_up_to_date_and_loses_nothing(
    tmp_path: Path, schema: int, script: str
) -> None:
    path = tmp_path / "old.gpkg"
    with Store.create(path, fold=fold) as store:
        for parsed in CORPUS:
            store.add(parsed, RUN)
        if schema > 2:
            store.judge([WRONG])
        new = sorted(store.rows("SELECT type, name FROM sqlite_schema"))
        listed, answers = store.rows("SELECT table_name FROM gpkg_contents ORDER BY 1"), list(mentions(store))
    with closing(sqlite3.connect(path)) as old:
        old.executescript(script)
        old.execute("UPDATE dateline_meta SET value = ? WHERE key = 'schema'", (str(schema),))
        old.commit()
    with pytest.raises(ProjectUnreadable, match="older Dateline"):
        Store.open(path, fold=fold, readonly=True)
    with Store.open(path, fold=fold) as store:
        assert list(store.parsed()) == sorted(CORPUS, key=lambda parsed: parsed.document.source.path)
        assert store.rows("SELECT count(*), count(event) FROM mentions") == [(14, 0)]
        assert sorted(store.rows("SELECT type, name FROM sqlite_schema")) == new
        assert store.rows("SELECT table_name FROM gpkg_contents ORDER BY 1") == listed
        assert list(mentions(store)) == answers
        assert store.judgements() == ([WRONG] if schema > 2 else [])
        assert store.rows("SELECT value FROM dateline_meta WHERE key = 'schema'") == [(str(SCHEMA),)]


def test_areas_that_an_older_version_left_to_moved_mentions_go(tmp_path: Path) -> None:
    relation = Relation("near", LonLat(39.0, 36.0), 10.0, Span(5, 15))
    near = document("n.txt", ("They ", "near ", Named("Raqqa", RAQQA, relation=relation), "."))
    path = tmp_path / "old.gpkg"
    with Store.create(path, fold=fold) as store:
        store.add(near, RUN)
        areas = store.rows("SELECT * FROM areas")
        store.judge([replace(WRONG, surface="Raqqa", scope="project")])
        assert areas and not store.rows("SELECT * FROM areas")
    with closing(sqlite3.connect(path)) as old:  # schema 6 took them away when a mention was judged, but not at first
        old.executemany("INSERT INTO areas VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", areas)
        old.execute("UPDATE dateline_meta SET value = '6' WHERE key = 'schema'")
        old.commit()
    with Store.open(path, fold=fold) as store:
        assert not store.rows("SELECT * FROM areas")


def test_every_feature_layer_has_a_rowid() -> None:
    with filled() as store:  # Datasette links geometries by it, and shows no layer without one
        for (layer,) in store.rows("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"):
            ids = store.rows(f"SELECT rowid FROM {layer}")  # noqa: S608 - our own table
            assert all(isinstance(id, int) for (id,) in ids)
            assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2016", (20160101, 20161231)),
        ("2016-02", (20160201, 20160231)),
        ("2016-09-17", (20160917, 20160917)),
        ("2016-09-17 08:00", (20160917, 20160917)),
        ("2014/..", (20140101, 99991231)),
        ("../2014", (0, 20141231)),
        ("2015-12-28/2016-01-03", (20151228, 20160103)),
        ("2016-10-15~", (20161015, 20161015)),
        ("199X", (19900101, 19991231)),
        ("18XX", (18000101, 18991231)),
        ("2016-22", (20160601, 20160831)),
        ("2016-24", (20161201, 20170231)),
        ("2016/2014", None),
        ("2016/soon", None),
        ("2016-00", None),
        ("2016-13", None),
        ("2016-1", None),
        ("2016-09-171", None),
        ("20160917", None),
        ("", None),
        ("soon", None),
    ],
)
def test_dates_are_ranges_of_days(text: str, days: tuple[int, int] | None) -> None:
    assert day_range(text) == days


@pytest.mark.parametrize(
    ("words", "expression"),
    [
        ("Air strike", '"air" "strike"'),
        ('"Air strike" x', '"air strike" "x"'),
        ("Dayr az-Zawr", '"dayr" "az zawr"'),
        ("hosp*", '"hosp" *'),
        ('" OR NEAR(', '"or near"'),
        ("NOT AND", '"not" "and"'),
        ("* ( ) ' -", ""),
        ("", ""),
    ],
)
def test_words_become_a_safe_expression(words: str, expression: str) -> None:
    assert match_expression(words, fold) == expression

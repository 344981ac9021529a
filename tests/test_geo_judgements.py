"""Judgements: they hold, they are kept, they are undone, they travel, they teach."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gazetteer.index import Gazetteer
from gazetteer.place import LonLat
from geo.judgements import (
    BadJudgement,
    Evidence,
    Judgement,
    Scope,
    Verdict,
    Verdicts,
    dump_line,
    load_line,
    place_record,
)
from geo.model import Document, Parsed, Relation, Run, Source, Span
from geo.pipeline import Pipeline
from geo.query import Filter, features, mention, mentions, places
from geo.store import Store
from geo.store.judgement_tables import targets
from tests.store_cases import CORPUS, DEIR, MOSUL, RAQQA, RUN, Named, document, filled, fold

AGAIN = Run("run-2", "0.2.0", "tagger", "ranker", 1, "other", "{}")


@pytest.fixture
def store() -> Store:
    return filled()


def judged(
    store: Store, surface: str, verdict: Verdict, scope: Scope = "mention", at: str = "2026-01-01", **more: object
) -> Judgement:
    """A judgement on the first mention of that surface, kept in the project."""
    row = next(row for row in mentions(store, Filter(kinds=("place", "actor"))) if row.mention.surface == surface)
    target = store.target(row.mention.id)
    assert target is not None
    judgement = Judgement(verdict, "Ada", at, "looked it up", scope, **{**target._asdict(), **more})
    store.judge([judgement])
    return judgement


def withdrawal(judgement: Judgement, at: str = "2026-02-01") -> Judgement:
    return Judgement("withdraw", "Bob", at, "a mistake", judgement.scope, withdraws=judgement.id)


def surfaces(store: Store, **wanted: object) -> list[str]:
    return [row.mention.surface for row in mentions(store, Filter(**wanted))]  # type: ignore[arg-type]


# what they do ---------------------------------------------------------------------------------------------------------


def test_a_rejected_mention_is_in_no_answer_and_comes_back_when_withdrawn(store: Store) -> None:
    before, parsed = list(store.dump()), list(store.parsed())
    rejection = judged(store, "Raqqa", "wrong")
    assert "Raqqa" not in surfaces(store, kinds=("place", "actor", "demonym"))
    assert "Raqqa" not in {row.name for row in places(store)}
    assert RAQQA.id not in {feature["id"] for feature in features(store)["features"]}
    assert features(store)["dateline"]["withheld"] == sum(
        row.mention.kind != "place" for row in mentions(store, Filter(kinds=("actor", "demonym")))
    )
    assert list(store.parsed()) == parsed
    store.judge([withdrawal(rejection)])
    assert "Raqqa" in surfaces(store)
    kept = [line for line in store.dump() if not line.startswith(('["judg', '["place","rejected:'))]
    assert kept == before
    assert list(store.parsed()) == parsed


def test_a_reassigned_mention_moves_and_says_what_was_found(store: Store) -> None:
    judgement = judged(store, "Raqqa", "place", place=place_record(MOSUL))
    (row,) = (row for row in mentions(store, Filter(place_ids=(MOSUL.id,))) if row.mention.surface == "Raqqa")
    assert row.resolution.place == MOSUL and row.resolution.confidence == 1.0
    assert row.judgement == judgement
    assert row.resolution.losers[0].place_id == RAQQA.id and row.resolution.features == ()
    found = [m for f in features(store)["features"] for m in f["properties"]["mentions"] if m["text"] == "Raqqa"]
    assert [m["judgement"]["verdict"] for m in found] == ["place"]


def test_a_rejected_mention_says_so_and_keeps_its_kind(store: Store) -> None:
    rejection = judged(store, "Raqqa", "wrong")
    row = mention(store, rejection.mention)
    assert row is not None and row.judgement == rejection and row.resolution.place is None
    assert row.mention.kind == "place" and row.resolution.losers[0].place_id == RAQQA.id


@pytest.mark.parametrize("verdict", ["wrong", "place", "right", "unsure"])
def test_a_phrase_leads_nowhere_once_its_place_is_another(verdict: Verdict) -> None:
    relation = Relation("near", LonLat(39.0, 36.0), 10.0, Span(5, 15))
    store = filled([document("n.txt", ("They ", "near ", Named("Raqqa", RAQQA, relation=relation), "."))])
    areas = store.rows("SELECT * FROM areas")
    assert len(areas) == 1 and "near Raqqa" in areas[0]
    judgement = judged(store, "Raqqa", verdict, place=place_record(MOSUL) if verdict == "place" else None)
    row = mention(store, judgement.mention)
    stays = verdict in ("right", "unsure")
    assert row is not None and row.mention.relation == (relation if stays else None)
    assert store.rows("SELECT * FROM areas") == (areas if stays else [])
    store.judge([withdrawal(judgement)])
    row = mention(store, judgement.mention)
    assert row is not None and row.mention.relation == relation
    assert store.rows("SELECT * FROM areas") == areas


def test_a_place_that_no_gazetteer_and_no_project_has(store: Store) -> None:
    record = {"id": "mine:1", "name": "Camp", "country": "SY", "feature": "L.MILB", "lat": 35.1, "lon": 40.2}
    judged(store, "Raqqa", "place", place=record)
    (row,) = mentions(store, Filter(place_ids=("mine:1",)))
    assert row.resolution.place is not None and row.resolution.place.point == (40.2, 35.1)


@pytest.mark.parametrize("verdict", ["right", "unsure"])
def test_right_and_unsure_leave_the_place(store: Store, verdict: Verdict) -> None:
    judged(store, "Raqqa", verdict)
    (row,) = mentions(store, Filter(place_ids=(RAQQA.id,)))
    assert row.resolution.confidence == (1.0 if verdict == "right" else 0.6)
    assert row.judgement is not None and row.resolution.features


@pytest.mark.parametrize(
    ("scope", "gone"),
    [("mention", ["reports/a.txt"]), ("document", ["reports/a.txt"]), ("source", ["reports/a.txt", "reports/e.txt"]),
     ("project", ["reports/a.txt", "reports/d.txt", "reports/e.txt"])],
)  # fmt: skip
def test_a_scope_reaches_so_far(scope: Scope, gone: list[str]) -> None:
    more = document("reports/e.txt", ("In ", Named("deir ezzor", DEIR), "."), outlet="THE example ")
    with filled((*CORPUS, more)) as store:
        judged(store, "Deir Ezzor", "wrong", scope)
        left = {row.source.path for row in mentions(store) if fold(row.mention.surface) == "deir ezzor"}
        assert left == {"reports/a.txt", "reports/d.txt", "reports/e.txt"} - set(gone)


def test_the_narrower_goes_before_the_wider_and_the_later_before_the_earlier(store: Store) -> None:
    judged(store, "Raqqa", "wrong", "project", at="2026-03-01")
    row = mention(store, store.judgements()[0].mention)
    assert row is not None
    target = store.target(row.mention.id)
    assert target is not None
    about = target._asdict()
    store.judge([Judgement("right", "Bob", "2026-01-01", "near the river", "document", **about)])
    assert "Raqqa" in surfaces(store)
    late = Judgement("wrong", "Eve", "2026-01-02", "no", "document", **about)
    assert store.verdicts().against(late)
    store.judge([late])
    assert "Raqqa" not in surfaces(store)
    store.judge([withdrawal(late)])
    assert "Raqqa" in surfaces(store)
    assert len(store.judgements()) == 4


def test_a_withdrawal_may_be_withdrawn(store: Store) -> None:
    first = judged(store, "Raqqa", "wrong")
    second = withdrawal(first)
    store.judge([second, withdrawal(second, "2026-03-01")])
    assert "Raqqa" not in surfaces(store)


# they survive ---------------------------------------------------------------------------------------------------------


def test_withdrawals_of_withdrawals_in_a_long_row() -> None:
    first = Judgement("wrong", "me", "2020-01-01T00:00:00Z", "seen", surface="Raqqa", mention="m:1-6", path="a.txt")
    chain = [first]
    for number in range(5000):
        chain.append(Judgement("withdraw", "me", "2020-01-01T00:00:00Z", f"{number}", withdraws=chain[-1].id))
    assert Verdicts(chain, str.casefold).holds(first)
    assert not Verdicts(chain[:-1], str.casefold).holds(first)


@pytest.mark.parametrize("scope", ["mention", "document", "source", "project"])
def test_a_judgement_reaches_as_far_when_few_documents_are_gone_through(store: Store, scope: Scope) -> None:
    judgement = judged(store, "Raqqa", "wrong", scope=scope)
    whole = filled()
    whole.judge([judgement])
    whole._writer.judge._apply(targets(whole.connection))  # over all, as it was once done
    assert list(store.dump()) == list(whole.dump())
    store.judge([withdrawal(judgement)])
    assert [row.mention for row in mentions(store)] == [row.mention for row in mentions(filled())]


def test_they_survive_another_run_and_another_path(store: Store) -> None:
    judged(store, "Raqqa", "wrong")
    store.add(CORPUS[0], AGAIN)
    assert "Raqqa" not in surfaces(store)
    moved = replace(CORPUS[0].document, id="f" * 64, source=replace(CORPUS[0].document.source, path="elsewhere/a.txt"))
    findings = tuple(f._replace(mention=replace(f.mention, document=moved.id)) for f in CORPUS[0].findings)
    store.add(Parsed(moved, CORPUS[0].sentences, findings), AGAIN)
    assert "Raqqa" not in surfaces(store)
    assert store.gone() == []


def test_a_judgement_on_a_mention_that_is_gone_is_kept(store: Store) -> None:
    rejection = judged(store, "Raqqa", "wrong")
    store.add(document("reports/a.txt", ("Nothing is left.",), outlet="The Example"), RUN)
    assert store.gone() == [rejection]
    store.add(CORPUS[0], RUN)
    assert store.gone() == [] and "Raqqa" not in surfaces(store)


def test_they_travel_as_lines_that_sort_stably(store: Store) -> None:
    judged(store, "Raqqa", "wrong", at="2026-01-03")
    judged(store, "Mosul", "place", at="2026-01-02", place=place_record(DEIR))
    lines = [dump_line(judgement) for judgement in store.judgements()]
    with filled() as other:
        loaded = [load_line(line, f"line {n}") for n, line in enumerate(lines, 1)]
        assert other.judge(reversed(loaded)) == 2
        assert other.judge(loaded) == 0
        assert [dump_line(judgement) for judgement in other.judgements()] == lines
        assert surfaces(other) == surfaces(store)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[]", "line 1 is no judgement"),
        ("{", "line 1 is no judgement"),
        ('{"verdict":"wrong"}', "line 1 is no judgement"),
        ('{"verdict":"nice","by":"a","at":"b","why":"c","mention":"d"}', "no verdict"),
        ('{"verdict":"wrong","by":"a","at":"b","why":"c","mention":"d","scope":"all"}', "no scope"),
        ('{"verdict":"wrong","by":"a","at":"b","why":" ","mention":"d"}', "reason"),
        ('{"verdict":"wrong","by":"a","at":"b","why":"c"}', "needs a mention"),
        ('{"verdict":"place","by":"a","at":"b","why":"c","mention":"d"}', "no place is named"),
        ('{"verdict":"withdraw","by":"a","at":"b","why":"c"}', "which judgement"),
        ('{"id":"0","verdict":"wrong","by":"a","at":"b","why":"c","mention":"d"}', "was changed"),
    ],
)
def test_a_line_that_is_none_says_why(line: str, why: str) -> None:
    with pytest.raises(BadJudgement, match=why):
        load_line(line, "line 1")


def test_all_of_a_bad_load_or_nothing(store: Store) -> None:
    good = Judgement("wrong", "a", "2026", "b", mention="c:1-2")

    def halves() -> object:
        yield good
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.judge(halves())  # type: ignore[arg-type]
    assert store.judgements() == []


# they teach -----------------------------------------------------------------------------------------------------------


def test_evidence_is_what_reaches_a_document(store: Store) -> None:
    source = CORPUS[0].document.source
    assert store.evidence(source) == Evidence() and store.evidence(source).mark == ""
    judged(store, "Raqqa", "wrong", "source")
    judged(store, "Deir Ezzor", "place", "document", place=place_record(MOSUL))
    assert store.evidence(source) == Evidence(frozenset({"raqqa"}), (("deir ezzor", MOSUL.id),))
    assert store.evidence(Source("x.txt", "0", outlet="Another")) == Evidence()
    assert store.holds(source.sha256, source.path, RUN.id)
    assert not store.holds(source.sha256, source.path, RUN.id, store.evidence(source))
    store.add(CORPUS[0], RUN, store.evidence(source))
    assert store.holds(source.sha256, source.path, RUN.id, store.evidence(source))


VALENCIA = "geonames:3625549"
"""In Venezuela."""


def test_a_place_that_a_person_named_draws_the_others_to_it_and_a_rejected_name_does_not(gazetteer: Gazetteer) -> None:
    pipeline = Pipeline(gazetteer)
    text = "Fire broke out in Valencia, then in Merida and in Barcelona."

    def countries(evidence: Evidence) -> list[str]:
        report = Document("0" * 64, Source("a.txt", "0"), text, "en", (Span(0, len(text)),))
        return [f.resolution.place.country for f in pipeline.parse(report, evidence).findings if f.resolution.place]

    assert countries(Evidence()) == ["ES", "ES", "ES"]
    assert countries(Evidence(placed=(("valencia", VALENCIA),))) == ["VE", "VE", "VE"]
    assert countries(Evidence(rejected=frozenset({"valencia"})))[1] == "VE"  # Merida is Spanish for Valencia's sake


# the verb -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    from geo.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATELINE_DB", raising=False)
    monkeypatch.setenv("DATELINE_BY", "Ada")
    (tmp_path / "a.txt").write_text("Soldiers left Mosul for Raqqa.\n\nMosul was quiet.\n", encoding="utf-8")

    def call(*args: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main(list(args))
        return (int(end.value.code or 0), *capsys.readouterr())

    assert call("add", "a.txt")[0] == 0
    return call


def ids(call: Callable[..., tuple[int, str, str]], place: str) -> list[str]:
    return [json.loads(line)["id"] for line in call("mentions", place, "-f", "jsonl")[1].splitlines()]


def test_judge_and_read_again(call: Callable[..., tuple[int, str, str]]) -> None:
    first, second = ids(call, "Mosul")
    code, _, err = call("judge", first, "wrong", "--why", "a band", "--scope", "document")
    assert code == 0 and "1 judgement added" in err
    assert ids(call, "Mosul") == []
    assert "1 document added" in call("add", "a.txt")[2]
    assert "0 documents added" in call("add", "a.txt")[2]
    assert ids(call, "Mosul") == []
    _, out, _ = call("explain", first)
    assert "Rejected by a person" in out and "by Ada" in out and "a band" in out
    (line,) = call("judge", "--dump")[1].splitlines()
    code, _, err = call("judge", second, "right", "--why", "the town", "--scope", "document")
    assert "contradicts" in err and len(ids(call, "Mosul")) == 2
    assert call("judge", "--withdraw", json.loads(line)["id"], "--why", "wrong report")[0] == 0
    assert json.loads(call("explain", first, "--format", "json")[1])["judgements"][1]["withdrawn"]


def test_judge_in_bulk(call: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    first, second = ids(call, "Mosul")
    table = tmp_path / "judgements.csv"
    table.write_text(
        f"mention,verdict,why,scope,surface\n{first},wrong,a band,,\n"
        f'{second},unsure,"which, if any",,\n,wrong,no,project,Raqqa\n',
        encoding="utf-8-sig",
    )  # fmt: skip
    assert "3 judgements added" in call("judge", "--from", "judgements.csv")[2]
    assert ids(call, "Mosul") == [second] and ids(call, "Raqqa") == []
    dumped = call("judge", "--dump")[1]
    (tmp_path / "j.jsonl").write_text(dumped, encoding="utf-8")
    call("add", "a.txt", "--db", "other.gpkg")
    assert "3 judgements added" in call("judge", "--load", "j.jsonl", "--db", "other.gpkg")[2]
    assert call("judge", "--dump", "--db", "other.gpkg")[1] == dumped


@pytest.mark.parametrize(
    ("args", "code", "why"),
    [
        ((), 2, "give MENTION and VERDICT"),
        (("ID",), 2, "give MENTION and VERDICT"),
        (("abc:1-2", "wrong", "--why", "x"), 1, "no mention has the id"),
        (("ID", "maybe", "--why", "x"), 1, "no verdict"),
        (("ID", "wrong"), 1, "without its reason"),
        (("ID", "place=geonames:0", "--why", "x"), 1, "no place has the id"),
        (("--withdraw", "0", "--why", "x"), 1, "no judgement has the id"),
        (("--from", "bad.csv"), 1, "bad.csv, line 1"),
        (("--from", "row.csv"), 1, "row.csv, line 2"),
        (("--load", "bad.csv"), 1, "bad.csv, line 1"),
    ],
)
def test_bad_judgements_say_why_and_change_nothing(
    call: Callable[..., tuple[int, str, str]], tmp_path: Path, args: tuple[str, ...], code: int, why: str
) -> None:
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "row.csv").write_text("mention,verdict,why\nnone:1-2,wrong,x\n", encoding="utf-8")
    first, _ = ids(call, "Mosul")
    ended, _, err = call("judge", *(first if arg == "ID" else arg for arg in args))
    assert (ended, why in err) == (code, True), err
    assert call("judge", "--dump")[1] == ""

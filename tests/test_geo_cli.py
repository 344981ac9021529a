"""The command line as a newcomer meets it: help, wrong words, bad files, questions, filters, exports."""

import csv
import io
import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from geo.cli import main
from geo.cli.main import VERBS
from geo.pipeline import Pipeline
from geo.store import Store
from tests.cli_cases import Dateline, Ran
from tests.pipeline_cases import SEEDS

DEIR = "geonames:170794"


@pytest.fixture
def dateline(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, gazetteer: Gazetteer
) -> Dateline:
    """Calls the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATELINE_DB", raising=False)

    def call(*args: str | Path, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        code: int | str | None = 0
        try:
            main([str(arg) for arg in args])
        except SystemExit as end:
            code = end.code
        assert isinstance(code, int | None)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Ran(code or 0, out, err)

    return call


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Path:
    """A project of the seeds; tests get copies."""
    path = tmp_path_factory.mktemp("project") / "seeds.gpkg"
    with pytest.raises(SystemExit) as end:
        main(["add", str(SEEDS), "--db", str(path)])
    assert not end.value.code
    return path


@pytest.fixture
def project(built: Path, tmp_path: Path, dateline: Dateline) -> Path:
    """A project of the seeds where the command line looks for it."""
    return Path(shutil.copy(built, tmp_path / "dateline.gpkg"))


def lines(ran: Ran) -> list[dict[str, object]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def listing(ran: Ran) -> list[dict[str, str]]:
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


# help and wrong words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [[], *([verb] for verb in VERBS), *(["gazetteer", v] for v in ("find", "import", "info"))]
)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help(dateline: Dateline, words: list[str], flag: str) -> None:
    ran = dateline(*words, flag)
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: {' '.join(['dateline', *words])}")
    assert ran.err == ""


def test_no_words_at_all_shows_the_verbs(dateline: Dateline) -> None:
    ran = dateline()
    assert ran.code == 2
    assert all(f"  {verb} " in ran.out + ran.err for verb in VERBS)


@pytest.mark.parametrize(
    ("typed", "meant"), [("prase", "parse"), ("mention", "mentions"), ("place", "places"), ("docter", "doctor")]
)
def test_a_mistyped_verb(dateline: Dateline, typed: str, meant: str) -> None:
    ran = dateline(typed, "x")
    assert ran.code == 2
    assert f"No such command '{typed}'" in ran.err
    assert "Did you mean" in ran.err and meant in ran.err


def test_a_verb_like_none(dateline: Dateline) -> None:
    ran = dateline("zzz")
    assert ran.code == 2
    assert "No such command 'zzz'." in ran.err
    assert "Did you mean" not in ran.err


def test_version(dateline: Dateline) -> None:
    ran = dateline("--version")
    assert ran.code == 0
    assert ran.out.startswith("dateline, version ")


@pytest.mark.parametrize("verb", ["add", "mentions", "explain", "evaluate"])
def test_a_missing_argument_is_wrong_usage(dateline: Dateline, verb: str) -> None:
    ran = dateline(verb)
    assert ran.code == 2
    assert "Missing argument" in ran.err


@pytest.mark.parametrize("verb", ["add", "parse", "map"])
def test_an_empty_path_is_refused(dateline: Dateline, tmp_path: Path, verb: str) -> None:
    (tmp_path / "note.txt").write_text("Rain fell on Mosul.", encoding="utf-8")
    ran = dateline(verb, "")
    assert ran.code == 2
    assert "A path is empty" in ran.err
    assert ran.out == ""


# parse ----------------------------------------------------------------------------------------------------------------


def test_parse_prints_the_contract(dateline: Dateline, tmp_path: Path) -> None:
    text = "\ufeff# Note\r\n\r\nThe army holds Deir El-Zour in Syria.\r\n"
    (tmp_path / "note.txt").write_bytes(text.encode())
    ran = dateline("parse", "note.txt")
    assert ran.code == 0
    found = lines(ran)
    assert [line["text"] for line in found] == ["Deir El-Zour", "Syria"]
    first = found[0]
    start, end = first["start"], first["end"]
    assert isinstance(start, int) and isinstance(end, int)
    assert (text[start:end] == first["text"]) or (text[1:][start:end] == first["text"])
    assert {
        "doc",
        "start",
        "end",
        "text",
        "kind",
        "sentence",
        "confidence",
        "place",
        "match",
        "relation",
        "time",
    } <= set(first)
    assert first["doc"] == "note.txt"
    place, match = first["place"], first["match"]
    assert isinstance(place, dict) and isinstance(match, dict)
    assert (place["id"], place["country"]) == (DEIR, "SY")
    assert {"id", "name", "country", "feature", "admin", "lat", "lon", "uncertainty_km"} <= set(place)
    assert match["steps"][0] == "fold"


@pytest.mark.parametrize("args", [(), ("-",)])
def test_parse_of_standard_input(dateline: Dateline, args: tuple[str, ...]) -> None:
    ran = dateline("parse", *args, stdin="Дождь. Rain fell on Mosul in Iraq.".encode())
    assert ran.code == 0
    assert [(line["doc"], line["text"]) for line in lines(ran)] == [("-", "Mosul"), ("-", "Iraq")]


def test_parse_of_nothing_on_standard_input(dateline: Dateline) -> None:
    ran = dateline("parse", "-")
    assert ran.code == 1
    assert "-: empty" in ran.err


def bad_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("../x.txt", "Rain fell on Basra in Iraq.")


BAD: dict[str, object] = {
    "missing.txt": None,
    "empty.txt": b"",
    "broken.pdf": b"%PDF-1.7\n1 0 obj << broken",
    "outside.zip": bad_zip,
    "numbers.csv": b"a,b\n1,2\n3,4\n",
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "broken.docx": b"PK\x03\x04 broken",
    "broken.txt.gz": b"\x1f\x8b\x08\x00 broken",
}
"""Files that cannot be read: bytes, or what makes them; None for one that is not there."""


def make(path: Path, content: object) -> None:
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif callable(content):
        content(path)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_the_rest_is_kept(dateline: Dateline, tmp_path: Path, name: str) -> None:
    (tmp_path / "good.txt").write_text("Rain fell on Mosul in Iraq.", encoding="utf-8")
    make(tmp_path / name, BAD[name])
    ran = dateline("parse", name, "good.txt")
    assert ran.code == 1
    assert [line["text"] for line in lines(ran) if line["doc"] == "good.txt"] == ["Mosul", "Iraq"]
    named, *_, last = ran.err.splitlines()
    assert named.startswith(f"dateline: {name}") and len(named) > len(f"dateline: {name}: ")
    assert last == "1 input could not be read."
    assert not (tmp_path.parent / "x.txt").exists()


def test_all_bad_files_at_once(dateline: Dateline, tmp_path: Path) -> None:
    for name, content in BAD.items():
        make(tmp_path / name, content)
    ran = dateline("add", *BAD, SEEDS)
    assert ran.code == 1
    assert all(f"dateline: {name}" in ran.err for name in BAD)
    assert f"{len(BAD)} inputs could not be read." in ran.err
    assert len(listing(dateline("sources", "-f", "csv"))) == 5


def test_parse_twice_gives_the_same_bytes(dateline: Dateline) -> None:
    ran = dateline("parse", SEEDS)
    assert ran.code == 0
    assert len(ran.out) > 10_000
    assert dateline("parse", SEEDS) == ran


# no project, no place -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args", [("places",), ("mentions", "Mosul"), ("sources",), ("export",), ("map",), ("explain", "a")]
)
def test_without_a_project_file(dateline: Dateline, tmp_path: Path, args: tuple[str, ...]) -> None:
    ran = dateline(*args)
    assert ran.code == 1
    assert "dateline.gpkg: there is no project file." in ran.err
    assert "try: " in ran.err and "dateline add" in ran.err
    assert ran.out == ""
    assert list(tmp_path.iterdir()) == []


def test_the_project_file_by_environment(dateline: Dateline, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_DB", str(built))
    assert len(listing(dateline("sources", "-f", "csv"))) == 5
    assert dateline("sources", "--db", "other.gpkg").code == 1


def test_no_project_but_another_file(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "dateline.gpkg").write_text("A letter.", encoding="utf-8")
    ran = dateline("places")
    assert ran.code == 1
    assert "this is no project file" in ran.err


@pytest.mark.parametrize("asked", ["Brzpfghlm", "", "—", "?"])
def test_an_unknown_place(dateline: Dateline, project: Path, asked: str) -> None:
    for args in (("mentions", asked), ("places", "--place", asked), ("places", "--near", asked, "--km", "5")):
        ran = dateline(*args)
        assert ran.code == 1, args
        assert f"no place is called {asked!r}" in ran.err or "--near" in ran.err
        assert ran.out == ""


def test_an_unknown_place_comes_with_the_nearest(dateline: Dateline, project: Path) -> None:
    ran = dateline("mentions", "Saocoholm")
    assert ran.code == 1
    assert "no place is called 'Saocoholm'" in ran.err
    assert "  try: nearest: Sto" in ran.err


def test_a_place_that_no_report_mentions(dateline: Dateline, project: Path) -> None:
    ran = dateline("mentions", "Reykjavík")
    assert (ran.code, ran.out) == (0, "")
    assert "mentions Reykjav" in ran.err and "as place" in ran.err


# questions ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked", ["Dayr az Zawr", "Deir Ezzor", "دير الزور", "deir ez-zor", "Deir El-Zour", "DEIR EZ ZOR", "Dayr az-Zawr"]
)
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_every_spelling_answers_alike(dateline: Dateline, project: Path, asked: str, form: str) -> None:
    ran = dateline("mentions", asked, "-f", form)
    assert ran.code == 0
    assert ran.out == dateline("mentions", "Deir ez-Zor", "-f", form).out
    assert "Deir Ezzor" in ran.out and "Deir El-Zour" in ran.out and "Deir ez Zor" in ran.out
    if form == "table":
        assert "**Deir Ezzor**" in ran.out and "Global Research" in ran.out and "seeds" in ran.out


def test_a_misspelled_town_is_found(dateline: Dateline, project: Path) -> None:
    assert "**Mosul**" in dateline("mentions", "Mossul").out
    assert dateline("mentions", "Mossul").out == dateline("mentions", "Mosul").out == dateline("mentions", "الموصل").out


def test_a_place_by_its_id(dateline: Dateline, project: Path) -> None:
    found = lines(dateline("mentions", DEIR, "-f", "jsonl"))
    assert found and all(row["place_id"] == DEIR for row in found)


def test_mentions_stand_in_their_sentences(dateline: Dateline, project: Path) -> None:
    for row in lines(dateline("mentions", "Mosul", "-f", "jsonl")):
        path, start, end = row["path"], row["start"], row["end"]
        assert isinstance(path, str) and isinstance(start, int) and isinstance(end, int)
        assert Path(path).read_bytes().decode()[start:end] == row["surface"]
        assert str(row["surface"]) in str(row["sentence"])


def test_places_count_documents_and_sources(dateline: Dateline, project: Path) -> None:
    rows = listing(dateline("places", "-f", "csv"))
    assert rows[0]["id"] == DEIR
    assert int(rows[0]["documents"]) == 5
    assert int(rows[0]["mentions"]) >= 14
    counts = [int(row["mentions"]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert len(listing(dateline("places", "-f", "csv", "--limit", "3"))) == 3
    table = dateline("places").out.splitlines()
    assert len(table) == len(rows) + 1
    assert json.loads(dateline("places", "-f", "json").out)[0]["id"] == DEIR
    collection = json.loads(dateline("places", "-f", "geojson").out)
    assert collection["type"] == "FeatureCollection" and len(collection["features"]) == len(rows)


def test_explain(dateline: Dateline, project: Path) -> None:
    row = lines(dateline("mentions", "Tharda", "-f", "jsonl", "--limit", "1"))[0]
    ran = dateline("explain", str(row["id"]))
    assert ran.code == 0
    assert "dateline:tharda-hills" in ran.out and "Name hit: " in ran.out and "Reasons" in ran.out
    assert json.loads(dateline("explain", str(row["id"]), "-f", "json").out)
    for other in ("abc", "", "0000:1-2", f"{row['id']}0"):
        ran = dateline("explain", other)
        assert ran.code == 1
        assert f"no mention has the id {other!r}" in ran.err and "dateline mentions" in ran.err


def test_every_mention_can_be_explained(dateline: Dateline, project: Path) -> None:
    found = lines(dateline("export", "-f", "jsonl", "--kind", "all"))
    assert len(found) > 80
    for line in found[::9]:
        assert dateline("explain", str(line["id"])).code == 0


def test_sources(dateline: Dateline, project: Path) -> None:
    rows = listing(dateline("sources", "-f", "csv"))
    assert len(rows) == 5
    assert {row["outlet"] for row in rows} == {"Global Research", "The Duran", "", "The TV's Leaking"}
    assert all(int(row["sentences"]) > 5 and int(row["mentions"]) > 5 for row in rows)


# filters --------------------------------------------------------------------------------------------------------------

WEST_AFRICA = '{"type": "Polygon", "coordinates": [[[-18, 4], [10, 4], [10, 20], [-18, 20], [-18, 4]]]}'
EAST_SYRIA = '{"type": "Polygon", "coordinates": [[[38.5, 34], [42, 34], [42, 37], [38.5, 37], [38.5, 34]]]}'
AROUND = {"Deir ez-Zor", "Ar Raqqah"}

FILTERS: list[tuple[list[str], set[str], set[str]]] = [
    ([], {"Deir ez-Zor", "Mosul", "Kyiv"}, set()),
    (["--place", "Mossul"], {"Mosul"}, {"Deir ez-Zor"}),
    (["--near", "Deir Ezzor", "--km", "30"], {"Deir ez-Zor", "Tharda hills"}, {"Ar Raqqah", "Mosul"}),
    (["--near", "35.34,40.14", "--km", "160"], AROUND, {"Mosul"}),
    (["--near", " 35.34 , 40.14 ", "--km", "0.9"], {"Deir ez-Zor"}, {"Tharda hills"}),
    (["--bbox", "38.5,34,42,37"], AROUND, {"Mosul", "Aleppo"}),
    (["--inside", "east.geojson"], AROUND, {"Mosul", "Aleppo"}),
    (["--inside", "Syria"], {"Aleppo", "Deir ez-Zor", "Tharda hills"}, {"Mosul", "Kyiv", "Paris"}),
    (["--inside", "سوريا", "--near", "Deir Ezzor", "--km", "30"], {"Deir ez-Zor"}, {"Mosul", "Aleppo"}),
    (["--inside", "Nineveh"], {"Mosul"}, {"Deir ez-Zor", "Kyiv"}),
    (["--inside", "africa.geojson"], set(), {"Deir ez-Zor"}),
    (["--since", "2017-01-20"], {"Deir ez-Zor", "Kyiv"}, {"Jarābulus"}),
    (["--until", "2016"], {"Deir ez-Zor", "Jarābulus", "Tharda hills"}, {"Kyiv", "Omar oil field"}),
    (["--since", "2017-01-19", "--until", "2017-01-19"], {"Paris"}, {"Kyiv", "Jarābulus", "Omar oil field"}),
    (["--since", "2016-09-16", "--until", "2016-09-16"], {"Tharda hills", "Golan Heights"}, {"Damascus", "Paris"}),
    (["--source", "the duran"], {"Kyiv"}, {"Jarābulus", "Omar oil field"}),
    (["--source", "no such outlet"], set(), {"Deir ez-Zor"}),
    (["--words", "power plant"], {"Omar oil field"}, {"Kyiv"}),
    (["--words", "corridor", "--source", "Global Research"], {"Mosul", "Tall ‘Afar"}, {"Kyiv"}),
    (["--kind", "demonym"], {"United States"}, {"Deir ez-Zor", "Kyiv", "Mosul"}),
    (["--kind", "place", "--kind", "demonym"], {"Deir ez-Zor", "Mosul"}, set()),
    (["--kind", "all"], {"Deir ez-Zor", "Mosul", "Kyiv"}, set()),
    (["--min-confidence", "0.97"], {"Deir ez-Zor"}, set()),
]


@pytest.mark.parametrize(
    ("options", "within", "without"), FILTERS, ids=lambda v: " ".join(v) if isinstance(v, list) else ""
)
def test_filters(dateline: Dateline, project: Path, options: list[str], within: set[str], without: set[str]) -> None:
    Path("east.geojson").write_text(EAST_SYRIA, encoding="utf-8")
    Path("africa.geojson").write_text(WEST_AFRICA, encoding="utf-8")
    rows = listing(dateline("places", "-f", "csv", *options))
    names = {row["name"] for row in rows}
    assert within <= names
    assert not without & names
    exported = lines(dateline("export", "-f", "jsonl", *options))
    assert sum(int(row["mentions"]) for row in rows) == len(exported)
    if not within:
        assert rows == [] and exported == []


def test_confidence_is_a_floor(dateline: Dateline, project: Path) -> None:
    every = lines(dateline("export", "-f", "jsonl"))
    sure = lines(dateline("export", "-f", "jsonl", "--min-confidence", "0.9"))
    assert 0 < len(sure) < len(every)
    assert all(float(str(line["confidence"])) >= 0.9 for line in sure)


BAD_VALUES: list[tuple[list[str], int, str]] = [
    (["--near", "Mosul"], 1, "--near and --km go together"),
    (["--km", "5"], 1, "--near and --km go together"),
    (["--near", "Mosul", "--km", "-3"], 1, "-3.0 km is no distance"),
    (["--near", "Mosul", "--km", "nan"], 1, "nan km is no distance"),
    (["--near", "Mosul", "--km", "far"], 2, "'far' is not a valid float"),
    (["--near", "99,200", "--km", "3"], 1, "is no point on the earth"),
    (["--bbox", "1,2,3"], 1, "is not four numbers"),
    (["--bbox", "1,40,2,30"], 1, "has its south above its north"),
    (["--bbox", "1,2,3,400"], 1, "leaves the Earth"),
    (["--bbox", "west,2,3,4"], 1, "is not four numbers"),
    (["--since", "yesterday"], 1, "'yesterday' is no date"),
    (["--until", "2016-13"], 1, "'2016-13' is no date"),
    (["--since", "2017", "--until", "2016"], 1, "is later than"),
    (["--words", "…"], 1, "holds no word"),
    (["--kind", "river"], 2, "'river' is not one of"),
    (["--min-confidence", "3"], 2, "not in the range"),
    (["--copies", "maybe"], 2, "'maybe' is not one of"),
    (["--inside", "none.geojson"], 1, "none.geojson: No such file"),
    (["--inside", "broken.geojson"], 1, "broken.geojson is no GeoJSON with an area"),
    (["--inside", "Tharda hills"], 1, "has no extent"),
    (["--inside", "Brzpfghlm"], 1, "no place is called"),
]


@pytest.mark.parametrize("verb", ["places", "export", "map", "mentions"])
@pytest.mark.parametrize(
    ("options", "code", "says"), BAD_VALUES, ids=lambda v: " ".join(v) if isinstance(v, list) else ""
)
def test_bad_values(dateline: Dateline, project: Path, verb: str, options: list[str], code: int, says: str) -> None:
    Path("broken.geojson").write_text('{"type": "Polygon"', encoding="utf-8")
    ran = dateline(verb, *(["Mosul"] if verb == "mentions" else []), *options)
    assert ran.code == code
    assert says in ran.err
    assert ran.out == ""
    assert not Path("map.html").exists()


def test_a_place_taken_for_another_is_said(dateline: Dateline, project: Path) -> None:
    ran = dateline("places", "--near", "Dayr Ezzawr", "--km", "30", "-f", "csv")
    assert "is taken for Deir ez-Zor (SY)" in ran.err
    assert "Tharda hills" in {row["name"] for row in listing(ran)}


# add ------------------------------------------------------------------------------------------------------------------


def test_added_twice_all_is_held_already(dateline: Dateline, project: Path) -> None:
    before = dateline("export", "-f", "jsonl", "--kind", "all").out
    ran = dateline("add", SEEDS)
    assert (ran.code, ran.out) == (0, "")
    assert "0 documents added to dateline.gpkg, 5 held already." in ran.err
    assert dateline("export", "-f", "jsonl", "--kind", "all").out == before
    assert len(listing(dateline("sources", "-f", "csv"))) == 5


def test_a_changed_file_takes_the_place_of_the_old(dateline: Dateline, tmp_path: Path) -> None:
    report, other = tmp_path / "report.txt", tmp_path / "other.txt"
    report.write_text("Rain fell on Mosul in Iraq.", encoding="utf-8")
    other.write_text("Snow fell on Ankara in Turkey.", encoding="utf-8")
    assert "2 documents added to dateline.gpkg, 0 held already." in dateline("add", "report.txt", "other.txt").err
    report.write_text("Rain fell on Basra in Iraq.", encoding="utf-8")
    assert "1 document added to dateline.gpkg, 1 held already." in dateline("add", "report.txt", "other.txt").err
    assert sorted(row["doc"] for row in listing(dateline("sources", "-f", "csv"))) == ["other.txt", "report.txt"]
    assert {str(line["text"]) for line in lines(dateline("export", "-f", "jsonl"))} == {
        "Basra",
        "Iraq",
        "Ankara",
        "Turkey",
    }


@pytest.mark.parametrize("args", [("parse", "report.txt"), ("map", "report.txt")], ids=["parse", "map"])
def test_an_interrupted_verb_ends_as_shells_expect(
    dateline: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    """With the code of Ctrl-C, a word, and the file that was there as it was."""
    (tmp_path / "report.txt").write_text("Rain fell on Mosul in Iraq.", encoding="utf-8")
    (tmp_path / "map.html").write_text("as it was", encoding="utf-8")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Pipeline, "parse", interrupted)
    ran = dateline(*args)
    assert (ran.code, ran.out, ran.err.strip()) == (130, "", "Stopped.")
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == "as it was"


def test_nothing_to_draw_overwrites_nothing(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text("as it was", encoding="utf-8")
    ran = dateline("map", "misspelt.txt")
    assert ran.code == 1
    assert "misspelt.txt: No such file" in ran.err and "map.html: not written" in ran.err
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == "as it was"


def test_a_project_without_reports_says_so(dateline: Dateline) -> None:
    Store.create("dateline.gpkg", fold=fold).close()
    assert dateline("places").err == "No report in dateline.gpkg names a place under these filters.\n"
    assert dateline("sources", "-f", "jsonl") == Ran(0, "", "There is no report in dateline.gpkg.\n")


def test_a_cache_that_cannot_be_written_is_named(
    dateline: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file, no folder", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    ran = dateline("gazetteer", "find", "Mosul")
    assert ran.code == 1
    assert "the built-in gazetteer could not be kept there" in ran.err and "XDG_CACHE_HOME" in ran.err


def test_the_project_among_the_reports_is_passed_over(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("Rain fell on Mosul in Iraq.", encoding="utf-8")
    for held in ("1 document added to dateline.gpkg, 0", "0 documents added to dateline.gpkg, 1"):
        ran = dateline("add", ".")
        assert ran.code == 0, ran.err
        assert held in ran.err


def test_added_in_two_goes_is_added_in_one(dateline: Dateline, built: Path) -> None:
    for path in sorted(SEEDS.iterdir()):
        assert dateline("add", path).code == 0
    whole = dateline("export", "-f", "jsonl", "--kind", "all", "--db", built).out
    assert dateline("export", "-f", "jsonl", "--kind", "all").out == whole


# export and map -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["geojson", "geojsonl", "csv", "jsonl"])
def test_export_to_a_file_and_to_standard_output(dateline: Dateline, project: Path, form: str) -> None:
    printed = dateline("export", "-f", form)
    assert printed.code == 0
    assert len(printed.out) > 1000
    ran = dateline("export", "-o", f"out.{form}")
    assert (ran.code, ran.out) == (0, "")
    assert Path(f"out.{form}").read_bytes() == printed.out.encode()
    assert dateline("export", "-f", form, "-o", "again").code == 0
    assert Path("again").read_bytes() == printed.out.encode()


def test_export_of_an_unknown_format_names_the_known(dateline: Dateline, project: Path) -> None:
    for args in (("-f", "shp"), ("-o", "out.shp")):
        ran = dateline("export", *args)
        assert ran.code == 1
        assert "geojson, geojsonl, csv, jsonl" in ran.err
    assert not Path("out.shp").exists()


def test_export_as_mentions_and_with_a_mark(dateline: Dateline, project: Path) -> None:
    places = json.loads(dateline("export").out)["features"]
    mentions = json.loads(dateline("export", "--as", "mentions").out)["features"]
    assert len(mentions) == len(dateline("export", "-f", "jsonl").out.splitlines()) > len(places)
    assert dateline("export", "-f", "csv", "--bom").out == "\ufeff" + dateline("export", "-f", "csv").out


@pytest.mark.parametrize("args", [("export", "-o", "no/out.csv"), ("map", "-o", "no/out.html")])
def test_a_folder_that_is_not_there(dateline: Dateline, project: Path, args: tuple[str, ...]) -> None:
    ran = dateline(*args)
    assert ran.code == 1
    assert f"{args[-1]}: it could not be written" in ran.err and ".part" not in ran.err


def test_the_map_of_the_seeds_twice(dateline: Dateline) -> None:
    ran = dateline("map", SEEDS, "-o", "x.html")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("x.html: ") and "mentions of" in ran.err
    page = Path("x.html").read_bytes()
    assert page.startswith(b"<!DOCTYPE html>") and len(page) > 500_000
    assert dateline("map", SEEDS, "-o", "y.html").code == 0
    assert Path("y.html").read_bytes() == page
    assert sorted(path.name for path in Path().iterdir()) == ["x.html", "y.html"]


def test_the_map_of_a_project_and_of_its_export(dateline: Dateline, project: Path) -> None:
    assert dateline("map").code == 0
    assert dateline("export", "-o", "x.geojson").code == 0
    ran = dateline("map", "x.geojson", "-o", "y.html")
    assert ran.code == 0
    assert Path("map.html").stat().st_size > 500_000 < Path("y.html").stat().st_size
    counted = json.loads(Path("x.geojson").read_text(encoding="utf-8"))["features"]
    assert f"of {len(counted)} places and names" in ran.err


@pytest.mark.parametrize("content", ["", "[]", "{}", "Rain.", '{"type": "FeatureCollection"}', "null", "\ud800"])
def test_a_map_of_what_is_no_collection(dateline: Dateline, content: str) -> None:
    Path("x.geojson").write_bytes(content.encode("utf-8", "surrogatepass"))
    ran = dateline("map", "x.geojson")
    assert ran.code == 1
    assert "x.geojson" in ran.err and "try: " in ran.err
    assert not Path("map.html").exists()


def test_a_map_of_an_export_takes_no_filters(dateline: Dateline, project: Path) -> None:
    assert dateline("export", "-o", "x.geojson").code == 0
    ran = dateline("map", "x.geojson", "--place", "Mosul")
    assert ran.code == 1
    assert "filters do not apply" in ran.err


# gazetteer, evaluate, doctor ------------------------------------------------------------------------------------------

TABLE = """id\tname\tlat\tlon\tcc\tfclass\tfcode\tpopulation\tnames
q1\tQarlun\t35.5\t40.5\tSY\tP\tPPL\t520000\tar:قرلون
q2\tSyria\t35\t38\tSY\tA\tPCLI\t22000000\tar:سوريا|Syrie
"""


def test_gazetteer_find(dateline: Dateline) -> None:
    rows = listing(dateline("gazetteer", "find", "Dayr az-Zawr", "-f", "csv"))
    assert rows[0]["id"] == DEIR and float(rows[0]["score"]) > 0.9
    explained = dateline("gazetteer", "find", "Deir El-Zour", "--explain", "--limit", "1")
    assert explained.code == 0
    assert "name hit: " in explained.out and "spellings: " in explained.out
    ours = listing(dateline("gazetteer", "find", "Paris", "--country", "us", "-f", "csv"))
    assert {row["country"] for row in ours} == {"US"}
    ran = dateline("gazetteer", "find", "Brzpfghlm")
    assert ran.code == 1
    assert "no place is called 'Brzpfghlm'" in ran.err


def test_gazetteer_info(dateline: Dateline, gazetteer: Gazetteer) -> None:
    assert json.loads(dateline("gazetteer", "info", "-f", "json").out)["fingerprint"] == gazetteer.fingerprint
    assert gazetteer.fingerprint in dateline("gazetteer", "info").out


def test_an_imported_table_serves_the_verbs(dateline: Dateline) -> None:
    Path("towns.tsv").write_text(TABLE, encoding="utf-8")
    ran = dateline("gazetteer", "import", "towns.tsv", "--gazetteer", "towns.index", "--alone")
    assert ran.code == 0, ran.err
    assert "2 places" in ran.err
    rows = listing(dateline("gazetteer", "find", "قرلون", "--gazetteer", "towns.index", "-f", "csv"))
    assert rows[0]["name"] == "Qarlun"
    Path("note.txt").write_text(
        "The army of Syria fought in Qarlun. Shells fell on Qarlun, Syria, at night.", encoding="utf-8"
    )
    found = lines(dateline("parse", "note.txt", "--gazetteer", "towns.index"))
    places = [line["place"] for line in found]
    assert [place["name"] for place in places if isinstance(place, dict)] == ["Syria", "Qarlun", "Qarlun", "Syria"]
    assert dateline("add", "note.txt", "--gazetteer", "towns.index").code == 0
    assert "**Qarlun**" in dateline("mentions", "قرلون", "--gazetteer", "towns.index").out


@pytest.mark.parametrize(
    ("content", "says"), [("", "bad.tsv"), ("a\tb\n1\t2\n", "bad.tsv"), (TABLE.replace("35.5", "far"), "bad.tsv")]
)
def test_a_bad_table_leaves_the_index_alone(dateline: Dateline, content: str, says: str) -> None:
    Path("towns.index").write_bytes(b"as it was")
    Path("bad.tsv").write_text(content, encoding="utf-8")
    ran = dateline("gazetteer", "import", "bad.tsv", "--gazetteer", "towns.index", "--alone")
    assert ran.code == 1
    assert says in ran.err
    assert Path("towns.index").read_bytes() == b"as it was"
    assert sorted(path.name for path in Path().iterdir()) == ["bad.tsv", "towns.index"]


@pytest.mark.parametrize("content", [None, b"", b"no index", b"\0" * 5000])
def test_a_bad_index(dateline: Dateline, content: bytes | None) -> None:
    if content is not None:
        Path("bad.index").write_bytes(content)
    ran = dateline("parse", "-", "--gazetteer", "bad.index", stdin=b"Rain fell on Mosul.")
    assert ran.code == 1
    assert "bad.index" in ran.err and "try: " in ran.err


@pytest.mark.parametrize("verb", [("parse", "-"), ("add", "-"), ("evaluate", "gold.jsonl")])
def test_a_recogniser_that_is_not_there_is_named(dateline: Dateline, verb: tuple[str, str]) -> None:
    Path("gold.jsonl").write_text("", encoding="utf-8")
    ran = dateline(*verb, "--recognizer", "slow", stdin=b"Rain fell on Mosul.")
    assert ran.code == 1
    assert "no recogniser is called 'slow'" in ran.err and "spacy:MODEL" in ran.err


def test_evaluate(dateline: Dateline) -> None:
    text = "Rain fell on Mosul in Iraq."
    gold = {"corpus": "made", "doc_id": "1", "text": text, "toponyms": [
        {"start": 13, "end": 18, "surface": "Mosul", "lat": 36.34, "lon": 43.13, "kind": "literal"},
        {"start": 22, "end": 26, "surface": "Iraq", "lat": 33.0, "lon": 44.0, "kind": "literal"},
    ]}  # fmt: skip
    Path("gold.jsonl").write_text(json.dumps(gold) + "\n", encoding="utf-8")
    ran = dateline("evaluate", "gold.jsonl")
    assert ran.code == 0
    assert "recognition, exact      1.0000" in ran.out
    assert json.loads(dateline("evaluate", "gold.jsonl", "-f", "json").out)
    given = json.loads(dateline("evaluate", "gold.jsonl", "-f", "json", "--spans", "gold").out)
    assert given["recognition_exact"]["f1"] == 1.0
    actors = json.loads(dateline("evaluate", "gold.jsonl", "-f", "json", "--kind", "actor").out)
    assert actors["predicted"] == 0
    assert dateline("evaluate", "gold.jsonl", "--spans", "gold", "--predicted", "gold.jsonl").code == 2
    Path("bad.jsonl").write_text("{", encoding="utf-8")
    bad = dateline("evaluate", "bad.jsonl")
    assert bad.code == 1
    assert "bad.jsonl" in bad.err


def test_doctor(dateline: Dateline, project: Path) -> None:
    ran = dateline("doctor")
    assert ran.code == 0, ran.out
    assert "Project file: dateline.gpkg" in ran.out and "5 documents" in ran.out
    project.write_bytes(project.read_bytes()[:5000])
    ran = dateline("doctor")
    assert ran.code == 1
    assert "FAIL  Project file" in ran.out and "try: " in ran.out


def test_two_dates_of_one_event_stay_side_by_side_each_with_its_source(dateline: Dateline, project: Path) -> None:
    rows = json.loads(dateline("mentions", "Tharda hills", "-f", "json").out)
    told = {(row["event"], row["event_how"], row["outlet"], row["published"]) for row in rows}
    assert told == {
        ("2016-09-16", "stated", "Global Research", "2017-01-19"),
        ("2016-09-17", "stated", "Global Research", "2017-01-24"),
        ("2016-09-17", "inherited", "Global Research", "2017-01-24"),
        ("2016-09-17", "stated", "The Duran", "2017-01-23"),
        ("2016-09-17", "inherited", "The Duran", "2017-01-23"),
    }
    shown = dateline("mentions", "Tharda hills").out
    assert "2016-09-16 (stated)" in shown and "2016-09-17 (stated)" in shown and "2017-01-19" in shown
    exported = json.loads(dateline("export", "-f", "geojson").out)
    (hills,) = [f for f in exported["features"] if f["properties"]["name"] == "Tharda hills"]
    both = {(m["time"]["edtf"], m["source"]["published"]) for m in hills["properties"]["mentions"]}
    assert both == {("2016-09-16", "2017-01-19"), ("2016-09-17", "2017-01-24"), ("2016-09-17", "2017-01-23")}


def test_a_time_points_at_the_words_that_say_it(dateline: Dateline) -> None:
    text = "On 7 December 2015 aircraft hit a camp in Deir ez-Zor, Syria."
    first, _ = lines(dateline("parse", "-", stdin=text.encode()))
    assert first["time"] == {"edtf": "2015-12-07", "how": "stated", "span": {"start": 3, "end": 18}}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_add_that_keeps_nothing_leaves_no_new_project(dateline: Dateline, workers: str) -> None:
    Path("empty").mkdir()
    Path("blank.txt").write_bytes(b"")
    for paths in (["nome.txt"], ["blank.txt", "nome.txt"], ["empty"]):
        ran = dateline("add", *paths, "--workers", workers)
        assert "0 documents added to dateline.gpkg" in ran.err
        assert not list(Path().glob("dateline*"))


def test_an_add_that_keeps_nothing_leaves_the_project_that_was_there(dateline: Dateline, built: Path) -> None:
    shutil.copy(built, "dateline.gpkg")
    assert dateline("add", "nome.txt").code == 1
    assert len(lines(dateline("sources", "-f", "jsonl"))) == 5
    Store.create("new.gpkg", fold=fold).close()
    assert dateline("add", "nome.txt", "--db", "new.gpkg").code == 1
    assert Path("new.gpkg").exists()

"""Asking online from the command line: only where asked, kept, credited, and never in the way of the local result."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.online.services import SERVICES
from geo.cli.online import BAD_ANSWERS, SERVICE_NAMES
from geo.model import Finding, Mention, Parsed, Resolution, Sentence, Span
from geo.resolve.features import sentences
from geo.resolve.online import GUESS, best_fit, place_online
from geo.store import Store
from tests.cli_cases import ROOT, Dateline, Ran, command, environment
from tests.online_cases import NOMINATIM, VILLAGE, says, serving, slow
from tests.pipeline_cases import document
from tests.test_gazetteer_online import answer_for, loopback, no_proxies
from tests.test_geo_cli import dateline, lines, listing

__all__ = ["dateline", "no_proxies"]

UNPLACED = Resolution(None, 1.0, 1.0)

REPORT = (
    "Troops left Raqqa in Syria and went to the village of Zubdanoura near Deir ez-Zor. "
    "Civilians in the village of Zubdanoura had fled to Hasakah.\n"
)
ELSEWHERE = "Troops left Mosul in Iraq and went to the village of Zubdanoura near Tikrit.\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def found_of(dateline: Dateline, name: str = VILLAGE) -> list[dict[str, str]]:
    rows = listing(dateline("export", "-f", "csv", "--kind", "all"))
    return [row for row in rows if row["text"] == name]


def options(url: str, service: str = "nominatim") -> tuple[str, ...]:
    return "--online", service, "--online-url", url, *(("--online-user", "me") if service == "geonames" else ())


@loopback
@pytest.mark.parametrize("service", SERVICES)
def test_a_name_left_unplaced_is_placed(dateline: Dateline, report: Path, service: str) -> None:
    with serving() as server:
        ran = dateline("add", report, *options(server.url, service))
        assert ran.code == 0, ran.err
        assert "1 document added" in ran.err and "2 mentions placed" in ran.err
        first = found_of(dateline)
        assert [row["place"] for row in first] == ["Zubdanurah"] * 2
        assert all(row["gazetteer"].startswith(f"online:{service}:20") for row in first)
        assert all(float(row["uncertainty_km"]) > 10 for row in first)
        assert all(0 < float(row["confidence"]) <= GUESS for row in first)
        asked = list(server.asked)
        assert sum(a.fields["q"] == VILLAGE for a in asked) == 1
        ran = dateline("add", report, *options(server.url, service))
        assert "0 documents added" in ran.err and "0 mentions placed" in ran.err
        assert server.asked == asked, "a name already asked for was asked again"
    assert found_of(dateline) == first


@loopback
def test_only_the_name_is_sent(dateline: Dateline, report: Path) -> None:
    with serving() as server:
        dateline("add", report, *options(server.url))
        for asked in server.asked:
            assert set(asked.fields) == {"q", "format", "limit", "addressdetails", "namedetails", "accept-language"}
            assert asked.fields["q"] in REPORT and len(asked.fields["q"].split()) < 6


@loopback
def test_the_answer_is_credited(dateline: Dateline, report: Path) -> None:
    with serving() as server:
        dateline("add", report, *options(server.url))
    collection = json.loads(dateline("export", "-f", "geojson").out)
    assert "© OpenStreetMap contributors, ODbL 1.0" in collection["dateline"]["attribution"]
    feature = next(f for f in collection["features"] if f["id"] == "osm:node/4242")
    assert feature["properties"]["gazetteer"].startswith("online:nominatim:")
    (mention, *_) = feature["properties"]["mentions"]
    assert mention["match"]["gazetteer"] == feature["properties"]["gazetteer"]
    ran = dateline("explain", mention["id"])
    day = feature["properties"]["gazetteer"].rpartition(":")[2]
    assert re.search(rf"Nominatim at 127\.0\.0\.1:\d+/geo, asked on {day}; ODbL 1\.0", ran.out)
    assert "an online service that was asked for it gave this place" in ran.out


@loopback
def test_its_mentions_are_found_by_name(dateline: Dateline, report: Path) -> None:
    with serving() as server:
        dateline("add", report, *options(server.url))
    for asked in (VILLAGE, "Zubdanurah", "زبدنورة", "osm:node/4242"):
        ran = dateline("mentions", asked, "-f", "jsonl", "--kind", "all")
        assert {line["place_id"] for line in lines(ran)} == {"osm:node/4242"}, (asked, ran.err)
    assert "Zubdanurah" in dateline("places", "--place", VILLAGE).out


@loopback
def test_a_project_is_made_again_from_its_answers_without_a_network(
    dateline: Dateline, report: Path, tmp_path: Path
) -> None:
    with serving() as server:
        url = server.url
        dateline("add", report, *options(url))
    shutil.copy("dateline.online.jsonl", "again.online.jsonl")
    ran = dateline("add", report, "--db", "again.gpkg", *options(url))  # nobody listens there now
    assert ran.code == 0, ran.err
    assert dump(tmp_path / "again.gpkg") == dump(tmp_path / "dateline.gpkg")


def dump(path: Path) -> list[str]:
    with Store.open(path, fold=fold, readonly=True) as store:
        return list(store.dump())


@loopback
def test_a_run_says_with_which_answers(dateline: Dateline, report: Path, tmp_path: Path) -> None:
    def runs() -> list[tuple[str, str]]:
        with Store.open(tmp_path / "dateline.gpkg", fold=fold, readonly=True) as store:
            return store.rows("SELECT r.id, r.settings FROM documents AS d JOIN runs AS r ON r.fid = d.run")

    dateline("add", report)
    ((local, settings_of_local),) = runs()
    assert "online" not in json.loads(settings_of_local)
    with serving() as server:
        dateline("add", report, *options(server.url))
        ((online, settings),) = runs()
        assert online != local and json.loads(settings)["online"]["service"] == "nominatim"
        dateline("gazetteer", "find", "Elsewhere Again", *options(server.url))  # the file of answers grows
        dateline("add", report, *options(server.url))
        ((later, _),) = runs()
    assert later not in (online, local)
    assert len(found_of(dateline)) == 2
    dateline("add", report)  # and without the option nothing online is left
    assert runs() == [(local, settings_of_local)]
    assert {row["place"] for row in found_of(dateline)} == {""}


@loopback
def test_answers_can_be_removed_and_are_asked_again(dateline: Dateline, report: Path, tmp_path: Path) -> None:
    kept = tmp_path / "dateline.online.jsonl"
    with serving() as server:
        dateline("add", report, *options(server.url))
        before = len(server.asked)
        assert len(kept.read_text(encoding="utf-8").splitlines()) == before
        kept.unlink()
        dateline("add", report, *options(server.url))
        assert len(server.asked) == 2 * before
    assert len(found_of(dateline)) == 2


@loopback
def test_the_answers_are_no_report(dateline: Dateline, report: Path, tmp_path: Path) -> None:
    with serving() as server:
        assert dateline("add", ".", *options(server.url)).code == 0
        assert dateline("add", ".", *options(server.url)).code == 0
        ran = dateline("map", ".", "-o", "x.html")
    assert ran.code == 0 and len(listing(dateline("sources", "-f", "csv"))) == 1


@loopback
def test_an_answer_in_a_country_that_the_report_does_not_name_is_left(dateline: Dateline, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.txt"
    path.write_text(ELSEWHERE, encoding="utf-8")
    with serving() as server:
        ran = dateline("add", path, *options(server.url))
    assert ran.code == 0 and "0 mentions placed" in ran.err
    assert [row["place"] for row in found_of(dateline)] == [""]


@loopback
def test_an_answer_of_another_name_is_left(dateline: Dateline, report: Path) -> None:
    stranger = {**NOMINATIM, "name": "Main Street", "namedetails": {}, "display_name": "Main Street, Syria"}
    with serving(says([stranger])) as server:
        ran = dateline("add", report, *options(server.url))
    assert ran.code == 0 and "0 mentions placed" in ran.err


@loopback
@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (says(b"<html>"), "cannot be read"),
        (says(b"no", 429), "asked too often"),
        (says(b"no", 503), "did not answer"),
        (says({"error": "broken"}), "broken"),
    ],
)
def test_a_failure_leaves_the_local_result(
    dateline: Dateline, report: Path, tmp_path: Path, reply: object, told: str
) -> None:
    dateline("add", report)
    before = dateline("export", "-f", "jsonl", "--kind", "all").out
    with serving(reply) as server:  # type: ignore[arg-type]
        ran = dateline("add", report, *options(server.url))
        assert ran.code == 1 and told in ran.err and "try: " in ran.err
        assert dateline("export", "-f", "jsonl", "--kind", "all").out == before
        found = dateline("gazetteer", "find", "Mosul", *options(server.url))
    assert found.code == 1 and "Mosul" in found.out and told in found.err
    assert not (tmp_path / "dateline.online.jsonl").exists()
    with serving() as server:  # what failed is asked again
        assert dateline("add", report, *options(server.url)).code == 0
    assert len(found_of(dateline)) == 2


@loopback
def test_a_service_that_answers_nonsense_is_left_alone(dateline: Dateline, tmp_path: Path) -> None:
    names = ("Zubdanoura", "Zubdafoura", "Zubdamiya", "Zubdaloura", "Zubdanaya", "Zubdakoura")
    text = "".join(f"Troops went to the village of {name} near Raqqa in Syria.\n" for name in names)
    (tmp_path / "many.txt").write_text(text, encoding="utf-8")
    with serving(says(b"<html>")) as server:
        ran = dateline("add", "many.txt", *options(server.url))
        assert len(server.asked) == BAD_ANSWERS
    assert ran.code == 1 and "stay unasked" in ran.err


@loopback
def test_no_network(dateline: Dateline, report: Path) -> None:
    with serving() as server:
        url = server.url
    ran = dateline("add", report, *options(url))
    assert ran.code == 1 and "could not be reached" in ran.err and "1 document added" in ran.err
    assert found_of(dateline)


@loopback
@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_asking_can_be_stopped(dateline: Dateline, report: Path, tmp_path: Path) -> None:
    with serving(slow(3.0)) as server:
        call = command("add", report.name, *options(server.url))
        process = subprocess.Popen(call, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE)
        until = time.monotonic() + 60
        while not server.asked:
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "Stopped; 1 document added to dateline.gpkg" in err.decode()
    assert [row["place"] for row in found_of(dateline)] == ["", ""]


@loopback
@pytest.mark.parametrize("service", SERVICES)
def test_find_asks_and_keeps(dateline: Dateline, service: str) -> None:
    with serving() as server:
        ran = dateline("gazetteer", "find", VILLAGE, "-f", "jsonl", *options(server.url, service))
        rows = lines(ran)
        assert rows[-1]["name"] == "Zubdanurah" and str(rows[-1]["source"]).startswith(f"online:{service}:")
        again = dateline("gazetteer", "find", VILLAGE, "-f", "jsonl", *options(server.url, service))
        assert again == ran and len(server.asked) == 1
        shown = dateline("gazetteer", "find", VILLAGE, "--explain", *options(server.url, service))
    assert "asked on 20" in shown.out and SERVICES[service].licence in shown.out


@loopback
def test_find_puts_what_the_gazetteer_knows_first(dateline: Dateline) -> None:
    local = lines(dateline("gazetteer", "find", "Mosul", "-f", "jsonl"))
    with serving(says([NOMINATIM])) as server:
        both = lines(dateline("gazetteer", "find", "Mosul", "-f", "jsonl", *options(server.url)))
    assert both[:-1] == local and both[-1]["id"] == "osm:node/4242"


@loopback
def test_find_by_country(dateline: Dateline) -> None:
    with serving() as server:
        ran = dateline("gazetteer", "find", VILLAGE, "--country", "iq", *options(server.url))
        assert server.asked[0].fields["countrycodes"] == "iq"
    assert ran.code == 1 and "no place is called" in ran.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--online-url", "http://localhost"), "go with --online"),
        (("--online", "atlas"), "'atlas' is not one of"),
        (("--online", "nominatim", "--batch", "-"), "for many"),
    ],
)
def test_wrong_usage(dateline: Dateline, words: tuple[str, ...], told: str) -> None:
    name = () if "--batch" in words else ("Mosul",)
    ran = dateline("gazetteer", "find", *name, *words)
    assert ran.code == 2 and told in ran.err


def test_a_bad_address_ends_before_anything_is_done(dateline: Dateline, report: Path, tmp_path: Path) -> None:
    ran = dateline("add", report, *options("ftp://example.org"))
    assert ran.code == 1 and "http://" in ran.err
    assert not (tmp_path / "dateline.gpkg").exists()


def test_a_damaged_file_of_answers_ends_before_anything_is_done(
    dateline: Dateline, report: Path, tmp_path: Path
) -> None:
    (tmp_path / "dateline.online.jsonl").write_text("nonsense\n", encoding="utf-8")
    ran = dateline("add", report, *options("http://127.0.0.1:9"))
    assert ran.code == 1 and "dateline.online.jsonl, line 1" in ran.err
    assert dateline("add", report).code == 0  # without the option it is not even read


def test_the_options_name_the_services_that_there_are() -> None:
    assert set(SERVICE_NAMES) == set(SERVICES)


def test_its_reasons_have_sentences(gazetteer: Gazetteer) -> None:
    finding = Finding(Mention("d", Sentence(0, Span(0, 10)), Span(0, 10), VILLAGE, "place", 0.5), UNPLACED)
    parsed = Parsed(document(VILLAGE), (Sentence(0, Span(0, 10)),), (finding,))
    (placed,) = place_online(parsed, {fold(VILLAGE): answer_for(VILLAGE)}, gazetteer).findings
    assert placed.resolution.features
    for feature in placed.resolution.features:
        assert len(sentences()[feature.name].split()) > 3


def test_a_place_that_the_gazetteer_has_stays_as_it_has_it(gazetteer: Gazetteer) -> None:
    known = replace(answer_for(VILLAGE, "geonames").places[0], id="geonames:170794", name=VILLAGE)
    finding = Finding(Mention("d", Sentence(0, Span(0, 10)), Span(0, 10), VILLAGE, "place", 0.5), UNPLACED)
    parsed = Parsed(document(VILLAGE), (Sentence(0, Span(0, 10)),), (finding,))
    answer = replace(answer_for(VILLAGE, "geonames"), places=(known,))
    ((_, resolution),) = place_online(parsed, {fold(VILLAGE): answer}, gazetteer).findings
    assert resolution.place and resolution.place.name == "Deir ez-Zor" and resolution.place.source_id == "geonames"
    assert resolution.name and resolution.name.source_id.startswith("online:geonames:")


def test_a_country_weighs_by_the_mentions_in_it() -> None:
    answer = answer_for(VILLAGE)
    fit = best_fit(VILLAGE, answer, Counter(SY=1, IQ=3))
    assert fit is not None and fit.share == 0.25
    assert best_fit(VILLAGE, answer, Counter(IQ=3)) is None
    alone = best_fit(VILLAGE, answer, Counter())
    assert alone is not None and alone.share == 1.0
    assert best_fit("Paris", answer, Counter(SY=1)) is None


# nothing leaves the machine unless asked ------------------------------------------------------------------------------

GUARD = """
import os
import sys

def looks_for_ipv6(frame):
    while frame and frame.f_code.co_name != "_has_ipv6":
        frame = frame.f_back
    return bool(frame) and frame.f_code.co_filename.replace(os.sep, "/").endswith("urllib3/util/connection.py")

def refuse(event, args):
    if event == "import" and args[0].startswith("geopy"):
        with open(os.environ["SEEN"], "a") as file:
            file.write("import of " + args[0] + "\\n")
    if event.split(".")[0] in ("socket", "urllib", "http", "ftplib", "smtplib"):
        if event in ("socket.__new__", "socket.bind") and looks_for_ipv6(sys._getframe()):
            return
        with open(os.environ["SEEN"], "a") as file:
            file.write(event + "\\n")
        raise RuntimeError("a socket was opened: " + event)

sys.addaudithook(refuse)
"""
"""As `sitecustomize`, it sees every socket and every import of geopy from the start of the process. Let through is what
urllib3, which trafilatura imports for web pages, does at import: it binds ::1 to learn whether the machine has IPv6."""


IN_TURN = """
import contextlib, io, json, sys
from geo.cli import main

ran = []
for words in json.loads(sys.argv[1]):
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(words)
        except SystemExit as end:
            code = end.code or 0
    ran.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(ran))
"""


class Guarded:
    """Runs the command line where sockets are refused and noted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = folder / "seen.log"
        (folder / "guard").mkdir()
        (folder / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")

    def __call__(self, *calls: Sequence[str | Path]) -> list[Ran]:
        """Several commands, one after another in one process."""
        path = os.pathsep.join((str(self._folder / "guard"), str(ROOT)))
        env = {**environment(), "PYTHONPATH": path, "SEEN": str(self._seen)}
        given = [sys.executable, "-c", IN_TURN, json.dumps([list(map(str, call)) for call in calls])]
        done = subprocess.run(given, cwd=self._folder, env=env, capture_output=True, encoding="utf-8", timeout=240)
        assert done.returncode == 0, done.stderr
        return [Ran(*ran) for ran in json.loads(done.stdout)]

    def seen(self) -> list[str]:
        return self._seen.read_text(encoding="utf-8").splitlines() if self._seen.exists() else []


@pytest.fixture
def guarded(tmp_path: Path, gazetteer: Gazetteer) -> Guarded:
    return Guarded(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="the guard is loaded as POSIX does")
def test_without_the_option_no_socket_is_opened(guarded: Guarded, report: Path) -> None:
    """Every verb of the README, in a process that would fail at the first socket."""
    page = f"<html><body><article><h1>News</h1><p>{REPORT}</p></article></body></html>"
    (report.parent / "page.html").write_text(page, encoding="utf-8")
    (report.parent / "mine.csv").write_text("name,lat,lon\nZubdanoura,35.2,40.1\n", encoding="utf-8")
    added, mentions = guarded(["add", report.name, "page.html", ROOT / "seeds"], ["mentions", "Raqqa", "-f", "jsonl"])
    assert added.code == 0, added.err
    explained = json.loads(mentions.out.splitlines()[0])["id"]
    words = (
        f"add {report.name}; parse {report.name}; places; places --bbox 30,30,50,40; sources; mentions ديرالزور; map; "
        f"explain {explained}; map {report.name} -o other.html; export -f geojson -o places.geojson; export -f csv; "
        "export -f jsonl; export -f geojsonl; gazetteer find Alep --explain; gazetteer compare Homs Hama; "
        f"gazetteer info; --version; --help; gazetteer find --help; gazetteer find {VILLAGE} --gazetteer mine.index"
    )
    flow = [["gazetteer", "import", "mine.csv", "--gazetteer", "mine.index", "--alone"]]
    flow += [call.split() for call in words.split("; ")]
    flow.append(["map", str(ROOT / "seeds"), "-o", "seeds.html"])
    assert [(call, ran.err) for call, ran in zip(flow, guarded(*flow), strict=True) if ran.code] == []
    for ran in guarded(["places", "--near", "Raqqa", "--km", "600"], ["doctor"]):
        assert ran.code == 0, ran.err
    # geopy itself may be imported, for its distances; so that it opens nothing is what is seen
    assert not [line for line in guarded.seen() if not line.startswith("import of geopy")]


def test_the_guard_sees_what_is_asked_for(guarded: Guarded, report: Path) -> None:
    (ran,) = guarded(["add", report.name, *options("http://127.0.0.1:9")])
    assert ran.code == 1
    seen = guarded.seen()
    assert "import of geopy.geocoders" in seen and any(line.startswith(("socket.", "urllib.")) for line in seen)

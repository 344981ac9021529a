"""Files made to do harm, and files that change under the reader: each is read, or named; nothing leaves the machine."""

import gzip
import io
import json
import os
import socket
import tarfile
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.cli.main import cli
from geo.copies import quotations
from geo.model import Document
from geo.readers import Unread, discover, limits, read
from geo.readers.entry import Entry
from geo.readers.furniture import body_spans
from geo.relations.coordinates import coordinates_in
from geo.sentences import split
from geo.times import times_in
from tests.fuzz_cases import TARGETS, inputs

PROSE = "The convoy left Raqqa at dawn and reached Deir ez-Zor in the evening. "
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><x>&j;</x>"
)
"""A billion of `ha` once its entities are unfolded."""


@pytest.mark.parametrize(
    ("target", "name"), [(target, path.name) for target in sorted(TARGETS) for path in inputs(target)]
)
def test_what_was_fuzzed_ends_well(target: str, name: str) -> None:
    path = next(path for path in inputs(target) if path.name == name)
    TARGETS[target](path.read_bytes())


PLANES = st.characters(min_codepoint=0, max_codepoint=0x10FFFF)
"""Every plane of Unicode, lone surrogates and controls too."""

ODD = st.sampled_from(
    ["\u202e", "\u2066", "\ufeff", "\u0301", "Раqqа", "ⅠⅤ", "１２.３４", "\x00", "ﷺ", "İ", "ß", "\ud800", "👩\u200d👧"]
)
"""Letters of one script in words of another, digits that are none, what folds to more than it was."""


@pytest.mark.parametrize("target", sorted(TARGETS))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_bytes_and_any_text_end_well(target: str, data: st.DataObject) -> None:
    """Also what a target begins from, with a piece of it taken out or put in anywhere."""
    seed = data.draw(st.sampled_from([path.read_bytes() for path in inputs(target)]))
    text = st.lists(PLANES | ODD, max_size=40).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))
    piece = data.draw(st.binary(max_size=40) | text)
    start = data.draw(st.integers(0, len(seed)))
    stop = data.draw(st.integers(start, min(len(seed), start + 20)))
    TARGETS[target](data.draw(st.sampled_from([piece, seed[:start] + piece + seed[stop:]])))


def only(folder: Path) -> list[Document | Unread]:
    return list(read([str(folder)]))


@pytest.mark.parametrize(
    "name", ["laughs.html", "laughs.xhtml", "laughs.kml", "laughs.xml", "laughs.txt", "laughs.md", "laughs.docx"]
)
def test_a_billion_laughs_are_not_laughed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith(".docx"):
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("word/document.xml", LAUGHS)
    else:
        path.write_text(LAUGHS)
    begun = time.process_time()
    for found in only(tmp_path):
        assert isinstance(found, Unread) or len(found.text) < 10_000
    assert time.process_time() - begun < 10


def test_a_bomb_within_a_bomb_is_refused(tmp_path: Path) -> None:
    data = b" " * (limits.RATIO_FROM + limits.CHUNK_BYTES * 4)
    for _ in range(2):
        data = gzip.compress(data)
    (tmp_path / "a.txt.gz.gz").write_bytes(data)
    (found,) = only(tmp_path)
    assert isinstance(found, Unread) and "swells" in found.reason


def test_a_zip_that_lies_about_its_sizes_is_named(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", PROSE * 1000)
    data = packed.getvalue().replace(len(PROSE * 1000).to_bytes(4, "little"), (7).to_bytes(4, "little"))
    (tmp_path / "a.zip").write_bytes(data)
    (found,) = only(tmp_path)
    assert isinstance(found, Unread) or len(found.text) <= 7


def test_links_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(PROSE)
    (tmp_path / "in").mkdir()
    with tarfile.open(tmp_path / "in" / "a.tar", "w") as archive:
        for kind, name in ((tarfile.SYMTYPE, "soft.txt"), (tarfile.LNKTYPE, "hard.txt")):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, str(tmp_path / "secret.txt")
            archive.addfile(member)
    (found,) = only(tmp_path / "in")
    assert isinstance(found, Unread) and "no report" in found.reason


def test_folders_that_hold_one_another_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "report.txt").write_text(PROSE)
    (tmp_path / "a" / "b").symlink_to(tmp_path / "b")
    (tmp_path / "b" / "a").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    names = [entry.path for entry in discover([str(tmp_path)])]
    assert len(names) == len(set(names)) <= 3
    assert sum(isinstance(found, Document) for found in only(tmp_path)) == 1


def test_a_file_that_changes_while_it_is_read_is_one_text_of_one_hash(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(PROSE * 2000)
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            for times in (2000, 1, 900):
                path.write_text(PROSE * times)
            path.unlink()
            path.write_text(PROSE)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(40):
            for found in read([str(path)]):
                if isinstance(found, Document):
                    assert (PROSE * 2000).startswith(found.text)
                    assert "".join(found.text[slice(*s.span)] for s in split(found.text)) == found.text
    finally:
        done.set()
        writer.join()


def test_a_file_that_is_gone_before_it_is_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(PROSE)
    entries = list(discover([str(tmp_path)]))
    path.unlink()
    assert entries == [Entry(str(path), path)]
    (found,) = read([str(path)])
    assert isinstance(found, Unread) and "No such file" in found.reason


def test_a_name_that_is_no_text_is_named(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text(PROSE)
    except OSError:
        pytest.skip("this file system takes no such names")
    (found,) = only(tmp_path)
    assert isinstance(found, Unread | Document)
    found_path = found.path if isinstance(found, Unread) else found.source.path
    found_path.encode()


def test_a_line_of_twenty_million_characters_is_read_in_its_time(tmp_path: Path) -> None:
    """Twice as long takes about twice as long; a tenth of what was asked for, and in proportion."""

    def seconds(size: int) -> float:
        (tmp_path / "a.txt").write_text((PROSE.replace(".", ",") * (size // len(PROSE) + 1))[:size])
        begun = time.process_time()
        (found,) = read([str(tmp_path / "a.txt")])
        assert isinstance(found, Document)
        assert sum(s.span.end - s.span.start for s in split(found.text)) == len(found.text) == size
        return time.process_time() - begun

    few = min(seconds(2_000_000) for _ in range(2))
    assert seconds(20_000_000) < 25 * few + 1


ONE_SENTENCE = (
    "on Tuesday and then ",
    "in 2014 people left and ",
    "from 2014 ",
    "four days ago, last month ",
    "early 2014 ",
)
FIGURES = ("35.2854, 40.1760 ", "35°17' ", "17.9.2016 ", "1. ")
QUOTED = ("said the Daily Telegraph: ", "claims the Times:\n\nx\n\n", "[a](b) ", "“a ")


@pytest.mark.parametrize("bit", [*ONE_SENTENCE, *FIGURES, *QUOTED])
def test_a_sentence_without_end_is_read_in_its_time(bit: str) -> None:
    def seconds(size: int) -> float:
        text = bit * (size // len(bit))
        begun = time.process_time()
        times_in(text, "2017-01-24", "en")
        coordinates_in(text)
        quotations(text)
        body_spans(text)
        return time.process_time() - begun

    few = seconds(10_000)
    assert seconds(80_000) < 20 * few + 0.3


URL = "http://evil.example/x"


def test_no_address_that_a_report_names_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every verb, over reports full of addresses; not even a name is looked up."""
    (tmp_path / "r").mkdir()
    page = (
        f'<!DOCTYPE html><html><head><title>News</title><link rel="canonical" href="{URL}">'
        f'<link rel=stylesheet href="{URL}"><base href="{URL}"></head>'
        f'<body><article><p>{PROSE * 3}</p><img src="{URL}"><iframe src="{URL}"></iframe>'
        f'<p><a href="{URL}">{PROSE}</a></p><script src="{URL}"></script></article></body></html>'
    )
    (tmp_path / "r" / "a.html").write_text(page)
    (tmp_path / "r" / "b.md").write_text(
        f"---\nurl: {URL}\nsource: {URL}\n---\n# News\n\n[{PROSE}]({URL}) ![x]({URL})\n"
    )
    (tmp_path / "r" / "c.json").write_text(json.dumps({"text": PROSE + URL, "url": URL, "title": URL}))
    (tmp_path / "r" / "d.eml").write_text(f"From: a@b.c\nSubject: {URL}\nContent-Type: text/html\n\n{page}")
    (tmp_path / "r" / "e.txt").write_text(f"{URL}\n\n{PROSE}\nfile:///etc/passwd\n")
    dtd = f'<!DOCTYPE x [<!ENTITY % d SYSTEM "{URL}"> %d; <!ENTITY e SYSTEM "file:///etc/passwd">]><html><p>{PROSE}&e;</p>'
    (tmp_path / "r" / "f.xhtml").write_text(dtd)
    asked: list[Any] = []

    def refused(*args: Any, **kwargs: Any) -> Any:
        asked.append(args)
        raise OSError("no network here")

    monkeypatch.chdir(tmp_path)
    with pytest.MonkeyPatch.context() as network:  # undone before pytest-socket lifts its own bars, not after
        for name in ("getaddrinfo", "gethostbyname", "create_connection"):
            network.setattr(socket, name, refused)
        network.setattr(socket.socket, "connect", refused)
        for args in (
            ["add", "r"],
            ["parse", "r"],
            ["places"],
            ["mentions", "Raqqa"],
            ["sources"],
            ["map", "-o", "map.html"],
            ["export", "-f", "geojson"],
            ["export", "-f", "kml"],
            ["export", "-f", "annotations"],
            ["doctor"],
        ):
            ran = CliRunner().invoke(cli, args)
            assert not isinstance(ran.exception, Exception), (args, ran.exception)
            assert "root:" not in ran.output
    assert asked == []
    assert 'src="http' not in (tmp_path / "map.html").read_text()


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_bars_of_the_test_before_are_lifted() -> None:
    assert socket.getaddrinfo("127.0.0.1", 80)

"""Reading files: every format, every kind of bad input, and the laws that hold for any bytes."""

import email.message
import gzip
import io
import json
import os
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import Unreadable
from geo.model import Document, Span
from geo.readers import Entry, Languages, Unread, discover, limits, load, read
from geo.readers.archives import read_tar, read_zip
from geo.readers.entry import Blob, Budget
from geo.readers.formats import FORMATS

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"

PROSE = "The army said on Monday that the town of Deir Ezzor had been shelled for the third day in a row."
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Town shelled</title>
<meta property="og:site_name" content="Coast Weekly"><meta name="author" content="Ana Ruiz">
<meta property="article:published_time" content="2017-01-18T10:00:00Z">
<link rel="canonical" href="https://weekly.example/town"></head>
<body><nav><a href="/">Home</a><a href="/w">World</a></nav>
<article><h1>Town shelled</h1><p>{PROSE}</p><p>{PROSE.replace("Monday", "Tuesday")}</p></article>
<footer>Copyright</footer></body></html>"""


def pdf(*pages: str) -> bytes:
    """A small PDF, each page one line of Helvetica."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for text in pages:
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {len(objects) + 2} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    objects[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(kids)}]>>"
    out, at = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        at.append(len(out))
        out += f"{number} 0 obj{text}endobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in at)
    out += f"xref\n0 {len(at) + 1}\n0000000000 65535 f \n{table}".encode()
    return out + f"trailer<</Size {len(at) + 1}/Root 1 0 R>>\nstartxref\n{out.rindex(b'xref')}\n%%EOF".encode()


def docx(body: str, **parts: str) -> bytes:
    """A small Word file with this inside w:body."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>Town shelled</dc:title>'
        "<dc:creator>Ana Ruiz</dc:creator><dcterms:created>2017-01-18T10:00:00Z</dcterms:created></cp:coreProperties>"
    )
    document = parts.pop("document", f"<w:document {space}><w:body>{body}</w:body></w:document>")
    return packed(
        {"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode(), "docProps/core.xml": core.encode()}
    )


def packed(members: dict[str, bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def mail(html: bool = False) -> bytes:
    message = email.message.EmailMessage()
    message["Subject"], message["From"] = "Town shelled", "Ana Ruiz <ana@weekly.example>"
    message["Date"] = "Wed, 18 Jan 2017 10:00:00 +0000"
    message.set_content(PAGE if html else PROSE, subtype="html" if html else "plain")
    if not html:
        message.add_attachment(b"text,title\nA,B\n", maintype="text", subtype="csv", filename="rows.csv")
    return message.as_bytes()


def warc() -> bytes:
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}"
    head = (
        "WARC/1.0\r\nWARC-Type: {}\r\nWARC-Target-URI: https://weekly.example/a\r\nWARC-Date: 2017-02-01T00:00:00Z\r\n"
    )
    records = ""
    for kind, text in (("warcinfo", "software: x\r\n"), ("request", "GET / HTTP/1.1\r\n\r\n"), ("response", body)):
        records += head.format(kind) + f"Content-Length: {len(text)}\r\n\r\n{text}\r\n\r\n"
    return records.encode()


def documents(path: Path) -> list[Document]:
    found = list(read([str(path)]))
    assert all(isinstance(item, Document) for item in found), found
    return [item for item in found if isinstance(item, Document)]


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def check_laws(document: Document) -> None:
    """The laws of spans: sorted, disjoint, inside the text, none empty; and the text can be stored."""
    document.text.encode()
    ends = 0
    for span in document.body:
        assert ends <= span.start < span.end <= len(document.text)
        ends = span.end
    assert document.body and document.text.strip()


PARAGRAPH = f"<w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>"
ROW = {
    "Text": PROSE,
    "headline": "Town shelled",
    "Source": "Coast Weekly",
    "link": "https://weekly.example/town",
    "Date": "18 January 2017",
}
CSV = f"Date;Source;headline;link;Event Text\n18 January 2017;Coast Weekly;Town shelled;https://weekly.example/town;{PROSE}\n"

FORMAT_CASES = [
    pytest.param("a.txt", PROSE, id="txt"),
    pytest.param("a.unknown", PROSE, id="unknown"),
    pytest.param("a", PROSE, id="bare"),
    pytest.param("a.md", f"# Town shelled\n\n{PROSE}\n", id="md"),
    pytest.param("a.html", PAGE, id="html"),
    pytest.param("page", PAGE, id="html-by-content"),
    pytest.param("a.pdf", pdf(PROSE), id="pdf"),
    pytest.param("pdf-by-content.txt", pdf(PROSE), id="pdf-by-content"),
    pytest.param("a.docx", docx(PARAGRAPH), id="docx"),
    pytest.param("docx-by-content", docx(PARAGRAPH), id="docx-by-content"),
    pytest.param("a.json", json.dumps(ROW), id="json"),
    pytest.param("a.jsonl", json.dumps(ROW) + "\n", id="jsonl"),
    pytest.param("a.csv", CSV, id="csv"),
    pytest.param("a.tsv", CSV.replace(";", "\t"), id="tsv"),
    pytest.param("a.eml", mail(html=True), id="eml"),
    pytest.param("a.warc", warc(), id="warc"),
    pytest.param("a.zip", packed({"in/b.txt": PROSE.encode()}), id="zip"),
    pytest.param("a.txt.gz", gzip.compress(PROSE.encode(), mtime=0), id="gz"),
    pytest.param("a.tar", tarred({"b.txt": PROSE.encode()}), id="tar"),
    pytest.param("a.tar.gz", gzip.compress(tarred({"b.txt": PROSE.encode()})), id="tar.gz"),
    pytest.param("a.tgz", gzip.compress(tarred({"b.txt": PROSE.encode()})), id="tgz"),
    pytest.param("a.warc.gz", gzip.compress(warc(), mtime=0), id="warc.gz"),
]


@pytest.mark.parametrize(("name", "data"), FORMAT_CASES)
def test_each_format_gives_its_document(tmp_path: Path, name: str, data: bytes | str) -> None:
    (document,) = documents(write(tmp_path, name, data))
    assert "town of Deir Ezzor" in document.text
    assert document.lang == "en"
    assert document.source.path.startswith(str(tmp_path / name))
    check_laws(document)


def test_every_format_has_a_case() -> None:
    endings = {Path(str(case.values[0])).suffix for case in FORMAT_CASES}
    assert [form.name for form in FORMATS if not endings & set(form.endings)] == []


@pytest.mark.parametrize("name", ["a.html", "a.json", "a.csv", "a.docx", "a.eml", "a.warc"])
def test_metadata_of_formats(tmp_path: Path, name: str) -> None:
    data = next(case.values[1] for case in FORMAT_CASES if case.values[0] == name)
    assert isinstance(data, bytes | str)
    (document,) = documents(write(tmp_path, name, data))
    assert (document.source.title, document.source.published) == ("Town shelled", "2017-01-18")
    assert document.source.author == ("" if name in ("a.json", "a.csv") else "Ana Ruiz")
    assert document.source.outlet == ("" if name == "a.docx" else "Coast Weekly")


def test_paths_of_rows_and_members(tmp_path: Path) -> None:
    inner = packed({"deep/t.csv": b"text\nA b c.\nD e f.\n", "z.txt": PROSE.encode()})
    path = write(
        tmp_path,
        "a.zip",
        packed({"in.zip": inner, "l.jsonl": b'{"text": "x"}\n\n{"text": "y"}\n', "j.json": b'[{"body": "q"}]'}),
    )
    shown = [document.source.path.removeprefix(str(tmp_path)) for document in documents(path)]
    assert shown == [
        *("/a.zip!in.zip!deep/t.csv#1", "/a.zip!in.zip!deep/t.csv#2", "/a.zip!in.zip!z.txt"),
        *("/a.zip!j.json#1", "/a.zip!l.jsonl#1", "/a.zip!l.jsonl#3"),
    ]


def test_the_text_is_the_file_character_for_character(tmp_path: Path) -> None:
    text = (
        "---\r\noutlet: SANA\r\ntitle: Town: shelled\r\n---\r\n\r\nOne line.\r\nAnother\0 line.\rOld Mac.\n\u2028𐀀 end"
    )
    (document,) = documents(write(tmp_path, "a.txt", text))
    assert document.text == text
    assert document.source.outlet == "SANA" and document.source.title == "Town: shelled"
    assert document.body == (Span(text.index("One"), len(text)),)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (PROSE, "utf-8-sig"),
        (PROSE, "utf-16"),
        (PROSE, "utf-16-le"),
        (PROSE, "utf-32"),
        ("L'armée a annoncé mardi que la ville était assiégée; des blessés ont été évacués vers l'hôpital.", "cp1252"),
        ("Die Stadt wurde in der Nacht überrannt, größere Verstärkungen trafen später ein.", "cp1252"),
        ("El ejército señaló que la ciudad de España está sitiada; mañana habrá más información según él.", "cp1252"),
        ("Wojsko poinformowało, że miasto zostało oblężone, a żołnierze bronią się na południu.", "cp1250"),
        ("Боевики вновь атаковали город, сообщили в министерстве обороны России во вторник.", "cp1251"),
        ("Боевики вновь атаковали город, сообщили в министерстве обороны России во вторник.", "koi8-r"),
        ("هاجم تنظيم الدولة مدينة دير الزور يوم الثلاثاء وقالت مصادر محلية إن الجيش صد الهجوم.", "cp1256"),
        ("Örgüt militanları dün gece kente saldırdı; ordu sözcüsü çatışmaların sürdüğünü söyledi.", "cp1254"),
        ("叙利亚军方星期二表示,代尔祖尔市再次遭到袭击,许多平民受伤。", "gb18030"),
    ],
)
def test_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    (document,) = documents(write(tmp_path, "a.txt", text.encode(encoding)))
    assert document.text == text
    table = write(tmp_path, "a.csv", ("text|n\n" + f"{text}|1\n" * 3).encode(encoding))
    assert [row.text for row in documents(table)] == [text] * 3


def test_damaged_utf8_stays_utf8(tmp_path: Path) -> None:
    data = "Боевики атаковали город. ".encode() * 3 + b"\xff\xd0"
    (document,) = documents(write(tmp_path, "a.txt", data))
    assert document.text == "Боевики атаковали город. " * 3 + "\ufffd\ufffd"


def test_a_lone_surrogate_of_json_cannot_break_the_store(tmp_path: Path) -> None:
    (document,) = documents(write(tmp_path, "a.json", '{"text": "a\\ud800b", "title": "\\udfff"}'))
    assert document.text == "a\ufffdb" and document.source.title == "\ufffd"


def test_csv_with_quoted_line_ends_long_cells_and_short_rows(tmp_path: Path) -> None:
    long = "Deir Ezzor. " * 20_000
    (first, second) = documents(write(tmp_path, "a.csv", f'id,text,title\r\n1,"one\r\ntwo ""x""",T\r\n2,{long}\r\n'))
    assert (first.text, first.source.title, second.text) == ('one\r\ntwo "x"', "T", long)


def test_docx_tables_tabs_deletions_and_notes(tmp_path: Path) -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = (
        "<w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        f"<w:tbl><w:tr>{cell.format('a')}{cell.format('b')}</w:tr></w:tbl><w:p><w:r><w:t>End</w:t></w:r></w:p>"
    )
    (document,) = documents(write(tmp_path, "a.docx", docx(body)))
    assert [line.split() for line in document.text.split("\n")] == [["One", "two"], ["three"], ["a", "b"], ["End"]]


def test_pages_of_a_pdf_are_parted_by_form_feeds(tmp_path: Path) -> None:
    (document,) = documents(write(tmp_path, "a.pdf", pdf("Page one", "Page two")))
    assert document.text == "Page one\fPage two"


def test_attachments_of_a_mail(tmp_path: Path) -> None:
    body, row = documents(write(tmp_path, "a.eml", mail()))
    assert body.text.strip() == PROSE and row.text == "A"
    assert row.source.path.endswith("a.eml!rows.csv#1")


BAD = [
    ("empty.txt", b"", "empty", ""),
    ("blank.txt", b"\xef\xbb\xbf \r\n\n", "empty", ""),
    ("binary.txt", bytes(range(256)) * 40, "binary", "text"),
    ("zeros.txt", b"\0" * 999, "binary", "text"),
    ("picture.jpg", b"\xff\xd8\xff\xe0" + b"abc" * 99, "picture", ""),
    ("old.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 99, "old Office", "docx"),
    ("a.rtf", b"{\\rtf1 x}", "rich text", "docx"),
    ("broken.pdf", b"%PDF-1.4\n nothing", "PDF", "viewer"),
    ("blank.pdf", pdf(""), "scan", "OCR"),
    ("broken.docx", b"PK\x03\x04 nothing", "Word", "word processor"),
    ("zip.docx", packed({"a.txt": b"x"}), "not a Word file", ""),
    ("entities.docx", docx("", document='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "entities", ""),
    ("broken-xml.docx", docx("", document="<x>"), "XML", ""),
    ("broken.zip", b"PK\x03\x04 nothing", "zip", "again"),
    ("broken.gz", b"\x1f\x8b nothing", "gz", "again"),
    ("cut.gz", gzip.compress(PROSE.encode(), mtime=0)[:-9], "gz", "again"),
    ("broken.tar", b"nothing" * 99, "tar", "again"),
    ("broken.json", b"{", "JSON", "jsonl"),
    ("deep.json", b"[" * 200_000, "", ""),
    ("number.json", b"3", "int", ""),
    ("no-text.json", b'{"place": "Raqqa"}', "without a text", "place"),
    ("list.json", b"[3]", "int", "text"),
    ("broken.jsonl", b"{\n", "JSON", "line"),
    ("no-text.csv", b"id,place\n1,Raqqa\n", "text column", "id, place"),
    ("no-rows.csv", b"id,text\n", "empty", "rows"),
    ("empty-cell.csv", b"id,text\n1, \n", "empty", ""),
    ("nothing.html", b"<html></html>", "no article", "txt"),
    ("broken.eml", b"no headers", "no headers", ""),
    ("broken.warc", b"nothing", "web archive", ""),
    ("request.warc", warc().replace(b"WARC-Type: response", b"WARC-Type: metadata"), "no report", ""),
    ("hollow.zip", packed({".hidden": b"x", "__MACOSX/a.txt": b"x"}), "no report", ""),
    ("blank.jsonl", b"\n\n", "no report", ""),
    ("prose.csv", PROSE.encode(), "text column", ""),
]


@pytest.mark.parametrize(("name", "data", "reason", "hint"), BAD, ids=[case[0] for case in BAD])
def test_bad_files_are_named_and_the_rest_goes_on(
    tmp_path: Path, name: str, data: bytes, reason: str, hint: str
) -> None:
    write(tmp_path, name, data)
    write(tmp_path, "~.txt", PROSE)
    unread, good = read([str(tmp_path)])
    assert isinstance(unread, Unread) and isinstance(good, Document)
    assert unread.path.startswith(f"{tmp_path}/{name}")
    assert reason in unread.reason and hint in unread.hint


def lock(data: bytes) -> bytes:
    """Sets the flag of encryption in a zip file's headers."""
    out = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(mark) + offset
        out[at : at + 2] = struct.pack("<H", struct.unpack("<H", out[at : at + 2])[0] | 1)
    return bytes(out)


@pytest.mark.parametrize(
    ("pack", "names", "reason"),
    [
        (packed, {"../x.txt": PROSE.encode()}, "unsafe"),
        (packed, {"/etc/x.txt": PROSE.encode()}, "unsafe"),
        (packed, {"C:\\x.txt": PROSE.encode()}, "unsafe"),
        (tarred, {"in/../../x.txt": PROSE.encode()}, "unsafe"),
        (lambda names: lock(packed(names)), {"x.txt": PROSE.encode()}, "password"),
        (packed, {"x.txt": b""}, "empty"),
        (packed, {"one.zip": packed({"two.zip": packed({"x.txt": PROSE.encode()})})}, "archives"),
    ],
)
def test_bad_members_are_named(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes], names: dict[str, bytes], reason: str
) -> None:
    path = write(tmp_path, "a.tar" if pack is tarred else "a.zip", pack(names))
    (unread,) = read([str(path)])
    assert isinstance(unread, Unread)
    assert unread.path.startswith(f"{path}!{next(iter(names))}") and reason in unread.reason


def test_a_good_member_survives_a_bad_one(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": PROSE.encode(), "b.txt": PROSE.encode() * 2}))
    data[data.find(b"a.txt") + 8] ^= 0xFF
    unread, good = read([str(write(tmp_path, "a.zip", bytes(data)))])
    assert isinstance(unread, Unread) and "damaged" in unread.reason and unread.path.endswith("!a.txt")
    assert isinstance(good, Document) and good.source.path.endswith("!b.txt")


@pytest.mark.parametrize("name", ["a.zip", "a.txt.gz"])
def test_a_bomb_is_refused(tmp_path: Path, name: str) -> None:
    zeros = b" " * (limits.RATIO_FROM + 2 * limits.CHUNK_BYTES)
    data = packed({"a.txt": zeros}) if name == "a.zip" else gzip.compress(zeros, mtime=0)
    (unread,) = read([str(write(tmp_path, name, data))])
    assert isinstance(unread, Unread) and "swells" in unread.reason


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_an_archive_over_the_limit_stops(name: str) -> None:
    names = {"a.txt": PROSE.encode(), "b.txt": PROSE.encode()}
    data = packed(names) if name == "a.zip" else tarred(names)
    members = (read_zip if name == "a.zip" else read_tar)(Blob(name, name, io.BytesIO(data), budget=Budget(150)))
    assert next(members).path == f"{name}!a.txt"
    with pytest.raises(Unreadable, match="unpacks to over"):
        next(members)


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "hollow").mkdir()
    (tmp_path / "hollow" / ".hidden.txt").write_text(PROSE)
    os.mkfifo(tmp_path / "pipe.txt")
    given = [str(tmp_path / "missing.txt"), str(tmp_path / "hollow"), "/dev/null", "a\0b", "-"]
    found = [item for item in read(given) if isinstance(item, Unread)]
    assert [item.path for item in found] == given
    assert [
        word in item.reason
        for word, item in zip(("No such", "without files", "regular", "null", "input"), found, strict=True)
    ]
    assert all(item.reason for item in found)


def test_an_unreadable_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    path = write(tmp_path, "a.txt", PROSE)
    monkeypatch.setattr(Path, "open", refuse)  # the superuser, as whom tests may run, can read any file
    assert list(read([str(path)])) == [Unread(str(path), "Permission denied", "check the path and its permissions")]


def test_folders_are_read_in_a_stable_order_without_hidden_files_and_loops(tmp_path: Path) -> None:
    for name in ("b/z.txt", "b/a.txt", "a.txt", "c.txt", ".git/x.txt", "b/.y.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PROSE)
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    shown = [entry.path.removeprefix(str(tmp_path)) for entry in discover([f"{tmp_path}/"])]
    assert shown == ["/a.txt", "/b/a.txt", "/b/z.txt", "/c.txt", "/dangling.txt"]
    assert [isinstance(item, Unread) for item in read([str(tmp_path)])] == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (PROSE.encode(), [PROSE]),
        (json.dumps(ROW).encode() + b"\n" + json.dumps({"text": "B"}).encode(), [PROSE, "B"]),
        (b"{not json} at all", ["{not json} at all"]),
        (gzip.compress(PROSE.encode(), mtime=0), [PROSE]),
        (pdf("A page"), ["A page"]),
    ],
)
def test_standard_input(data: bytes, texts: list[str]) -> None:
    found = [item for item in read(["-"], stdin=io.BytesIO(data)) if isinstance(item, Document)]
    assert [document.text for document in found] == texts
    assert {document.source.path[0] for document in found} == {"-"}


def test_ids_depend_on_path_and_content_alone(tmp_path: Path) -> None:
    first, second = write(tmp_path, "a.txt", PROSE), write(tmp_path, "b.txt", PROSE)
    (a,), (again,), (b,) = documents(first), documents(first), documents(second)
    assert a == again and a.id != b.id and a.source.sha256 == b.source.sha256 and len(a.id) == 64
    first.write_text(PROSE + " ")
    assert documents(first)[0].id != a.id


def test_entries_can_be_handed_to_another_process(tmp_path: Path) -> None:
    import pickle

    write(tmp_path, "a.txt", PROSE)
    entries: list[Entry] = pickle.loads(pickle.dumps(list(discover([str(tmp_path)]))))
    assert [item for entry in entries for item in load(entry, Languages())] == list(read([str(tmp_path)]))


@pytest.fixture(scope="module")
def languages() -> Iterator[Languages]:
    yield Languages()


SUFFIXES = sorted({ending for form in FORMATS for ending in form.endings} | {"", ".xyz", ".csv.gz"})
HEADS = [
    b"",
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"WARC/1.0\r\n",
    b"<html><body><p>",
    b"text,x\n",
    b'{"text":',
    b"From: a\n\n",
    b"---\n",
]


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    suffix=st.sampled_from(SUFFIXES),
    head=st.sampled_from(HEADS),
    tail=st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)),
)
def test_any_bytes_under_any_ending_are_read_or_reported(
    tmp_path: Path, languages: Languages, suffix: str, head: bytes, tail: bytes
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(head + tail)
    found = list(load(Entry(str(path), path), languages))
    assert found
    for item in found:
        if isinstance(item, Document):
            check_laws(item)
        else:
            assert item.reason and item.path.startswith(str(path))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    base=st.sampled_from([case.values[:2] for case in FORMAT_CASES]),
    at=st.integers(0, 10_000),
    byte=st.integers(0, 255),
    cut=st.booleans(),
)
def test_a_damaged_file_is_read_or_reported(
    tmp_path: Path, languages: Languages, base: tuple[str, bytes | str], at: int, byte: int, cut: bool
) -> None:
    name, data = base
    damaged = bytearray(data.encode() if isinstance(data, str) else data)
    at %= len(damaged)
    damaged[at] = byte
    path = tmp_path / name
    path.write_bytes(damaged[: at + 1] if cut else damaged)
    for item in load(Entry(str(path), path), languages):
        if isinstance(item, Document):
            check_laws(item)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the originals are not here")
def test_the_originals_read_whole() -> None:
    found = [item for item in read([str(SEEDS)]) if isinstance(item, Document)]
    assert len(found) == 5
    for document in found:
        assert document.text.encode() == Path(document.source.path).read_bytes()
        assert document.lang == "en"
        check_laws(document)
    first = found[0].source
    assert (first.author, first.outlet, first.published) == ("Afraa Dagher", "Global Research", "2017-01-24")
    assert first.republished_from == "The Duran"

"""From a found file to its documents."""

import hashlib
import io
import stat
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import BinaryIO

from geo.errors import Unreadable
from geo.model import Document, Source, Span
from geo.readers.byline import byline
from geo.readers.dates import iso_date
from geo.readers.discover import discover
from geo.readers.entry import META_KEYS, Blob, Draft, Entry, Unread, digest, scalar_text
from geo.readers.formats import format_of
from geo.readers.frontmatter import front_matter
from geo.readers.furniture import body_spans
from geo.readers.language import SAMPLE, Languages, code
from geo.readers.limits import CHUNK_BYTES, MAX_DEPTH, MAX_META, MAX_TEXT_BYTES
from geo.windows import WINDOW, windows


def read(paths: Sequence[str], *, stdin: BinaryIO | None = None) -> Iterator[Document | Unread]:
    """The documents at the paths, as they are read, in a stable order; what cannot be read comes as an `Unread`.

    Folders are read by name, no hidden files; `-` is standard input, which must then be given. Raises for no file.
    """
    languages = Languages()
    for entry in discover(paths):
        yield from load(entry, languages, stdin=stdin)


def load(entry: Entry, languages: Languages, *, stdin: BinaryIO | None = None) -> Iterator[Document | Unread]:
    """The documents of one file. Make `languages` once and pass it on: it keeps the classifier it may have to load."""
    path = _shown(entry.path)
    try:
        with _opened(entry, stdin) as stream:
            yield from _read(Blob(path, _shown(_name(entry)), stream), languages)
    except Unreadable as error:
        yield Unread(path, str(error), error.hint)
    except OSError as error:
        yield Unread(path, error.strerror or str(error), "check the path and its permissions")
    except MemoryError:
        raise  # what is passed over for want of memory would be added later, in another order
    except Exception as error:  # noqa: BLE001 - one bad file must not end the run; it is named, with the fault
        yield Unread(path, f"cannot be read: {type(error).__name__}: {error}"[:500], "save it in another format")


def _read(blob: Blob, languages: Languages) -> Iterator[Document | Unread]:
    """The documents of a file or member; a member that fails is reported and its archive goes on."""
    try:
        form = format_of(blob)
        if blob.depth > MAX_DEPTH or (form.archive and blob.depth >= MAX_DEPTH):
            raise Unreadable(f"an archive within archives, over {MAX_DEPTH} deep", "unpack it and give the folder")
        nothing = True
        for item in form.read(blob):
            nothing = False
            if isinstance(item, Draft):
                yield document_of(item, languages)
            elif isinstance(item, Blob):
                yield from _read(item, languages)
            else:
                yield Unread(_shown(item.path), scalar_text(item.reason), scalar_text(item.hint))
        if nothing:
            raise Unreadable("holds no report")
    except Unreadable as error:
        yield Unread(blob.path, scalar_text(str(error)), scalar_text(error.hint))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - as in `load`: readers of other people's formats fail in unforeseen ways
        reason = scalar_text(f"damaged: {type(error).__name__}: {error}")[:500]
        yield Unread(blob.path, reason, "save it again, or in another format")


def document_of(draft: Draft, languages: Languages) -> Document:
    """The document of a draft, with what the file does not say outright: body, by-line, language, id."""
    text = scalar_text(draft.text)
    said = dict(draft.meta)
    body: tuple[Span, ...] = (Span(0, len(text)),)
    if draft.plain:
        front = front_matter(text)
        body = _article(text, front.end) or body
        said = {**said, **front.meta}
        for key, value in byline(text, body).items():
            said[key] = said.get(key) or value
    meta = {key: _tidy(said.get(key, "")) for key in META_KEYS}
    for key in ("published", "retrieved"):
        meta[key] = iso_date(meta[key])
    lang = code(meta.pop("lang")) or languages.of("\n".join(_opening(text, body)))
    path = _shown(draft.path)
    identity = "\0".join((path, draft.sha256, _digest_of(text)))
    return Document(digest(identity.encode()), Source(path, draft.sha256, **meta), text, lang, body)


def _article(text: str, start: int) -> tuple[Span, ...]:
    """What is article behind the front matter; a text of several windows is looked at window by window."""
    if len(text) <= WINDOW:
        return body_spans(text, start)
    return tuple(
        Span(window.start + span.start, window.start + span.end)
        for window in windows(text)
        for span in body_spans(text[slice(*window)], max(0, start - window.start))
    )


def _opening(text: str, body: Sequence[Span]) -> Iterator[str]:
    """As much of the article as its language is told from."""
    left = SAMPLE
    for span in body:
        if left > 0:
            yield text[span.start : min(span.end, span.start + left)]
        left -= span.end - span.start


def _digest_of(text: str) -> str:
    """Hex SHA-256 of the text in UTF-8, which is never in memory whole."""
    found = hashlib.sha256()
    for start in range(0, len(text), CHUNK_BYTES):
        found.update(text[start : start + CHUNK_BYTES].encode())
    return found.hexdigest()


def _tidy(value: str) -> str:
    """A piece of metadata on one line."""
    return " ".join(scalar_text(value[: 4 * MAX_META]).split())[:MAX_META]


def _shown(path: str) -> str:
    """A path that can be printed and stored: bytes of a file's name that are not UTF-8 come as escapes."""
    return path.encode("utf-8", "backslashreplace").decode()


def _name(entry: Entry) -> str:
    return PurePath(entry.path).name if entry.location else entry.path


def _opened(entry: Entry, stdin: BinaryIO | None) -> BinaryIO:
    """The file, open and seekable. A pipe given by name is read whole; devices, sockets and folders are refused."""
    if entry.location is None:
        if stdin is None:
            raise Unreadable("no standard input")
        return io.BytesIO(stdin.read(MAX_TEXT_BYTES + 1))
    try:
        mode = entry.location.stat().st_mode
    except ValueError as error:
        raise Unreadable(str(error)) from error
    if stat.S_ISDIR(mode):
        next(entry.location.iterdir(), None)
        raise Unreadable("a folder without files", "hidden files are left out")
    if stat.S_ISFIFO(mode):
        with entry.location.open("rb") as pipe:
            return io.BytesIO(pipe.read(MAX_TEXT_BYTES + 1))
    if not stat.S_ISREG(mode):
        raise Unreadable("not a regular file")
    return entry.location.open("rb")

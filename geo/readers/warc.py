"""Web archives (.warc, .warc.gz): the HTML and text pages among their responses, as `crawl.warc#3` by record number."""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from geo.errors import Unreadable
from geo.readers.dates import iso_date
from geo.readers.decode import decode
from geo.readers.entry import Blob, Draft, Unread, digest
from geo.readers.limits import MAX_HTML_BYTES
from geo.readers.webpage import article, page_text

MAX_HEADER_BYTES = 65_536
"""A record's header over this is taken for damage; a choice, so that a broken file is not read whole as a header."""

_CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9_:.-]+)", re.IGNORECASE)


def read_warc(blob: Blob) -> Iterator[Draft | Unread]:
    """The pages of a web archive; other records (requests, pictures, scripts, redirects) are passed over."""
    blob.stream.seek(0)
    number = 0
    while header := _header(blob.stream):
        number += 1
        length = header.get("content-length", "")
        if not header.get("").startswith("WARC/") or not re.fullmatch(r"\d{1,15}", length):  # type: ignore[union-attr]
            raise Unreadable(f"not a web archive, or damaged at record {number}", "fetch or pack it again")
        size = int(length)
        if header.get("warc-type") not in ("response", "resource") or size > MAX_HTML_BYTES:
            blob.stream.seek(size, 1)
            continue
        block = blob.stream.read(size)
        path = f"{blob.path}#{number}"
        try:
            draft = _page(path, header, block)
        except (Unreadable, zlib.error, EOFError, OSError, ValueError) as error:
            yield Unread(path, str(error), getattr(error, "hint", ""))
            continue
        if draft:
            yield draft
    if not number:
        raise Unreadable("empty")


def _header(stream: BinaryIO) -> dict[str, str]:
    """A block of header lines up to a blank one, the first under the empty key; empty at the end of the file."""
    header: dict[str, str] = {}
    left = MAX_HEADER_BYTES
    while left > 0 and (line := stream.readline(left)):
        left -= len(line)
        text = line.decode("utf-8", errors="replace").strip()
        if not text:
            if header:
                break
            continue
        name, _, value = text.partition(":")
        if not header:
            header[""] = text
        else:
            header.setdefault(name.strip().lower(), value.strip())
    return header


def _page(path: str, header: dict[str, str], block: bytes) -> Draft | None:
    """The document of a response or resource record; none where it is no page."""
    kind = header.get("content-type", "")
    if header["warc-type"] == "response":
        head, _, block = block.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        http = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if " 200" not in lines[0][:16]:
            return None
        kind = http.get("content-type", "")
        block = _unpacked(block, http)
    if not kind.lower().startswith(("text/html", "application/xhtml", "text/plain")) or not block.strip():
        return None
    declared = match[1] if (match := _CHARSET.search(kind)) else ""
    meta = {"url": header.get("warc-target-uri", "").strip("<>"), "retrieved": iso_date(header.get("warc-date", ""))}
    if kind.lower().startswith("text/plain"):
        return Draft(path, digest(block), decode(block).text, meta, plain=True)
    text, more = article(page_text(block, declared))
    return Draft(path, digest(block), text, {**more, **meta}, plain=False)


def _unpacked(body: bytes, http: dict[str, str]) -> bytes:
    """The body without the transfer's chunks and compression."""
    if http.get("transfer-encoding", "").lower() == "chunked":
        body = _joined(body)
    packing = http.get("content-encoding", "").lower()
    if packing in ("gzip", "x-gzip", "deflate") and body:
        unpacker = zlib.decompressobj(
            -zlib.MAX_WBITS if packing == "deflate" and body[:1] != b"\x78" else zlib.MAX_WBITS | 32
        )
        body = unpacker.decompress(body, MAX_HTML_BYTES)
        if unpacker.unconsumed_tail:
            raise Unreadable(f"page unpacks to over {MAX_HTML_BYTES:,} bytes")
    elif packing not in ("", "identity"):
        raise Unreadable(f"page packed as {packing}", "record it again without that encoding")
    return body


def _joined(body: bytes) -> bytes:
    """Chunks joined; a body that is not in chunks after all, as some writers store it, comes back as it is."""
    out, at = bytearray(), 0
    while match := re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r\n").match(body, at):
        size = int(match[1], 16)
        out += body[match.end() : match.end() + size]
        at = match.end() + size + 2
        if not size:
            break
    return bytes(out) or body

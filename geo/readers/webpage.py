"""HTML pages. The text of the document is the article as trafilatura extracts it; offsets count in that."""

import codecs
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from geo.errors import Unreadable
from geo.readers.dates import iso_date
from geo.readers.decode import decode
from geo.readers.entry import Blob, Draft, digest
from geo.readers.limits import MAX_HTML_BYTES

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*+["']?\s*+([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_LANG = re.compile(r"""<html[^>]{0,2000}?\slang\s*=\s*["']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9-]{1,20})?)""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")

CHARSET_BYTES = 4_096
"""Bytes in which the page must say its encoding; HTML asks for the first 1,024, pages put scripts before it."""

LATEST_DATE = "2100-01-01"
"""Passed to the date finder in place of today, so that a page read tomorrow has the same date."""


def read_webpage(blob: Blob) -> Iterator[Draft]:
    """The one document of an HTML file; raises `Unreadable` where there is no article in it."""
    data = blob.data(MAX_HTML_BYTES)
    text, meta = article(page_text(data))
    yield Draft(blob.path, digest(data), text, meta, plain=False)


def page_text(data: bytes, declared: str = "") -> str:
    """The page decoded: by its byte order mark, the encoding declared (by it or in `declared`), or as any text."""
    named = _CHARSET.search(data[:CHARSET_BYTES])
    for name in (declared, named[1].decode("ascii") if named else ""):
        if name and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
            try:
                # WHATWG: what calls itself Latin-1 is windows-1252.
                codec = codecs.lookup(name).name
                return data.decode("cp1252" if codec in ("iso8859-1", "ascii") else codec)
            except (LookupError, UnicodeError):
                continue
    return decode(data).text


def article(page: str) -> tuple[str, dict[str, str]]:
    """The article of a page and its metadata; raises `Unreadable` where there is none."""
    from trafilatura import bare_extraction, baseline

    lang = _LANG.search(page[:CHARSET_BYTES])
    page = _XML_DECLARATION.sub("", page).replace("\0", "\ufffd")
    with _quiet("trafilatura", "htmldate", "courlan", "justext"):
        found = bare_extraction(
            page,
            include_comments=False,
            deduplicate=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False, "max_date": LATEST_DATE},
        )
        if isinstance(found, dict):
            raise TypeError("trafilatura gave a dictionary")
        text = (found.text if found is not None else "") or baseline(page)[1] or ""
    if not text.strip():
        raise Unreadable("no article in the page", "save the page whole, or save its text as .txt")
    meta = {"lang": lang[1] if lang else ""}
    if found is not None:
        meta |= {"title": found.title or "", "author": found.author or "", "outlet": found.sitename or ""}
        meta |= {"url": found.url or "", "published": iso_date(found.date or "")}
    return text, meta


@contextmanager
def _quiet(*names: str) -> Iterator[None]:
    """Keeps libraries' complaints about a page off standard error; what matters of them is in our own error."""
    handler = logging.NullHandler()
    loggers = [logging.getLogger(name) for name in names]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)

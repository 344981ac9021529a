"""PDF files, by pypdfium2. The text of the document is the text of its pages, joined by form feeds.

Poppler's `pdftotext` orders Arabic better, but is used nowhere here: the same file would read differently on a machine
that lacks it, and its offsets would not hold.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.errors import Unreadable
from geo.readers.entry import Blob, Draft, digest
from geo.readers.limits import MAX_TEXT_BYTES

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

PAGE_BREAK = "\f"
"""Between pages, as pdftotext does it."""

_FORMS = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]+")
"""Ligatures, and the shapes of Hebrew and Arabic letters that Unicode has for old encodings."""

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RTL_WORD = re.compile(f"[{_RTL}]+")
_LINE = re.compile(r"[^\r\n]+")
_LTR_RUN = re.compile(rf"[^\W{_RTL}]+(?:[ .,:/%@-]+[^\W{_RTL}]+)*")
_MIRRORED = str.maketrans("()[]{}«»<>", ")(][}{»«><")


def read_pdf(blob: Blob) -> Iterator[Draft]:
    """The one document of a PDF file; raises `Unreadable` for one that is damaged, locked, or a scan without text."""
    from pypdfium2 import PdfDocument, PdfiumError

    data = blob.data()
    try:
        pdf = PdfDocument(data)
    except PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("PDF locked with a password", "save a copy without the password") from error
        raise Unreadable(f"not a readable PDF: {error}", "open it in a viewer and print it to a new PDF") from error
    try:
        text = PAGE_BREAK.join(_pages(pdf))
        meta = _meta(pdf)
    except PdfiumError as error:
        raise Unreadable(f"not a readable PDF: {error}", "open it in a viewer and print it to a new PDF") from error
    finally:
        pdf.close()
    if not text.strip():
        raise Unreadable("PDF without text: a scan?", "run text recognition (OCR) over it first")
    yield Draft(blob.path, digest(data), text, meta, plain=False)


def _pages(pdf: "PdfDocument") -> Iterator[str]:
    size = 0
    for number in range(len(pdf)):
        page = pdf[number]
        reading = page.get_textpage()
        text = reading.get_text_range()
        if len(text) == reading.count_chars():
            text = in_reading_order(text, partial(_left, reading))
        text = settled(text)
        reading.close()
        page.close()
        size += len(text)
        if size > MAX_TEXT_BYTES:
            raise Unreadable(f"over {MAX_TEXT_BYTES:,} characters", "split it into smaller files")
        yield text


def _left(page: "PdfTextPage", index: int) -> float:
    """How far left a character of the page stands, in points."""
    return float(page.get_charbox(index)[0])


def _meta(pdf: "PdfDocument") -> dict[str, str]:
    """Title and author. The date of creation is left alone: often a page was printed long after it was published."""
    named = pdf.get_metadata_dict()
    return {"title": named.get("Title", ""), "author": named.get("Author", "")}


def settled(text: str) -> str:
    r"""The text of a page as it is to be read: line ends as \n, ligatures and Arabic presentation forms as letters.

    Programs that write PDF store Arabic as shapes: each letter in its initial, medial, final or isolated form. What a
    person reads are letters, so letters are the reading of the page.

    >>> settled("\ufea9\ufef3\ufeae"), settled("\ufb01re\r\n")
    ('دير', 'fire\n')
    """
    # U+FFFE and U+0002 are pdfium's marks for a hyphen at a line end.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\x02", "-")
    return _FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def in_reading_order(text: str, left: Callable[[int], float]) -> str:
    """Turns round what a page stores in the order of the eye; `left` says how far left a character stands on the page.

    Browsers, among others, store some Arabic and Hebrew words with their last letter first. A word whose first letter
    stands left of its last is such a word; a line whose first such word stands left of its last is such a line.

    >>> in_reading_order("ريد الزور", [5, 6, 7, 4, 3, 2, 1, 0, -1].__getitem__)
    'دير الزور'
    """
    return _LINE.sub(lambda line: _line_in_order(line, left), text) if _RTL_WORD.search(text) else text


def _line_in_order(line: re.Match[str], left: Callable[[int], float]) -> str:
    words = list(_RTL_WORD.finditer(line.string, line.start(), line.end()))
    if not words:
        return line[0]
    places = [left(word.start()) for word in words]
    rising = sum((b > a) - (b < a) for a, b in pairwise(places))
    out, at = [], line.start()
    for word in words:
        for_the_eye = left(word.start()) < left(word.end() - 1)
        out += [line.string[at : word.start()], word[0][::-1] if for_the_eye != (rising > 0) else word[0]]
        at = word.end()
    out.append(line.string[at : line.end()])
    if rising <= 0:
        return "".join(out)
    turned = "".join(out)[::-1].translate(_MIRRORED)
    return _LTR_RUN.sub(lambda match: match[0][::-1], turned)

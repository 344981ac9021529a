"""From bytes to text.

The text of a file begins after its byte order mark: U+FEFF at the head says how to read the bytes and is no part of the
text, so offset 0 is the first code point after it. Nothing else is taken away: line ends stay as they are (CR LF counts
two), and NULs stay.
"""

import codecs
import re
from typing import NamedTuple

from geo.errors import Unreadable
from geo.readers.limits import SAMPLE_BYTES

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16, whose little-endian mark is the head of its own."""

_CANDIDATES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "koi8_u", "cp866"),
    *(
        "iso8859_2",
        "iso8859_5",
        "iso8859_6",
        "iso8859_9",
        "mac_roman",
        "gb18030",
        "big5",
        "shift_jis",
        "euc_jp",
        "euc_kr",
    ),
)
"""The encodings reports come in. Among all its hundred, charset-normalizer took French cp1252 for cp775."""

_CONTROL = bytes((*range(9), *range(14, 27), *range(28, 32)))
"""Bytes that text has no use for; tab, line ends, form feed and escape are not among them."""

BINARY_SHARE = 0.3
"""Control bytes in valid UTF-8 above which it is not text; high, since NULs are kept. 1,758 gold articles have none."""

BINARY_SHARE_LEGACY = 0.005
"""The same where it is not UTF-8: of 193 libraries, pictures and archives the least has 0.9 %, and text has none."""

DAMAGE_SHARE = 0.1
"""Broken sequences, for one whole character, up to which it is damaged UTF-8; in an old code page nearly all break."""

_NOT_ASCII = re.compile(rb"[\x80-\xff]+")


class Decoded(NamedTuple):
    """A text and the encoding it was read in."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    r"""Reads bytes as text; a wrong byte becomes U+FFFD. Raises `Unreadable` for what is empty or no text.

    >>> decode("Kyiv\r\n".encode("utf-8-sig")).text
    'Kyiv\r\n'
    >>> decode("Донецк".encode("utf-16")).text
    'Донецк'
    """
    encoding, skip = detect(data)
    text = data[skip:].decode(encoding, errors="replace")
    if not text.strip():
        raise Unreadable("empty")
    return Decoded(text, encoding)


def detect(data: bytes) -> tuple[str, int]:
    """The encoding of a text, and the length of its byte order mark. Raises `Unreadable` for what is not text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    sample = data[:SAMPLE_BYTES]
    if wide := _unmarked_utf16(sample):
        return wide, 0
    utf8 = is_utf8(data)
    share = _control_share(sample)
    if share > (BINARY_SHARE if utf8 else BINARY_SHARE_LEGACY):
        raise Unreadable("not text: mostly binary", "give a text, html, pdf, docx, json, csv, eml or warc file")
    return ("utf-8" if utf8 or _is_damaged_utf8(data) else _guess(data)), 0


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are valid UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged_utf8(data: bytes) -> bool:
    """One bad byte, or a file cut within a character, does not turn its other characters into an old code page."""
    runs = b" ".join(_NOT_ASCII.findall(data[: 16 * SAMPLE_BYTES]))
    read = runs.decode("utf-8", errors="replace")
    broken = read.count("\ufffd")
    whole = len(read) - read.count(" ") - broken
    return broken <= DAMAGE_SHARE * whole


def _control_share(sample: bytes) -> float:
    return (len(sample) - len(sample.translate(None, _CONTROL))) / max(len(sample), 1)


def _unmarked_utf16(sample: bytes) -> str:
    """UTF-16 without its mark, as some Windows programs write it: every other byte of mostly Latin text is zero."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if half >= 4 and odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if half >= 4 and even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _guess(data: bytes) -> str:
    """An old code page, by charset-normalizer, on the lines that are not ASCII: long English stretches say nothing."""
    from charset_normalizer import from_bytes

    telling = b"\n".join(line for line in data[: 16 * SAMPLE_BYTES].splitlines() if not line.isascii())[:SAMPLE_BYTES]
    matches = list(from_bytes(telling or data[:SAMPLE_BYTES], cp_isolation=list(_CANDIDATES)))
    if not matches:
        return "cp1252"
    best = matches[0]
    # cp1250 and cp1252 share most letters of western Europe; where both read clean, cp1252 is far commoner.
    western = [match for match in matches if match.encoding == "cp1252" and match.chaos <= best.chaos]
    return "cp1252" if western and best.encoding in ("cp1250", "iso8859_2", "mac_roman") else best.encoding

"""Title, author, outlet, date and original of a report, where its own lines say so beyond doubt.

Only the head of a text is looked at (and the last lines for the note that names the original): a by-line further down
belongs to another article of the same page, or to a quotation.
"""

import re
from collections.abc import Sequence

from geo.model import Span
from geo.readers.dates import iso_date

HEAD_LINES = 14
"""Lines at the head in which title and by-line come: twice the seven that the longest head of the originals has."""

HEAD_CHARS = 4_000
"""Code points of the head, for texts without line ends."""

TAIL_CHARS = 6_000
"""Code points at the end in which a note on the original stands; in the originals notices after it fill under 2,000."""

TITLE_CHARS = 200
"""A longer first line is taken for a paragraph; a choice."""

NAME_CHARS = 70
"""A longer name of a person or outlet is taken for a sentence; a choice that leaves room for three authors."""

_LINE = re.compile(r"\S[^\r\n]*")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}\)")
_URL = re.compile(r"https?://[^\s<>\"')\]]{4,500}")

_BY = re.compile(
    r"(?:(?:written|authored|reported|posted|story|text)\s+by|by|author\s?:|par|von|por|autor(?:in)?\s?:|auteur\s?:|di"
    r"|автор\s?:|yazan\s?:|الكاتب\s?:|بقلم\s?:?|کاتب\s?:|نویسنده\s?:)\s+(?P<name>\S.*)",
    re.IGNORECASE,
)
_VIA = re.compile(r"(?P<name>.*?)(?<![,\s])[,\s]++via\s+(?P<outlet>\S.*)", re.IGNORECASE)
_VIA_LINE = re.compile(
    r"(?:via|source|quelle|fuente|fonte|источник|джерело|kaynak|المصدر|منبع)(?:\s?:\s*|\s+)(?P<outlet>\S.*)",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"(?:(?:the\s+)?original\s+source\s+of\s+this\s+article\s+is\s*:?"
    r"|(?:this\s+(?:article|story|post|piece|report)\s+)?(?:was\s+)?(?:originally|first)\s+(?:published|appeared|posted)\s+(?:at|by|on|in)"
    r"|(?:re-?published|re-?printed|reposted|cross-?posted)\s+(?:with\s+(?:kind\s+)?permission\s+)?(?:from|of|by))\s+(?P<outlet>\S.*)",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?:(?:published|posted|updated|date|publié|veröffentlicht|publicado|опубликовано|дата|yayın|نشر|تاريخ\s+النشر)\b\s*+(?:on|le|am|el|في)?\s*+:?\s*+)"
    r"(?P<date>.*\d.*)",
    re.IGNORECASE,
)
_OUTLET_DATE = re.compile(r"(?P<outlet>[^\d,;:|•·]{2,60}?)\s*[,|•·–—-]\s+(?P<date>.{6,40})")
_LABEL = re.compile(r"[\w -]{2,24}:")
_NAME_WORD = re.compile(
    r"[^\W\d_a-zа-я]|[^\W\d_A-Za-zА-Яа-я]|(?:de|da|di|del|von|van|der|al|el|bin|ibn|and|und|et|y|e|of|the|for|in)\b"
)
_SENTENCE_INSIDE = re.compile(r"[^\W\d_]{3}[.!?؟]\s+\w")
_SET_OFF = re.compile(r"[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*[\r\n]")
_ENDINGS = (".", "…", ":", ";", ",")


def byline(text: str, body: Sequence[Span]) -> dict[str, str]:
    r"""What the text says of itself, under the keys of front matter; dates are ISO 8601.

    >>> page = "Floods reach the delta\n\nBy [Ana Ruiz](#)\n\nCoast Weekly, March 2, 2016\n\nThe river rose.\n"
    >>> byline(page, [Span(0, len(page))])
    {'title': 'Floods reach the delta', 'author': 'Ana Ruiz', 'outlet': 'Coast Weekly', 'published': '2016-03-02'}
    """
    found: dict[str, str] = {}
    start = body[0].start if body else 0
    head = text[start : start + HEAD_CHARS]
    for number, match in enumerate(_LINE.finditer(head)):
        if number >= HEAD_LINES:
            break
        line = match[0].rstrip()
        if number == 0 and (title := _title(line, head[match.end() :])):
            found["title"] = title
        else:
            _read_line(line, found)
    _read_tail(text[-TAIL_CHARS:], found)
    return found


def _read_line(line: str, found: dict[str, str]) -> None:
    """Adds what one line of the head says. What was said above it stands."""
    if len(line) > 2 * TITLE_CHARS:
        return
    linked = bool(_LINK.match(line))
    bare = _LINK.sub(r"\1", line).strip(" *_\t\xa0|")
    if match := _BY.fullmatch(bare):
        via = _VIA.fullmatch(match["name"])
        _keep(found, "author", _name((via or match)["name"]))
        _keep(found, "republished_from", _name(via["outlet"]) if via else "")
    elif (match := _VIA_LINE.fullmatch(bare)) or (match := _ORIGINAL.fullmatch(bare)):
        _keep(found, "republished_from", _name(match["outlet"]))
    elif match := _WHEN.fullmatch(bare):
        _keep(found, "published", _only_date(match["date"]))
    elif linked and (match := re.fullmatch(r"(?P<outlet>\D{2,60}?)\s+(?P<date>\d.{5,40})", bare)):
        # "[Outlet](link) 23 January 2017" under the page's own outlet and date names the original.
        key = "republished_from" if "outlet" in found else "outlet"
        if _only_date(match["date"]):
            _keep(found, key, _name(match["outlet"]))
            _keep(found, "published", _only_date(match["date"]))
    elif match := _OUTLET_DATE.fullmatch(bare):
        if date := _only_date(match["date"]):
            _keep(found, "outlet", _name(match["outlet"]))
            _keep(found, "published", date)
    else:
        _keep(found, "published", _only_date(bare))


def _read_tail(tail: str, found: dict[str, str]) -> None:
    """Adds the original that a note at the end names, with its address."""
    for match in _LINE.finditer(tail):
        line = match[0].rstrip()
        if len(line) > 2 * TITLE_CHARS:
            continue
        if note := _ORIGINAL.fullmatch(_LINK.sub(r"\1", line).strip(" *_\t\xa0()")):
            _keep(found, "republished_from", _name(_URL.sub("", note["outlet"])) or "".join(_URL.findall(line)[:1]))


def _keep(found: dict[str, str], key: str, value: str) -> None:
    if value:
        found.setdefault(key, value)


def _title(line: str, rest: str) -> str:
    """The first line where it is a headline: short, more than one word, no sentence, and set off from the text."""
    if line.startswith("#"):
        return line.strip("# \t")[:TITLE_CHARS]
    bare = _LINK.sub(r"\1", line).strip(" *_\t\xa0")
    if len(bare) > TITLE_CHARS or len(bare.split()) < 3 or bare.endswith(_ENDINGS) or _SENTENCE_INSIDE.search(bare):
        return ""
    if (
        _BY.fullmatch(bare)
        or _LABEL.fullmatch(bare)
        or _only_date(bare)
        or (_OUTLET_DATE.fullmatch(bare) and iso_date(bare))
    ):
        return ""
    return bare if _SET_OFF.match(rest) else ""


def _only_date(text: str) -> str:
    """The date of a line that is one and hardly more; a bare figure is no date."""
    text = text.strip(" .,|()")
    if len(text) > 48 or not re.search(r"\d", text) or re.fullmatch(r"\d+", text):
        return ""
    words = re.findall(
        r"[^\W\d_]{2,}",
        re.sub(r"\b(?:at|on|am|pm|gmt|utc|est|edt|cet|mon|tue|wed|thu|fri|sat|sun)\w*", "", text, flags=re.I),
    )
    return iso_date(text) if len(words) <= 2 else ""


def _name(text: str) -> str:
    """A name of a person or outlet, or nothing: names are short, and their words begin with capitals or have none."""
    name = _LINK.sub(r"\1", text)
    name = re.split(r"\s+[|•·–—-]\s+|,\s+(?=\d)|\s*\(|\s*\.{3}|…", name, maxsplit=1)[0].strip(" *_.,;:[]\t\xa0")
    words = name.split()
    if not words or len(name) > NAME_CHARS or len(words) > 9:
        return ""
    return name if all(_NAME_WORD.match(word) or "." in word for word in words) else ""

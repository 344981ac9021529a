"""Cuts a text into sentences that tile it exactly.

One pass of one pattern finds every stop and every line end; each is judged by the word before it and the word after it,
both of bounded length, so that the time is linear in the text whatever it holds.
"""

import re
from collections.abc import Iterator

from geo.abbreviations import (
    AFTER_CLOCK,
    CLOCK,
    ENDERS,
    MAYBE,
    NUMBERED,
    ORDINAL_LEADS,
    ORDINAL_NOUNS,
    STARTERS,
    TITLES,
)
from geo.model import Sentence, Span

_SPACED = ".!?…‥‼⁇⁈⁉"
"""Stops that end a sentence only where white space follows and the next word allows it."""
_SURE = "。！？｡．؟۔।॥։።፧፨။៕᠃᱾꓿\u037e"
"""Stops of scripts without capitals, which end a sentence with or without white space."""
_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
_LINE_BREAK = frozenset(_LINE_ENDS)
_LINE_END = re.compile(f"[{_LINE_ENDS}]")
_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Joiners, marks of direction and byte order marks: they belong to the word or stop before them."""
_CLOSERS = r"\"'”’“»«›‹)\]}」』）】》〉｣〕＂＇*_"

_CANDIDATE = re.compile(
    # Possessive throughout, and it matches wherever it starts: no run is read twice.
    rf"[{_SPACED}{_SURE}{_LINE_ENDS}]"
    rf"(?:(?<=[{_SPACED}{_SURE}])(?P<more>(?:[{_SPACED}{_SURE}]|[ ](?=\.(?:\s|\Z)))*+)"
    rf"(?P<close>(?:[{_CLOSERS}{_INVISIBLE}]|\[\d{{1,3}}\]|[ \u00a0\u202f]»(?=\s|\Z))*+))?+"
    r"(?P<gap>\s*+)"
)
_BLANK = re.compile(rf"\u2029|(?>\r\n|[{_LINE_ENDS}])[^\S{_LINE_ENDS}]*+[{_LINE_ENDS}]")
"""A line of nothing but white space, or the separator of paragraphs."""
_LEAD = re.compile(rf"[\s{_INVISIBLE}]*+")
_AHEAD = re.compile(rf"[\"'“”„«»‹›‘’‚(\[{{¿¡*_—–\-…「『（《〈{_INVISIBLE}\s]{{0,6}}([^\W_]*)")
_ITEM = re.compile(r"[-*+•·‣▪●◦■–—]\s|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]\s|#{1,6}\s|[-*_~]{3,}|\|")
_MARKER = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,3})*|[^\W\d_]|[IVXivx]{1,5})")
"""What a list item may start with; the stop after it ends nothing."""
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.[-‐]?)+[^\W\d_]{1,2}|[^\W\d_]\.?-[^\W\d_]")
_GLUED = re.compile(r"[^\W\d_]{2,20}+(?=[\s,;:!?’'\-]|\.\s)")
_PARTICLE = re.compile(r"(?<![^\W\d_])(?:[^\W\d_A-Z]{1,2}|the|and|for|les|des|der|die|das|von|для|при)\Z")
"""A line that ends in a word so short and small ("of", "the") goes on."""
_LOWER_NAME = re.compile(r"(?:[^\W\d_]{1,3}['’\-‐]|[a-z])[^\W\d_]")
_DAY_BEFORE = re.compile(r"(?<!\w)\d{1,2}\.\s?\d{1,2}\Z")
_DAY_AFTER = re.compile(r"\d{1,2}\.\s?(?:\d{2}|\d{4})(?!\w)")

_REACH = 32
"""Code points looked at before a stop: the longest word of the tables, twice over, with the word before it."""
_UNWRAPPED = 120
"""A line longer than this was not wrapped by hand, so its end is an end: mail and plain text wrap at 65 to 100."""
_MENU = 30
"""Lines shorter than this, one under another with capitals, are a menu or a table: no one wraps prose so narrowly."""
_SHORT = 0.6
"""A line that with the next word would still be shorter than this share of the next line was ended on purpose."""
_PHRASE = 30
"""So short an opening before "г." ("17 сентября 2016 г.") has no verb yet: it is the date that begins the sentence."""


def split(text: str) -> tuple[Sentence, ...]:
    """Sentences in order that join to the text exactly, white space after each included; none for an empty text.

    >>> [tuple(s.span) for s in split("Gen. Smith left the U.S. He flew to Baghdad.")]
    [(0, 25), (25, 44)]
    """
    sentences: list[Sentence] = []
    begin = 0
    for end in _ends(text):
        sentences.append(Sentence(len(sentences), Span(begin, end)))
        begin = end
    if begin < len(text):
        sentences.append(Sentence(len(sentences), Span(begin, len(text))))
    return tuple(sentences)


def _ends(text: str) -> Iterator[int]:
    """Offsets at which a sentence ends and another begins, ascending; the end of the text is not among them."""
    lead = _LEAD.match(text)
    begin = line = lead.end() if lead else 0
    for match in _CANDIDATE.finditer(text, begin):
        gap, end = match.span("gap")
        if end == len(text):
            return
        broken = text[match.start()] in _LINE_ENDS
        if broken:
            gap = match.start()
        elif end > gap and text[gap:end] != " ":
            broken = not _LINE_BREAK.isdisjoint(text[gap:end])
        if broken and _BLANK.search(text, gap, end):
            ends = True
        elif text[match.start()] in _LINE_ENDS:
            ends = _line_ends(text, line, gap, end)
        else:
            ends = (broken and _ITEM.match(text, end) is not None) or _stop_ends(text, begin, match)
        if broken:
            line = end
        if ends:
            begin = end
            yield end


def _line_ends(text: str, line: int, stop: int, start: int) -> bool:
    """Whether a line without a final stop, `line` to `stop`, is a sentence of its own; the next one is at `start`."""
    item = _ITEM.match(text, start)
    if item and (text[start] not in "–—" or text[item.end() : item.end() + 1].isupper()):
        return not text[start].isalnum() or text[stop - 1] in ".:;" or _ITEM.match(text, line) is not None
    if text[line] in "#-=*_~" and (text[line] == "#" or not text[line : min(stop, line + 99)].strip("-=*_~ ")):
        return True
    word = _word_after(text, start)
    if (
        not word
        or _is_small(word[0])
        or text[stop - 1] in ",;-–—([{«„/&،、，"
        or _PARTICLE.search(text, stop - 5, stop)
    ):
        return False
    length = stop - line
    following = _LINE_END.search(text, start, start + _UNWRAPPED + 1)
    next_length = (following.start() if following else min(len(text), start + _UNWRAPPED + 1)) - start
    if length > _UNWRAPPED or next_length > _UNWRAPPED:
        return True
    with_word = length + 1 + min(len(word), 12)
    return not word[0].isdigit() and (max(with_word, next_length) <= _MENU or with_word <= _SHORT * next_length)


def _stop_ends(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether the stops that `match` found end the sentence that started at `begin`."""
    at, end = match.start(), match.end()
    gap = match.start("gap")
    if text[match.start("close") - 1] in _SURE:
        return _sure_stop_ends(text, match)
    if gap == end:
        return _glued_stop_ends(text, match)
    word = _word_after(text, end)
    if word:
        if _is_small(word[0]) and not _name_in_lower_case(text, end):
            return False
    elif text[end] in ".!?…,;:)]}»%،؛":
        return False
    if text[at - 1 : at] in ("[", "(") and match["close"]:
        return False
    if match["more"] or text[at] != ".":
        return text[at] not in ".…" or not text[at - 1 : at].isspace()
    before = text[max(begin, at - _REACH) : at]
    if match["close"].strip("\u200e\u200f\u200b\ufeff") and not (
        match["close"][0] in ")]" and _opens_last_word(before)
    ):
        return True
    return not _abbreviates(text, begin, at, end, word)


def _sure_stop_ends(text: str, match: re.Match[str]) -> bool:
    """Whether a stop of a script without capitals ends the sentence."""
    following = text[match.end()]
    if text[match.start("close") - 1] == "．" and match.end() == match.start("gap") and following.isdigit():
        return False
    quoted = bool(match["close"]) and text[match.end() : match.end() + 2] in (
        "と言",
        "と述",
        "と語",
        "と話",
        "とい",
        "と発",
    )
    return not quoted and following not in "，、,；;：،؛)）"


def _glued_stop_ends(text: str, match: re.Match[str]) -> bool:
    """Whether a stop without white space after it ends the sentence: "the war.The army", as copying leaves it."""
    at, end = match.start(), match.end()
    if match["more"] or not text[end].isupper() or not text[end + 1 : end + 2].islower() or not _GLUED.match(text, end):
        return False
    word = _last_word(text[max(0, at - _REACH) : at])
    return len(word) > 2 and word.isalpha() and word[1:].islower() and word not in TITLES and word not in MAYBE


def _abbreviates(text: str, begin: int, at: int, after: int, word: str) -> bool:
    """Whether the stop at `at` is an abbreviation's, and the sentence goes on with `word`, found from `after` on."""
    if at - begin <= 12 and _MARKER.fullmatch(text, begin, at):
        return True
    before = _last_word(text[max(begin, at - _REACH) : at])
    if not before or len(before) > 10:
        return False
    if before[-1].isdigit():
        return before.isdigit() and len(before) <= 2 and _ordinal(text, at, after, word)
    key = before[0].lower() + before[1:]
    if before in TITLES or key in TITLES or (word.isupper() and before.capitalize() in TITLES):
        return True
    numeric = word[:1].isdigit()
    if numeric and (before in NUMBERED or key in NUMBERED or key.endswith("str")):
        return True
    goes_on = word not in STARTERS or text[after + len(word) : after + len(word) + 1] == "."
    if before in CLOCK:
        return numeric or word in AFTER_CLOCK
    if key.lower() in ENDERS:
        return False
    if _DOTTED.fullmatch(before) or before in MAYBE or key in MAYBE:
        return goes_on
    if len(before) == 1 and (before.isupper() or before.islower() or "\u0590" <= before <= "\u06ff"):
        if before.islower() and text[max(begin, at - 3) : at - 1].strip()[-1:].isdigit():
            return at - begin <= _PHRASE and goes_on
        return goes_on
    return False


def _ordinal(text: str, at: int, after: int, word: str) -> bool:
    """Whether a number with a stop is an ordinal ("am 3. Oktober") or part of a date ("1. 5. 2016")."""
    if word[:1].isdigit():
        dated = _DAY_BEFORE.search(text, max(0, at - 8), at) is not None and len(word) in (2, 4)
        return dated or _DAY_AFTER.match(text, after) is not None
    words = text[max(0, at - _REACH) : at].split()
    return word in ORDINAL_NOUNS or (len(words) > 1 and words[-2] in ORDINAL_LEADS)


def _word_after(text: str, start: int) -> str:
    """The first word from `start` on, past quotes and brackets; empty where something else stands there."""
    match = _AHEAD.match(text, start, start + 48)
    return match[1] if match else ""


def _is_small(letter: str) -> bool:
    """Whether the letter is the small one of a script with capitals: Georgian is written without them."""
    return letter.islower() and not "\u10d0" <= letter <= "\u10ff"


def _name_in_lower_case(text: str, start: int) -> bool:
    """Whether a name that begins in lower case starts here: "al-Qaeda", "iPhone"."""
    match = _LOWER_NAME.match(text, start)
    return match is not None and text[match.end() - 1].isupper()


def _last_word(before: str) -> str:
    """The word at the end of `before`, without what opens it."""
    words = before.rsplit(None, 1)
    if not words or before[-1].isspace():
        return ""
    word = words[-1]
    for sign in "—–/":
        word = word.rpartition(sign)[2]
    return word.lstrip("\"'“”„«»‹›‘’‚([{¿¡*_-\u200e\u200f\u200b\ufeff")


def _opens_last_word(before: str) -> bool:
    """Whether the last word of `before` opens a bracket: "(Gen.)"."""
    words = before.rsplit(None, 1)
    return bool(words) and words[-1][:1] in "(["

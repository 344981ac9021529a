"""What the words before and after a name say of it. Text in, values out; no place is looked at here."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from geo.model import RelationKind
from geo.relations.words import DIRECTION, DISTANCE, FACILITY, FACILITY_KM, SIDE, WINDS, is_loose, kilometres, wind

REACH = 110
"""Code points read before a name: "more than a hundred kilometres (sixty miles) to the north-northwest of the outskirts
of the city of " has 102."""


class Phrase(NamedTuple):
    """A phrase about the name that follows it."""

    kind: RelationKind
    start: int
    """Where it begins, from the start of the text given."""
    direction: str = ""
    km: float | None = None
    loose: bool = False
    """Whether the distance is a bound or a word for many."""


_LEAD = (
    r"(?:(?:the|its|their)\s++)?(?:(?:old\s++|besieged\s++|embattled\s++)?"
    r"(?:city|town|village|capital|province|region|centre|center)\s++of\s++)?"
)
_OUTSKIRTS = r"outskirts|suburbs?|edges?|gates|periphery|fringes"
_COUNTRYSIDE = r"countryside|surroundings|environs|hinterland|deserts?"
_SIDE_PLACES = r"parts?|side|half|districts?|neighbou?rhoods?|quarters?|areas?|sections?|sector|countryside|outskirts"
_WHOLE = r"province|governorate|oblast|region|raion|prefecture|muhafazah"
_DIVISIONS = rf"{_WHOLE}|(?-i:district|county|department)"
"""The California Department of Health is an office; "the district of Uttar Pradesh" is one of many in it."""

_OFFSET = re.compile(
    rf"{DISTANCE}\s++(?:due\s++|away\s++)?(?:(?:to|on)\s++the\s++)?(?P<dir>{DIRECTION})\s++(?:of|from)\s++{_LEAD}\Z",
    re.I,
)
_DISTANCE = re.compile(
    rf"{DISTANCE}\s++(?:away\s++)?(?P<from>from|outside(?:\s++of)?|off|of)\s++"
    rf"(?:the\s++(?:centre|center|edge|outskirts)\s++of\s++)?{_LEAD}\Z",
    re.I,
)
_PART_OF = re.compile(
    rf"(?<!\w)(?:(?P<to>to|on|from)\s++)?(?:the|in)\s++(?:(?P<dir>{DIRECTION}|centre|center|heart)|(?P<side>{SIDE})\s++(?P<what>{_SIDE_PLACES}))"
    rf"\s++of\s++{_LEAD}\Z",
    re.I,
)
_DIRECTION = re.compile(rf"(?<!\w)(?:to\s++the\s++)?(?P<dir>{DIRECTION})\s++of\s++{_LEAD}\Z", re.I)
_EDGE = re.compile(rf"(?<!\w)(?P<what>{_OUTSKIRTS}|{_COUNTRYSIDE})\s++(?:of|around)\s++{_LEAD}\Z", re.I)
_NEAR = re.compile(
    r"(?<!\w)(?:near(?:by)?(?:\s++to)?|close\s++to|next\s++to|adjacent\s++to|not\s++far\s++from|(?:just\s++)?outside(?:\s++of)?|around|"
    rf"surrounding|beside|in\s++the\s++(?:vicinity|neighbou?rhood)\s++of|in\s++the\s++area\s++(?:around|of))\s++{_LEAD}\Z",
    re.I,
)
_RURAL = re.compile(r"(?<!\w)rural\s++\Z", re.I)
_BEFORE = re.compile(rf"(?<![\w-])(?P<side>{SIDE})(?P<joint>[\s-]+)(?:part\s++of\s++)?\Z", re.I)
_DIVISION = re.compile(rf"(?<!\w)(?:{_WHOLE})\s++of\s++\Z", re.I)
_ALONG = re.compile(
    r"(?<!\w)(?:along|(?:banks?|shores?|coasts?|bends?|basin|valley)\s++of)\s++(?:the\s++)?(?:river\s++)?\Z", re.I
)
_FACILITY_OF = re.compile(rf"(?<!\w)(?:the\s++)?{FACILITY}\s++(?:of|at)\s++(?:the\s++)?{_LEAD}\Z", re.I)

_LAST: Mapping[str, tuple[re.Pattern[str], ...]] = MappingProxyType(
    {
        "of": (_OFFSET, _DISTANCE, _PART_OF, _DIRECTION, _EDGE, _NEAR, _DIVISION, _ALONG),
        "from": (_OFFSET, _DISTANCE, _NEAR),
        **dict.fromkeys(("near", "nearby", "around", "surrounding", "beside", "to"), (_EDGE, _NEAR)),
        **dict.fromkeys(("outside", "off"), (_DISTANCE, _NEAR)),
        "along": (_ALONG,),
        "rural": (_RURAL,),
        **dict.fromkeys(
            ("the", "its", "their", "river"), (_OFFSET, _DISTANCE, _PART_OF, _DIRECTION, _EDGE, _NEAR, _ALONG)
        ),
        **dict.fromkeys(("north", "south", "east", "west", "central"), (_BEFORE,)),
    }
)
"""The word just before a name → the phrases that may end with it: names behind other words cost one look."""
_ENDS = (
    frozenset(_LAST)
    | {"at"}
    | {
        f"{way}{end}"
        for way in ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
        for end in ("", "ern")
    }
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DIRECTIONS = frozenset(WINDS) | {f"{way}ern" for way in WINDS} | _words("ne nw se sw nne ene ese sse ssw wsw wnw nnw")
_UNITS = _words("km kms mile miles mi m meter meters metre metres kilometer kilometers kilometre kilometres yard yards")
_KEYS: Mapping[re.Pattern[str], frozenset[str]] = MappingProxyType(
    {
        _OFFSET: _UNITS,
        _DISTANCE: _UNITS,
        _PART_OF: _DIRECTIONS | _words("central centre center heart"),
        _DIRECTION: _DIRECTIONS,
        _BEFORE: _DIRECTIONS | {"central"},
        _EDGE: _words(
            "outskirts suburb suburbs edge edges gates periphery fringes countryside surroundings environs hinterland "
            "desert deserts"
        ),
        _NEAR: _words(
            "near nearby close next adjacent far outside around surrounding beside vicinity neighborhood neighbourhood "
            "area"
        ),
        _RURAL: frozenset({"rural"}),
        _DIVISION: _words("province governorate oblast region raion prefecture muhafazah"),
        _ALONG: _words("along bank banks shore shores coast coasts bend bends basin valley"),
    }
)
"""Words of which one stands in every such phrase: without one the pattern is not tried."""
_ANY_KEY = frozenset().union(*_KEYS.values())
_FACILITY_WORDS = frozenset(word.split()[-1] for word in FACILITY_KM)
_KEY_REACH = 50
"""Code points before a name in which it stands: "north of the embattled provincial capital of " has 45."""
_LOWER = re.compile(r"[a-z]+")
_BLANKS = frozenset(" -\n\u00a0\t")


def last_word(left: str) -> str:
    """The word just before a name, small.

    >>> last_word("a city of (East-"), last_word("in the "), last_word("")
    ('east', 'the', '')
    """
    if left[-1:] not in _BLANKS:
        return ""
    words = _LOWER.findall(left[-24:].lower())
    return words[-1] if words else ""


_AFTER_DIVISION = re.compile(rf"\s++(?:{_DIVISIONS})\b", re.I)
_AFTER_EDGE = re.compile(rf"(?:['’]s)?\s++(?:(?:{SIDE})\s++)?(?P<what>{_OUTSKIRTS}|{_COUNTRYSIDE})\b", re.I)
_AFTER_FACILITY = re.compile(rf"(?:['’]s)?\s++{FACILITY}", re.I)
_AFTER_RIVER = re.compile(r"\s++(?:(?:river\s++)?(?:valley|basin)|river\s++bank)\b", re.I)
_STREET_AFTER = re.compile(
    r"\s++(?:and\s++[A-Z]\w+\s++)?(?:Road|Rd|Street|St|Avenue|Ave|Boulevard|Drive|Lane|Highway|Elementary|Primary|High|School|Middle|"
    r"College|University|Church|Park|Mall|Creek)\b"
)
"""After these the name is that of a street or school, wherever it stands."""
_BODY_BEFORE = re.compile(
    r"\b(?:University|College|Bank|Journal|Church|Diocese|Bishop|Institute|Court)\s++of\s++(?:the\s++)?\Z"
)
_NAMED_SUBURB = re.compile(r"[A-Z][\w'’.-]+\s++\Z")
_CAPITAL_AFTER = re.compile(r"\s++[A-Z][a-z]+")


def phrase_before(left: str, right: str) -> Phrase | None:
    """What the text that ends at a name says of it; `right` is what follows the name.

    >>> phrase_before("The army stands more than 100 km west of ", ".")
    Phrase(kind='offset', start=16, direction='west', km=100.0, loose=True)
    >>> phrase_before("The army stands west. ", ".") is None
    True
    """
    word = last_word(left)
    keys = _LOWER.findall(left[-_KEY_REACH:].lower())
    if word not in _ENDS or _ANY_KEY.isdisjoint(keys) or _STREET_AFTER.match(right):
        return None
    for pattern in _LAST.get(word.removesuffix("ern") if word.endswith("ern") else _stem(word), ()):
        found = None if _KEYS[pattern].isdisjoint(keys) else pattern.search(left)
        phrase = found and _read(pattern, found, right)
        if phrase:
            return phrase
    return None


def _stem(word: str) -> str:
    return "east" if word.endswith("east") else "west" if word.endswith("west") else word


def _read(pattern: re.Pattern[str], found: re.Match[str], right: str) -> Phrase | None:
    at = found.start()
    if pattern is _OFFSET:
        return Phrase("offset", at, wind(found["dir"]), round(kilometres(found), 3), is_loose(found))
    if pattern is _DISTANCE:
        if found["from"].lower() == "of" and (found["over"] or "").lower() != "within":
            return None
        return Phrase("distance", at, "", round(kilometres(found), 3), is_loose(found))
    if pattern is _PART_OF:
        if found["to"] and found["dir"]:
            return None  # "to the east of" lies outside
        side = found["dir"] or found["side"]
        if (found["what"] or "").lower() in ("outskirts", "countryside"):
            return Phrase("outskirts" if found["what"].lower() == "outskirts" else "countryside", at)
        return Phrase("part", at, wind(side) if side.lower() not in ("centre", "center", "heart") else "central")
    if pattern is _DIRECTION:
        return Phrase("direction", at, wind(found["dir"]))
    if pattern is _EDGE:
        if _NAMED_SUBURB.search(found.string[:at]):
            return None  # the Damascus suburb of Douma
        return Phrase("outskirts" if re.match(_OUTSKIRTS, found["what"], re.I) else "countryside", at)
    if pattern is _BEFORE:
        if found["side"][0].isupper() and _CAPITAL_AFTER.match(right):
            return None  # South China Morning Post
        if _BODY_BEFORE.search(found.string[:at]):
            return None
        return Phrase("part", at, wind(found["side"]))
    kinds: dict[re.Pattern[str], RelationKind] = {_NEAR: "near", _RURAL: "countryside", _DIVISION: "division"}
    return Phrase(kinds.get(pattern, "along"), at)


_NEXT_WORD = re.compile(r"(?:['’]s)?\s++([^\W\d_]+)")
_NEXT = (
    _DIRECTIONS
    | _KEYS[_EDGE]
    | {word.split()[0] for word in FACILITY_KM}
    | _words("province governorate oblast region raion prefecture muhafazah district county department suburb river")
    | _words(
        "valley basin military international civilian main central national general power oil gas air train railway"
    )
)
"""First words of phrases that follow a name."""


def may_matter(left: str, right: str) -> bool:
    """Whether the words next to a name may be a phrase about it: most are not, and cost no more than this."""
    if last_word(left) in _ENDS:
        if not _ANY_KEY.isdisjoint(_LOWER.findall(left[-_KEY_REACH:].lower())):
            return True
        if not _FACILITY_WORDS.isdisjoint(_LOWER.findall(left[-_FACILITY_REACH:].lower())):
            return True
    if " of the " in right and direction_of_a_facility(right):
        return True
    following = _NEXT_WORD.match(right)
    return bool(following and following[1].lower() in _NEXT)


def may_pair(gap: str) -> bool:
    """Whether the text between two names may join them to a stretch or a border."""
    return len(gap) < 4 or any(word in gap for word in (" and ", " to ", "with", "border", "frontier"))


class After(NamedTuple):
    """A phrase about the name before it."""

    kind: RelationKind
    end: int
    """Where it ends, from the end of the name."""
    what: str = ""
    """The facility."""


def phrase_after(right: str) -> After | None:
    """What the text that begins after a name says of it: province, countryside, suburbs, airport, valley."""
    if found := _AFTER_DIVISION.match(right):
        return After("division", found.end())
    if found := _AFTER_EDGE.match(right):
        return After("outskirts" if re.match(_OUTSKIRTS, found["what"], re.I) else "countryside", found.end())
    if found := _AFTER_RIVER.match(right):
        return After("along", found.end())
    if found := _AFTER_FACILITY.match(right):
        return After("facility", found.end(), facility_word(found))
    return None


_OF = frozenset({"of", "at", "the", "its", "their"})
_FACILITY_REACH = 70
"""Code points: "the international railway station of the besieged capital of " has 61."""


def facility_before(left: str) -> tuple[int, str] | None:
    """Where a facility of the name begins, and which: "the airport of "."""
    tail = left[-_FACILITY_REACH:]
    if last_word(left) not in _OF or _FACILITY_WORDS.isdisjoint(_LOWER.findall(tail.lower())):
        return None
    found = _FACILITY_OF.search(left, len(left) - len(tail))
    return (found.start(), facility_word(found)) if found else None


def facility_word(found: re.Match[str]) -> str:
    """The facility of a match as `FACILITY_KM` has it."""
    return " ".join(found["what"].lower().split())


_THERE = re.compile(rf"(?<!\w)(?P<dir>{DIRECTION})\s++of\s++the\s++{FACILITY}(?!\s++(?:of|in|at|near)\b)", re.I)


def direction_of_a_facility(text: str) -> tuple[int, int, str, str] | None:
    """The first "south of the airport" in a text: start, end, direction and facility."""
    found = _THERE.search(text)
    return (found.start(), found.end(), wind(found["dir"]), facility_word(found)) if found else None


_BETWEEN = re.compile(
    rf"(?:half-?way\s++|midway\s++)?\bbetween\s++(?:both\s++)?(?:the\s++(?:cities|towns|villages)\s++of\s++)?{_LEAD}\Z",
    re.I,
)
_ROAD = re.compile(
    rf"(?:road|highway|route|motorway|railway|line|front|corridor)s?\s++(?:(?P<from>from)|between)\s++{_LEAD}\Z", re.I
)
_AND = re.compile(rf"\s++(?:city\s++)?(?P<word>and|to)\s++{_LEAD}\Z", re.I)
_HYPHEN = re.compile(r"\s?[-–—/]\s?\Z")
_AFTER_ROAD = re.compile(r"\s++(?:road|highway|motorway|railway|route|line)\b", re.I)
_NOT_GROUND = re.compile(
    r"\b(?:time|commut\w+|travel\w*|trips?|talks|relations?|relationship|match|matches|game|flights?|ties|wars?|agreements?|trade|differences?|dispute|"
    r"cooperation|ceasefire|truce|deal|meeting|negotiations|exchange|alliance|conflict|tensions?|link|links|contacts?|rivalry|"
    r"choice|divided|choose)\s++(?:[a-z]+\s++)?\Z",
    re.I,
)
_BORDER_AFTER = re.compile(r"(?:['’]s)?\s++(?:border|frontier|borderlands?)\b", re.I)
_BORDER_BEFORE = re.compile(
    r"(?:border|frontier)s?(?:\s++(?:area|region|strip|zone))?\s++(?:between|of|with)\s++(?:the\s++)?\Z", re.I
)
_BORDER_GAP = re.compile(r"(?:['’]s)?\s++(?:[a-z]+\s++)?(?:border|frontier)\s++with\s++(?:the\s++)?\Z", re.I)


def between(left: str, gap: str, right: str) -> tuple[int, int] | None:
    """Whether two names with these texts about them are the ends of a stretch; how far it begins before the first and
    ends after the second."""
    if _HYPHEN.fullmatch(gap):
        after = _AFTER_ROAD.match(right)
        return (0, after.end()) if after else None
    word = _AND.fullmatch(gap)
    if not word:
        return None
    if (found := _ROAD.search(left)) and (word["word"].lower() == "to") == bool(found["from"]):
        return (len(left) - found.start(), 0)
    if (
        word["word"].lower() == "and"
        and (found := _BETWEEN.search(left))
        and not _NOT_GROUND.search(left[: found.start()])
    ):
        return (len(left) - found.start(), 0)
    return None


def border(left: str, gap: str, right: str) -> tuple[int, int] | None:
    """As `between`, of two countries: their border."""
    after = _BORDER_AFTER.match(right)
    if _HYPHEN.fullmatch(gap) and after:
        return (0, after.end())
    if _BORDER_GAP.fullmatch(gap):
        return (0, 0)
    before = _BORDER_BEFORE.search(left)
    if before and re.fullmatch(r"\s++(?:and|with)\s++(?:the\s++)?", gap):
        return (len(left) - before.start(), 0)
    return None

"""Words for directions, distances, and kinds of ground."""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

WINDS: Mapping[str, float] = MappingProxyType(
    {
        **{"north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0},
        **{"south": 180.0, "southwest": 225.0, "west": 270.0, "northwest": 315.0},
        **{"north-northeast": 22.5, "east-northeast": 67.5, "east-southeast": 112.5, "south-southeast": 157.5},
        **{"south-southwest": 202.5, "west-southwest": 247.5, "west-northwest": 292.5, "north-northwest": 337.5},
    }
)
"""Direction → degrees clockwise from north."""

_CARDINAL = r"(?:north|south)(?:[\s-]?(?:east|west))?|east|west"
DIRECTION = (
    rf"(?:(?:north|south)-(?:north|south)-?(?:east|west)|(?:east|west)-(?:north|south)-?(?:east|west)|{_CARDINAL}|"
    r"(?-i:NNE|ENE|ESE|SSE|SSW|WSW|WNW|NNW|NE|SE|SW|NW))"
)
"""A direction as a noun."""
SIDE = (
    r"(?:(?:north|south|east|west)[\s-]central|(?:north|south)(?:[\s-]?(?:east|west))?(?:ern)?|east(?:ern)?|"
    r"west(?:ern)?|central)"
)
"""A direction before a name: eastern, east, central."""

_LETTERS = {"n": "north", "e": "east", "s": "south", "w": "west"}


def wind(text: str) -> str:
    """A direction as `WINDS` has it; `central` stays, and "north central" is north.

    >>> wind("North-Western"), wind("SW"), wind("ESE"), wind("south east"), wind("Central")
    ('northwest', 'southwest', 'east-southeast', 'southeast', 'central')
    """
    plain = re.sub(r"[\s-]|ern(?=$|\W)", "", text.lower())
    if plain.endswith("central"):
        return plain.removesuffix("central") or plain
    if len(plain) <= 3:
        plain = "".join(_LETTERS[letter] for letter in plain)
    first = re.match("north|south|east|west", plain)
    if first and len(plain) > 10:
        return f"{first[0]}-{plain[first.end() :]}"
    return plain


_UNITS_KM = {"km": 1.0, "mi": 1.609344, "m": 0.001, "nm": 1.852, "yd": 0.0009144}
_UNIT = r"(?P<unit>km|kms|kilomet(?:er|re)s?|miles?|mi|m|met(?:er|re)s?|nautical\s++miles?|yards?)"
_WORDS = {
    **{"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0},
    **{"eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0},
    **{"forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0, "ninety": 90.0},
    **{"a hundred": 100.0, "one hundred": 100.0, "half a": 0.5, "half an": 0.5},
}
VAGUE: Mapping[str, float] = MappingProxyType(
    {
        **{"a couple of": 2.0, "a few": 3.0, "few": 3.0, "several": 5.0, "a dozen": 12.0, "tens of": 30.0},
        **{"dozens of": 40.0, "hundreds of": 300.0},
    }
)
"""Numbers that nobody measured, with what is reckoned: three for a few, forty for dozens."""
_NUMBER = (
    r"(?:between\s++)?(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|"
    + "|".join(sorted([*_WORDS, *VAGUE], key=len, reverse=True))
    + r")(?:\s*(?:[-–]|to|and)\s*(?P<upper>\d+(?:\.\d+)?))?"
)
DISTANCE = (
    r"(?:(?P<over>more\s++than|over|at\s++least|beyond|up\s++to|less\s++than|under|within)\s++)?"
    rf"(?<![\w.,]){_NUMBER}(?:\s++|\s*-\s*)?{_UNIT}(?:\s*\([^()]{{1,24}}\))?"
)
"""A number with its unit, and the same in another unit in brackets."""


def kilometres(found: re.Match[str]) -> float:
    """The distance of a match of `DISTANCE`, in km; of "40-50 km" the middle."""
    text = found["number"].lower()
    number = VAGUE.get(text) or _WORDS.get(text) or float(text.replace(",", ""))
    if found["upper"]:
        number = (number + float(found["upper"])) / 2
    unit = found["unit"].lower()
    if unit.startswith("naut"):
        factor = _UNITS_KM["nm"]
    elif unit.startswith("k"):
        factor = _UNITS_KM["km"]
    elif unit.startswith("mi"):
        factor = _UNITS_KM["mi"]
    else:
        factor = _UNITS_KM["yd" if unit.startswith("y") else "m"]
    return number * factor


def is_loose(found: re.Match[str]) -> bool:
    """Whether the number is a word for many, or a bound that is open to one side."""
    return found["number"].lower() in VAGUE or (found["over"] or "").lower() in ("more than", "over", "at least")


FACILITY_KM: Mapping[str, float] = MappingProxyType(
    {
        **dict.fromkeys(
            ("airport", "air base", "airbase", "airfield", "air field", "aerodrome"),
            15.0,  # three in four of 3,327 airports of airportsdata lie within 13.2 km of the town they name
        ),
        **dict.fromkeys(
            ("dam", "refinery", "power plant", "power station", "oil field", "oilfield", "gas field"), 15.0
        ),
        **dict.fromkeys(("hospital", "university", "bridge", "prison", "school", "mosque", "church", "cathedral"), 0.0),
        **dict.fromkeys(("market", "stadium", "station", "railway station", "train station", "citadel", "port"), 0.0),
        **dict.fromkeys(("harbour", "harbor", "barracks", "checkpoint", "court", "courthouse"), 0.0),
    }
)
"""What stands in or by a town that it is named after → how far from the town's edge it may lie, km. Works that need
room lie outside as airports do; houses stand inside."""

_BODIES = frozenset({"school", "court", "church", "market"})
"""With a capital these are bodies and streets: Crestwood School Board."""


def _pattern(word: str) -> str:
    spaced = word.replace(" ", r"\s++")
    return f"(?-i:{spaced})" if word in _BODIES else spaced


FACILITY = (
    r"(?P<facility>(?:(?:military|international|civilian|main|central|national|general)\s++)?(?P<what>"
    + "|".join(sorted((_pattern(word) for word in FACILITY_KM), key=len, reverse=True))
    + r"))\b"
)

SECTOR = math.sin(math.radians(22.5))
"""Half the width of one of eight winds: "west" may be any bearing from 247.5 to 292.5 degrees, so that a point so
many km away lies up to this share of the distance aside."""

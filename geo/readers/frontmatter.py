"""YAML front matter at the head of a text. It stays in the text; the body begins after it."""

import datetime
import re
from typing import NamedTuple

from geo.readers.entry import META_KEYS
from geo.readers.limits import MAX_FRONT_MATTER

_OPEN = re.compile(r"---[ \t]*(?:\r\n|\r|\n)")
_CLOSE = re.compile(r"(?:^|(?<=[\r\n]))(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)")
_PAIR = re.compile(r"[ \t]*([A-Za-z_][A-Za-z_ ]{1,29}?)[ \t]*:[ \t]+(.*)")

_ALIASES = {
    **{key: key for key in META_KEYS},
    **{
        "source": "outlet",
        "publisher": "outlet",
        "by": "author",
        "authors": "author",
        "date": "published",
        "link": "url",
    },
    **{"language": "lang", "accessed": "retrieved", "republished from": "republished_from"},
}
"""Words of front matter in use elsewhere, and ours."""


class FrontMatter(NamedTuple):
    """What front matter says, and where the text after it starts."""

    meta: dict[str, str]
    """Some of `META_KEYS`."""
    end: int
    """Code points; 0 where there is no front matter."""


def front_matter(text: str) -> FrontMatter:
    r"""Reads the front matter of a text; a rule of dashes that is none leaves the text alone.

    >>> front_matter("---\noutlet: SANA\npublished: 2017-01-24\n---\nDamascus, ...")
    FrontMatter(meta={'outlet': 'SANA', 'published': '2017-01-24'}, end=43)
    >>> front_matter("---\nA line.\n---\n")
    FrontMatter(meta={}, end=0)
    """
    opened = _OPEN.match(text)
    if not opened:
        return FrontMatter({}, 0)
    closed = _CLOSE.search(text, opened.end(), opened.end() + MAX_FRONT_MATTER)
    if not closed:
        return FrontMatter({}, 0)
    block = text[opened.end() : closed.start()]
    pairs = _yaml(block)
    if pairs is None:
        pairs = _lines(block)
    if not pairs:
        return FrontMatter({}, 0)
    meta: dict[str, str] = {}
    for name, value in sorted(pairs.items(), key=lambda pair: pair[0] not in META_KEYS):
        key = _ALIASES.get(name.strip().lower())
        if key and value and key not in meta:
            meta[key] = value
    return FrontMatter(meta, closed.end())


def _yaml(block: str) -> dict[str, str] | None:
    """The block as a YAML mapping; none where it is not one."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        value = yaml.load(block, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date such as 2017-02-31
        return None
    if not isinstance(value, dict):
        return None
    return {str(name): as_text(item) for name, item in value.items() if isinstance(name, str)}


def _lines(block: str) -> dict[str, str]:
    """`key: value` lines, a known key among them, for what is not quite YAML: titles hold colons and quotes."""
    pairs = {match[1]: match[2].strip().strip("\"'") for line in block.splitlines() if (match := _PAIR.fullmatch(line))}
    return pairs if any(name.lower() in _ALIASES for name in pairs) else {}


def as_text(value: object) -> str:
    """A value of YAML or JSON as metadata: lists joined by commas, mappings by their name, others left out.

    >>> as_text(["A", "B"]), as_text({"name": "SANA"}), as_text(None)
    ('A, B', 'SANA', '')
    """
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return ", ".join(item for item in value[:20] if isinstance(item, str))
    if isinstance(value, dict):
        name = value.get("name")
        return name if isinstance(name, str) else ""
    return ""

"""Which of two reports the other has its words from, as far as they say so themselves."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from geo.copies.align import Passage
from geo.model import Document, Source, Span

NEAR = 120
"""Code points before and after a shared passage in which its source is looked for: the rest of a long sentence."""

_NOT_WORD = re.compile(r"[\W_]+")


def names_as_original(copy: Source, original: Source) -> bool:
    """Whether a report's front matter or closing note names the other one, by outlet, author, title or host.

    >>> copy = Source("a.txt", "00", republished_from="The Duran")
    >>> names_as_original(copy, Source("b.txt", "01", url="https://theduran.com/x"))
    False
    >>> names_as_original(copy, Source("b.txt", "01", outlet="the duran"))
    True
    """
    named = _plain(copy.republished_from)
    if not named or named == _plain(copy.outlet):
        return False
    return any(named == name for name in (*map(_plain, (original.outlet, original.author, original.title)),)) or bool(
        original.url and copy.republished_from.rstrip("/") in (original.url.rstrip("/"), _host(original.url))
    )


def cites(citing: Document, cited: Source, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a report names the other's outlet, author or original beside a passage that they share."""
    names = {_plain(name) for name in (cited.outlet, cited.author, cited.republished_from)} - {""}
    own = {_plain(name) for name in (citing.source.outlet, citing.source.author)}
    for start, stop in spans:
        around = f" {_plain(citing.text[max(0, start - NEAR) : stop + NEAR])} "
        if any(f" {name} " in around for name in names - own):
            return True
    return False


def first_sides(passages: Iterable[Passage]) -> list[Span]:
    """Where the passages stand in the first text."""
    return [Span(p.start, p.stop) for p in passages]


def other_sides(passages: Iterable[Passage]) -> list[Span]:
    """Where the passages stand in the other text."""
    return [Span(p.of_start, p.of_stop) for p in passages]


def _plain(text: str) -> str:
    return _NOT_WORD.sub(" ", text.casefold()).strip().removeprefix("the ")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # an address that nobody can parse
        return ""

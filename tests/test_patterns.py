"""No regular expression of ours takes long over any text: linear, or only ever shown a text that is bounded."""

import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from tests.pattern_cases import Found, attacks, patterns

LONG_TEXT = 16_000
"""Characters of a text that is made to be slow. On a fast processor the slowest linear pattern takes 0.03 s over it, a
quadratic one 0.09 s and more; on others both take twice as long."""

SLOW = 0.06
"""Seconds over it from which one looks closer: whether half the text takes much less than half the time."""

GROWTH = 2.9
"""Times the time of half the text: 2 where it is linear, 4 where it is quadratic."""

HANGS = 1.0
"""Seconds after which a pattern is stopped."""

BOUNDED = {
    "geo.windows:_BLANK_LINE": "the eight characters before a paragraph's end",
    "geo.relations.phrases:_OFFSET": "the `REACH` characters before a name",
    "geo.times.phrases:_PREFIX": "the `_REACH` characters before a date",
    "geo.readers.byline:160": "a line of the head, of at most 400 characters",
    "geo.readers.webpage:_LANG": "the first 4,096 bytes of a page",
    "geo.relations.phrases:_NAMED_SUBURB": "the `REACH` characters before a name",
    "geo.relations.phrases:_BEFORE": "the `REACH` characters before a name",
    "geo.times.atoms:_WORD_BEFORE": "20 characters before a word",
    "geo.times.relative:_CAPITAL_BEFORE": "20 characters before a word",
    "maps.page:52": "Leaflet's own style sheet",
    "maps.page:114": "our own page, in which no text of others holds a `<`",
}
"""Patterns that would be slow over a long text and see none; by what."""


class Late(Exception):
    """A pattern took too long."""


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise Late

    before = signal.signal(signal.SIGVTALRM, stop)  # the processor's time: other work on the machine does not count
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds(found: Found, text: str) -> float:
    pattern = found.pattern
    given: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    begun = time.process_time()
    if found.anchored:
        pattern.match(given)
        pattern.fullmatch(given)
    else:
        for _ in pattern.finditer(given):
            pass
    return time.process_time() - begun


def slowest(found: Found) -> str:
    """The beginning of a text over which the pattern is slow; empty where there is none."""
    for half, whole in zip(attacks(found.pattern, LONG_TEXT // 2), attacks(found.pattern, LONG_TEXT), strict=True):
        try:
            with stopped_after(HANGS):
                took = seconds(found, whole)
                slow = took > SLOW and took > GROWTH * seconds(found, half)
        except Late:
            slow = True
        if slow:
            return f"{whole[:60]!r}…"
    return ""


@pytest.mark.parametrize("where", sorted(patterns()))
def test_a_pattern_is_linear_or_sees_little(where: str) -> None:
    if where not in BOUNDED:
        assert not slowest(patterns()[where])


def test_the_bounded_ones_exist() -> None:
    assert set(BOUNDED) <= patterns().keys()


@pytest.mark.parametrize("source", [r"(a+)+$", r"\s*x?\s*$", r"a*b", r"(?:a|a)*c", r"\w+\s*\w+\s*$"])
def test_a_slow_pattern_is_noticed(source: str) -> None:
    assert slowest(Found("here:1", re.compile(source), False))

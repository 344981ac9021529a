"""What an alignment of two spellings shows: measures of the whole, and signs, each a fact that speaks for or against.

A sign is a text; its weight is learned. The signs of a step are known at three grains: these very letters, their
sounds, their kinds. Where sounds differ, the sounds beside them, the whole run of differing letters and the whole word
count too: that is how `-skaya` for `-skiy`, `yukari` left out or `mahmud` for `muhammad` come to tell names apart.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from gazetteer.letters import Letters, Step
from gazetteer.symbols import Symbol

MEASURES = (
    "cost", "mean_cost", "worst", "second_worst", "third_worst", "fourth_worst", "consonant_cost", "vowel_cost",
    "matched_rarity", "unmatched_rarity", "first_cost", "second_cost", "last_cost", "surprises", "fewer_gaps",
    "more_gaps", "worst_run", "symbols", "symbols_differ", "spaces", "spaces_differ",
)  # fmt: skip
"""Costs are natural logarithms of chances (`letters`); rarities natural units; the rest are counts."""

LIKELY, UNLIKELY, SURPRISE = -1.2, -2.0, -3.0
"""Costs: a letter that matches, that does not, that never should: a chance of a third, of an eighth, of a twentieth."""
DIFFERS = -1.5
"""Cost of a step that continues a run of differing letters."""


@lru_cache(maxsize=200_000)
def match_signs(a: Symbol, b: Symbol, scripts: str) -> tuple[str, ...]:
    """Signs of two symbols that stand for each other, the same in either order."""
    text, sound, kind = sorted((a.text, b.text)), sorted((a.sound, b.sound)), "".join(sorted((a.kind, b.kind)))
    first = "i" if a.place == b.place == "i" else "x" if "i" in (a.place, b.place) else "m"
    same = "=" if a.sound == b.sound else "~"
    return (f"{text[0]}|{text[1]}", f":{sound[0]}|{sound[1]}", f"#{kind}{same}{first}{scripts}")


@lru_cache(maxsize=50_000)
def gap_signs(a: Symbol, scripts: str, other: str) -> tuple[str, ...]:
    """Signs of a symbol that nothing stands for in the other spelling."""
    return (f"-{a.text}{a.place}{other}", f"-:{a.sound}{a.place}", f"-#{a.kind}{a.place}{scripts}{other}")


def step_signs(step: Step, scripts: str, script_a: str, script_b: str) -> tuple[str, ...]:
    """Signs of one step."""
    if step.a and step.b:
        return match_signs(step.a, step.b, scripts)
    if step.a:
        return gap_signs(step.a, scripts, script_b)
    return gap_signs(step.b, scripts, script_a) if step.b else ()


def agrees(step: Step) -> bool:
    """Whether the two symbols have one sound."""
    return step.a is not None and step.b is not None and step.a.sound == step.b.sound


def whole_signs(steps: Sequence[Step], scripts: str) -> Iterator[str]:
    """Signs of the alignment beyond its single steps."""
    surprises = min(sum(step.cost < UNLIKELY for step in steps), 4)
    yield f"bad{surprises}"
    yield f"bad{surprises}{scripts}"
    yield f"scripts:{scripts}"
    yield from _neighbours(steps)
    yield from _runs(steps, scripts)
    yield from _words(steps)


def _neighbours(steps: Sequence[Step]) -> Iterator[str]:
    """Each difference with the sounds beside it."""
    marks = ["^", *(step.a.sound[:1] if step.a and agrees(step) else "*" for step in steps), "$"]
    for k, step in enumerate(steps):
        if not agrees(step):
            x, y = sorted((step.a.sound if step.a else "-", step.b.sound if step.b else "-"))
            yield f"c:{marks[k]}{x}|{y}{marks[k + 2]}"
            yield f"c<:{marks[k]}{x}|{y}"
            yield f"c>:{x}|{y}{marks[k + 2]}"


def _sounds(symbols: Sequence[Symbol]) -> str:
    return "".join(x.text if x.kind in "S@" else x.sound for x in symbols)


def _parts(steps: Sequence[Step], ends: Callable[[Step], bool]) -> Iterator[tuple[int, list[Step]]]:
    """Stretches of steps between those that end one, with the number of the step after."""
    part: list[Step] = []
    for k, step in enumerate(steps):
        if ends(step):
            if part:
                yield k, part
            part = []
        else:
            part.append(step)
    if part:
        yield len(steps), part


def _sides(part: Sequence[Step]) -> tuple[list[Symbol], list[Symbol]]:
    return [s.a for s in part if s.a], [s.b for s in part if s.b]


def _runs(steps: Sequence[Step], scripts: str) -> Iterator[str]:
    for end, part in _parts(steps, agrees):
        at = ("^" if end == len(part) else "") + ("$" if end == len(steps) else "")
        x, y = sorted(map(_sounds, _sides(part)))
        yield f"r{at}:{x}|{y}"
        yield f"R{at}:{scripts}:{x}|{y}"


def _parts_words(step: Step) -> bool:
    return all(x is None or x.kind in "S@" for x in (step.a, step.b))


def _words(steps: Sequence[Step]) -> Iterator[str]:
    """Words that stand for each other, and words for which no letter stands in the other spelling."""
    for _, part in _parts(steps, _parts_words):
        a, b = _sides(part)
        if a and b:
            x, y = sorted((_sounds(a), _sounds(b)))
            yield f"W:{x}|{y}"
    for mine in (0, 1):
        for _, part in _parts([s for s in steps if s[mine]], lambda s, side=mine: s[side].kind in "S@"):  # type: ignore[misc]
            if all(s[1 - mine] is None for s in part):
                yield "w:" + _sounds([s[mine] for s in part if isinstance(s[mine], Symbol)])  # type: ignore[misc]


def measures(
    steps: Sequence[Step], a: Sequence[Symbol], b: Sequence[Symbol], scripts: tuple[str, str], letters: Letters
) -> list[float]:
    """The values of `MEASURES`."""
    costs = [step.cost for step in steps]
    total = sum(costs)
    worst = (sorted(costs)[:4] + [0.0] * 4)[:4]
    consonant = matched = unmatched = run = longest = 0.0
    gaps = [0, 0]
    for x, y, cost in steps:
        shown = x or y
        consonant += cost if shown and shown.kind == "C" else 0.0
        rarity = (letters.rarity(x, scripts[0]) if x else 0.0), (letters.rarity(y, scripts[1]) if y else 0.0)
        matched += sum(rarity) / 2 if x and y and cost > LIKELY else 0.0
        unmatched += (rarity[0] or rarity[1]) if not (x and y and cost > UNLIKELY) else 0.0
        run = run + cost if cost < DIFFERS else 0.0
        longest = min(longest, run)
        gaps[0] += x is None
        gaps[1] += y is None
    spaces = sum(x.kind == "S" for x in a), sum(x.kind == "S" for x in b)
    first, second, last = (costs[0], costs[min(1, len(costs) - 1)], costs[-1]) if costs else (0.0, 0.0, 0.0)
    return [
        total, total / max(len(costs), 1), *worst, consonant, total - consonant, matched, unmatched, first, second,
        last, float(sum(c < SURPRISE for c in costs)), float(min(gaps)), float(max(gaps)), longest,
        float(len(a) + len(b)), float(abs(len(a) - len(b))), float(sum(spaces)), float(abs(spaces[0] - spaces[1])),
    ]  # fmt: skip

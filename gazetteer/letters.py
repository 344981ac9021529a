"""Which letters stand for which: two spellings aligned at the least surprise, by counts over spellings of one place.

The cost of a step is the logarithm of how often such letters stand for each other (the mean of both directions), or of
how often a letter is left out. Counts of rare letters lean on those of their sounds, and these on those of their kinds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log
from typing import NamedTuple, Protocol

from gazetteer.symbols import Symbol, symbol

TRUST = 6.0
"""Counts at which a letter's own share weighs as much as its sound's; of 2, 6 and 20 the one of least surprise."""


class Step(NamedTuple):
    """A symbol of each spelling that stand for each other; none where one is left out."""

    a: Symbol | None
    b: Symbol | None
    cost: float
    """At most about 0; the natural logarithm of a chance."""


class Costs(Protocol):
    """What steps cost."""

    def match(self, x: Symbol, y: Symbol, script_x: str, script_y: str) -> float:
        """Two symbols stand for each other."""

    def gap(self, x: Symbol, script: str, other: str) -> float:
        """Nothing stands for a symbol in the other spelling."""


class Letters:
    """Costs from counts of aligned spellings.

    `pairs` counts symbols that stood for each other by (script, script, text, text); `gaps` those left out and `seen`
    all, by (script, other script, text, place).
    """

    def __init__(
        self,
        pairs: Mapping[tuple[str, ...], float],
        gaps: Mapping[tuple[str, ...], float],
        seen: Mapping[tuple[str, ...], float],
    ) -> None:
        self._pair: Counter[tuple[str, ...]] = Counter()
        self._gap: Counter[tuple[str, ...]] = Counter()
        self._seen: Counter[tuple[str, ...]] = Counter()
        for (_, _, left, right), n in pairs.items():
            for x, y in ((symbol(left, "m"), symbol(right, "m")), (symbol(right, "m"), symbol(left, "m"))):
                self._add(
                    self._pair, n, ("text", x.text, y.text), ("sound", x.sound, y.sound), ("kind", x.kind, y.kind)
                )
        for counter, counts in ((self._gap, gaps), (self._seen, seen)):
            for (script, other, text, place), n in counts.items():
                x = symbol(text, place)
                here = (("text", text, place, other), ("sound", x.sound, place), ("kind", x.kind, place, script, other))
                self._add(counter, n, *here)
        for (script, other, text, place), n in seen.items():
            x = symbol(text, place)
            all_of = (("text", text, other), ("sound", x.sound), ("kind", x.kind))
            self._add(self._seen, n, *all_of, ("in", script), ("in", script, "t", text))
            self._add(self._seen, n, ("in", script, "s", x.sound), ("in", script, "k", x.kind))

    @staticmethod
    def _add(counter: Counter[tuple[str, ...]], n: float, *keys: tuple[str, ...]) -> None:
        for key in keys:
            counter[key] += n  # type: ignore[assignment]

    def _read_as(self, x: Symbol, y: Symbol, script_y: str) -> float:
        """The chance that x is y in the other script."""
        pair, seen = self._pair, self._seen
        kind = (pair["kind", x.kind, y.kind] + 0.05) / (seen["kind", x.kind] + 1)
        share = (seen["in", script_y, "s", y.sound] + 0.5) / (seen["in", script_y, "k", y.kind] + 20)
        sound = (pair["sound", x.sound, y.sound] + TRUST * kind * share) / (seen["sound", x.sound] + TRUST)
        spelled = (seen["in", script_y, "t", y.text] + 0.5) / (seen["in", script_y, "s", y.sound] + 1)
        return (pair["text", x.text, y.text] + TRUST * sound * spelled) / (seen["text", x.text, script_y] + TRUST)

    def rarity(self, x: Symbol, script: str) -> float:
        """How much a symbol tells, in natural units of information."""
        return -log((self._seen["in", script, "t", x.text] + 0.5) / (self._seen["in", script] + 50))

    def match(self, x: Symbol, y: Symbol, script_x: str, script_y: str) -> float:
        """Two symbols stand for each other."""
        return 0.5 * (log(self._read_as(x, y, script_y)) + log(self._read_as(y, x, script_x)))

    def gap(self, x: Symbol, script: str, other: str) -> float:
        """Nothing stands for a symbol in the other spelling."""
        gap, seen = self._gap, self._seen
        at = ("kind", x.kind, x.place, script, other)
        kind = (gap[at] + 0.1) / (seen[at] + 2)
        sound = (gap["sound", x.sound, x.place] + TRUST * kind) / (seen["sound", x.sound, x.place] + TRUST)
        text = ("text", x.text, x.place, other)
        return log((gap[text] + TRUST * sound) / (seen[text] + TRUST)) - 0.5 * self.rarity(x, script)


class Aligner:
    """Aligns symbols under costs; what a step costs is kept."""

    def __init__(self, costs: Costs) -> None:
        self.costs = costs
        self._match: dict[tuple[str, str], dict[Symbol, dict[Symbol, float]]] = {}
        self._gap: dict[tuple[str, str], dict[Symbol, float]] = {}

    def _rows(self, a: Iterable[Symbol], b: tuple[Symbol, ...], script_a: str, script_b: str) -> list[list[float]]:
        kept = self._match.setdefault((script_a, script_b), {})
        rows = []
        for x in a:
            row = kept.setdefault(x, {})
            for y in b:
                if y not in row:
                    row[y] = self.costs.match(x, y, script_a, script_b)
            rows.append([row[y] for y in b])
        return rows

    def _gaps(self, a: Iterable[Symbol], script: str, other: str) -> list[float]:
        kept = self._gap.setdefault((script, other), {})
        out = []
        for x in a:
            if x not in kept:
                kept[x] = self.costs.gap(x, script, other)
            out.append(kept[x])
        return out

    def align(self, a: tuple[Symbol, ...], b: tuple[Symbol, ...], script_a: str, script_b: str) -> list[Step]:
        """The steps from one spelling to the other that cost least together, from left to right."""
        left, up = self._gaps(b, script_b, script_a), self._gaps(a, script_a, script_b)
        rows = self._rows(a, b, script_a, script_b)
        above = [0.0]
        for cost in left:
            above.append(above[-1] + cost)
        best = [above]
        for row, gap in zip(rows, up, strict=True):
            value = above[0] + gap
            here = [value]
            for diagonal, over, match, cost in zip(above, above[1:], row, left, strict=False):
                value += cost
                if over + gap > value:
                    value = over + gap
                if diagonal + match > value:
                    value = diagonal + match
                here.append(value)
            best.append(here)
            above = here
        return _walk_back(a, b, best, rows, up, left)


def _walk_back(
    a: tuple[Symbol, ...],
    b: tuple[Symbol, ...],
    best: list[list[float]],
    rows: list[list[float]],
    up: list[float],
    left: list[float],
) -> list[Step]:
    i, j = len(a), len(b)
    steps = []
    while i or j:
        value = best[i][j]
        if i and j and value == best[i - 1][j - 1] + rows[i - 1][j - 1]:
            i, j = i - 1, j - 1
            steps.append(Step(a[i], b[j], rows[i][j]))
        elif i and value == best[i - 1][j] + up[i - 1]:
            i -= 1
            steps.append(Step(a[i], None, up[i]))
        else:
            j -= 1
            steps.append(Step(None, b[j], left[j]))
    steps.reverse()
    return steps

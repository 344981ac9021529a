"""Alignment of two spellings, letter by letter, under learned worths of letters that stand for each other.

The worth of a step is the sum of what is known of it at three grains: these very symbols, their sounds, their kinds in
this pair of scripts. The alignment of the highest sum is the one that counts.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from gazetteer.symbols import Symbol

Steps = dict[str, int]


@lru_cache(maxsize=200_000)
def match_keys(a: Symbol, b: Symbol, scripts: str) -> tuple[str, ...]:
    """What is known of two symbols that stand for each other, the finest grain first."""
    fine, sounds, kinds = sorted((a.text, b.text)), sorted((a.sound, b.sound)), sorted((a.kind, b.kind))
    first = "i" if a.place == b.place == "i" else "x" if "i" in (a.place, b.place) else "m"
    same = "=" if a.sound == b.sound else "~"
    return (f"{fine[0]}|{fine[1]}", f":{sounds[0]}|{sounds[1]}", f"#{kinds[0]}{kinds[1]}{same}{first}{scripts}")


@lru_cache(maxsize=50_000)
def gap_keys(a: Symbol, scripts: str, other: str) -> tuple[str, ...]:
    """What is known of a symbol that nothing stands for in the other spelling."""
    return (f"-{a.text}{a.place}{other}", f"-:{a.sound}{a.place}", f"-#{a.kind}{a.place}{scripts}{other}")


class Table:
    """Worths by key, and what is computed from them, kept."""

    def __init__(self, worth: Mapping[str, float]) -> None:
        self.worth = worth
        self._match: dict[str, dict[Symbol, dict[Symbol, float]]] = {}
        self._gap: dict[tuple[str, str], dict[Symbol, float]] = {}

    def rows(self, a: tuple[Symbol, ...], b: tuple[Symbol, ...], scripts: str) -> list[list[float]]:
        table = self._match.setdefault(scripts, {})
        worth = self.worth
        out = []
        for x in a:
            row = table.get(x)
            if row is None:
                row = table[x] = {}
            try:
                out.append([row[y] for y in b])
            except KeyError:
                for y in b:
                    if y not in row:
                        row[y] = sum(worth.get(k, 0.0) for k in match_keys(x, y, scripts))
                out.append([row[y] for y in b])
        return out

    def gaps(self, a: tuple[Symbol, ...], scripts: str, other: str) -> list[float]:
        table = self._gap.setdefault((scripts, other), {})
        worth = self.worth
        out = []
        for x in a:
            value = table.get(x)
            if value is None:
                value = table[x] = sum(worth.get(k, 0.0) for k in gap_keys(x, scripts, other))
            out.append(value)
        return out

    def best(self, a: tuple[Symbol, ...], b: tuple[Symbol, ...], sa: str, sb: str) -> float:
        """The worth of the best alignment."""
        scripts = sa + sb if sa < sb else sb + sa
        gb = self.gaps(b, scripts, sa)
        above = [0.0]
        total = 0.0
        for g in gb:
            total += g
            above.append(total)
        for ga, row in zip(self.gaps(a, scripts, sb), self.rows(a, b, scripts), strict=True):
            diagonal = above[0]
            left = diagonal + ga
            here = [left]
            for up, worth, g in zip(above[1:], row, gb, strict=True):
                left += g
                other = up + ga
                if other > left:
                    left = other
                diagonal += worth
                if diagonal > left:
                    left = diagonal
                diagonal = up
                here.append(left)
            above = here
        return above[-1]

    def steps(self, a: tuple[Symbol, ...], b: tuple[Symbol, ...], sa: str, sb: str) -> Iterator[tuple[str, ...]]:
        """The keys of each step of the best alignment."""
        scripts = sa + sb if sa < sb else sb + sa
        gb, ga, rows = self.gaps(b, scripts, sa), self.gaps(a, scripts, sb), self.rows(a, b, scripts)
        n, m = len(a), len(b)
        d = [[0.0] * (m + 1) for _ in range(n + 1)]
        for j in range(m):
            d[0][j + 1] = d[0][j] + gb[j]
        for i in range(n):
            d[i + 1][0] = d[i][0] + ga[i]
            above, here, row, g = d[i], d[i + 1], rows[i], ga[i]
            for j in range(m):
                here[j + 1] = max(above[j] + row[j], above[j + 1] + g, here[j] + gb[j])
        i, j = n, m
        while i or j:
            if i and j and d[i][j] == d[i - 1][j - 1] + rows[i - 1][j - 1]:
                i, j = i - 1, j - 1
                yield match_keys(a[i], b[j], scripts)
            elif i and d[i][j] == d[i - 1][j] + ga[i - 1]:
                i -= 1
                yield gap_keys(a[i], scripts, sb)
            else:
                j -= 1
                yield gap_keys(b[j], scripts, sa)

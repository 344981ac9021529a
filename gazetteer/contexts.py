"""How likely the steps of an alignment are in their order: each behind the one before, not by itself (`letters`).

That ا is left out is likely, and after a consonant at the end of a name it is not; that -ovka stands for -овка tells
little, since a thousand names end so. Three chances are compared: of the steps together, as spellings of one place show
them, and of the letters of either name, as names of its script show them. Counts are of the table's places that are
in no pair set, so that they are the same whatever part of the places is left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import exp, log

from gazetteer.letters import Letters, Step
from gazetteer.symbols import Symbol

MEASURES = (
    "together", "mean_together", "worst_together", "given_first", "given_second", "better_given", "least_given",
    "second_least_given", "mean_chance",
)  # fmt: skip
"""Natural logarithms: of the chance of the steps over that of two names by chance, in sum, per step and of the worst
step; of the chance of the steps given either name, the better per step and the two least likely; of the chance of a
step. The first name is the one whose script's letter (`symbols.script_of`) comes first."""

END, END_ALONE = "$", 0.1
"""What follows the last step, and its chance where nothing is known: names have some ten letters."""
LEAN = 1.5
"""For each letter known to follow another, how much a chance leans on that of the letter by itself; not fitted."""

Followers = Mapping[str, Mapping[str, float]]
"""How often a text follows another."""


class Chain:
    """Chances of texts in their order."""

    def __init__(self, followers: Followers) -> None:
        self._seen = {before: (sum(of.values()), LEAN * len(of), of) for before, of in followers.items()}

    def logs(self, texts: Iterable[tuple[str, float]]) -> list[float]:
        """The logarithm of the chance of each text behind the one before, given its chance by itself.

        >>> Chain({"": {"a": 3}}).logs([("a", 0.5), ("b", 0.5)])[1] == log(0.5)
        True
        """
        before, found = "", []
        for text, alone in texts:
            total, leaning, of = self._seen.get(before, (0.0, 1.0, {}))
            found.append(log((of.get(text, 0.0) + leaning * alone) / (total + leaning)))
            before = text
        return found


def turned(steps: Sequence[Step]) -> list[Step]:
    """The steps from the second spelling to the first."""
    return [Step(b, a, cost) for a, b, cost in steps]


def in_order(steps: Sequence[Step], script_a: str, script_b: str) -> tuple[Sequence[Step], str, str]:
    """Steps and scripts, so that the script whose letter comes first is that of the first spelling."""
    return (turned(steps), script_b, script_a) if script_a > script_b else (steps, script_a, script_b)


def _text(step: Step) -> str:
    return f"{step.a.text if step.a else ''}|{step.b.text if step.b else ''}"


class Contexts:
    """Chances of steps and of names, from counts: `steps` by two scripts, `names` by one."""

    def __init__(self, counts: Mapping[str, Mapping[str, Followers]], letters: Letters) -> None:
        self._steps = {scripts: Chain(of) for scripts, of in counts["steps"].items()}
        self._names = {script: Chain(of) for script, of in counts["names"].items()}
        self._letters = letters

    def measures(self, steps: Sequence[Step], script_a: str, script_b: str) -> list[float]:
        """The values of `MEASURES`."""
        steps, first, second = in_order(steps, script_a, script_b)
        chain, rarity = self._steps.get(first + second, _UNKNOWN), self._letters.rarity
        alone = [
            exp(s.cost - 0.5 * ((rarity(s.a, first) if s.a else 0.0) + (rarity(s.b, second) if s.b else 0.0)))
            for s in steps
        ]
        both = self._chained(chain, steps, alone)
        if first == second:
            both = [(p + q) / 2 for p, q in zip(both, self._chained(chain, turned(steps), alone), strict=True)]
        a, b = self._named([s.a for s in steps], first), self._named([s.b for s in steps], second)
        given_a, given_b = ([p - q for p, q in zip(both, own, strict=True)] for own in (a, b))
        together = [p - q for p, q in zip(given_a, b, strict=True)]
        least = sorted(map(min, given_a, given_b))
        several = len(both)
        return [
            sum(together), sum(together) / several, min(together), sum(given_a), sum(given_b),
            max(sum(given_a), sum(given_b)) / several, least[0], least[min(1, several - 1)], sum(both) / several,
        ]  # fmt: skip

    @staticmethod
    def _chained(chain: Chain, steps: Sequence[Step], alone: Sequence[float]) -> list[float]:
        return chain.logs([*zip(map(_text, steps), alone, strict=True), (END, END_ALONE)])

    def _named(self, symbols: Sequence[Symbol | None], script: str) -> list[float]:
        """The logarithm of each symbol's chance in a name, 0 where there is none; and of the end's."""
        chances = [(x.text, exp(-self._letters.rarity(x, script))) for x in symbols if x]
        known = iter(self._names.get(script, _UNKNOWN).logs([*chances, (END, END_ALONE)]))
        return [next(known) if x else 0.0 for x in symbols] + list(known)


_UNKNOWN = Chain({})


def count(aligned: Iterable[tuple[Sequence[Step], str, str]]) -> dict[str, dict[str, dict[str, dict[str, int]]]]:
    """What `Contexts` is made of, from alignments of spellings of one place with their scripts."""
    counts: dict[str, dict[str, dict[str, Counter[str]]]] = {"steps": {}, "names": {}}
    names = defaultdict[str, set[tuple[str, ...]]](set)
    for found, script_a, script_b in aligned:
        steps, first, second = in_order(found, script_a, script_b)
        of = counts["steps"].setdefault(first + second, defaultdict(Counter))
        for way in (steps, turned(steps)) if first == second else (steps,):
            _follow(of, map(_text, way))
        names[first].add(tuple(s.a.text for s in steps if s.a))
        names[second].add(tuple(s.b.text for s in steps if s.b))
    for script, of_script in names.items():
        of = counts["names"].setdefault(script, defaultdict(Counter))
        for name in of_script:
            _follow(of, name)
    return {
        part: {key: {k: dict(sorted(of[k].items())) for k in sorted(of)} for key, of in sorted(by.items())}
        for part, by in counts.items()
    }


def _follow(counts: dict[str, Counter[str]], texts: Iterable[str]) -> None:
    before = ""
    for text in (*texts, END):
        counts[before][text] += 1
        before = text

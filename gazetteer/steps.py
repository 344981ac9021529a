"""Steps from a spelling to a name, as values that can be run again.

`steps_between` writes down how a spelling becomes a name of the gazetteer; `apply_steps` runs them. The law:
`apply_steps(surface, steps_between(surface, name)) == fold(name)`, for every pair of texts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from gazetteer.fold import fold
from gazetteer.place import Step
from gazetteer.romanize import romanize
from gazetteer.skeleton import ARTICLES

_VOWELS = frozenset("aeiouyw")

LONGEST_COMPARED = 200
"""Folded letters; comparing letter by letter takes up to their cube in time, and no name of the built-in gazetteer is
longer. Two longer texts differ as wholes."""


def _fold(text: str, parameter: str) -> str:  # noqa: ARG001
    """Case, marks, apostrophes and hyphens are set aside."""
    return fold(text)


def _romanize(text: str, parameter: str) -> str:  # noqa: ARG001
    """The letters are written in Latin script."""
    return fold(romanize(text))


def _possessive(text: str, parameter: str) -> str:
    """A possessive s is left out."""
    return text.removesuffix(parameter)


def _replace(text: str, parameter: str) -> str:
    """The letters before the equals sign become those after it; with `@3`, at the third place where they stand."""
    change, _, count = parameter.partition("@")
    old, _, new = change.partition("=")
    start = -1
    for _ in range(int(count or 1)):
        start = text.find(old, start + 1)
    if start < 0:
        raise ValueError(f"{old!r} does not stand in {text!r}")
    return text[:start] + new + text[start + len(old) :]


def _article(text: str, parameter: str) -> str:
    """The article has another form: el for ez, al for ar."""
    return _replace(text, parameter)


def _vowel(text: str, parameter: str) -> str:
    """A vowel is written otherwise, or left out."""
    return _replace(text, parameter)


def _consonant(text: str, parameter: str) -> str:
    """A consonant is written otherwise, doubled or left out."""
    return _replace(text, parameter)


def _space(text: str, parameter: str) -> str:
    """Two words are written as one, or one as two."""
    return _replace(text, parameter)


def _spelling(text: str, parameter: str) -> str:
    """A part of the name is written otherwise."""
    return _replace(text, parameter)


def _script(text: str, parameter: str) -> str:
    """These Latin letters stand for the name as its own script writes it."""
    old, _, new = parameter.partition("=")
    if text != old:
        raise ValueError(f"{text!r} is not {old!r}")
    return new


ACTIONS: Mapping[str, Callable[[str, str], str]] = {
    "fold": _fold,
    "romanize": _romanize,
    "possessive": _possessive,
    "article": _article,
    "vowel": _vowel,
    "consonant": _consonant,
    "space": _space,
    "spelling": _spelling,
    "script": _script,
}
"""Every action by name; its docstring is the sentence a reader is shown."""


def apply_steps(surface: str, steps: Sequence[Step]) -> str:
    """Run steps on a spelling.

    >>> apply_steps("Deir El-Zour", [Step("fold"), Step("article", "el=ez"), Step("vowel", "ou=o")])
    'deir ez zor'

    Raises:
        ValueError: a step is unknown or does not apply.
    """
    text = surface
    for step in steps:
        if step.action not in ACTIONS:
            raise ValueError(f"unknown step {step.action!r}; known are {', '.join(ACTIONS)}")
        text = ACTIONS[step.action](text, step.parameter)
    return text


def steps_between(surface: str, name: str) -> tuple[Step, ...]:
    """The steps that lead from a spelling to the folded form of a name.

    >>> [str(step) for step in steps_between("Deir El-Zour", "Deir ez-Zor")]
    ['fold', 'article:el=ez', 'vowel:ou=o']
    >>> [str(step) for step in steps_between("DEIR EZ-ZOR", "Deir ez-Zor")]
    ['fold']
    >>> apply_steps("الرقة", steps_between("الرقة", "Raqqa"))
    'raqqa'
    """
    target, (text, romanized) = fold(name), _read(surface)
    steps = [Step("fold")]
    goal = target
    if text != target and not (text.isascii() and target.isascii()):
        if not text.isascii():
            steps.append(Step("romanize"))
            text = romanized
        goal = fold(romanize(target))
    steps += _changes(text, goal)
    if goal != target:
        steps.append(Step("script", f"{goal}={target}"))
    return tuple(steps)


@lru_cache(maxsize=100)
def _read(surface: str) -> tuple[str, str]:
    """A spelling folded, and that in Latin letters; kept, since a look-up explains some ten candidates of one."""
    folded = fold(surface)
    return folded, folded if folded.isascii() else fold(romanize(folded))


def _changes(text: str, goal: str) -> list[Step]:
    """Replacements that turn `text` into `goal`, from left to right."""
    if text != goal and max(len(text), len(goal)) > LONGEST_COMPARED:
        return [Step("spelling", f"{text}={goal}")]
    old, new = text.split(" "), goal.split(" ")
    if len(old) != len(new):
        return [_step(goal[:c], text[a:], text[a:b], goal[c:d]) for a, b, c, d in _differences(text, goal)]
    steps = []
    for k, (a, b) in enumerate(zip(old, new, strict=True)):
        lead = "".join(f"{word} " for word in new[:k])
        tail = "".join(f" {word}" for word in old[k + 1 :])
        if a != b and a in ARTICLES and b in ARTICLES:
            steps.append(_step(lead, a + tail, a, b, "article"))
        elif a != b:
            steps += [_step(lead + b[:r], a[p:] + tail, a[p:q], b[r:s]) for p, q, r, s in _differences(a, b)]
    return steps


def _differences(old: str, new: str) -> Iterator[tuple[int, int, int, int]]:
    """Where two texts differ; a letter left out or put in takes the one before it along: neither side is empty."""
    for a, b, c, d in _blocks(old, new):
        if a < b and c < d:
            yield a, b, c, d
        elif a and c:
            yield a - 1, b, c - 1, d
        else:
            yield a, b + 1, c, d + 1


def _blocks(old: str, new: str) -> Iterator[tuple[int, int, int, int]]:
    """Stretches without a common letter, by the fewest edits."""
    block: tuple[int, int, int, int] | None = None
    for edit in Levenshtein.opcodes(old, new):
        if edit.tag != "equal":
            first = block or (edit.src_start, 0, edit.dest_start, 0)
            block = (first[0], edit.src_end, first[2], edit.dest_end)
        elif block:
            yield block
            block = None
    if block:
        yield block


def _step(done: str, rest: str, old: str, new: str, action: str | None = None) -> Step:
    """The replacement of `old` by `new` at the end of `done`, before the rest of the text."""
    text, count, start = done + rest, 1, (done + rest).find(old)
    while 0 <= start < len(done):
        start = text.find(old, start + 1)
        count += 1
    return Step(action or _action(old, new), f"{old}={new}" + (f"@{count}" if count > 1 else ""))


def _action(old: str, new: str) -> str:
    if old.replace(" ", "") == new.replace(" ", ""):
        return "space"
    changed = set(old) ^ set(new) or set(old)
    if " " in changed:
        return "spelling"
    return "vowel" if changed <= _VOWELS else "spelling" if changed & _VOWELS else "consonant"

"""Every regular expression of the three packages, and the texts that would make each slow.

A pattern is slow where a part that may repeat without bound can take the same characters in many ways, or is begun anew
at every character of a long run. So for each such part a text is made: what must stand before it, many times what it
takes, and an end at which it fails.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any, NamedTuple

import gazetteer
import geo
import maps

LONG = 64
"""Repeats up to so many are bounded: they cost a constant a character."""

FAILS = "\x00\u2603"
"""An end that hardly any pattern takes."""


class Found(NamedTuple):
    """A pattern and where it stands."""

    where: str
    """`geo.sentences:_WORD`, or `geo.sentences:245` for one written where it is used."""
    pattern: re.Pattern[Any]
    anchored: bool
    """Whether it is only ever tried at one place of a text, by `match` or `fullmatch`."""


@cache
def modules() -> tuple[ModuleType, ...]:
    """The modules of the three packages, but for those that train or run when imported."""
    return tuple(
        importlib.import_module(info.name)
        for package in (gazetteer, geo, maps)
        for info in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
        if not info.name.rpartition(".")[2].startswith(("train", "__main__", "make_", "corpora"))
    )


@cache
def patterns() -> dict[str, Found]:
    """Each pattern once, by where it stands."""
    found: dict[tuple[object, int], Found] = {}
    used = _methods()
    for module in modules():
        for where, pattern in _held(module):
            anchored = used.get(where.partition("[")[0], {"search"}) <= {"match", "fullmatch"}
            found.setdefault((pattern.pattern, pattern.flags), Found(f"{module.__name__}:{where}", pattern, anchored))
        for where, pattern, anchored in _inline(module):
            found.setdefault((pattern.pattern, pattern.flags), Found(f"{module.__name__}:{where}", pattern, anchored))
    return {one.where: one for one in found.values()}


@cache
def _methods() -> dict[str, set[str]]:
    """What is called on each name anywhere: `_WORD` → `{"finditer"}`."""
    used: dict[str, set[str]] = {}
    for module in modules():
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used.setdefault(node.value.id, set()).add(node.attr)
    return used


def _tree(module: ModuleType) -> ast.Module:
    path = Path(module.__file__ or "")
    return ast.parse(path.read_text(encoding="utf-8") if path.suffix == ".py" else "")


def _held(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Those that a module holds; in tuples and tables too, with a number."""
    for name, value in vars(module).items():
        waiting, number = [value], 0
        while waiting:
            part = waiting.pop(0)
            if isinstance(part, re.Pattern):
                yield name if part is value else f"{name}[{number}]", part
                number += 1
            elif isinstance(part, tuple | list | frozenset | set):
                waiting += part
            elif isinstance(part, Mapping):
                waiting += part.values()


def _inline(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """Those that are written where they are used, as in `re.search("…", text)`; whether they are tried at one place."""
    tree = _tree(module)
    chained = {
        id(node.value): node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call)
    }
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if (
            isinstance(node, ast.Call)
            and isinstance(called, ast.Attribute)
            and isinstance(called.value, ast.Name)
            and called.value.id == "re"
            and called.attr != "escape"
        ):
            method = chained.get(id(node), "") if called.attr == "compile" else called.attr
            try:
                source = eval(compile(ast.Expression(node.args[0]), "", "eval"), vars(module))
            except NameError:  # of a function's own words; those are module constants put together there
                continue
            if method and not isinstance(source, re.Pattern):
                flags = re.IGNORECASE if "re.I" in ast.unparse(node) else re.NOFLAG
                yield str(node.lineno), re.compile(source, flags), method in ("match", "fullmatch")


def attacks(pattern: re.Pattern[Any], size: int) -> Iterator[str]:
    """Texts of about `size` characters, one or more for each part of the pattern that may repeat without bound."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    seen = set()
    for before, pump in _pumps(list(parser.parse(source, flags)), ""):
        for prefix in {before, ""}:
            if pump and (prefix, pump) not in seen:
                seen.add((prefix, pump))
                yield prefix + pump * (size // len(pump)) + FAILS
                yield (prefix + pump * 3) * (size // len(prefix + pump * 3)) + FAILS


def _pumps(parts: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """What stands before each part that repeats, and what the part takes."""
    for code, value in parts:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            low, high, body = value
            yield from _pumps(list(body), before)
            if high is codes.MAXREPEAT or high > LONG:
                for sample in dict.fromkeys(_samples(list(body))):
                    yield before, sample
            before += _first(list(body)) * low
        elif code is codes.SUBPATTERN:
            yield from _pumps(list(value[3]), before)
            before += _first(list(value[3]))
        elif code is codes.ATOMIC_GROUP:
            yield from _pumps(list(value), before)
            before += _first(list(value))
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _pumps(list(branch), before)
            before += _first(list(value[1][0]))
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _pumps(list(value[1]), before)
        else:
            before += _first([(code, value)])


def _first(parts: list[Any]) -> str:
    return next(iter(_samples(parts)), "")


def _samples(parts: list[Any]) -> list[str]:
    """Some strings that the parts take, look-around aside."""
    made = [""]
    for code, value in parts:
        made = [head + tail for head in made for tail in _one(code, value)][:6]
    return made


def _one(code: Any, value: Any) -> list[str]:
    if code is codes.LITERAL:
        return [chr(value)]
    if code is codes.NOT_LITERAL:
        return [next(c for c in "a 1-é" if ord(c) != value)]
    if code is codes.ANY:
        return ["a", " "]
    if code is codes.IN:
        return _of_class(value)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return [sample * max(1, value[0]) for sample in _samples(list(value[2]))] + ([""] if value[0] == 0 else [])
    if code is codes.SUBPATTERN:
        return _samples(list(value[3]))
    if code is codes.ATOMIC_GROUP:
        return _samples(list(value))
    if code is codes.BRANCH:
        return [sample for branch in value[1] for sample in _samples(list(branch))[:2]][:6]
    return [""]


CHARACTERS = "aA1 \n-.,_'é中ا/[](){}<>\"#*:;&%|\t\r\xa0·"
"""One of these lies in nearly every class of characters that we write."""


def _of_class(items: list[Any]) -> list[str]:
    """A few characters of a class, of different kinds."""
    taken = re.compile(_written(items), re.UNICODE)
    held = [c for c in CHARACTERS if taken.fullmatch(c)]
    if not held:
        held = [chr(value) for code, value in items if code is codes.LITERAL][:1]
        held += [chr(value[0]) for code, value in items if code is codes.RANGE][:1]
    return held[:4]


def _written(items: list[Any]) -> str:
    """A class of characters as a pattern again."""
    names = {
        codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W",
    }  # fmt: skip
    out = ""
    for code, value in items:
        if code is codes.NEGATE:
            out += "^"
        elif code is codes.LITERAL:
            out += f"\\U{value:08x}"
        elif code is codes.RANGE:
            out += f"\\U{value[0]:08x}-\\U{value[1]:08x}"
        elif code is codes.CATEGORY:
            out += names[value]
    return f"[{out}]"

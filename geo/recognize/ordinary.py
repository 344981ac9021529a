"""Words that are rarely a place, though one is called so, and words after which a name is one: `ordinary.tsv`."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

from gazetteer.fold import fold

WordClass = Literal["never", "common", "weak", "place", "at"]
"""`never`: no name. `common`: a name only after `place`. `weak`: only after `place` or `at`. `place`: words such as
city; `at`: prepositions of place and directions."""


@lru_cache(maxsize=1)
def word_classes() -> Mapping[tuple[str, WordClass], frozenset[str]]:
    """The words of each script and class, folded."""
    table = files("geo.recognize").joinpath("ordinary.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")][1:]
    classes: dict[tuple[str, WordClass], set[str]] = {}
    for script, name, words in rows:
        for known in get_args(WordClass):
            if name == known:
                classes.setdefault((script, known), set()).update(fold(word) for word in words.split())
    return {key: frozenset(words) for key, words in classes.items()}


def is_of(script: str, name: WordClass, folded: str) -> bool:
    """Whether a folded word is of a class.

    >>> is_of("cyrillic", "place", "городе"), is_of("hebrew", "never", "городе")
    (True, False)
    """
    return folded in word_classes().get((script, name), ())

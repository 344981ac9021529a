"""Words whose letters are of two scripts and look as of one: Моsul with a Cyrillic М, as typed on two keyboards, read
from a scan by a machine, or written to escape a search.
"""

import re
from collections.abc import Mapping

_CYRILLIC = ("ABCEHIJKMOPSTXYacehijopsxy", "АВСЕНІЈКМОРЅТХУасеһіјорѕху")
_GREEK = ("ABEZHIKMNOPTYXo", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο")

TO_LATIN: Mapping[int, str] = {
    ord(c): a for latin, other in (_CYRILLIC, _GREEK) for a, c in zip(latin, other, strict=True)
}
"""Cyrillic and Greek letters that are drawn as a Latin one is, in most typefaces."""

TO_CYRILLIC: Mapping[int, str] = {ord(a): c for a, c in zip(*_CYRILLIC, strict=True)}
"""The other way, for a Cyrillic word with a Latin letter in it."""

_WORD = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]+")
_PURE = re.compile(r"[A-Za-zÀ-ɏ]+|[Ͱ-Ͽ]+|[Ѐ-ӿ]+")


def one_script(text: str) -> str:
    """The text with each mixed word in one script, where its letters allow that: Latin before Cyrillic.

    >>> one_script("Моsul"), one_script("Xомс"), one_script("Homs Хомс")
    ('Mosul', 'Хомс', 'Homs Хомс')
    """
    return text if text.isascii() else _WORD.sub(_word, text)


def _word(match: re.Match[str]) -> str:
    word = match.group()
    if not _PURE.fullmatch(word):
        for table in (TO_LATIN, TO_CYRILLIC):
            read = word.translate(table)
            if _PURE.fullmatch(read):
                return read
    return word

"""Full text over folded sentences. FTS5 folds no Arabic, so the caller's fold goes before it and every query."""

import hashlib
import re
import sqlite3
from collections.abc import Callable

Fold = Callable[[str], str]
"""Brings spellings to one form: case, diacritics, letters of one sound in a script. The gazetteer's, in practice."""

_PROBE = "Deir El-Zour, Dayr az-Zawr’ دَيْر الزُّور إدلب آمد Київ Ёлка ß Ǐ İstanbul 大馬士革 ١٢٣"
"""Folded by two folds that differ, this differs: letters of every script that a fold treats, with marks, and digits."""

_PART = re.compile(r'"([^"]*)"?|(\S+)')


def fold_mark(fold: Fold) -> str:
    """A short hash that tells one fold from another; kept in the project file."""
    return hashlib.sha256(fold(_PROBE).encode()).hexdigest()[:16]


def reindex(connection: sqlite3.Connection, fold: Fold) -> None:
    """Builds the full-text index anew, inside the open transaction."""
    connection.execute("INSERT INTO sentence_words (sentence_words) VALUES ('delete-all')")
    sentences = connection.execute("SELECT fid, text FROM sentences")
    connection.executemany(
        "INSERT INTO sentence_words (rowid, words) VALUES (?, ?)", ((fid, fold(text)) for fid, text in sentences)
    )
    connection.execute(
        "INSERT INTO dateline_meta VALUES ('fold', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (fold_mark(fold),),
    )


def match_expression(words: str, fold: Fold) -> str:
    """What a person types as an FTS5 expression: every word must occur; "…" is a phrase, a star at the end any ending.

    Nothing else has a meaning, so no input is a syntax error. Empty where no letter or digit is left.

    >>> match_expression('Air-strike hosp* "the Omar oil field"', str.casefold)
    '"air strike" "hosp" * "the omar oil field"'
    """
    terms = []
    for phrase, word in _PART.findall(words):
        tokens = re.sub(r"[\W_]+", " ", fold(phrase or word)).strip()
        if tokens:
            terms.append(f'"{tokens}"' + (" *" if word.endswith("*") else ""))
    return " ".join(terms)

"""Folding: what counts as the same name, and the laws that index and text rest on."""

import sys
import unicodedata

import pytest
from hypothesis import given

from gazetteer.fold import TABLE_BEYOND, TABLE_SIZE, fold, fold_character, fold_table, is_ideograph
from tests.gazetteer_cases import TEXTS

SAME = [
    ("Deir ez-Zor", "DEIR EZ ZOR", "case and hyphen"),
    ("Sana'a", "Sanaʿaʾ", "ayn and hamza signs"),
    ("Sana'a", "Sana’a", "curly apostrophe"),
    ("Ḩamāh", "hamah", "marks composed"),
    ("Ḩamāh", "H\u0327ama\u0304h", "marks set apart"),
    ("Łódź", "Lodz", "letters no decomposition reaches"),
    ("Straße", "STRASSE", "sharp s"),
    ("İstanbul", "istanbul", "Turkish dotted capital"),
    ("Diyarbakır", "Diyarbakir", "Turkish dotless i"),
    ("دَيْر الزُّور", "دير الزور", "Arabic vowel signs"),
    ("إدلب", "ادلب", "hamza seat"),
    ("الرقة", "الرقه", "ta marbuta"),
    ("كركوك", "کرکوک", "Persian kaf"),
    ("حلبـــ", "حلب", "tatweel"),
    ("\u200fدمشق\u200e", "دمشق", "direction marks"),
    ("ירושלים", "ירושלימ", "Hebrew final form"),
    ("Ёлкино", "елкино", "yo"),
    ("Київ", "Киів", "yi"),
    ("Ｔｏｋｙｏ", "Tokyo", "full width"),
    ("ﬁ", "fi", "ligature"),
    ("St. Louis", "St Louis", "full stop"),
    ("  New\u00a0York\n", "New York", "spaces"),
]
APART = [
    ("Homs", "Hims", "vowels"),
    ("Raqqa", "Raqa", "doubled letters"),
    ("Deir ez-Zor", "Deir ezZor", "spaces part words"),
    ("السويدا", "السويده", "alef and ha"),
    ("कि", "क", "Indic vowel signs"),
    ("か", "が", "voicing of kana"),
]


@pytest.mark.parametrize(("a", "b", "why"), SAME, ids=[c[2] for c in SAME])
def test_spellings_that_fold_alike(a: str, b: str, why: str) -> None:
    assert fold(a) == fold(b) != ""


@pytest.mark.parametrize(("a", "b", "why"), APART, ids=[c[2] for c in APART])
def test_spellings_that_stay_apart(a: str, b: str, why: str) -> None:
    assert fold(a) != fold(b)


@pytest.mark.parametrize("sign", ["½", "ﷺ", "㍿", "㋀", "℀"])
def test_a_sign_of_several_words_is_a_separator(sign: str) -> None:
    assert fold_character(sign) == " "
    assert fold(f"a{sign}b") == "a b"


@pytest.mark.parametrize("nothing", ["", "—", "'’", "\u202e\u200f", "\u0301" * 10_000, "\0", "½", "\ud800"])
def test_some_texts_fold_to_nothing(nothing: str) -> None:
    assert fold(nothing) == ""


@given(TEXTS)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS, TEXTS)
def test_fold_looks_at_no_neighbours(a: str, b: str) -> None:
    assert fold(f"{a} {b}") == f"{fold(a)} {fold(b)}".strip()


def test_every_character_folds_once_and_to_one_word_at_most() -> None:
    for code in [*range(TABLE_SIZE), *range(TABLE_SIZE, sys.maxunicode, 997), TABLE_BEYOND - 1, TABLE_BEYOND]:
        folded = fold_character(chr(code))
        assert "".join(map(fold_character, folded)) == folded, hex(code)
        assert len(folded.split()) <= 1, hex(code)
        assert len(folded) <= 1 or not any(map(is_ideograph, folded)), hex(code)


def test_letters_of_scripts_with_dropped_marks_fold_alike_composed_or_not() -> None:
    for code in [*range(0x250), *range(0x370, 0x700), *range(0x1E00, 0x1F80)]:
        character = chr(code)
        for form in ("NFD", "NFC"):
            assert fold(unicodedata.normalize(form, character)) == fold(character), hex(code)


def test_the_table_is_the_fold_of_each_character() -> None:
    table = fold_table()
    assert len(table) == TABLE_SIZE
    assert [table[code] for code in (0x41, 0xDF, 0x20, 0x301, 0xD800)] == ["a", "ss", " ", "", " "]

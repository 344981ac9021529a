"""Rough romanisations, made to be compared."""

import pytest
from hypothesis import given

from gazetteer.romanize import ARABIC, CYRILLIC, HEBREW, is_abjad, romanize
from tests.gazetteer_cases import TEXTS

CASES = [
    ("Deir ez-Zor", "deir ez-zor"),
    ("دير الزور", "dyr alzwr"),
    ("الرقة", "alrqa"),
    ("حماة", "hmaa"),
    ("کرکوک", "krkwk"),
    ("پیرانشهر", "pyranshhr"),
    ("Харьков", "kharkov"),
    ("Харків", "kharkiv"),
    ("Запоріжжя", "zaporizhzhya"),
    ("ירושלים", "irushlim"),
    ("Şanlıurfa", "sanliurfa"),
    ("Łódź", "lodz"),
    ("北京", "beijing"),
    ("ΑΘΗΝΑ", "athina"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "latin"), CASES)
def test_romanisation(name: str, latin: str) -> None:
    assert romanize(name) == latin


@given(TEXTS)
def test_romanisation_is_ascii_lower_case_and_settled(text: str) -> None:
    latin = romanize(text)
    assert latin.isascii() and latin == latin.lower()
    assert romanize(latin) == latin


@pytest.mark.parametrize("table", [ARABIC, HEBREW, CYRILLIC], ids=["arabic", "hebrew", "cyrillic"])
def test_tables_hold_single_small_letters_and_ascii_values(table: dict[str, str]) -> None:
    for letter, latin in table.items():
        assert len(letter) == 1 and letter == letter.lower() and latin.isascii(), letter


@pytest.mark.parametrize(("name", "expected"), [("دير", True), ("שלום", True), ("Дейр", False), ("Deir", False)])
def test_abjads(name: str, expected: bool) -> None:
    assert is_abjad(name) is expected

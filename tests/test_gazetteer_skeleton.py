"""Consonant skeletons: which spellings meet under a key."""

import pytest
from hypothesis import given

from gazetteer.skeleton import MOST_KEYS, skeletons
from tests.gazetteer_cases import TEXTS

MEET = [
    ("Deir El-Zour", "Dayr az Zawr", "article forms"),
    ("Deir Ezzor", "Deir ez-Zor", "fused article"),
    ("Deir Ezzor", "دير الزور", "Arabic script"),
    ("Deir ez-Zor", "Дейр-эз-Зор", "Cyrillic script"),
    ("Al-Raqqa", "Rakka", "q and k, doubled"),
    ("Arraqqah", "الرقة", "fused article, ta marbuta"),
    ("Manbij", "Membij", "n before b"),
    ("Jarabulus", "Djarabulus", "dj"),
    ("Jarabulus", "Cerablus", "Turkish c"),
    ("Qamishli", "Kamishly", "y"),
    ("Tharda", "ثردة", "th"),
    ("Şırnak", "Shirnak", "Turkish ş"),
    ("Kharkiv", "Харків", "kh"),
    ("Zaporizhzhia", "Запоріжжя", "zh"),
]
APART = [
    ("Homs", "Hama"),
    ("Idlib", "Irbil"),
    ("Tal Abyad", "Tal Afar"),
    ("Raqqa", "Rabka"),
    ("Kyiv", "Kharkiv"),
    ("Bab", "Buh"),
]


@pytest.mark.parametrize(("a", "b", "why"), MEET, ids=[c[2] for c in MEET])
def test_spellings_meet(a: str, b: str, why: str) -> None:
    assert set(skeletons(a)) & set(skeletons(b))


@pytest.mark.xfail(reason="a word's initial vowel leaves a mark, which joining the words loses")
def test_words_meet_written_as_one() -> None:
    assert set(skeletons("Tal Afar")) & set(skeletons("Telafer"))


@pytest.mark.parametrize(("a", "b"), APART)
def test_other_names_do_not_meet(a: str, b: str) -> None:
    assert not set(skeletons(a)) & set(skeletons(b))


@given(TEXTS)
def test_keys_are_few_distinct_and_of_consonants(text: str) -> None:
    keys = skeletons(text)
    assert len(keys) <= MOST_KEYS and len(set(keys)) == len(keys)
    assert all(set(key) <= set("abdfhklmnprstvzJSCK") and key.strip("a") for key in keys)


@pytest.mark.parametrize("nothing", ["", "—", "\u0301" * 10_000, "aei ou", "12", "\u202e", "¶ 😀"])
def test_names_without_consonants_have_no_key(nothing: str) -> None:
    assert skeletons(nothing) == ()


@pytest.mark.parametrize("name", ["x" * 10_000, "thdh" * 2_500, "ghx cth " * 1_200, "aha " * 2_500, "北京" * 5_000])
def test_long_names_take_little_time(name: str) -> None:
    assert 0 < len(skeletons(name)) <= MOST_KEYS

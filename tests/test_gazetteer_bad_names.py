"""Names that no report has: long, empty, of marks, of two scripts, of every plane. Answered soon, and with sense."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.fold import fold
from gazetteer.homoglyphs import TO_CYRILLIC, TO_LATIN, one_script
from gazetteer.index import Gazetteer
from gazetteer.romanize import romanize
from gazetteer.search import ALIKE, candidates, nearest_names
from gazetteer.similarity import similarity
from gazetteer.skeleton import skeletons
from gazetteer.steps import LONGEST_COMPARED, apply_steps, steps_between
from tests.cli_cases import Dateline
from tests.gazetteer_cases import TEXTS
from tests.test_geo_cli import dateline

__all__ = ["dateline"]

LONG = {
    "one letter": "x" * 10_000,
    "one word": "Deirezzor" * 1_200,
    "no two words alike": " ".join(f"a{chr(97 + k % 26)}{chr(98 + k // 26 % 25)}{k}" for k in range(2_500)),
    "articles": "al " * 4_000,
    "digraphs": "thdhkhsh" * 1_250,
    "letters with marks": "H\u0301\u0302\u0323" * 3_000,
    "marks alone": "\u0301" * 10_000,
    "Arabic": "دير الزور " * 1_200,
    "ligatures": "ﷺ" * 5_000,
    "ideographs": "北京上海" * 2_500,
    "syllables": "가나다라" * 2_500,
    "emoji": "😀" * 5_000,
    "two scripts": "Моsul" * 2_000,
    "lone surrogates": "\ud800" * 5_000 + "\udfff" * 5_000,
    "direction controls": "\u202e\u2066\u200f" * 4_000,
    "all of the first plane": "".join(map(chr, range(0x20, 0x10000, 7))),
    "blanks": " \t\u00a0\u3000" * 2_500,
}
EVERY_PLANE = st.builds(lambda plane, low: chr(plane * 0x10000 + low), st.integers(0, 16), st.integers(0, 0xFFFF))
NAMES = st.lists(EVERY_PLANE | st.sampled_from("aeilmnorstАЕОРСحمص") | TEXTS, max_size=12).map("".join)

ALLOWED_S = 5.0
"""Seconds; the slowest takes 0.4 on two cores, and what grows with the square of the length takes minutes."""


@pytest.mark.parametrize("name", LONG.values(), ids=LONG)
def test_long_names_are_answered_soon_and_name_no_place(name: str, gazetteer: Gazetteer) -> None:
    asked: list[Callable[[], object]] = [
        *(lambda: nearest_names(gazetteer, name), lambda: similarity(name, "Deir ez-Zor")),
        *(lambda: similarity(name, name[:-1] + "q"), lambda: skeletons(name), lambda: romanize(name)),
        *(lambda: one_script(name), lambda: apply_steps(name, steps_between(name, "Homs"))),
        lambda: apply_steps(name, steps_between(name, name[1:] + "q")),
    ]
    assert candidates(gazetteer, name) == []
    for ask in asked:
        begun = time.monotonic()
        ask()
        assert time.monotonic() - begun < ALLOWED_S


def test_the_longest_names_are_found(gazetteer: Gazetteer) -> None:
    """The limit cuts no name off that the gazetteer has."""
    ends = gazetteer.arrays["name.text.ends"].astype("int64")
    longest = sorted(range(len(ends) - 1), key=lambda row: int(ends[row] - ends[row + 1]))[:50]
    for name in map(gazetteer.name_text, longest):
        assert len(fold(name)) <= LONGEST_COMPARED and candidates(gazetteer, name), name


@settings(max_examples=300)
@given(NAMES)
def test_any_name_is_answered(gazetteer: Gazetteer, name: str) -> None:
    for candidate in candidates(gazetteer, name, limit=3):
        assert candidate.score >= ALIKE
        assert apply_steps(name, candidate.steps) == fold(candidate.name.text)
    assert len(nearest_names(gazetteer, name)) <= 5


@given(NAMES)
def test_romanised_letters_are_ascii(name: str) -> None:
    written = romanize(name)
    assert written.isascii() and written == written.lower() == romanize(written)


@given(NAMES)
def test_signs_within_a_name_do_not_change_its_place(name: str) -> None:
    """Controls and marks of direction fall away: a name copied from a page is the name."""
    framed = f"\u2066\u200f{name}\u200e\u2069"
    assert fold(framed) == fold(name) and similarity(framed, name) == (1.0 if fold(name) else 0.0)


# two scripts in one word ----------------------------------------------------------------------------------------------

MIXED = [
    ("Моsul", "Mosul"),
    ("Аleppo", "Aleppo"),
    ("Kуiv", "Kyiv"),
    ("Raqqа", "Raqqa"),
    ("DАMASCUS", "DAMASCUS"),
    ("Xомс", "Хомс"),
    ("Bаkhmut", "Bakhmut"),
    ("Ηoms", "Homs"),
    ("al-Ваb", "al-Bab"),
]


@pytest.mark.parametrize(("mixed", "meant"), MIXED)
def test_a_word_of_two_scripts_is_read_as_it_looks(mixed: str, meant: str, gazetteer: Gazetteer) -> None:
    assert mixed != meant and one_script(mixed) == meant
    offered = candidates(gazetteer, mixed)
    assert offered[0].place == candidates(gazetteer, meant)[0].place
    assert apply_steps(mixed, offered[0].steps) == fold(offered[0].name.text)


@pytest.mark.parametrize(
    "text", ["Homs", "Хомс", "Homs Хомс", "Αθήνα", "حمص Homs", "Москва-City", "Жosul", "São Paulo"]
)
def test_a_word_of_one_script_stays(text: str) -> None:
    assert one_script(text) == text


@given(NAMES)
def test_reading_in_one_script_is_done_once(name: str) -> None:
    read = one_script(name)
    assert len(read) == len(name) and one_script(read) == read


def test_letters_that_look_alike_lead_back() -> None:
    assert all(TO_LATIN[ord(cyrillic)] == chr(latin) for latin, cyrillic in TO_CYRILLIC.items())


# the command line -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "—", "\u0301" * 500, "\u202e\u200f", "  ", "😀", "\udcff"])
def test_find_says_what_is_wrong_with_a_name_of_signs(dateline: Dateline, name: str) -> None:
    ran = dateline("gazetteer", "find", name)
    assert ran.code == 1 and ran.out == ""
    assert "holds no letter and no digit" in ran.err and "give a name" in ran.err and len(ran.err) < 800


def test_find_does_not_repeat_a_long_name(dateline: Dateline) -> None:
    ran = dateline("gazetteer", "find", "x" * 10_000)
    assert ran.code == 1 and "no place is called" in ran.err and len(ran.err) < 400


def test_controls_do_not_reach_a_terminal(dateline: Dateline) -> None:
    for words in (["find", "Ho\x1b[31mms"], ["find", "\x1b]0;x\x07zzqq"], ["compare", "Ho\x1b[2Jms", "Homs"]):
        ran = dateline("gazetteer", *words)
        assert "\x1b" not in ran.out + ran.err and "\x07" not in ran.out + ran.err


def test_compare_takes_anything(dateline: Dateline) -> None:
    for name in LONG.values():
        if "\ud800" not in name:
            assert dateline("gazetteer", "compare", name, "Homs").code == 0

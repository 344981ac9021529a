"""Steps from a spelling to a name: written down, they can be run again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.fold import fold
from gazetteer.place import Step
from gazetteer.steps import ACTIONS, LONGEST_COMPARED, apply_steps, steps_between
from tests.gazetteer_cases import TEXTS

LETTERS = st.text("aaabel zr-", max_size=30)
"""Few letters, so that the same ones stand at many places."""

CASES = [
    ("Deir El-Zour", "Deir ez-Zor", "fold article:el=ez vowel:ou=o"),
    ("DEIR EZ-ZOR", "Deir ez-Zor", "fold"),
    ("Raqa", "Raqqa", "fold consonant:q=qq"),
    ("Tal Afar", "Telafar", None),
    ("الرقة", "Raqqa", None),
    ("Raqqa", "الرقة", None),
    ("Харків", "Харьков", None),
    ("", "Homs", None),
    ("Homs", "", None),
    ("—", "…", "fold"),
    ("=@3", "@=", "fold consonant:3="),
]


@pytest.mark.parametrize(("surface", "name", "expected"), CASES)
def test_steps(surface: str, name: str, expected: str | None) -> None:
    steps = steps_between(surface, name)
    assert apply_steps(surface, steps) == fold(name)
    assert expected is None or " ".join(map(str, steps)) == expected


@given(TEXTS, TEXTS)
def test_steps_lead_to_the_name(surface: str, name: str) -> None:
    assert apply_steps(surface, steps_between(surface, name)) == fold(name)


@given(LETTERS, LETTERS)
def test_steps_lead_to_the_name_where_letters_repeat(surface: str, name: str) -> None:
    steps = steps_between(surface, name)
    assert apply_steps(surface, steps) == fold(name)
    assert (len(steps) == 1) == (fold(surface) == fold(name))


@pytest.mark.parametrize("longer", ["a" * 10_000, "Deir ez Zor " * 900, "\u0301" * 10_000 + "a", "دير " * 3_000])
def test_long_names_are_compared_whole(longer: str) -> None:
    for surface, name in ((longer, "Homs"), ("Homs", longer), (longer, longer + " b")):
        steps = steps_between(surface, name)
        assert apply_steps(surface, steps) == fold(name)
        assert len(steps) <= 2 * LONGEST_COMPARED


def test_an_unknown_step_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"unknown step 'guess'; known are fold, .*script"):
        apply_steps("Homs", [Step("guess")])


@pytest.mark.parametrize("step", [Step("vowel", "x=y"), Step("vowel", "o=u@2"), Step("script", "hims=حمص")])
def test_a_step_that_does_not_apply_is_refused(step: Step) -> None:
    with pytest.raises(ValueError, match="homs"):
        apply_steps("homs", [step])


def test_a_possessive_is_left_out() -> None:
    assert apply_steps("Homs's", [Step("possessive", "'s"), Step("fold")]) == "homs"


def test_every_action_has_its_sentence() -> None:
    assert all(action.__doc__ and action.__doc__.endswith(".") for action in ACTIONS.values())

"""Asking for a place by any spelling: the table of variants, and what is offered for names that are none."""

import csv
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.place import Place
from gazetteer.propose import Question
from gazetteer.search import ALIKE, TOGETHER, alike_hits, candidates, exact_hits, looked_up, nearest_names
from gazetteer.steps import apply_steps
from tests.gazetteer_cases import TEXTS


class Variant(NamedTuple):
    """A row of cases/variants.tsv.

    Strong rows hold without further knowledge: a spelling's first candidate is its place, or a place is not offered for
    another's spelling. Medium rows hold once the report's country is known, or offer the wrong place behind others.
    Weak rows are known failures.
    """

    group: str
    surface: str
    language: str
    place: str
    """Name or id."""
    country: str
    expected: str
    quality: str
    note: str


def _variants() -> list[Variant]:
    with (Path(__file__).parent / "cases" / "variants.tsv").open(encoding="utf-8", newline="") as file:
        return [Variant(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


VARIANTS = _variants()


def cases(expected: str, *qualities: str) -> list[object]:
    return [
        pytest.param(
            case,
            id=f"{case.surface}-{case.place}",
            marks=[pytest.mark.xfail(reason=case.note, strict=True)] if case.quality == "weak" else [],
        )
        for case in VARIANTS
        if case.expected == expected and case.quality in qualities
    ]


def is_the_place(place: Place, case: Variant) -> bool:
    return place.id == case.place if ":" in case.place else (place.name, place.country) == (case.place, case.country)


@pytest.mark.parametrize("case", cases("same", "strong"))
def test_a_variant_leads_to_its_place(case: Variant, gazetteer: Gazetteer) -> None:
    offered = candidates(gazetteer, case.surface)
    assert offered and is_the_place(offered[0].place, case), [(c.place.name, c.score) for c in offered]
    assert apply_steps(case.surface, offered[0].steps) == fold(offered[0].name.text)


@pytest.mark.parametrize("case", cases("same", "medium", "weak"))
def test_a_variant_leads_to_its_place_once_the_country_is_known(case: Variant, gazetteer: Gazetteer) -> None:
    offered = candidates(gazetteer, case.surface, [case.country])
    assert offered and is_the_place(offered[0].place, case), [(c.place.name, c.score) for c in offered]


@pytest.mark.parametrize("case", cases("different", "strong"))
def test_another_place_is_not_offered(case: Variant, gazetteer: Gazetteer) -> None:
    assert not any(is_the_place(c.place, case) for c in candidates(gazetteer, case.surface))


@pytest.mark.parametrize("case", cases("different", "medium", "weak"))
def test_another_place_is_not_offered_first(case: Variant, gazetteer: Gazetteer) -> None:
    offered = candidates(gazetteer, case.surface)
    assert not offered or not is_the_place(offered[0].place, case)


def test_the_table_is_sound(gazetteer: Gazetteer) -> None:
    assert len({(case.surface, case.place) for case in VARIANTS}) == len(VARIANTS) >= 120
    assert {case.expected for case in VARIANTS} == {"same", "different"}
    assert {case.quality for case in VARIANTS} == {"strong", "medium", "weak"}
    assert all(case.note for case in VARIANTS if case.quality != "strong")
    for case in VARIANTS:
        known = (
            [gazetteer.row_of(case.place)] if ":" in case.place else gazetteer.place_rows(gazetteer.exact(case.place))
        )
        assert any(row is not None and is_the_place(gazetteer.place(int(row)), case) for row in known), case.place


def test_the_spellings_of_one_town_agree(gazetteer: Gazetteer) -> None:
    spellings = [
        c.surface for c in VARIANTS if c.place == "Deir ez-Zor" and c.expected == "same" and c.quality == "strong"
    ]
    assert len(spellings) > 15
    assert {candidates(gazetteer, spelling)[0].place.id for spelling in spellings} == {"geonames:170794"}


def test_many_spellings_are_answered_as_each_is(gazetteer: Gazetteer) -> None:
    spellings = dict.fromkeys(case.surface for case in VARIANTS)
    questions = [Question(name, [["SY"], (), ["SY", "IQ"]][number % 3]) for number, name in enumerate(spellings)]
    questions[1:1] = [Question(""), Question("—"), Question("x" * 10_000), Question("Homs", ["XX"])]
    assert len(questions) > TOGETHER
    found = list(looked_up(gazetteer, questions, 5, 0))
    assert [question for question, _ in found] == questions
    for question, hits in found:
        alone = candidates(gazetteer, question.name, question.countries, 5, 0)
        assert [gazetteer.place_id(hit.place) for hit in hits] == [c.place_id for c in alone], question
        assert [hit.score for hit in hits] == pytest.approx([c.score for c in alone])
    assert list(looked_up(gazetteer, [])) == []


def test_answers_do_not_wait_for_all_questions(gazetteer: Gazetteer) -> None:
    asked = iter([Question("Homs")] * (TOGETHER + 1))
    assert next(looked_up(gazetteer, asked))[1]
    assert len(list(asked)) == 1


@settings(max_examples=40)
@given(TEXTS)
def test_candidates_of_any_text_are_ordered_and_explained(gazetteer: Gazetteer, text: str) -> None:
    offered = candidates(gazetteer, text, limit=5)
    assert len(offered) <= 5 and len({c.place.id for c in offered}) == len(offered)
    for candidate in offered:
        assert ALIKE <= candidate.score <= 1 and candidate.name in candidate.place.names
        assert apply_steps(text, candidate.steps) == fold(candidate.name.text)


def test_demonyms_are_no_names_of_places(gazetteer: Gazetteer) -> None:
    assert not any(c.name.kind == "demonym" for c in candidates(gazetteer, "Syrian"))
    hits = exact_hits(gazetteer, "Syrian")
    assert [gazetteer.place_name(hit.place) for hit in hits] == ["Syria"]
    assert exact_hits(gazetteer, "Syrian", demonyms=False) == []


def test_countries_narrow_the_search(gazetteer: Gazetteer) -> None:
    assert candidates(gazetteer, "Tripoli")[0].place.country == "LY"
    assert {c.place.country for c in candidates(gazetteer, "Tripoli", ["LB"])} == {"LB"}
    assert {gazetteer.country(hit.place) for hit in alike_hits(gazetteer, "Trablus", ["LB", "SY"])} <= {"LB", "SY"}


def test_the_name_written_alike_is_the_one_hit(gazetteer: Gazetteer) -> None:
    for spelling in ("Deir ez-Zor", "Deir El-Zour", "دير الزور"):
        assert candidates(gazetteer, spelling)[0].name.text == spelling


@pytest.mark.parametrize(
    ("typo", "meant"), [("Damascsu", "Damascus"), ("Alepo", "Aleppo"), ("Mosull", "Mosul"), ("Bagdhad", "Baghdad")]
)
def test_nearest_names_of_a_typo(typo: str, meant: str, gazetteer: Gazetteer) -> None:
    assert meant in nearest_names(gazetteer, typo)


@pytest.mark.parametrize(
    "name",
    [
        *("", "—", "'", "\0", "\u202e\u200f" * 5_000, "\u0301" * 10_000, "A" + "\u0301" * 10_000, "1" * 10_000),
        *(
            "x" * 10_000,
            "Deirezzor" * 1_100,
            "Deir ez Zor " * 830,
            "دير الزور " * 1_000,
            "北京" * 5_000,
            "\ud800" * 10_000,
        ),
    ],
    ids=lambda name: f"{name[:4]!a}x{len(name)}",
)
@pytest.mark.timeout(20)
def test_bad_names_are_answered_soon(name: str, gazetteer: Gazetteer) -> None:
    for candidate in candidates(gazetteer, name):
        assert apply_steps(name, candidate.steps) == fold(candidate.name.text)
    assert len(nearest_names(gazetteer, name)) <= 5

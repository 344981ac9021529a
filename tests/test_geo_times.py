"""Times that sentences state, and which mention gets which."""

import random
import re
import warnings
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.model import Span, Time
from geo.sentences import split
from geo.store.days import day_range
from geo.times import times_in, times_of
from tests.pipeline_cases import HOSTILE
from tests.time_cases import TimeCase, cases, parameters

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the validator calls names of pyparsing that have new ones
    from edtf_validate.valid_edtf import is_valid


@pytest.mark.parametrize("case", parameters())
def test_sentences_state_these_times(case: TimeCase) -> None:
    assert " ; ".join(found.edtf for found in times_in(case.text, case.published, case.lang)) == case.expected


def test_the_table_is_large_enough_and_nearly_all_of_it_right() -> None:
    told = [case for case in cases() if case.expected]
    assert len(told) >= 140
    assert len(cases()) - len(told) >= 40
    assert {case.lang for case in told} == {"en", "ar", "ru", "uk", "fr", "de", "es", "tr"}
    assert sum(case.quality == "strong" for case in cases()) / len(cases()) >= 0.95


@pytest.mark.parametrize("edtf", sorted({edtf for case in cases() for edtf in case.expected.split(" ; ") if edtf}))
def test_every_time_is_edtf_by_the_judgement_of_others_and_a_range_of_days(edtf: str) -> None:
    assert is_valid(edtf)
    days = day_range(edtf)
    assert days and days.first <= days.last


@pytest.mark.parametrize("case", [case for case in cases() if case.expected], ids=lambda case: case.text[:40])
def test_the_span_holds_the_words_that_say_so(case: TimeCase) -> None:
    for found in times_in(case.text, case.published, case.lang):
        said = case.text[found.span.start : found.span.end]
        assert said == said.strip()
        without = case.text[: found.span.start] + "x" + case.text[found.span.end :]
        left = [other.edtf for other in times_in(without, case.published, case.lang)]
        assert left.count(found.edtf) < case.expected.split(" ; ").count(found.edtf)


@pytest.mark.parametrize("published", ["2017", "2017-01", "", "soon"])
def test_a_date_of_publication_that_is_not_known_finely_enough_gives_nothing(published: str) -> None:
    assert times_in("Shelled four days ago, and on Tuesday, and yesterday.", published) == ()


def test_a_report_of_a_leap_year_may_name_its_day() -> None:
    assert [found.edtf for found in times_in("Hit on 29 February.", "2016-03-02")] == ["2016-02-29"]
    assert [found.edtf for found in times_in("Hit on 30 February 2016.", "2016-03-02")] == ["2016-02"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_too_strange(name: str) -> None:
    text = HOSTILE[name]
    spans = [Span(at, at + 1) for at in range(0, len(text), max(1, len(text) // 7))]
    assert len(times_of(text, split(text), spans, "2017-01-19")) == len(spans)


PIECES = (
    "on in 7 31 March may December 2015 Tuesday last since until from to between and early late ago four days , . 's "
    "this next week month year ( ) - – / 2016-09-17 17/9/2016 century 1990s summer of half first كانون الثاني mid the"
    " past 24 hours around c. \n\n"
)


@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=14).map(" ".join))
@example("from 31 to 7 February 2015")
@example("between March and 2015 and 2015-")
def test_whatever_is_read_is_edtf_and_stands_in_the_text(text: str) -> None:
    end = 0
    for found in times_in(text, "2017-01-19"):
        assert is_valid(found.edtf), found
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert found.span.end >= end
        end = found.span.end


def test_time_is_about_linear_in_the_text() -> None:
    import time

    def seconds(text: str) -> float:
        began = time.process_time()
        times_in(text, "2017-01-19")
        return time.process_time() - began

    pieces = [case.text for case in cases()] * 4
    random.Random(1).shuffle(pieces)
    text = " ".join(pieces)
    assert seconds(text * 4) < 12 * seconds(text) + 0.2


def _times(marked: str, published: str = "2017-01-19") -> Sequence[Time | None]:
    """The times of the names in brackets."""
    names = [(found.start() - 2 * n, found[1]) for n, found in enumerate(re.finditer(r"\[(.*?)\]", marked))]
    text = marked.replace("[", "").replace("]", "")
    return times_of(text, split(text), [Span(at, at + len(name)) for at, name in names], published)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shells hit [Homs] on 3 May 2016.", ["2016-05-03 stated"]),
        ("On 3 May 2016 shells hit [Homs] and [Hama].", ["2016-05-03 stated"] * 2),
        ("They hit [Homs] on 3 May 2016 and [Hama] on 5 May.", ["2016-05-03 stated", "2016-05-05 stated"]),
        (
            "In May 2016 they hit [Homs], it goes on, and on 5 June they hit [Hama].",
            ["2016-05 stated", "2016-06-05 stated"],
        ),
        ("Shells hit [Homs]. It was quiet.", ["2017-01-19 published"]),
        ("It fell in May 2016. Shells hit [Homs].", ["2016-05 inherited"]),
        ("It fell in May 2016.\n\nShells hit [Homs].", ["2017-01-19 published"]),
        ("It fell in May 2016.\n- Shells hit [Homs].", ["2017-01-19 published"]),
        ("It fell in May 2016, when\nthe winter was over. Shells hit [Homs].", ["2016-05 inherited"]),
        ("It fell in May 2016. In June it was quiet. Shells hit [Homs].", ["2016-06 inherited"]),
        ("Shells hit [Homs]. It fell in May 2016.", ["2017-01-19 published"]),
    ],
)
def test_a_mention_gets_the_time_of_its_clause_sentence_paragraph_or_report(text: str, expected: list[str]) -> None:
    assert [f"{time.edtf} {time.how}" for time in _times(text) if time] == expected


def test_only_a_stated_time_has_words() -> None:
    stated, published = _times("Shells hit [Homs] on 3 May 2016.\n\nThen [Hama].")
    assert stated == Time("2016-05-03", "stated", Span(19, 29))
    assert published == Time("2017-01-19", "published", None)


def test_without_any_date_a_mention_has_no_time() -> None:
    assert list(_times("Shells hit [Homs] yesterday.", "")) == [None]

"""Finding names in a running text."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.index import Gazetteer
from gazetteer.scan import MOST_WORDS, Hits, capitalised, longest, scan
from gazetteer.tokens import Tokens, hash_names, tokenize
from tests.gazetteer_cases import TEXTS, index_of, town

NAMES = [
    *("Homs", "Deir ez-Zor", "Zor", "Sana'a", "al-Bab", "Tal Afar", "Tal", "St. Louis", "U.S.", "New York"),
    *(
        "New York City",
        "Newcastle upon Tyne",
        "دير الزور",
        "الرقة",
        "حِمْص",
        "Дейр-эз-Зор",
        "Київ",
        "北京",
        "A B C D E F",
        "Bishop's Castle",
        "the Dead",
        "Dead Sea",
    ),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return index_of(tmp_path_factory.mktemp("scan"), [town(str(k), name) for k, name in enumerate(NAMES)])


class Found(NamedTuple):
    start: int
    end: int
    text: str
    name: str


def found(text: str, gazetteer: Gazetteer, *, only_longest: bool = False) -> list[Found]:
    tokens = tokenize(text, gazetteer.tables)
    hits = scan(tokens, gazetteer)
    numbers = longest(hits, capitalised(tokens)).tolist() if only_longest else range(len(hits.first))
    return [_found(text, tokens, hits, k, gazetteer) for k in numbers]


def _found(text: str, tokens: Tokens, hits: Hits, k: int, gazetteer: Gazetteer) -> Found:
    last = hits.first[k] + hits.words[k] - 1
    start = int((tokens.bare_start if hits.elided[k] else tokens.start)[hits.first[k]])
    end = int((tokens.bare_end if hits.bare[k] else tokens.end)[last])
    name = gazetteer.name_text(int(gazetteer.name_rows(int(hits.position[k]))[0]))
    return Found(start, end, text[start:end], name)


CASES = [
    ("The army left Homs.", ["Homs"]),
    ("HOMS and homs", ["HOMS"]),
    ("Homs's old town", ["Homs"]),
    ("Homs’ old town", ["Homs"]),
    ("Homs'ta, Kyiv'e", ["Homs"]),
    ("l'Homs, d’al-Bab", ["Homs"]),
    ("près d'New York City", ["New York City"]),
    ("Deir ez-Zor", ["Deir ez-Zor"]),
    ("Deir Ez Zor", ["Deir Ez Zor"]),
    ("Deir\n   ez-Zor", ["Deir\n   ez-Zor"]),
    ("Deir (ez-Zor)", ["Zor"]),
    ("Deir, ez-Zor", ["Zor"]),
    ("al-Bab, Tal Afar", ["al-Bab", "Tal Afar"]),
    ("Saná'a Sana'a Sana’a", ["Saná'a", "Sana'a", "Sana’a"]),
    ("St. Louis and the U.S. army", ["St. Louis", "U.S"]),
    ("New York City", ["New York City"]),
    ("Newcastle. Upon Tyne", []),
    ("Louisville upon Homs", ["Homs"]),
    ("Bishop's Castle's walls", ["Bishop's Castle"]),
    ("Homs's Tal Afar", ["Homs", "Tal Afar"]),
    ("in the Dead Sea", ["Dead Sea"]),
    ("Newcastle Upon Tyne", ["Newcastle Upon Tyne"]),
    ("في دَيْرِ الزُّورِ والرقة", ["دَيْرِ الزُّورِ"]),
    ("\u200fدير\u200f الزور\u200f", ["دير\u200f الزور"]),
    ("حمص", ["حمص"]),
    ("у Києві та Київ", ["Київ"]),
    ("在北京市", ["北京"]),
    ("a b c d e f", []),
    ("homs", []),
    ("", []),
    ("\u0301" * 10_000, []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_names_found(text: str, expected: list[str], small: Gazetteer) -> None:
    assert [hit.text for hit in found(text, small, only_longest=True)] == expected


def test_shorter_names_are_found_within_longer_ones(small: Gazetteer) -> None:
    assert [hit.name for hit in found("New York City, Tal Afar", small)] == [
        "New York",
        "New York City",
        "Tal",
        "Tal Afar",
    ]


FILLER = st.sampled_from(
    ["the", "army", "in", "and", "he said:", "“", "(", "12", "3½", "\u0301", "\u202e", "Gen.", "قال", "и"]
)
BETWEEN = st.sampled_from([" ", "\n", ", ", ". ", "\n\n", " — ", " / ", "\t"])
ENDING = st.sampled_from(["", "'s", "’s", ".", ",", ")", "\u200f", "\u0301"])


@given(st.lists(st.tuples(FILLER, BETWEEN, st.sampled_from(NAMES), ENDING, BETWEEN), max_size=8))
def test_every_inserted_name_is_found_where_it_stands(small: Gazetteer, parts: list[tuple[str, ...]]) -> None:
    text, inserted = "", []
    for filler, before, name, ending, after in parts:
        text += filler + before
        inserted.append((len(text), name))
        text += name + ending + after
    hits = {(hit.start, hit.name) for hit in found(text, small)}
    assert hits >= set(inserted)


@given(st.lists(st.one_of(st.sampled_from(NAMES), TEXTS), max_size=10), BETWEEN)
def test_hits_say_the_name_they_are(small: Gazetteer, parts: list[str], between: str) -> None:
    text = between.join(parts)
    for hit in found(text, small):
        assert (
            hit.text
            and hash_names([hit.text, hit.name], small.tables)[0].tolist()
            == [hash_names([hit.name], small.tables)[0][0]] * 2
        )


@given(st.lists(st.sampled_from([*NAMES, "York City", "and", "New"]), max_size=12), st.sampled_from([" ", ", ", "-"]))
def test_longest_hits_never_overlap_and_leave_none_out(small: Gazetteer, parts: list[str], between: str) -> None:
    tokens = tokenize(between.join(parts), small.tables)
    hits = scan(tokens, small)
    kept = longest(hits, capitalised(tokens)).tolist()
    taken: list[int] = []
    for k in kept:
        taken += range(int(hits.first[k]), int(hits.first[k] + hits.words[k]))
    assert taken == sorted(set(taken))
    for k in range(len(hits.first)):
        assert not set(range(int(hits.first[k]), int(hits.first[k] + hits.words[k]))).isdisjoint(taken)


def test_of_two_overlapping_names_the_longer_stays() -> None:
    def column(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(values, dtype=np.int64)

    hits = Hits(column(0, 1, 4, 5), column(2, 3, 2, 2), column(0, 1, 2, 3), *np.zeros((2, 4), dtype=np.bool_))
    assert longest(hits, np.ones(7, dtype=np.bool_)).tolist() == [1, 2]
    assert longest(hits, np.array([1, 1, 0, 0, 0, 1, 1], dtype=np.bool_)).tolist() == [0, 3]


def test_longer_names_than_the_limit_are_left_to_queries(tmp_path_factory: pytest.TempPathFactory) -> None:
    long_name = "One Two Three Four Five Six Seven"
    assert len(long_name.split()) == MOST_WORDS + 1
    gazetteer = index_of(tmp_path_factory.mktemp("long"), [town("a", long_name)])
    assert found(long_name, gazetteer) == []
    assert len(gazetteer.exact(long_name)) == 1

"""Words of a text as arrays: where they stand, and hashes that index and text share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.fold import fold, is_ideograph
from gazetteer.tokens import ELIDED, ENDINGS, Gap, Shape, Tokens, hash_name, hash_names, join, make_tables, tokenize
from tests.gazetteer_cases import TEXTS

TABLES = make_tables()


def words(text: str) -> list[str]:
    tokens = tokenize(text, TABLES)
    return [text[s:e] for s, e in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)]


def joined_hash(tokens: Tokens) -> int:
    value = tokens.hash[:1]
    for k in range(1, len(tokens)):
        value = join(value, tokens.hash[k : k + 1])
    return int(value[0]) if len(tokens) else 0


WORDS = [
    ("Deir El-Zour's U.S. base", ["Deir", "El", "Zour's", "U", "S", "base"]),
    ("Sana'a, Ta’izz", ["Sana'a", "Ta’izz"]),
    ("Saná City", ["Saná", "City"]),
    ("Sana\u0301 City", ["Sana\u0301", "City"]),
    ("دَيْرُ الزُّورِ", ["دَيْرُ", "الزُّورِ"]),
    ("\u200fدير\u200f الزور", ["دير", "الزور"]),
    ("中国 kana カナ", ["中", "国", "kana", "カ", "ナ"]),
    ("𠮷野", ["𠮷", "野"]),
    ("3½ km", ["3", "km"]),
    ("Straße ﬁne", ["Straße", "ﬁne"]),
    ("ab\ud800cd", ["ab", "cd"]),
    ("🏴\U000e0067\U000e0062 flag", ["flag"]),
    ("", []),
    ("— \u0301", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(TEXTS)
def test_words_stand_in_order_within_the_text(text: str) -> None:
    tokens = tokenize(text, TABLES)
    assert (tokens.start < tokens.end).all()
    assert (tokens.end[:-1] <= tokens.start[1:]).all()
    assert len(tokens) == 0 or (tokens.start[0] >= 0 and tokens.end[-1] <= len(text))
    following = np.append(tokens.start[1:], len(text))[: len(tokens)]
    assert (tokens.gap_length == following - tokens.end).all()


@given(TEXTS)
def test_words_are_those_of_the_fold(text: str) -> None:
    folded = "".join(f" {c} " if is_ideograph(c) else c for c in fold(text)).split()
    assert [fold(word) for word in words(text)] == folded


@given(TEXTS)
def test_one_name_is_hashed_without_arrays_as_with_them(text: str) -> None:
    assert hash_name(text) == int(hash_names([text], TABLES)[0][0])


@given(TEXTS)
def test_hash_of_a_name_is_the_hash_of_its_fold(text: str) -> None:
    keys, counts = hash_names([text], TABLES)
    tokens = tokenize(fold(text), TABLES)
    assert counts[0] == len(tokens)
    assert keys[0] == joined_hash(tokens) == joined_hash(tokenize(text, TABLES))
    assert (counts[0] == 0) == (fold(text) == "")


@given(st.lists(TEXTS, max_size=6))
def test_names_hash_alike_alone_and_together(names: list[str]) -> None:
    together, counts = hash_names(names, TABLES)
    for name, key, count in zip(names, together, counts, strict=True):
        alone, alone_count = hash_names([name], TABLES)
        assert (alone[0], alone_count[0]) == (key, count)


@given(TEXTS, TEXTS)
def test_different_folds_have_different_hashes(a: str, b: str) -> None:
    keys, _ = hash_names([a, b], TABLES)
    spaced = ["".join(f" {c} " if is_ideograph(c) else c for c in fold(t)).split() for t in (a, b)]
    assert (keys[0] == keys[1]) == (spaced[0] == spaced[1])


@given(st.sampled_from(["", "l'", "d’", "qu'", "L'", "x'"]), TEXTS, st.sampled_from(["'s", "’s", "'S", "'da", "'", ""]))
def test_bare_words_leave_out_elided_articles_and_endings_only(front: str, text: str, ending: str) -> None:
    text = f"{front}{text}{ending} x"
    tokens = tokenize(text, TABLES)
    for k in range(len(tokens)):
        start, end, first, last = (
            int(column[k]) for column in (tokens.start, tokens.end, tokens.bare_start, tokens.bare_end)
        )
        assert start <= first < last <= end
        assert tokens.bare_hash[k] == hash_names([text[first:last]], TABLES)[0][0]
        assert bool(tokens.shape[k] & Shape.POSSESSIVE) == (last < end)
        if last < end:
            assert text[last] in "'’" and fold(text[last:end]) in " ".join(ENDINGS.values()).split()
        if first > start:
            assert text[first - 1] in "'’" and fold(text[start:first]) in ELIDED.split()


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Halep'te", ["Halep"]),
        ("Suriye’nin", ["Suriye"]),
        ("Şam'ın", ["Şam"]),
        ("Kiev'e", ["Kiev"]),
        ("IŞİD'in", ["IŞİD"]),
        ("Homs's", ["Homs"]),
        ("d'Alep", ["Alep"]),
        ("l’Irak", ["Irak"]),
        ("dell'Iraq", ["Iraq"]),
        ("jusqu'Alep", ["Alep"]),
        ("L'Ukraine", ["Ukraine"]),
        ("a L'Aquila", ["a", "L'Aquila"]),
        ("DE L'IRAK", ["DE", "IRAK"]),
        ("Sana'a", ["Sana'a"]),
        ("Qal'a", ["Qal'a"]),
        ("Sa'da", ["Sa'da"]),
        ("Ta'izz", ["Ta'izz"]),
        ("O'Brien", ["O'Brien"]),
        ("N'Djamena", ["N'Djamena"]),
        ("l'", ["l"]),
        ("d's", ["d"]),
    ],
)
def test_what_is_set_aside_at_an_apostrophe(text: str, bare: list[str]) -> None:
    tokens = tokenize(text, TABLES)
    found = [text[s:e] for s, e in zip(tokens.bare_start.tolist(), tokens.bare_end.tolist(), strict=True)]
    assert found == bare


SHAPES = [
    ("Homs", Shape.UPPER | Shape.LOWER | Shape.INITIAL),
    ("HOMS", Shape.UPPER | Shape.INITIAL),
    ("homs", Shape.LOWER),
    ("iPhone", Shape.UPPER | Shape.LOWER),
    ("É\u0301a", Shape.UPPER | Shape.LOWER | Shape.INITIAL),
    ("A4", Shape.UPPER | Shape.DIGIT | Shape.INITIAL),
    ("حمص", Shape.CASELESS),
    ("中", Shape.CASELESS | Shape.IDEOGRAPH),
    ("𠮷", Shape.CASELESS | Shape.IDEOGRAPH),
    ("Homs's", Shape.UPPER | Shape.LOWER | Shape.INITIAL | Shape.POSSESSIVE),
]


@pytest.mark.parametrize(("word", "shape"), SHAPES)
def test_shapes(word: str, shape: Shape) -> None:
    assert tokenize(word, TABLES).shape.tolist() == [shape]


GAPS = [
    ("a b", Gap.SPACE),
    ("a-b", Gap.HYPHEN),
    ("a. b", Gap.PERIOD | Gap.SPACE),
    ("a, b", Gap.COMMA | Gap.SPACE),
    ("a/b", Gap.SLASH),
    ("a (b", Gap.OTHER | Gap.SPACE),
    ("a\nb", Gap.NEWLINE),
    ("a\n\nb", Gap.NEWLINE | Gap.BLANK_LINE),
    ("a\r\n \r\nb", Gap.NEWLINE | Gap.SPACE | Gap.BLANK_LINE),
    ("a' b", Gap.SPACE),
    ("a\u0301 b", Gap.SPACE),
    ("ا\u200f ب", Gap.SPACE),
    ("中国", Gap(0)),
]


@pytest.mark.parametrize(("text", "gap"), GAPS)
def test_gaps(text: str, gap: Gap) -> None:
    assert tokenize(text, TABLES).gap.tolist() == [gap, Gap.BLANK_LINE]


def test_a_long_run_of_marks_takes_little_time() -> None:
    text = ("A" + "\u0301" * 10_000 + " ") * 20
    tokens = tokenize(text, TABLES)
    assert len(tokens) == 20
    assert (tokens.end - tokens.start == 10_001).all()

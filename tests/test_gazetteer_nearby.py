"""Names that are near by their outlines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.index import Gazetteer
from gazetteer.keys import _grouped
from gazetteer.likeness import asked
from gazetteer.nearby import MOST_POOLED, OUTLINED, POOLED, Sought, _some, nearest_outlines, outlined
from gazetteer.outline import FOLDED, consonants_of, folded, letters_of, outlines
from gazetteer.propose import Question, propose

OUTLINES = st.integers(0, 2**64 - 1)


@given(OUTLINES, OUTLINES)
def test_folds_are_no_further_apart_than_outlines(one: int, other: int) -> None:
    folds = folded(np.array([one, other], dtype=np.uint64)).tolist()
    assert (folds[0] ^ folds[1]).bit_count() <= (one ^ other).bit_count()
    assert max(folds) < 1 << FOLDED and (folds[0] == 0) == (one == 0)


@pytest.mark.parametrize(("many", "bits"), [(1, 0.1), (40, 0.1), (3_000, 0.1), (100_000, 0.1), (100_000, 0.4)])
def test_the_least_different_outlines_are_found_though_few_are_looked_at(many: int, bits: float) -> None:
    chance = np.random.default_rng(many)
    drawn = sum((chance.random(many) < bits).astype(np.uint64) << np.uint64(bit) for bit in range(64))
    found = np.unique(np.asarray(drawn, dtype=np.uint64))
    keys = found[np.lexsort((found, folded(found)))]
    arrays = _grouped("x", keys, np.zeros(len(keys)), 1)
    assert arrays["x.keys"].tolist() == keys.tolist()
    for mine in keys[:: len(keys) // 5 + 1]:
        near = nearest_outlines(arrays["x.folds"], arrays["x.groups"], keys, folded(keys[:1] * 0 + mine)[0], mine)
        differ = np.bitwise_count(keys ^ mine)
        most = max(int(mine).bit_count(), 1)
        bound = next((k for k in range(1, most) if np.count_nonzero(differ <= k) >= POOLED), most)
        assert sorted(near.tolist()) == np.flatnonzero(differ <= bound).tolist()
        assert keys[near[0]] == mine and (np.diff(differ[near].astype(int)) >= 0).all()


def test_letters_are_pooled_up_to_a_bound() -> None:
    starts = np.arange(0, 10 * MOST_POOLED, MOST_POOLED // 3, dtype=np.uint32)
    assert MOST_POOLED <= len(_some(starts[:-1], starts[1:], MOST_POOLED)) < 2 * MOST_POOLED
    assert _some(starts[:1], starts[1:2], MOST_POOLED).tolist() == list(range(MOST_POOLED // 3))
    assert not len(_some(starts[:0], starts[:0], MOST_POOLED))


def test_the_index_finds_the_letters_of_names_and_the_names_of_letters(gazetteer: Gazetteer) -> None:
    a = gazetteer.arrays
    rows = np.arange(0, len(a["name.place"]), 997, dtype=np.uint32)
    numbers = a["name.letters"][rows]
    letters = gazetteer.letters(numbers)
    assert letters == [letters_of(gazetteer.name_text(row)) for row in rows.tolist()]
    assert a["letters.outline"][numbers].tolist() == outlines(letters).tolist()
    for row, number in zip(rows.tolist(), numbers.tolist(), strict=True):
        assert row in a["letters.rows"][a["letters.starts"][number] : a["letters.starts"][number + 1]]
    position = a["common.starts"].searchsorted(numbers, "right") - 1
    assert a["common.keys"][position].tolist() == outlines([consonants_of(piece) for piece in letters]).tolist()
    assert a["outline.letters"].tolist() == a["letters.outline"][a["name.letters"][a["outline.rows"]]].tolist()
    first, last = (int(a["outline.countries"][gazetteer.country_numbers(["SY"])[0] + k]) for k in (0, 1))
    ends = a["outline.starts"][a["outline.groups"][[first, last]]]
    of_syria = a["outline.rows"][ends[0] : ends[1]]
    assert {gazetteer.country(int(row)) for row in np.unique(a["name.place"][of_syria])} == {"SY"}
    assert not len(gazetteer.letters(numbers[:0]))


def test_a_name_with_a_letter_wrong_is_proposed(gazetteer: Gazetteer) -> None:
    place = gazetteer.row_of("geonames:170794")
    spellings = ("Deir ez-Zoq", "Deur ez-Zor", "Dier ez-Zor")
    sought = [Sought(spelling, countries) for spelling in spellings for countries in (["SY"], ["SY", "IQ"], [])]
    rows, owner = outlined(gazetteer, sought)
    for number, one in enumerate(sought):
        mine = rows[owner == number]
        assert place in gazetteer.arrays["name.place"][mine].tolist(), one
        assert len(mine) <= 2 * OUTLINED * max(len(one.countries), 1)
        assert outlined(gazetteer, [one])[0].tolist() == mine.tolist()


def test_what_is_not_wanted_is_not_looked_for(gazetteer: Gazetteer) -> None:
    wanted = [(by_consonants, by_letters) for by_consonants in (False, True) for by_letters in (False, True)]
    rows, owner = outlined(gazetteer, [Sought("Deur ez-Zor", ["SY"], *flags) for flags in wanted])
    found = [set(rows[owner == number].tolist()) for number in range(len(wanted))]
    assert not found[0] and found[3] == found[1] | found[2] and found[1] != found[2]
    assert len(outlined(gazetteer, [])[0]) == 0


def test_signs_alone_propose_nothing(gazetteer: Gazetteer) -> None:
    assert letters_of("—!") == asked("—!").letters == b""
    assert len(outlined(gazetteer, [Sought("—!")])[0]) == len(propose(gazetteer, [Question("—!", ["SY"])]).rows) == 0

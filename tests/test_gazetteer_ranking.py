"""The learned order of names, and the choice of a shortlist."""

import json
from importlib.resources import files

import numpy as np
import pytest

from gazetteer.errors import IndexUnreadable
from gazetteer.index import Gazetteer, distinct
from gazetteer.propose import (
    MOST_POOLED,
    POOLED,
    SHORTLISTED,
    Proposed,
    _nearest,
    _nearest_names,
    among,
    glance,
    propose,
    shortlist,
)
from gazetteer.ranking import SHORTLIST, Ranking, column_names, ranking, read_ranking
from gazetteer.search import candidates


def test_what_was_learned_is_for_these_columns() -> None:
    learned = ranking()
    assert len(learned.shortlist) == len(SHORTLIST)
    assert learned.layers[0][0].shape[0] == len(column_names())
    assert learned.layers[-1][0].shape[1] == 1


def test_other_columns_are_refused() -> None:
    text = files("gazetteer.data").joinpath("ranking.json").read_text(encoding="utf-8")
    learned = json.loads(text)
    learned["columns"] = learned["columns"][1:]
    with pytest.raises(IndexUnreadable, match="other measures"):
        read_ranking(learned)


def test_a_net_without_hidden_layers_is_a_sum() -> None:
    plain = Ranking(np.zeros(0), ((np.array([[1.0], [2.0]]), np.array([0.5])),))
    assert plain.values(np.array([[1.0, 1.0], [-1.0, 0.0]])).tolist() == [3.5, -0.5]


@pytest.mark.parametrize(
    ("spelling", "country", "place"),
    [
        ("Halep", "SY", "Aleppo"),
        ("Dair az-Zaur", "SY", "Deir ez-Zor"),
        ("Mossul", "IQ", "Mosul"),
        ("Хомс", "SY", "Homs"),
    ],
)
def test_a_spelling_leads_to_the_town(spelling: str, country: str, place: str, gazetteer: Gazetteer) -> None:
    assert candidates(gazetteer, spelling, [country])[0].place.name == place


def test_who_bears_the_very_name_stays_on_the_shortlist(gazetteer: Gazetteer) -> None:
    proposed = propose(gazetteer, "San Jose")
    kept = set(shortlist(gazetteer, "San Jose", proposed).tolist())
    assert len(proposed.rows) > len(kept)
    exact = [row for row in proposed.exact.tolist() if row in set(proposed.rows.tolist())]
    assert kept <= set(exact) or set(exact) <= kept


def test_a_glance_has_a_row_a_name(gazetteer: Gazetteer) -> None:
    proposed = propose(gazetteer, "Hims", ["SY"])
    seen = glance(gazetteer, "Hims", proposed)
    assert seen.shape == (len(proposed.rows), len(SHORTLIST)) and np.isfinite(seen).all()
    assert isinstance(proposed, Proposed) and (np.diff(proposed.rows.astype(np.int64)) > 0).all()


def test_the_least_different_outlines_are_found_whatever_their_number() -> None:
    keys = np.random.default_rng(2).integers(0, 2**63, 100_000, dtype=np.uint64)
    mine = np.uint64(keys[77_777])
    several = np.random.default_rng(3).integers(1, 4, len(keys))
    starts = np.concatenate([[0], several.cumsum()]).astype(np.uint32)
    rows = np.random.default_rng(4).permutation(starts[-1]).astype(np.uint32)
    outline = np.empty(len(rows), dtype=np.int64)
    outline[rows] = np.repeat(np.arange(len(keys)), several)
    found = outline[_nearest_names(keys, starts, rows, mine)]
    differ = np.bitwise_count(keys ^ mine)
    assert found[0] == 77_777 and (np.diff(differ[found].astype(int)) >= 0).all()
    nearest = np.unique(found)
    assert len(nearest) >= POOLED and len(found) == several[nearest].sum() <= MOST_POOLED
    assert int(differ[nearest].max()) <= int(np.sort(differ)[len(nearest) - 1])
    crowded = np.full(len(keys), MOST_POOLED // 3)  # few outlines that very many names have
    starts = np.concatenate([[0], crowded.cumsum()]).astype(np.uint32)
    assert len(_nearest_names(keys, starts, np.zeros(starts[-1], dtype=np.uint32), mine)) <= 2 * MOST_POOLED


@pytest.mark.parametrize(("many", "most"), [(0, 5), (40, 9), (3_000, 1), (3_000, 64), (100_000, 12), (100_000, 30)])
def test_a_sample_finds_the_bound_that_counting_all_finds(many: int, most: int) -> None:
    differ = np.random.default_rng(many + most).binomial(64, 0.3, many).astype(np.uint8)
    bound = next((k for k in range(1, most) if np.count_nonzero(differ <= k) >= POOLED), most)
    assert _nearest(differ, most).tolist() == np.flatnonzero(differ <= bound).tolist()


def test_the_shortlist_holds_the_highest_at_a_glance(gazetteer: Gazetteer) -> None:
    proposed = propose(gazetteer, "San Pedro", ["PH", "MX"])
    value = glance(gazetteer, "San Pedro", proposed) @ ranking().shortlist
    value[among(proposed.rows, proposed.exact)] += value.max() - value.min()
    likest = proposed.rows[np.argsort(-value, kind="stable")[:SHORTLISTED]]
    assert len(likest) < len(proposed.rows)
    assert shortlist(gazetteer, "San Pedro", proposed).tolist() == np.sort(likest).tolist()


def test_rows_are_told_apart_and_found_among_others() -> None:
    rows = np.array([9, 2, 9, 5], dtype=np.uint32)
    assert distinct(rows).tolist() == [2, 5, 9] and not len(distinct(rows[:0]))
    assert among(rows, np.array([2, 9], dtype=np.uint32)).tolist() == [True, True, True, False]
    assert among(rows, rows[:0]).tolist() == [False] * 4

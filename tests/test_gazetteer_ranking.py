"""The learned order of names, and the choice of a shortlist."""

import json
from importlib.resources import files

import numpy as np
import pytest

from gazetteer.errors import IndexUnreadable
from gazetteer.index import Gazetteer, distinct
from gazetteer.likeness import asked
from gazetteer.outline import letters_of
from gazetteer.propose import SHORTLISTED, SURE, Question, among, compared, glance, propose, shortlist
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
    proposed = propose(gazetteer, [Question("San Jose")])
    kept, _ = shortlist(gazetteer, [asked("San Jose")], proposed, compared(gazetteer, proposed))
    assert len(proposed.rows) > len(kept.rows) == SHORTLISTED
    assert kept.exact.all() or kept.exact.sum() == proposed.exact.sum()


def test_a_glance_has_a_row_a_name(gazetteer: Gazetteer) -> None:
    proposed = propose(gazetteer, [Question("Hims", ["SY"])])
    seen = glance(gazetteer, [asked("Hims")], proposed, compared(gazetteer, proposed))
    assert seen.shape == (len(proposed.rows), len(SHORTLIST)) and np.isfinite(seen).all()
    assert (np.diff(proposed.rows.astype(np.int64)) > 0).all()


def test_the_shortlist_holds_the_highest_at_a_glance(gazetteer: Gazetteer) -> None:
    questions = [Question("San Pedro", ["PH", "MX"]), Question("Hims", ["SY"]), Question("—"), Question("San Jose")]
    spellings = [asked(question.name) for question in questions]
    proposed = propose(gazetteer, questions)
    names = compared(gazetteer, proposed)
    value = glance(gazetteer, spellings, proposed, names) @ ranking().shortlist + SURE * proposed.exact
    kept, theirs = shortlist(gazetteer, spellings, proposed, names)
    for number in range(len(questions)):
        mine = proposed.owner == number
        likest = proposed.rows[mine][np.argsort(-value[mine], kind="stable")[:SHORTLISTED]]
        assert kept.rows[kept.owner == number].tolist() == np.sort(likest).tolist()
    assert len(kept.rows) < len(proposed.rows)
    letters = [letters_of(gazetteer.name_text(row)) for row in kept.rows.tolist()]
    assert [theirs.letters[at] for at in theirs.at] == letters
    assert theirs.of[theirs.at].tolist() == kept.owner.tolist()


def test_rows_are_told_apart_and_found_among_others() -> None:
    keys = np.array([9, 2, 9, 5], dtype=np.uint64)
    assert distinct(keys).tolist() == [2, 5, 9] and not len(distinct(keys[:0]))
    assert among(keys, np.array([2, 9], dtype=np.uint64)).tolist() == [True, True, True, False]
    assert among(keys, keys[:0]).tolist() == [False] * 4

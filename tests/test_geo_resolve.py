"""Resolution: which of the places of a name is meant, how sure that is, and why."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.steps import apply_steps
from geo.errors import DatelineError
from geo.model import Resolution, Span
from geo.recognize.fast import FastRecognizer
from geo.recognize.spans import Named, named_at
from geo.resolve import accept
from geo.resolve.accept import are_kept, load_acceptance
from geo.resolve.features import FEATURES, sentences
from geo.resolve.gather import MOST_CANDIDATES, Gatherer
from geo.resolve.proposals import Proposals, proposals_of
from geo.resolve.ranker import MOST_RIVALS, UNLIKELY, Resolver, explained, load_weights
from geo.resolve.reasons import REASONS
from tests.pipeline_cases import SEEDS, reports


@pytest.fixture(scope="module")
def recognizer(gazetteer: Gazetteer) -> FastRecognizer:
    return FastRecognizer(gazetteer)


@pytest.fixture(scope="module")
def resolver(gazetteer: Gazetteer) -> Resolver:
    return Resolver(gazetteer)


def resolved(recognizer: FastRecognizer, resolver: Resolver, text: str) -> dict[str, Resolution]:
    """The resolution of each proposal, by its surface."""
    words = recognizer.look(text)
    names = recognizer.propose(text, words)
    found = resolver.resolve(text, words, names)
    assert len(found) == len(names)
    return {text[n.span.start : n.span.end]: r for n, r in zip(names, found, strict=True)}


SENSES = [
    ("A tornado hit Paris, Texas.", "Paris", "US", "Texas"),
    ("The train from Berlin to Paris was late; France is on strike.", "Paris", "FR", ""),
    ("Police in London, Ontario, met with colleagues in Toronto.", "London", "CA", ""),
    ("The museum in London is the largest in Britain.", "London", "GB", ""),
    ("Tripoli lies north of Beirut in Lebanon.", "Tripoli", "LB", ""),
    ("Tripoli and Benghazi are cities of Libya.", "Tripoli", "LY", ""),
    ("Voters queued from Atlanta to Savannah in Georgia.", "Georgia", "US", ""),
    ("Voters queued from Tbilisi to Batumi in Georgia.", "Georgia", "GE", ""),
    ("Soldiers went from Homs to Palmyra in Syria.", "Palmyra", "SY", ""),
    ("WASHINGTON (AP) - The Senate voted on Tuesday.", "WASHINGTON", "US", "Washington, D.C."),
    ("A fire burned near Spokane in Washington state.", "Washington", "US", ""),
    ("Hurricanes form over the Atlantic and move west to the Caribbean.", "Atlantic", "", ""),
    ("He sailed the Pacific from Peru to Japan.", "Pacific", "", ""),
]


@pytest.mark.parametrize(("text", "surface", "country", "division"), SENSES, ids=[f"{s[1]} {s[2]}" for s in SENSES])
def test_the_report_decides_between_namesakes(
    recognizer: FastRecognizer, resolver: Resolver, text: str, surface: str, country: str, division: str
) -> None:
    resolution = resolved(recognizer, resolver, text)[surface]
    assert resolution.place is not None
    assert resolution.place.country == country
    assert not division or division in resolution.place.admin
    assert resolution.losers
    assert all(rival.probability <= resolution.confidence for rival in resolution.losers)


def test_laws_of_a_resolution(recognizer: FastRecognizer, resolver: Resolver) -> None:
    placed = 0
    for report in reports(SEEDS):
        for surface, resolution in resolved(recognizer, resolver, report.text).items():
            assert len(resolution.losers) <= MOST_RIVALS
            assert sum((resolution.confidence, *(r.probability for r in resolution.losers))) <= 1 + 1e-6
            chances = [rival.probability for rival in resolution.losers]
            assert chances == sorted(chances, reverse=True)
            if resolution.place is None:
                assert resolution.confidence == 0
                assert resolution.unlikely > UNLIKELY or not resolution.losers
                assert (resolution.name, resolution.steps, resolution.features) == (None, (), ())
                continue
            placed += 1
            assert resolution.name is not None
            assert apply_steps(surface, resolution.steps) == fold(resolution.name.text)
            assert {feature.name for feature in resolution.features} <= set(FEATURES)
            assert all(feature.value for feature in resolution.features)
            lines = explained(sentences(), resolution)
            weights = [abs(float(line.split()[0])) for line in lines]
            assert len(lines) == len(resolution.features)
            assert weights == sorted(weights, reverse=True)
    assert placed > 50


def test_a_name_has_one_sense_in_a_report(recognizer: FastRecognizer, resolver: Resolver) -> None:
    text = "Rain fell on MOSUL. Snow fell on Mosul. Iraq asked for help, and Mosul's mayor too."
    words = recognizer.look(text)
    names = recognizer.propose(text, words)
    found = resolver.resolve(text, words, names)
    ids = [
        r.place.id
        for n, r in zip(names, found, strict=True)
        if r.place and text[n.span.start : n.span.end].lower() == "mosul"
    ]
    assert len(ids) == 3
    assert len(set(ids)) == 1


def test_nothing_to_resolve(recognizer: FastRecognizer, resolver: Resolver) -> None:
    assert resolver.resolve("", recognizer.look(""), []) == []


def test_a_name_that_nothing_bears_is_unplaced(recognizer: FastRecognizer, resolver: Resolver) -> None:
    text = "Rain fell on Brzpfghlm in the night."
    words = recognizer.look(text)
    start = text.index("Brz")
    named = Named(3, 1, Span(start, start + len("Brzpfghlm")), False, 0.9)
    (resolution,) = resolver.resolve(text, words, [named])
    assert resolution.place is None
    assert resolution.losers == ()


# acceptance -----------------------------------------------------------------------------------------------------------


def weighed(recognizer: FastRecognizer, resolver: Resolver, text: str) -> tuple[list[str], Proposals]:
    """The surfaces proposed in a text, and what is known of them."""
    words = recognizer.look(text)
    names = recognizer.propose(text, words)
    known = proposals_of(text, words, names, resolver.resolve(text, words, names))
    return [text[slice(*named.span)] for named in names], known


def test_what_proposals_of_the_same_words_share(recognizer: FastRecognizer, resolver: Resolver) -> None:
    surfaces, known = weighed(recognizer, resolver, "Rain fell on Mosul. Mosul flooded. The mayor of Mosul left Iraq.")
    mosul = [k for k, surface in enumerate(surfaces) if surface == "Mosul"]
    assert len(mosul) == 3
    scores = known.score[mosul]
    assert known.times[mosul].tolist() == [3, 3, 3]
    assert set(known.best[mosul]) == {scores.max()}
    assert known.mean[mosul] == pytest.approx([scores.mean()] * 3)
    iraq = surfaces.index("Iraq")
    assert known.times[iraq] == 1
    assert known.mean[iraq] == known.best[iraq] == known.score[iraq]


def test_a_demonym_that_tells_nothing_new_needs_a_higher_chance() -> None:
    chances = np.array([0.9, 0.6, 0.6, 0.8, 0.3, 0.6])
    demonym = np.array([False, True, True, True, False, True])
    country = np.array(["TR", "TR", "RU", "TR", "RU", ""])
    assert are_kept(chances, demonym, country, 0.5, 0.75).tolist() == [True, False, True, True, False, True]


def test_acceptance_is_a_chance(recognizer: FastRecognizer, resolver: Resolver) -> None:
    surfaces, known = weighed(recognizer, resolver, "Hillary Clinton flew to Mosul in Iraq.")
    acceptance = load_acceptance()
    chance = dict(zip(surfaces, acceptance.chances(known), strict=True))
    assert all(0 <= value <= 1 for value in chance.values())
    assert chance["Mosul"] > 0.8 > acceptance.threshold
    assert all(value < acceptance.threshold for surface, value in chance.items() if "Clinton" in surface)


@pytest.mark.parametrize("feature", [*REASONS.values()], ids=lambda f: f.__name__)
def test_every_reason_has_a_sentence_and_a_number(
    recognizer: FastRecognizer, resolver: Resolver, feature: Callable[[Proposals], Any]
) -> None:
    assert (feature.__doc__ or "").endswith(".")
    surfaces, known = weighed(recognizer, resolver, "The Syrian army left Deir El-Zour; Qrxlm burned.")
    values = feature(known)
    assert values.shape == (len(surfaces),)
    assert all(-10 < value < 10 for value in values)


# weights --------------------------------------------------------------------------------------------------------------


def test_weights_of_other_features_are_refused(tmp_path: Path) -> None:
    here = Path(accept.__file__).parent
    for name, load in (("accept.json", load_acceptance), ("ranker.json", load_weights)):
        good = json.loads((here / name).read_text(encoding="utf-8"))
        path = tmp_path / name
        path.write_text(json.dumps(good), encoding="utf-8")
        assert load(path) is not None
        if name == "accept.json":
            good["features"].append("phase_of_the_moon")
        else:
            good["together"]["phase_of_the_moon"] = 1.0
        path.write_text(json.dumps(good), encoding="utf-8")
        with pytest.raises(DatelineError, match="for other features") as caught:
            load(path)
        assert "python -m geo.resolve.train" in caught.value.hint


def test_a_place_says_nothing_for_itself(gazetteer: Gazetteer, resolver: Resolver, recognizer: FastRecognizer) -> None:
    """Algiers is also called Algeria: named beside it, it is no place near Algeria's."""
    text = "Snow fell on the heights of Algeria, and rain on Algiers."
    assert [r.place and r.place.name for r in resolved(recognizer, resolver, text).values()] == ["Algeria", "Algiers"]


def test_a_name_of_many_places_keeps_the_largest(gazetteer: Gazetteer) -> None:
    """Counties called Washington are more than the candidates weighed; the capital is among these, and the state."""
    kept = Gatherer(gazetteer).candidates("Washington", demonym=False).place.tolist()
    assert len(kept) == MOST_CANDIDATES
    assert {"geonames:4140963", "geonames:5815135"} <= {gazetteer.place_id(row) for row in kept}


def test_a_currency_is_no_country(recognizer: FastRecognizer, resolver: Resolver) -> None:
    text = "The US firm owed US$20 million."
    words = recognizer.look(text)
    names = [n for k in (4, 17) if (n := named_at(words, Span(k, k + 2)))]  # whether or not the tagger proposes them
    assert [text[slice(*named.span)] for named in names] == ["US", "US"]
    proposals = proposals_of(text, words, names, resolver.resolve(text, words, names))
    assert proposals.no_place.tolist() == [False, True]


@pytest.mark.parametrize(
    ("text", "name", "no_place"),
    [
        ("The cruiser Moskva burned for hours.", "Moskva", True),
        ("USS Maine sank in the harbour.", "Maine", True),
        ("Mr. London thanked the jury.", "London", True),
        ("Marburg virus came with the bats.", "Marburg", True),
        ("He walked down Haifa Street.", "Haifa", True),
        ("A virus broke out in London.", "London", False),
        ("The ferry to Dover was late.", "Dover", False),
        ("Cruisers left Sevastopol at dawn.", "Sevastopol", False),
    ],
)
def test_ships_persons_illnesses_and_roads_are_no_places(
    recognizer: FastRecognizer, resolver: Resolver, text: str, name: str, no_place: bool
) -> None:
    words = recognizer.look(text)
    named = named_at(words, Span(text.index(name), text.index(name) + len(name)))
    assert named
    proposals = proposals_of(text, words, [named], resolver.resolve(text, words, [named]))
    assert proposals.no_place.tolist() == [no_place]

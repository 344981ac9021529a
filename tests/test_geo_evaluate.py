"""Figures against gold: by hand on a small report, and equal to the judge's on real gold with random predictions."""

import importlib.util
import json
import math
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.place import LonLat, Place
from geo.errors import DatelineError
from geo.evaluate import (
    BadGold,
    BadPredictions,
    GoldDocument,
    GoldToponym,
    as_json,
    as_table,
    evaluate,
    parsed_lines,
    read_gold,
    read_predictions,
)
from geo.evaluate.judge import HALF_EARTH_KM, distance_km, matched
from geo.evaluate.report import most_frequent
from geo.model import Document, Finding, Mention, Parsed, Resolution, Sentence, Span

SHARED = Path(__file__).parents[2] / "shared"
JUDGE = SHARED / "tools" / "score.py"
GOLD = SHARED / "gold" / "seeds.dev.jsonl"

TEXT = "Lorry convoys left Oxmoor for Bray and Tarn; a Brayan guard from Oxmoor saw them."
OXMOOR, BRAY = LonLat(10.0, 50.0), LonLat(11.0, 50.0)


def name(surface: str, nth: int = 0, **given: Any) -> GoldToponym:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(surface, start + 1)
    return GoldToponym(Span(start, start + len(surface)), surface, **given)


SAMPLE = GoldDocument(
    "first.txt",
    TEXT,
    (
        name("Oxmoor", kind="literal", point=OXMOOR),
        name("Bray", kind="literal", point=BRAY, tolerance_km=400.0),
        name("Tarn", kind="metonym"),
        name("Brayan", kind="demonym_or_adjective", point=BRAY),
        name("Oxmoor", 1, kind="literal", point=OXMOOR, place_id="geonames:7"),
    ),
)


def line(start: int, end: int, point: LonLat | None = None, **given: Any) -> dict[str, Any]:
    place = {"id": "x:1", "name": "Somewhere", "lat": point.lat, "lon": point.lon} if point else None
    return {"doc": "in/first.txt", "start": start, "end": end, "text": TEXT[start:end], "place": place, **given}


def on(toponym: GoldToponym, point: LonLat | None = None, **given: Any) -> dict[str, Any]:
    return line(toponym.span.start, toponym.span.end, point, **given)


def figures(predicted: Sequence[Mapping[str, Any]], *, strict: bool = False) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(as_json(evaluate([SAMPLE], predicted, strict=strict)))
    return figures


def test_all_right() -> None:
    oxmoor, bray, tarn, _, again = SAMPLE.toponyms
    found = figures([on(oxmoor, OXMOOR), on(bray, BRAY), on(tarn), on(again, OXMOOR)])
    assert found["recognition_exact"] == found["recognition_overlap"] == {"p": 1.0, "r": 1.0, "f1": 1.0}
    assert found["end_to_end"] == {"p": 1.0, "r": 1.0, "f1": 1.0}, "a name without coordinates is no part of it"
    assert (found["gold"], found["predicted"], found["resolution"]["n"]) == (4, 4, 3)
    assert (found["resolution"]["median_km"], found["resolution"]["auc"]) == (0.0, 0.0)


def test_nothing_found() -> None:
    found = figures([])
    assert found["recognition_exact"] == {"p": 0.0, "r": 0.0, "f1": 0.0}
    assert found["resolution"]["median_km"] is None
    assert found["calibration_error"] is None
    assert [fault["surface"] for fault in found["misses"]] == ["Oxmoor", "Bray", "Tarn", "Oxmoor"]


def test_overlap_is_not_exact() -> None:
    oxmoor = SAMPLE.toponyms[0].span
    found = figures([line(oxmoor.start - 5, oxmoor.end, OXMOOR)])
    assert found["recognition_overlap"] == {"p": 1.0, "r": 0.25, "f1": 0.4}
    assert found["recognition_exact"]["f1"] == 0.0


def test_far_places_and_tolerance() -> None:
    oxmoor, bray, _, _, again = SAMPLE.toponyms
    far = LonLat(OXMOOR.lon + 4, OXMOOR.lat)  # 286 km
    found = figures([on(oxmoor, far), on(bray, LonLat(BRAY.lon + 4, BRAY.lat)), on(again)])
    assert found["resolution"] == {
        "n": 3,
        "acc161": 0.0,
        "acc161_or_tolerance": 0.3333,
        "acc25": 0.3333,
        "median_km": 285.9,
        "mean_km": round((2 * 285.865 + HALF_EARTH_KM) / 3, 1),
        "auc": round((2 * math.log(286.865) / math.log(20040) + 1) / 3, 4),
    }
    assert [fault["detail"] for fault in found["wrong_places"]] == ["given Somewhere, 286 km off", "given no place"]


def test_the_same_id_is_right_wherever_its_point_lies() -> None:
    again = SAMPLE.toponyms[4]
    far = on(again, LonLat(0, 0))
    far["place"]["id"] = "geonames:7"
    assert figures([far])["resolution"]["acc161"] == 1.0
    assert figures([on(again, LonLat(0, 0))])["resolution"]["acc161"] == 0.0


def test_ignored_kinds_are_neither_owed_nor_punished_unless_strict() -> None:
    demonym = on(SAMPLE.toponyms[3], BRAY)
    assert (figures([demonym])["predicted"], figures([demonym], strict=True)["predicted"]) == (0, 1)
    assert figures([demonym])["false_finds"] == []
    assert figures([demonym])["recall_by_kind"]["demonym_or_adjective"] == {"found": 1, "of": 1}
    assert figures([demonym])["recall_by_kind"]["literal"] == {"found": 0, "of": 3}


def test_false_finds_offset_faults_and_unknown_documents() -> None:
    wrong = [line(0, 5), line(0, 5) | {"text": "Other"}, line(0, 5) | {"doc": "second.txt"}]
    found = figures(wrong)
    assert (found["predicted"], found["offset_faults"], found["unknown_documents"]) == (2, 1, 1)
    assert [fault["surface"] for fault in found["false_finds"]] == ["Lorry", "Other"]


def test_calibration() -> None:
    oxmoor, bray, _, _, again = SAMPLE.toponyms
    found = figures([
        on(oxmoor, OXMOOR, confidence=1.0),
        on(bray, BRAY, confidence=0.92),
        on(again, LonLat(0, 0), confidence=0.5),
    ])  # fmt: skip
    assert found["calibration_bins"] == [
        {"n": 1, "confidence": 0.5, "right": 0.0},
        {"n": 2, "confidence": 0.96, "right": 1.0},
    ]
    assert found["calibration_error"] == round((0.5 + 2 * 0.04) / 3, 4)


def test_the_table_shows_figures_and_the_most_frequent_faults() -> None:
    report = evaluate([SAMPLE], [line(0, 5)])
    assert [(f.surface, f.times) for f in most_frequent(report.misses, 1)] == [("Oxmoor", 2)]
    assert "'Oxmoor'" in as_table(report, 1) and "'Lorry'" in as_table(report, 1)
    assert "'Oxmoor'" not in as_table(report)
    assert "literal 0/3" in as_table(report)


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda s: Span(s[0], s[0] + s[1])), max_size=8)


@given(spans, spans)
def test_matching_is_one_to_one_and_leaves_no_free_overlap(gold: list[Span], found: list[Span]) -> None:
    gold_of = matched(gold, found)
    assert len(set(gold_of.values())) == len(gold_of)
    for j, p in enumerate(found):
        for i, g in enumerate(gold):
            if min(g.end, p.end) > max(g.start, p.start):
                assert j in gold_of or i in gold_of.values()
    assert all(min(gold[i].end, found[j].end) > max(gold[i].start, found[j].start) for j, i in gold_of.items())


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        (LonLat(0, 0), LonLat(0, 0), 0.0),
        (LonLat(0, 0), LonLat(180, 0), math.pi * 6371.0088),
        (LonLat(179, 0), LonLat(-179, 0), 2 * math.pi * 6371.0088 / 180),
        (LonLat(0, 90), LonLat(77, 90), 0.0),
    ],
)
def test_distances(a: LonLat, b: LonLat, km: float) -> None:
    assert distance_km(a, b) == pytest.approx(km, abs=1e-6)
    assert distance_km(b, a) == pytest.approx(km, abs=1e-6)


TOPONYM = {"start": 0, "end": 4, "surface": "Bray", "lat": 1.0, "lon": 2.0}


def gold_line(**changed: Any) -> str:
    return json.dumps({"doc_id": "d", "text": "Bray", "toponyms": [TOPONYM | changed]})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", ":1: no gold document"),
        (f"{gold_line()}\n\n[]\n", ":3: no gold document"),
        (json.dumps({"doc_id": "d", "toponyms": []}), "'text' is missing"),
        (json.dumps({"doc_id": "d", "text": "t", "toponyms": None}), ":1: no gold document"),
        (gold_line(surface="Tarn"), "the text has 'Bray', not 'Tarn'"),
        (gold_line(end=0), "0 to 0 is no span"),
        (gold_line(start="0"), "is no span"),
        (gold_line(lat="north"), "north"),
        (gold_line(lat=math.nan), "is no point"),
    ],
)
def test_bad_gold_names_file_and_line(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadGold) as caught:
        read_gold(path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)
    assert caught.value.hint


def test_gold_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"\xff\xfe{\x00}\x00")
    with pytest.raises(BadGold, match=r"gold\.jsonl: not in UTF-8"):
        read_gold(path)


@pytest.mark.parametrize(
    "changed",
    [{"doc": None}, {"text": 3}, {"start": 4}, {"end": None}, {"confidence": 2}, {"place": {"lat": "x", "lon": 0}}],
)
def test_bad_predictions_name_file_and_line(tmp_path: Path, changed: dict[str, Any]) -> None:
    path = tmp_path / "found.jsonl"
    good = {"doc": "d.txt", "start": 0, "end": 4, "text": "Bray", "place": None}
    path.write_text(f"{json.dumps(good)}\n{json.dumps(good | changed)}\n", encoding="utf-8")
    with pytest.raises(BadPredictions, match=r"found\.jsonl:2: no mention"):
        read_predictions(path)
    path.write_text(json.dumps(good), encoding="utf-8")
    assert read_predictions(path) == [good]


def test_errors_are_ours() -> None:
    assert issubclass(BadGold, DatelineError) and issubclass(BadPredictions, DatelineError)


class FindsTarn:
    """A parser that finds one name, and remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[Document] = []

    def parse(self, document: Document) -> Parsed:
        self.given.append(document)
        return self.place(document, [name("Tarn").span])

    def place(self, document: Document, spans: Sequence[Span]) -> Parsed:
        sentence = Sentence(0, Span(0, len(document.text)))
        place = Place("x:1", "Tarn", LonLat(3.0, 4.0))
        found = tuple(
            Finding(
                Mention(document.id, sentence, span, document.text[slice(*span)], "place", 1.0),
                Resolution(place, 0.9, 0.8),
            )
            for span in spans
        )
        return Parsed(document, (sentence,), found)


def test_gold_is_parsed_as_text_files_are() -> None:
    parser = FindsTarn()
    (found,) = parsed_lines([SAMPLE], parser)
    assert (found["doc"], found["text"], found["place"]["lon"], found["confidence"]) == ("first.txt", "Tarn", 3.0, 0.9)
    assert parser.given[0].text == TEXT
    assert parser.given[0].body
    assert evaluate([SAMPLE], [found]).recognition_exact.p == 1.0


def test_the_places_of_given_names_are_judged_by_themselves() -> None:
    found = list(parsed_lines([SAMPLE], FindsTarn(), given_spans=True))
    assert [line["text"] for line in found] == [toponym.surface for toponym in SAMPLE.toponyms]
    assert evaluate([SAMPLE], found).recognition_exact.f1 == 1.0


def judge() -> Any:
    """The project's judge of accuracy, as a module."""
    if not JUDGE.exists() or not GOLD.exists():
        pytest.skip("the judge and the gold are not beside the checkout")
    spec = importlib.util.spec_from_file_location("score", JUDGE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def perturbed(documents: Sequence[Mapping[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """Predictions from gold: names left out, doubled, cut, moved, placed elsewhere, added where there are none."""
    lines = []
    for document in documents:
        text = document["text"]
        for toponym in [t for t in document["toponyms"] for _ in range(chance.choice((0, 1, 1, 1, 2)))]:
            start = max(0, toponym["start"] + chance.choice((0, 0, 0, -3, 2, -40)))
            end = max(start + 1, toponym["end"] + chance.choice((0, 0, 0, 3, 25)))
            found = text[start:end] if chance.random() < 0.95 else "elsewhere"
            lines.append({"doc": f"a/{document['doc_id']}.txt", "start": start, "end": end, "text": found})
            lines[-1] |= {"place": anywhere(toponym, chance), "confidence": chance.random()}
    lines.append({"doc": "unheard-of.txt", "start": 0, "end": 1, "text": "x", "place": None})
    chance.shuffle(lines)
    return lines


def anywhere(toponym: Mapping[str, Any], chance: random.Random) -> dict[str, Any] | None:
    if chance.random() < 0.2:
        return None
    key = toponym.get("geonameid") if chance.random() < 0.2 else chance.randrange(9)
    lat, lon = toponym.get("lat") or 0.0, toponym.get("lon") or 0.0
    off = chance.choice((0, 0, 0.1, 0.5, 1.4, 5, 40))
    return {"id": f"geonames:{key}", "name": "n", "lat": max(-90, lat - off), "lon": max(-180, lon - off)}


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_figures_equal_the_judges(seed: int, strict: bool) -> None:
    score = judge()
    raw = score.read_lines(GOLD)
    predicted = perturbed(raw, random.Random(seed))
    expected, misses, false, wrong = score.score(raw, predicted, strict)
    found = json.loads(as_json(evaluate(read_gold(GOLD), predicted, strict=strict)))
    assert {key: found[key] for key in expected} == expected
    for figure in ("end_to_end", "recognition_exact", "recognition_overlap"):
        assert 0 < found[figure]["f1"] < 1, "the predictions are neither all right nor all wrong"
    for ours, theirs in (("misses", misses), ("false_finds", false), ("wrong_places", wrong)):
        assert [(f["doc"], f["surface"]) for f in found[ours]] == [row[:2] for row in theirs]

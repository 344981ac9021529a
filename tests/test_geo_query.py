"""Filters by table, rows in their order, and the collection that maps are drawn from."""

import json
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import shapely
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.place import BBox, LonLat
from geo.errors import BadFilter
from geo.query import (
    KINDS,
    Filter,
    Near,
    about,
    features,
    features_of,
    mention,
    mentions,
    parse_bbox,
    place_features,
    places,
)
from geo.query.space import box_around
from geo.store import Store
from tests.store_cases import (
    APIA,
    CORPUS,
    DEIR,
    GEONAMES,
    MOSUL,
    NOWHERE,
    PLACES,
    RAQQA,
    RUN,
    SUVA,
    SYRIA,
    filled,
    fold,
    many,
)

ALL = KINDS
D, R, M, S, V, A, N = DEIR.id, RAQQA.id, MOSUL.id, SYRIA.id, SUVA.id, APIA.id, NOWHERE.id
FOO = "unplaced:wadi foo"
EVERY = {D: 4, R: 1, S: 1, M: 1, V: 1, A: 1, N: 1, FOO: 2}
"""Mentions of kind place, by place."""
EAST_SYRIA = shapely.box(39.5, 34.5, 41.0, 36.0)

FILTERS: list[tuple[str, Filter, dict[str, int]]] = [
    ("nothing asked", Filter(), EVERY),
    ("one place", Filter(place_ids=(D,)), {D: 4}),
    ("an unplaced name", Filter(place_ids=(FOO,)), {FOO: 2}),
    ("two places", Filter(place_ids=(D, M)), {D: 4, M: 1}),
    ("no place", Filter(place_ids=()), {}),
    ("a place nobody names", Filter(place_ids=("geonames:0",)), {}),
    ("near", Filter(near=Near(LonLat(40.0, 35.3), 20)), {D: 4}),
    ("near, farther", Filter(near=Near(LonLat(40.0, 35.3), 150)), {D: 4, R: 1, S: 1}),
    ("near over the antimeridian", Filter(near=Near(LonLat(179.9, -18.0), 1200)), {V: 1, A: 1}),
    ("near the other side of it", Filter(near=Near(LonLat(-179.9, -16.0), 700)), {V: 1}),
    ("near a pole", Filter(near=Near(LonLat(0, 90), 6100)), {D: 4, R: 1, M: 1}),
    ("near, everything", Filter(near=Near(LonLat(0, 0), 20100)), {D: 4, R: 1, S: 1, M: 1, V: 1, A: 1}),
    ("a box", Filter(bbox=BBox(39, 35, 41, 36)), {D: 4, R: 1}),
    ("a box that only touches", Filter(bbox=BBox(40.14083, 35.33588, 41, 36)), {D: 4}),
    ("a box over the antimeridian", Filter(bbox=BBox(170, -20, -170, -10)), {V: 1, A: 1}),
    ("inside", Filter(inside=EAST_SYRIA), {D: 4}),
    ("inside, over 180 degrees", Filter(inside=shapely.box(170, -20, 195, -10)), {V: 1, A: 1}),
    ("inside, below -180 degrees", Filter(inside=shapely.box(-195, -20, -170, -10)), {V: 1, A: 1}),
    ("inside, a hole", Filter(inside=shapely.box(35, 30, 45, 40) - EAST_SYRIA), {R: 1, S: 1, M: 1}),
    ("a country", Filter(country="SY"), {D: 4, R: 1, S: 1}),
    ("a country with a box", Filter(country="SY", bbox=BBox(40, 35, 41, 36)), {D: 4}),
    ("a country nobody names", Filter(country="NZ"), {}),
    ("since a day", Filter(since="2016-09-17"), {D: 3, R: 1, S: 1, N: 1, FOO: 2, M: 1, V: 1, A: 1}),
    ("since a later day", Filter(since="2016-09-18"), {D: 1, N: 1, FOO: 2, M: 1, V: 1, A: 1}),
    ("since a month", Filter(since="2017-01"), {D: 1, N: 1, FOO: 2}),
    ("until a day", Filter(until="2016-09-16"), {M: 1, V: 1, A: 1}),
    ("until a year", Filter(until="2016"), {D: 2, R: 1, S: 1, M: 1, V: 1, A: 1}),
    ("between", Filter(since="2016-09", until="2016-09"), {D: 2, R: 1, S: 1, M: 1, V: 1, A: 1}),
    ("an outlet in any case", Filter(source="EXAMPLE", place_ids=(D,)), {D: 3}),
    ("an outlet", Filter(source="The Example"), {D: 2, R: 1, S: 1}),
    ("part of a path", Filter(source="reports/D"), {D: 1}),
    ("a wildcard is a letter", Filter(source="%"), {}),
    ("a word", Filter(words="fighters"), {R: 1, D: 1}),
    ("words in one sentence", Filter(words="fighters Raqqa"), {R: 1, D: 1}),
    ("words in two sentences", Filter(words="fighters hills"), {}),
    ("a phrase", Filter(words='"the hills near"'), {D: 1}),
    ("a phrase turned round", Filter(words='"hills the near"'), {}),
    ("a beginning", Filter(words="fight*"), {R: 1, D: 1}),
    ("Arabic without its marks", Filter(words="دير الزور"), {D: 1}),
    ("a hyphen", Filter(words="wadi-foo"), {FOO: 2, N: 1}),
    ("SQL", Filter(words="x' OR 1=1 --"), {}),
    ("all kinds", Filter(kinds=ALL), {**EVERY, S: 2, "unplaced:moscow": 1}),
    ("actors", Filter(kinds=("actor",)), {"unplaced:moscow": 1}),
    ("demonyms", Filter(kinds=("demonym",)), {S: 1}),
    ("sure ones", Filter(min_confidence=0.7, place_ids=(D, R)), {D: 4}),
    ("exactly as sure", Filter(min_confidence=0.6, place_ids=(R,)), {R: 1}),
    ("all at once", Filter((D, R), Near(LonLat(40, 35), 90), EAST_SYRIA, BBox(0, 0, 90, 90), "2016", "2017"), {D: 3}),
]


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with filled() as held:
        yield held


@pytest.mark.parametrize(("wanted", "expected"), [case[1:] for case in FILTERS], ids=[case[0] for case in FILTERS])
def test_filters(store: Store, wanted: Filter, expected: dict[str, int]) -> None:
    counted = {row.id: row.mentions for row in places(store, wanted)}
    assert counted == expected
    listed: dict[str, int] = {}
    for row in mentions(store, wanted):
        listed[row.place_id] = listed.get(row.place_id, 0) + 1
    assert listed == expected
    drawn = {feature["id"]: len(feature["properties"]["mentions"]) for feature in features(store, wanted)["features"]}
    assert drawn == expected


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"since": "last week"}, "no date"),
        ({"until": "2016-13"}, "no date"),
        ({"since": "2017", "until": "2016"}, "later than"),
        ({"kinds": ()}, "No kind"),
        ({"kinds": ("town",)}, "'town' is no kind"),
        ({"min_confidence": 1.5}, "between 0 and 1"),
        ({"min_confidence": float("nan")}, "between 0 and 1"),
        ({"copies": "some"}, "neither show nor hide"),
        ({"near": Near(LonLat(35, 91), 1)}, "nowhere on Earth"),
        ({"near": Near(LonLat(0, 0), -1)}, "no distance"),
        ({"near": Near(LonLat(0, 0), float("inf"))}, "no distance"),
        ({"bbox": BBox(0, 10, 1, 5)}, "south above"),
        ({"bbox": BBox(0, 0, 361, 5)}, "leaves the Earth"),
        ({"inside": shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])}, "Self-intersection"),
        ({"inside": shapely.Point(1, 1)}, "holds no area"),
        ({"country": "Syria"}, "no code of a country"),
        ({"inside": shapely.Polygon()}, "holds no area"),
        ({"inside": shapely.box(35, 100, 40, 120)}, "not on Earth"),
    ],
)
def test_a_filter_that_makes_no_sense_says_why(values: dict[str, Any], why: str) -> None:
    with pytest.raises(BadFilter, match=why):
        Filter(**values)


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,x", "1,2,3,4,5", "0,50,1,40", "nan,0,1,1"])
def test_a_box_that_makes_no_sense_says_why(text: str) -> None:
    with pytest.raises(BadFilter, match="bbox"):
        parse_bbox(text)


def test_words_without_a_word_are_refused(store: Store) -> None:
    with pytest.raises(BadFilter, match="holds no word"):
        list(mentions(store, Filter(words="* -")))


def test_places_come_with_their_numbers_most_mentioned_first(store: Store) -> None:
    rows = list(places(store))
    assert [(row.mentions, row.id) for row in rows] == sorted(
        ((row.mentions, row.id) for row in rows), key=lambda pair: (-pair[0], pair[1])
    )
    first, second = rows[:2]
    assert (first.place, first.name, first.mentions, first.documents, first.sources) == (DEIR, "Deir ez-Zor", 4, 3, 3)
    assert (second.place, second.name, second.mentions, second.documents, second.sources) == (None, "Wadi Foo", 2, 1, 1)


def test_mentions_come_by_path_and_offset(store: Store) -> None:
    rows = [(row.source.path, row.mention.span.start) for row in mentions(store, Filter(kinds=ALL))]
    assert rows == sorted(rows)
    assert len(rows) == sum(len(parsed.findings) for parsed in CORPUS)


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(sorted(PLACES)), min_size=1))
def test_merged_places_come_in_the_same_order(ids: set[str]) -> None:
    with filled() as store:
        rows = [(row.source.path, row.mention.span.start) for row in mentions(store, Filter(place_ids=tuple(ids)))]
        assert rows == sorted(rows)
        assert len(rows) == sum(EVERY[id] for id in ids)


def test_a_mention_comes_back_with_its_evidence(store: Store) -> None:
    for parsed in CORPUS:
        for finding in parsed.findings:
            row = mention(store, finding.mention.id)
            assert row is not None
            assert row.finding == finding
            assert row.source == parsed.document.source
            start = finding.mention.span.start - finding.mention.sentence.span.start
            assert row.sentence[start : start + len(finding.mention.surface)] == finding.mention.surface


@pytest.mark.parametrize("id", ["", ":", "x:1-2", CORPUS[0].document.id[:16] + ":0-1", "a:-1-2", "%:31-43"])
def test_a_mention_that_is_gone_is_none(store: Store, id: str) -> None:
    assert mention(store, id) is None


@given(
    st.builds(LonLat, st.floats(-180, 180), st.floats(-90, 90)),
    st.floats(0, 12000),
    st.floats(0, 360),
    st.floats(0, 1),
)
def test_the_box_around_a_point_holds_all_within_the_distance(
    center: LonLat, km: float, bearing: float, part: float
) -> None:
    reached = geodesic(kilometers=km * part).destination((center.lat, center.lon), bearing)
    box = box_around(Near(center, km))
    slack = 1e-9
    assert box.south - slack <= reached.latitude <= box.north + slack
    if box.west <= box.east:
        around = (reached.longitude, reached.longitude - 360, reached.longitude + 360)
        assert any(box.west - slack <= lon <= box.east + slack for lon in around)
    else:
        assert reached.longitude >= box.west - slack or reached.longitude <= box.east + slack


def test_a_feature_holds_all_evidence() -> None:
    with filled() as store:
        collection = features(store, Filter(), {"population": "Big places are named more often."})
    first = collection["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [40.14083, 35.33588]}
    properties = first["properties"]
    assert (properties["name"], properties["country"], properties["feature"]) == ("Deir ez-Zor", "SY", "P.PPLA")
    assert properties["counts"] == {"mentions": 4, "documents": 3, "sources": 3}
    assert properties["spellings"] == [
        {"text": "Deir Ezzor", "count": 2},
        {"text": "Deir El-Zour", "count": 1},
        {"text": "دَيْر الزُّور", "count": 1},
    ]
    assert {"text": "دير الزور", "lang": "ar"} in properties["names"]
    seen = properties["mentions"][0]
    assert seen["sentence"] == {
        "text": "Aircraft struck the hills near Deir El-Zour on Saturday. ",
        "start": 0,
        "end": 57,
        "number": 0,
    }
    assert (seen["start"], seen["end"], seen["text"], seen["document"]) == (
        31,
        43,
        "Deir El-Zour",
        CORPUS[0].document.id,
    )
    assert seen["source"]["outlet"] == "The Example"
    assert seen["match"] == {"name": "Deir ez-Zor", "lang": "en", "gazetteer": "", "steps": ["fold", "article:el=ez"]}
    assert seen["features"][1] == {
        "name": "population",
        "value": 0.123457,
        "weight": -0.5,
        "says": "Big places are named more often.",
    }
    assert [rival["lat"] for rival in seen["rivals"]] == [33.0, None]
    unplaced = next(feature for feature in collection["features"] if feature["id"] == FOO)
    assert unplaced["geometry"] is None
    assert unplaced["properties"]["name"] == "Wadi Foo"
    assert unplaced["properties"]["mentions"][0]["match"] is None
    assert [f["geometry"] for f in collection["features"] if f["id"] == N] == [None]
    assert [f["bbox"] for f in collection["features"] if "bbox" in f] == [[35.6, 32.3, 42.4, 37.3]]


def test_a_collection_says_how_it_was_cut() -> None:
    wanted = Filter(bbox=BBox(170, -20, -170, -10), since="2016", inside=shapely.box(170, -20, 195, -10))
    with filled() as store:
        cut = about(store, wanted)
        assert about(store, Filter(kinds=ALL))["withheld"] == 0
    assert cut["withheld"] == sum(len(parsed.findings) for parsed in CORPUS) - 2
    assert cut["attribution"] == [GEONAMES.attribution]
    assert cut["version"] == "0.1.0"
    assert cut["filters"]["bbox"] == [170, -20, -170, -10]
    assert json.loads(json.dumps(cut))["filters"]["inside"]["type"] == "Polygon"


def test_a_collection_straight_from_documents_is_the_same() -> None:
    with filled() as store:
        assert features_of(CORPUS, RUN, fold, Filter(), None, [GEONAMES]) == features(store)


def test_a_collection_follows_the_schema_of_maps() -> None:
    path = Path(__file__).parents[1] / "maps" / "feature.schema.json"
    if not path.exists():
        pytest.skip("maps/feature.schema.json is not there")
    schema = json.loads(path.read_text("utf-8"))
    with filled() as store:
        jsonschema.Draft202012Validator(schema).validate(features(store, Filter(kinds=ALL)))


def test_the_first_mentions_of_a_place_come_from_the_index() -> None:
    with filled(many(50, 5, 20)) as store:
        plan = store.rows(
            "EXPLAIN QUERY PLAN SELECT f.path, f.start, f.fid FROM findings AS f WHERE f.place = ? AND f.kind IN "
            "(SELECT value FROM json_each(?)) AND f.last_day >= ? ORDER BY f.path, f.start, f.fid",
            (1, "[]", 1),
        )
        assert any("COVERING INDEX findings_by_place" in row[3] for row in plan)
        assert not any(row[3] == "USE TEMP B-TREE FOR ORDER BY" for row in plan)


def test_features_are_read_as_a_stream() -> None:
    with filled(many(400, 10, 3)) as store:
        whole = len(json.dumps(features(store)))
        tracemalloc.start()
        for _, evidence in place_features(store):
            for _ in evidence:
                pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(list(islice(mentions(store), 5))) == 5
    assert peak < whole / 2

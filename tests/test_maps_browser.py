"""The map in a real browser, with the network cut: what a reader sees and can do, and what hostile text cannot."""

import base64
import csv
import hashlib
import io
import json
import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import maps
from geo.notebook import map_html
from maps.localtiles import Tile, tile_at
from tests.pmtiles_cases import archive, png, vector

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.enable_socket,  # playwright speaks to its browser through a local pipe; pages are cut off below
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no /usr/bin/chromium"),
]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CASES = Path(__file__).parent / "cases"
SAMPLE: dict[str, Any] = json.loads((CASES / "maps_sample.geojson").read_text(encoding="utf-8"))
LISTED = (CASES / "maps_payloads.txt").read_text(encoding="utf-8").splitlines()
ESCAPES = (
    "",
    '">',
    "'>",
    "`;",
    "</script>",
    "</style>",
    "</textarea>",
    "</title>",
    "-->",
    "]]>",
    "*/",
    "\\u003c/script\\u003e",
)
"""Ways out of where a text may stand: attributes, literals, elements, comments."""
DEEDS = (
    "<img src=x onerror=window.ran=1>",
    "<sVg/OnLoAd=window.ran=1>",
    "<ScRiPt>window.ran=1</sCrIpT>",
    "${window.ran=1}",
    "{{constructor.constructor('window.ran=1')()}}",
    "%3Cimg src=x onerror=window.ran=1%3E",
    "&lt;img src=x onerror=window.ran=1&gt;",
    "<\u202eimg\u200b src=x onerror=window.ran=1>",
    "<a href=java\tscript:window.ran=1 autofocus onfocus=window.ran=1>",
    "<iframe srcdoc='&lt;script&gt;parent.ran=1&lt;/script&gt;'></iframe>",
)
PAYLOADS = list(dict.fromkeys([*LISTED, *(way + deed for way in ESCAPES for deed in DEEDS)]))
"""What was met in the wild, and every deed behind every way out."""
SOURCE = ("path", "outlet", "title", "author", "url", "published", "lang", "family", "original")
Opened = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return maps.save(SAMPLE, tmp_path_factory.mktemp("maps") / "map.html", title="Sample")


@pytest.fixture
def opened(browser: Any, written: Path, tmp_path: Path) -> Iterator[Opened]:
    """Opens a map in a fresh context; at the end no request left the file, and no script failed."""
    contexts: list[Any] = []
    asked: list[str] = []
    errors: list[str] = []

    def dismissed(dialog: Any) -> None:
        errors.append("a dialog opened")
        dialog.dismiss()

    def open_map(
        collection: Any = None,
        hash: str = "",
        size: tuple[int, int] = (1280, 800),
        bypass_csp: bool = False,
        **options: Any,
    ) -> Any:
        path = (
            written
            if collection is None and not options
            else maps.save(collection or SAMPLE, tmp_path / "map.html", **options)
        )
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            bypass_csp=bypass_csp,
            reduced_motion="reduce",
            accept_downloads=True,
            color_scheme="light",
        )
        contexts.append(context)
        context.route(lambda url: not url.startswith(("file:", "data:", "blob:")), lambda route: route.abort())
        context.set_default_timeout(20_000)  # a shared machine may stand still for a while
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("dialog", dismissed)
        page.goto(path.as_uri() + hash)
        page.wait_for_selector(".dl[data-complete]")
        return page

    yield open_map
    for context in contexts:
        context.close()
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    assert not errors


def count(page: Any) -> tuple[int, int, int]:
    """Mentions, places and reports shown, as the page says."""
    found = re.match(r"([\d,]+) mentions of ([\d,]+) places in ([\d,]+) reports", page.inner_text(".dl-count"))
    assert found
    return int(found[1].replace(",", "")), int(found[2].replace(",", "")), int(found[3].replace(",", ""))


def rows(page: Any) -> list[str]:
    names: list[str] = page.locator(".dl-rowname bdi").all_inner_texts()
    return names


def search(page: Any, words: str) -> None:
    page.fill(".dl-search", words)
    page.wait_for_function("() => location.hash.includes('q=')")
    page.wait_for_timeout(250)


def test_a_click_on_a_mark_opens_the_sentence(opened: Opened) -> None:
    page = opened(hash="#view=36.2,37.16,8")
    page.click('.dl-mark[aria-label^="Aleppo"]')
    assert page.inner_text(".dl-place") == "Aleppo"
    quotes = page.locator("blockquote").all_inner_texts()
    assert "The convoy from Aleppo turned back near Palmyra." in quotes
    assert page.locator("blockquote mark").first.inner_text() == "Aleppo"
    source = page.locator(".dl-source").first
    assert source.inner_text().startswith(
        "Meridian Weekly · A. Castellanos · published 24 Sept 2016 · What was seen from the hills · sentence 4"
    )
    assert source.locator("a").get_attribute("href") == "https://example.org/meridian/hills"
    assert page.locator(".dl-facts").first.inner_text().startswith("almost certain (0.98)")


def test_why_here(opened: Opened) -> None:
    page = opened(hash="#place=geonames:170794")
    assert page.locator(".dl-why dl").count() == 0  # built when asked for
    page.locator("article > ol > .dl-item > .dl-why > summary").nth(1).click()
    words = page.locator(".dl-why dl").first.inner_text()
    for part in (
        "article:el=ez",
        "The place lies in a country that the same report names.",
        "Deir ez-Zor (village)",
        "0.02",
        "0.84",
    ):
        assert part in words


@pytest.mark.parametrize(
    "words",
    ["دير الزور", "دَيْر الزُّور", "Dayr az Zawr", "deir ezzor", "DEIR EL ZOUR", "Дейр-эз-Зор", "deir-ez-zor", "ديرالزور"],
)
def test_any_spelling_finds_the_place(opened: Opened, words: str) -> None:
    page = opened()
    search(page, words)
    assert rows(page)[0] == "Deir ez-Zor"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.inner_text(".dl-place") == "Deir ez-Zor"
    assert page.locator("blockquote").count() >= 5


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("ferry", "Sentences (3)"),
        ("Wasser", "Nothing found"),
        ("Castellanos", "Reports (2)"),
        ("كهرباء", "Sentences (1)"),
        ("МОСТИ", "Reports (1)"),
    ],
)
def test_sentences_and_reports_are_searched(opened: Opened, words: str, section: str) -> None:
    page = opened()
    search(page, words)
    assert section in page.inner_text(".dl-body")


def test_a_search_can_filter_the_map(opened: Opened) -> None:
    page = opened()
    search(page, "mosul")
    page.get_by_label("Show only these on the map").check()
    mentions, places, _ = count(page)
    assert places == len(
        {"Mosul", "Tall Afar", "Syria", "Iraq", "Al Mayadin"}
    )  # whatever shares a report or sentence with it
    assert mentions == 7
    page.fill(".dl-search", "")
    page.wait_for_timeout(300)
    assert count(page) == (33, 19, 8)


SAME = [
    ("Deir ez-Zor", "Deir Ezzor"), ("Deir ez-Zor", "دير الزور"), ("Dayr az Zawr", "Дейр-эз-Зор"),
    ("Deir Ezzor", "Deir El-Zour"), ("Al-Raqqa", "الرقة"), ("Raqqa", "Ar Raqqah"), ("Mosul", "الموصل"),
    ("Tal Afar", "Tall Afar"), ("Halab", "حلب"), ("Homs", "حمص"), ("Omar", "عمر"), ("Iraq", "العراق"),
    ("Kherson", "Херсон"), ("Donetsk", "Донецьк"), ("Jarabulus", "جرابلس"), ("Palmyra", "palmyra"), ("Tadmur", "تدمر"),
]  # fmt: skip
STRANGERS = [
    ("Aleppo", "Damascus"),
    ("Mosul", "Homs"),
    ("Raqqa", "Iraq"),
    ("دير الزور", "الرقة"),
    ("Kherson", "Kharkiv"),
    ("Hama", "Homs"),
    ("Deir ez-Zor", "Daraa"),
]


def test_bones_of_names(opened: Opened) -> None:
    page = opened()
    bones: Callable[[str], str] = lambda name: page.evaluate("name => dateline.skeleton(name)", name)  # noqa: E731
    assert [(a, b, bones(a), bones(b)) for a, b in SAME if bones(a) != bones(b)] == []
    assert [(a, b, bones(a)) for a, b in STRANGERS if bones(a) == bones(b)] == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Deir ez-Zor", "deir ez zor"),
        ("دَيْر الزُّور", "دير الزور"),
        ("إدلب", "ادلب"),
        ("الرقّة", "الرقه"),
        ("Ar Raqqah‎", "ar raqqah"),
        ("Ra's al-ʿAyn", "ras al ayn"),
        ("İstanbul", "istanbul"),
        ("Łódź", "lodz"),
        ("  ", ""),
        ("𝐀leppo", "aleppo"),
    ],
)
def test_folding(opened: Opened, text: str, folded: str) -> None:
    assert opened().evaluate("text => dateline.fold(text)", text) == folded


def test_offsets_count_code_points(opened: Opened) -> None:
    page = opened()
    assert page.evaluate("dateline.slice('🕊🕊 Homs', 3, 7)") == "Homs"
    page.goto(page.url.split("#")[0] + "#place=geonames:99072")
    page.reload()
    page.wait_for_selector(".dl[data-complete]")
    assert page.locator("blockquote").nth(1).locator("mark").all_inner_texts() == ["Mosul", "Mosul"]


def test_a_relation_is_said_in_words(opened: Opened) -> None:
    page = opened(hash="#place=geonames:170794")
    assert "The report says: 12 km south of here, give or take 6 km" in page.inner_text(".dl-body")
    assert "بزيادة أو نقصان" in opened(lang="ar", hash="#place=geonames:170794").inner_text(".dl-body")


def test_a_relation_with_an_outline_is_drawn_as_it_and_said_in_words(opened: Opened) -> None:
    collection = json.loads(json.dumps(SAMPLE))
    (deir,) = [f for f in collection["features"] if f["id"] == "geonames:170794"]
    ring = [[39.5, 34.5], [41.0, 34.5], [41.0, 35.6], [39.5, 35.6], [39.5, 34.5]]
    (moved,) = [m for m in deir["properties"]["mentions"] if m["relation"]]
    moved["relation"] = {
        **{"kind": "part", "direction": "east", "km": None, "lat": 35.0, "lon": 40.2, "uncertainty_km": 90},
        **{"span": {"start": 1, "end": 2}, "geometry": {"type": "Polygon", "coordinates": [ring]}},
    }
    page = opened(collection)
    page.evaluate(
        "() => { const made = L.Polygon.prototype, old = made.onAdd; window.drawn = [];"
        " made.onAdd = function (m) { drawn.push(this.getBounds().toBBoxString()); return old.call(this, m); }; }"
    )
    page.get_by_role("tab", name="Places").click()
    page.locator(".dl-rowbutton", has_text="Deir ez-Zor").first.click()
    text = page.inner_text(".dl-body")
    assert "The report says: the part of it that lies east, give or take 90 km" in text
    assert "39.5" not in text
    assert "39.5,34.5,41,35.6" in page.evaluate("window.drawn")


def test_copies_are_folded_under_their_original(opened: Opened) -> None:
    page = opened(hash="#place=geonames:172955")
    assert page.locator(".dl-body > article > ol > .dl-item").count() == 2
    assert page.inner_text(".dl-copies > summary") == "1 copy of this report says the same"
    assert "2 independent sources" in page.inner_text(".dl-numbers")
    page.click(".dl-copies > summary")
    assert "Northern Wire" in page.inner_text(".dl-copies .dl-source")


@pytest.mark.parametrize(
    ("hash", "passes"),
    [
        ("", lambda m: m["kind"] == "place"),
        ("#kinds=place.actor.demonym", lambda m: True),
        ("#kinds=demonym", lambda m: m["kind"] == "demonym"),
        ("#confidence=0.9", lambda m: m["kind"] == "place" and m["confidence"] >= 0.9),
        ("#copies=0", lambda m: m["kind"] == "place" and m["document"] != "d2"),
        ("#source=Meridian+Weekly", lambda m: m["kind"] == "place" and m["source"]["outlet"] == "Meridian Weekly"),
        ("#source=", lambda m: False),
        (
            "#axis=event&since=17060&until=17061",
            lambda m: m["time"] and m["time"]["edtf"] in ("2016-09-16", "2016-09-17"),
        ),
        ("#axis=event&since=19300", lambda m: m["time"] and m["time"]["edtf"] == "2022-11"),
        ("#until=17000", lambda m: m["kind"] == "place" and (m["source"]["published"] or "x") < "2016-07-18"),
        ("#kinds=", lambda m: False),
    ],
)
def test_filters(opened: Opened, hash: str, passes: Callable[[dict[str, Any]], bool]) -> None:
    page = opened(hash=hash)
    all_mentions = [(f["id"], m) for f in SAMPLE["features"] for m in f["properties"]["mentions"]]
    kept = [(place_id, m) for place_id, m in all_mentions if passes(m)]
    assert count(page) == (len(kept), len({place_id for place_id, _ in kept}), len({m["document"] for _, m in kept}))
    held = len(all_mentions) - len(kept)
    assert (f"{held} held back by filters" in page.inner_text(".dl-count")) == bool(held)


def test_what_the_file_lacks_is_not_called_nothing(opened: Opened) -> None:
    """Where the file was made with filters, the page leads to them, and each kind says how many it holds."""
    features = [place(36.75, 35.13)]
    page = opened({"type": "FeatureCollection", "features": features}, hash="#tab=filters")
    assert "nothing held back" in page.inner_text(".dl-count")
    held = {"withheld": 5, "filters": {"kinds": ["place"], "source": "Wire"}}
    page = opened({"type": "FeatureCollection", "features": features, "dateline": held}, hash="#tab=about")
    assert page.inner_text(".dl-count").endswith("5 more are not in this file (see About)")
    assert "nothing held back" not in page.inner_text(".dl-count")
    assert page.inner_text(".dl-about").count("What the name stands for: the place itself") == 1
    assert "source: Wire" in page.inner_text(".dl-about")
    page.get_by_role("tab", name="Filters").click()
    assert page.locator(".dl-check .dl-num").all_inner_texts()[:3] == [" 1", " 0", " 0"]


def test_reports_without_dates_have_no_empty_histogram(opened: Opened) -> None:
    page = opened({"type": "FeatureCollection", "features": [place(36.75, 35.13)]}, hash="#tab=filters")
    assert "Nothing that is shown has such a date." in page.inner_text(".dl-body")
    assert page.locator(".dl-bars, input[type=date]").count() == 0
    page = opened(hash="#tab=filters&since=30000")
    assert page.locator(".dl-bars").count() == 1  # what was chosen can be taken back
    assert page.locator("input[type=date]").count() == 2


def test_filters_by_hand(opened: Opened) -> None:
    page = opened(hash="#tab=filters")
    page.get_by_label("a government or people").check()
    assert count(page)[0] == 35
    page.get_by_label("show copies too").uncheck()
    assert count(page)[0] == 33
    page.get_by_label("From").fill("2022-01-01")
    assert count(page)[0] == 4
    assert "2 mentions without a date are held back." in page.inner_text(".dl-body")
    page.get_by_role("button", name="Reset filters").click()
    assert count(page) == (33, 19, 8)


def test_a_brush_over_the_histogram_chooses_a_time(opened: Opened) -> None:
    page = opened(hash="#tab=filters")
    box = page.locator(".dl-bars").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.up()
    assert page.locator(".dl-bar.dl-out").count() == page.locator(".dl-bar").count() - 1
    assert count(page)[0] == 15
    assert "since=16801" in page.url


def test_the_address_restores_what_was_seen(opened: Opened) -> None:
    page = opened()
    page.get_by_role("tab", name="Filters").click()
    page.get_by_label("a government or people").check()
    page.get_by_label("draw areas of imprecise places").uncheck()
    page.get_by_role("tab", name="Places").click()
    page.get_by_role("radio", name="sources").check()
    page.locator(".dl-rowbutton", has_text="Damascus").click()
    page.get_by_role("button", name="Light or dark").click()
    address, numbers, view = page.url, count(page), page.evaluate("location.hash.match(/view=([^&]*)/)[1]")
    again = opened(hash="#" + address.split("#")[1])
    assert again.url.split("#")[1] == address.split("#")[1]
    assert count(again) == numbers
    assert again.inner_text(".dl-place") == "Damascus"
    assert again.get_attribute(".dl", "data-theme") == "dark"
    assert again.evaluate("location.hash.match(/view=([^&]*)/)[1]") == view


@pytest.mark.parametrize(
    "hash",
    [
        "#view=x,y,z&tab=none&size=7&since=abc&confidence=9&place=nobody&theme=pink&lang=xx",
        "#%%%",
        "#view=999,999,99",
        "#compare=a",
    ],
)
def test_a_garbled_address_does_no_harm(opened: Opened, hash: str) -> None:
    page = opened(hash=hash)
    assert page.locator(".dl-tab[aria-selected=true]").count() == 1


def test_compare_two_sources(opened: Opened) -> None:
    page = opened(hash="#tab=compare&view=35.2,40,7")
    page.get_by_label("Sources 1").select_option("The Harbour Gazette")
    page.get_by_label("Sources 2").select_option("Meridian Weekly")
    words = page.inner_text(".dl-body")
    for part in ("both (1)", "only The Harbour Gazette (5)", "only Meridian Weekly (7)"):
        assert part in words
    assert "dl-side-a" in page.locator('.dl-mark[aria-label^="Raqqa"] span').get_attribute("class")
    assert "dl-side-b" in page.locator('.dl-mark[aria-label^="Aleppo"] span').get_attribute("class")


def test_a_doubtful_place_in_the_colour_of_a_source_has_a_smooth_edge(opened: Opened) -> None:
    features = [place(36.75, 35.13, "Hama"), place(44.4, 33.3, "Baghdad", 1)]
    for feature, outlet in zip(features, ("Wire", "Post"), strict=True):
        (mention,) = feature["properties"]["mentions"]
        mention |= {"document": outlet, "confidence": 0.2, "source": {"path": outlet, "outlet": outlet}}
    page = opened({"type": "FeatureCollection", "features": features})
    edge = "node => getComputedStyle(node).borderTopStyle"
    assert page.locator(".dl-mark .dl-dot").first.evaluate(edge) == "dotted"
    page.get_by_role("tab", name="Compare").click()
    page.get_by_label("Sources 1").select_option("Wire")
    page.get_by_label("Sources 2").select_option("Post")
    page.wait_for_selector(".dl-mark .dl-side-a")
    assert page.locator(".dl-mark .dl-side-a").evaluate(edge) == "solid"


def test_arabic(opened: Opened) -> None:
    page = opened(lang="ar", hash="#place=geonames:170794")
    assert page.get_attribute("html", "dir") == "rtl"
    assert page.get_attribute(".dl", "dir") == "rtl"
    assert page.inner_text(".dl-place") == "دير الزور"
    assert "33 ذكرًا" in page.inner_text(".dl-count")
    panel, stage = page.locator(".dl-panel").bounding_box(), page.locator(".dl-stage").bounding_box()
    assert panel["x"] > stage["x"]
    page.get_by_role("button", name="English").click()
    assert page.inner_text(".dl-place") == "Deir ez-Zor"
    assert page.get_attribute(".dl", "dir") == "ltr"


def test_arabic_keeps_numbers_and_english_in_their_order(opened: Opened) -> None:
    """Reasons are English sentences: each reads from the left, its numbers behind it, a sign before its number."""
    collection = json.loads(json.dumps(SAMPLE))
    (deir,) = [f for f in collection["features"] if f["id"] == "geonames:170794"]
    mention = deir["properties"]["mentions"][0]
    mention["features"] = [{"name": "far", "value": 0.5, "weight": -0.75, "says": "Far from it."}]
    mention["time"] = {"edtf": "2016-09-16", "how": "published"}
    collection["dateline"]["filters"] = {"kinds": ["place", "actor"]}
    page = opened(collection, lang="ar")
    assert "مركز منطقة، سوريا" in page.inner_text(".dl-rows")
    page.locator(".dl-rowbutton").first.click()
    assert "(تاريخ النشر)" in page.locator(".dl-facts").first.inner_text()
    page.locator(".dl-why > summary").first.click()
    sign = page.locator(".dl-signs li").first
    assert sign.inner_text() == "Far from it. 0.50 × -0.75"
    places = sign.evaluate(
        """li => [li.firstChild, li.querySelector('.dl-num')].map(node => {
            const range = document.createRange();
            range.selectNodeContents(node);
            return range.getBoundingClientRect().x;
        })"""
    )
    assert places[0] < places[1]
    assert sign.locator(".dl-num").evaluate("node => getComputedStyle(node).direction") == "ltr"
    page.get_by_role("tab", name="عن الخريطة").click()
    about = page.inner_text(".dl-about")
    assert "المكان نفسه، حكومة أو شعب" in about
    assert "شبه مؤكد (\u200e0.90+\u200e)" in about


def test_a_name_of_mixed_scripts_stands_for_none(opened: Opened) -> None:
    feature = place(43.13, 36.33, "Mosul")
    texts = ["mws\u06b5", "Mawsil", "Nineveh", "Мосул", "الموصل", "Mossul", "Musul", "Ninive"]
    feature["properties"] |= {"country": "IQ", "names": [{"text": text} for text in texts]}
    page = opened({"type": "FeatureCollection", "features": [feature]})
    page.locator(".dl-rowbutton").first.click()
    shown_first = page.locator(".dl-names > ul bdi").all_inner_texts()
    assert shown_first == ["الموصل", "Mawsil", "Мосул", texts[0], "Nineveh", "Mossul"]


def test_by_keyboard_from_search_to_sentence_and_back(opened: Opened) -> None:
    page = opened()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "dl-search":
            break
    page.keyboard.type("tal afar")
    page.wait_for_timeout(400)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Tall Afar"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.innerText").startswith("Tall Afar")


def test_marks_work_by_keyboard(opened: Opened) -> None:
    page = opened(hash="#view=36.2,37.16,8")
    page.locator('.dl-mark[aria-label^="Aleppo"]').focus()
    page.keyboard.press("Enter")
    assert page.inner_text(".dl-place") == "Aleppo"


def test_everything_pressable_has_a_name_and_room(opened: Opened) -> None:
    page = opened(hash="#tab=filters")
    bad = page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], input, select, [role=button]')].flatMap(e => {
            if (!e.offsetParent) return [];
            const box = e.getBoundingClientRect();
            const labels = e.labels && [...e.labels].map(l => l.textContent).join('');
            const name = e.getAttribute('aria-label') || e.textContent.trim() || labels;
            const small = !e.labels?.length && (box.width < 24 || box.height < 24);
            return name && !small ? [] : [e.outerHTML.slice(0, 120)];
        })"""
    )
    assert bad == []


def test_downloads_hold_what_is_shown(opened: Opened, tmp_path: Path) -> None:
    page = opened(hash="#tab=about&copies=0")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="GeoJSON").click()
    collection = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    schema = json.loads((Path(maps.__file__).parent / "feature.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(collection, schema)
    maps.checked(collection)
    assert sum(len(f["properties"]["mentions"]) for f in collection["features"]) == 31
    assert collection["dateline"]["withheld"] == 6
    given = {f["id"]: f["geometry"] for f in SAMPLE["features"]}
    assert all(f["geometry"] == given[f["id"]] for f in collection["features"])
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    table = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig"))))
    assert len(table) == 31
    assert {row["mention"] for row in table} >= {"دير الزور", "Deir El-Zour", "Херсоні"}


TURNS = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Controls that turn the direction of what comes after them."""


def shown(text: str) -> str:
    """A text as the map shows it."""
    return re.sub(f"[{TURNS}]", lambda control: f"[U+{ord(control[0]):04X}]", text)


def test_controls_of_direction_are_shown_and_turn_nothing(opened: Opened) -> None:
    """In a name, a sentence, a title, an outlet and a spelling; and nowhere is such a control left in the page."""
    text = f"They left Hama {TURNS[4]}amoH{TURNS[2]} for {TURNS[5]}good{TURNS[8]}."
    collection = json.loads(json.dumps(SAMPLE))
    feature = next(feature for feature in collection["features"] if feature["properties"]["mentions"])
    properties = feature["properties"]
    mention = properties["mentions"][0]
    properties |= {"name": f"Hama{TURNS}", "spellings": [{"text": f"Hama{TURNS[4]}", "count": 1}]}
    properties["mentions"] = [mention]
    mention |= {"start": 10, "end": 21, "text": text[10:21]}
    mention["sentence"] |= {"text": text, "start": 0, "end": len(text)}
    mention["source"] |= {"title": f"About {TURNS}", "outlet": f"The {TURNS[4]}Paper"}
    page = opened({**collection, "features": [feature]}, title=f"Map {TURNS}")
    page.locator(".dl-rowbutton").first.click()
    page.wait_for_selector("blockquote")
    assert page.inner_text("blockquote").strip() == shown(text)
    assert page.inner_text(".dl-place") == shown(f"Hama{TURNS}")
    page.evaluate("() => document.querySelectorAll('.dl details').forEach((box) => { box.open = true; })")
    seen = page.inner_text("body") + page.evaluate(
        "() => [...document.querySelectorAll('[title], [aria-label]')]"
        ".map((node) => (node.title || '') + (node.getAttribute('aria-label') || '')).join(' ')"
    )
    assert not set(TURNS) & set(seen)
    assert shown(TURNS[4] + "Paper") in seen


def hostile_feature(number: int, bad: str) -> dict[str, Any]:
    """A place with a mention, a payload in every field of both."""
    text = f"Hama {bad}"
    mention = {
        **{"id": bad, "document": f"{number}{bad}", "start": 0, "end": len(text), "text": text, "confidence": 0.5},
        "sentence": {"text": text, "start": 0, "end": len(text), "number": 1},
        "source": dict.fromkeys(SOURCE, bad),
        "time": {"edtf": bad, "how": bad},
        "relation": {"kind": bad, bad: bad},
        "match": {"name": bad, "lang": bad, "steps": [bad]},
        "features": [{"name": bad, "value": 1, "weight": 1, "says": bad}],
        "rivals": [{**dict.fromkeys(("id", "name", "country", "feature"), bad), "probability": 0.1}],
        "judgement": {"verdict": bad, "by": bad, "why": bad, bad: {"deep": bad}},
    }
    properties = {
        **{"name": bad, "country": bad, "feature": bad, "admin": [bad], "uncertainty_km": 20, "population": 1},
        "names": [{"text": bad, "lang": bad}],
        "spellings": [{"text": bad, "count": 1}],
        "mentions": [mention],
    }
    point = {"type": "Point", "coordinates": [number % 12, number // 12]}
    return {"type": "Feature", "id": f"{number}{bad}", "geometry": point, "properties": properties}


def hostile_collection() -> dict[str, Any]:
    """A place for each payload, some unplaced, and the payloads in what is said of the whole."""
    features = [hostile_feature(number, bad) for number, bad in enumerate(PAYLOADS)]
    unplaced = [{**features[0], "id": bad, "geometry": None} for bad in PAYLOADS[:20]]
    about = {
        **{"version": PAYLOADS[0], "attribution": PAYLOADS, "withheld": 3},
        "filters": {bad: bad for bad in PAYLOADS},
    }
    return {"type": "FeatureCollection", "features": features + unplaced, "dateline": about}


OPEN_EVERYTHING = """async () => {
    const app = Object.values(window).find(v => v && v.dateline && v.dateline.openPlace)?.dateline;
    if (!app) throw new Error('no map');
    const opened = [];
    await app.unpackWhy();
    for (let i = 0; i < app.data.places.length; i++) {
        app.openPlace(i, false);
        document.querySelectorAll('.dl details').forEach(d => { d.open = true; });
        await new Promise(r => setTimeout(r, 0));
        opened.push(document.querySelector('.dl-place').textContent);
    }
    for (const tab of ['places', 'filters', 'compare', 'about']) {
        app.openTab(tab);
        await new Promise(r => setTimeout(r, 20));
    }
    return opened;
}"""
"""Opens every place with all that is folded away, then every tab; gives the headings of the places."""


@pytest.mark.parametrize("bypass_csp", [True, False], ids=["script alone", "with policy"])
def test_hostile_text_runs_nowhere(opened: Opened, bypass_csp: bool) -> None:
    """Every payload in every field, everything opened; also with the policy off, so that our own care is tested."""
    labels = [
        {"name": bad, "lat": number // 12 + 0.5, "lon": number % 12, "rank": 0} for number, bad in enumerate(PAYLOADS)
    ]
    options = {"bypass_csp": bypass_csp, "title": PAYLOADS[1], "labels": labels, "more": PAYLOADS[2]}
    page = opened(hostile_collection(), hash="#view=4,6,7", **options)
    page.evaluate("() => { window.ran = undefined; }")
    assert page.evaluate(OPEN_EVERYTHING)[: len(PAYLOADS)] == [shown(bad) for bad in PAYLOADS]
    for bad in PAYLOADS[::9]:
        page.fill(".dl-search", bad)
        page.wait_for_timeout(180)
    assert page.evaluate("window.ran") is None
    grown = "['iframe', 'img', 'script', 'object', 'embed', 'form'].filter(t => document.querySelector(`.dl ${t}`))"
    assert page.evaluate(grown) == []
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
    assert all(url.startswith("http") for url in links)


def test_hostile_text_runs_nowhere_in_a_notebook(browser: Any, tmp_path: Path) -> None:
    """The frame that a notebook is given, in a page of no policy: neither the page nor the frame runs anything."""
    mention = {"sentence": {"number": 1, "start": 0}, "kind": "place", "confidence": 0.5, "start": 0}
    features = []
    for number, bad in enumerate(PAYLOADS):
        said = {**mention["sentence"], "text": bad, "end": len(bad)}  # type: ignore[dict-item]
        one = {**mention, "id": f"{number}", "document": f"{number}", "text": bad, "end": len(bad), "sentence": said}
        one["source"] = dict.fromkeys(SOURCE, bad)
        features.append(
            {
                "type": "Feature",
                "id": f"{number}{bad}",
                "geometry": {"type": "Point", "coordinates": [number % 12, number // 12]},
                "properties": {"name": bad, "mentions": [one], "names": [{"text": bad, "lang": "en"}]},
            }
        )
    frame = map_html({"type": "FeatureCollection", "features": features, "dateline": {"attribution": PAYLOADS}})
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html><html><body>{frame}</body></html>", encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    inside = page.frames[1]
    inside.wait_for_selector(".dl[data-complete]")
    assert inside.evaluate("window.ran") is None and page.evaluate("window.ran") is None
    assert page.evaluate("document.body.children.length") == 1
    assert inside.evaluate("document.querySelectorAll('iframe, object, embed, form').length") == 0
    assert all(url.startswith(("file:", "about:", "data:", "blob:")) for url in asked)
    context.close()


def test_a_picture_of_what_is_shown(opened: Opened, tmp_path: Path) -> None:
    """The map twice as fine with its marks, and under it whom it is owed to; nothing but our own drawing in it."""
    page = opened(hash="#view=36.2,37.16,8&tab=about")
    stage = page.locator(".dl-stage").bounding_box()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG").click()
    data = Path(waiting.value.path()).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (round(stage["width"] * 2), round((stage["height"] + 44) * 2))
    box = page.locator('.dl-mark[aria-label^="Aleppo"] span').bounding_box()
    x = int((box["x"] + box["width"] * 0.25 - stage["x"]) * 2)
    y = int((box["y"] + box["height"] / 2 - stage["y"]) * 2)
    colour, mark, kinds = page.evaluate(PIXELS, [base64.b64encode(data).decode(), x, y])
    assert "rgb(" + ", ".join(map(str, colour)) + ")" == mark
    assert kinds > 50


PIXELS = """async ([data, x, y]) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(data), c => c.charCodeAt(0))]));
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true });
    pen.drawImage(bitmap, 0, 0);
    const all = new Uint32Array(pen.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
    const mark = getComputedStyle(document.querySelector('.dl-mark[aria-label^="Aleppo"] span')).backgroundColor;
    return [[...pen.getImageData(x, y, 1, 1).data].slice(0, 3), mark, new Set(all).size];
}"""


def test_whom_the_places_are_owed_to_stands_on_the_map(opened: Opened) -> None:
    for size in ((1280, 800), (390, 844)):
        page = opened(size=size)
        corner = page.locator(".leaflet-control-attribution")
        for line in SAMPLE["dateline"]["attribution"]:
            assert line in corner.inner_text()
        assert corner.is_visible()
        assert corner.bounding_box()["height"] < 60


def test_no_mark_hides_a_country_nor_a_country_a_town(opened: Opened) -> None:
    """A country's mark, which stands for no one spot, gives way to a town's, and a line leads back."""
    country = place(36.75, 35.13, "Syria")
    country["properties"]["feature"] = "A.PCLI"
    page = opened({"type": "FeatureCollection", "features": [place(36.75, 35.13), country]})
    town, wide = (page.locator(f'.dl-mark[aria-label^="{name}"] span').bounding_box() for name in ("Hama", "Syria"))
    assert abs(town["x"] - wide["x"]) > 15 or abs(town["y"] - wide["y"]) > 15
    assert abs(town["x"] - wide["x"]) < 80


@pytest.mark.parametrize("zoom", [2, 3, 6])
def test_no_name_stands_over_another_or_is_cut_off(opened: Opened, zoom: int) -> None:
    labels = [{"name": f"Town {i}", "lat": 30 + i % 9, "lon": 33 + i // 9, "rank": 0} for i in range(90)]
    page = opened(hash=f"#view=35,38,{zoom}", labels=labels)
    boxes = page.locator(".dl-name").evaluate_all("nodes => nodes.map(n => n.getBoundingClientRect().toJSON())")
    stage = page.locator(".dl-stage").bounding_box()
    assert len(boxes) > 2
    for i, a in enumerate(boxes):
        assert a["left"] >= stage["x"] - 1
        assert a["right"] <= stage["x"] + stage["width"] + 1
        for b in boxes[:i]:
            apart = a["left"] >= b["right"] - 1 or b["left"] >= a["right"] - 1 or a["top"] >= b["bottom"] - 1
            assert apart or b["top"] >= a["bottom"] - 1


def test_no_land_lies_across_the_sea(opened: Opened) -> None:
    """A ring that crosses the antimeridian would be a band around the world: in the Pacific nothing is drawn."""
    page = opened(hash="#view=20,180,2")
    found = page.evaluate(
        """() => {
            const app = Object.values(window).find(v => v && v.dateline && v.dateline.map).dateline;
            const drawn = document.querySelector('.leaflet-dl-base-pane canvas');
            const canvas = new OffscreenCanvas(drawn.width, drawn.height);
            const box = drawn.getBoundingClientRect(), frame = app.map.getContainer().getBoundingClientRect();
            const pen = canvas.getContext('2d', { willReadFrequently: true }), scale = drawn.width / box.width;
            pen.drawImage(drawn, 0, 0);
            const wet = (lat, lon) => {
                const p = app.map.latLngToContainerPoint([lat, lon]);
                const x = (p.x + frame.left - box.left) * scale, y = (p.y + frame.top - box.top) * scale;
                return pen.getImageData(Math.round(x), Math.round(y), 1, 1).data[3];
            };
            const out = [];
            for (let lat = -62; lat <= 45; lat += 1) out.push([lat, wet(lat, 198), wet(lat, 205.2)]);
            return out;
        }"""
    )
    assert [row for row in found if row[1] or row[2]] == []


def test_a_spreadsheet_runs_no_formula(opened: Opened) -> None:
    collection = json.loads(json.dumps(SAMPLE))
    collection["features"][0]["properties"]["name"] = "=HYPERLINK(1)"
    page = opened(collection, hash="#tab=about")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    assert "'=HYPERLINK(1)" in Path(waiting.value.path()).read_text(encoding="utf-8")


def place(lon: float, lat: float, name: str = "Hama", number: int = 0, mentions: int = 1) -> dict[str, Any]:
    text = f"In {name} it rained."
    sentence = {"text": text, "start": 0, "end": len(text), "number": 1}
    mention = {"start": 3, "end": 3 + len(name), "text": name, "confidence": 0.9, "sentence": sentence}
    rows = [{**mention, "document": f"d{i}", "source": {"path": f"{i}.txt"}} for i in range(mentions)]
    return {
        "type": "Feature",
        "id": f"{name}{number}",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"name": name, "uncertainty_km": 30, "mentions": rows},
    }


@pytest.mark.parametrize(
    ("places", "marks"),
    [
        ([], 0),
        ([place(36.75, 35.13)], 1),
        ([place(179.9, -16.5, "East"), place(-179.5, -16.9, "West")], 2),
        ([place(0, 90, "North"), place(0, -90, "South")], 2),
        ([place(180, 0, "Line"), place(-180, 10, "Same")], 2),
    ],
    ids=["nothing", "one place", "antimeridian", "poles", "exactly 180"],
)
def test_odd_maps(opened: Opened, places: list[dict[str, Any]], marks: int) -> None:
    page = opened({"type": "FeatureCollection", "features": places})
    assert count(page)[1] == len(places)
    seen = page.locator(".dl-mark").evaluate_all(
        """nodes => nodes.map(n => n.getBoundingClientRect())
            .filter(b => b.x > 400 && b.x < 1280 && b.y > -30 && b.y < 830).length"""
    )
    assert seen == marks
    if not places:
        assert "This collection has no places." in page.inner_text(".dl-body")


def test_places_on_both_sides_of_the_antimeridian_lie_side_by_side(opened: Opened) -> None:
    page = opened(
        {"type": "FeatureCollection", "features": [place(179.9, -16.5, "East"), place(-179.5, -16.9, "West")]}
    )
    boxes = page.locator(".dl-mark").evaluate_all("nodes => nodes.map(n => n.getBoundingClientRect().x)")
    assert abs(boxes[0] - boxes[1]) < 800
    assert page.evaluate("Number(location.hash.match(/view=.*,(\\d+)$/) ? RegExp.$1 : 9)") >= 6


def test_ten_thousand_mentions_of_one_place(opened: Opened) -> None:
    page = opened({"type": "FeatureCollection", "features": [place(36.75, 35.13, mentions=10_000)]})
    page.click(".dl-mark")
    assert page.locator(".dl-item").count() == 50
    page.get_by_role("button", name="9950 more").click()
    assert page.locator(".dl-item").count() == 100


def test_places_on_one_spot_are_listed(opened: Opened) -> None:
    page = opened(
        {"type": "FeatureCollection", "features": [place(36.75, 35.13, number=i) for i in range(5)]},
        hash="#view=35.13,36.75,13",
    )
    page.click(".dl-mark")
    assert page.locator(".dl-rowbutton").count() == 5


def test_a_phone(opened: Opened) -> None:
    page = opened(size=(390, 844))
    panel, stage = page.locator(".dl-panel").bounding_box(), page.locator(".dl-stage").bounding_box()
    assert panel["y"] > 300
    assert stage["height"] > 380
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".dl-rowbutton").first.click()
    page.wait_for_timeout(300)
    assert page.locator("blockquote").first.is_visible()
    assert page.evaluate(
        "[...document.querySelectorAll('.dl-body *')].every(n => n.getBoundingClientRect().right <= 391)"
    )


def test_play_lets_time_run(opened: Opened) -> None:
    page = opened(hash="#tab=filters")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => location.hash.includes('until=')")
    page.get_by_role("button", name="Pause").click()
    still = page.url
    page.wait_for_timeout(700)
    assert page.url == still
    assert 0 < count(page)[0] < 33


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ("delete window.requestIdleCallback", "33 mentions"),
        ("delete window.DecompressionStream", "cannot unpack the data"),
    ],
)
def test_an_older_browser(browser: Any, written: Path, lacking: str, words: str) -> None:
    page = browser.new_page()
    page.add_init_script(lacking)
    page.goto(written.as_uri())
    page.get_by_text(words).wait_for(timeout=6000)
    page.close()


def test_print_shows_the_evidence_without_the_controls(opened: Opened) -> None:
    page = opened(hash="#place=geonames:170794")
    page.emulate_media(media="print")
    assert page.locator("blockquote").last.is_visible()
    assert not page.locator(".dl-search").is_visible()
    assert page.locator(".dl-stage").is_visible()


def test_in_anyones_folium_map(opened: Opened, browser: Any, tmp_path: Path) -> None:
    """A map of the caller's own size and with a marker of its own; Leaflet is brought along, the network being cut."""
    import folium

    from maps.page import OfflineMap

    other = OfflineMap(location=(35, 40), zoom_start=6, tiles=None, width=900, height=500)
    folium.CircleMarker((35, 41), radius=9).add_to(other)
    maps.Evidence(SAMPLE).add_to(other)
    other.save(str(tmp_path / "other.html"))
    page = browser.new_page()
    page.goto((tmp_path / "other.html").as_uri())
    page.wait_for_selector(".dl[data-complete]")
    box = page.locator(".dl").bounding_box()
    assert (box["width"], box["height"]) == (900, 500)
    assert page.locator(".dl-mark").count() > 0
    page.locator(".dl-rowbutton").first.click()
    assert page.inner_text(".dl-place") == "Deir ez-Zor"
    page.close()


def test_tiles_that_fail_leave_the_embedded_map(browser: Any, tmp_path: Path) -> None:
    path = maps.save(
        SAMPLE, tmp_path / "map.html", tiles="https://tiles.example.org/{z}/{x}/{y}.png", attribution="Example tiles"
    )
    context = browser.new_context()
    asked: list[str] = []

    def refuse(route: Any) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith("file:"), refuse)
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(".dl[data-complete]")
    page.wait_for_timeout(300)
    assert asked
    assert all(url.startswith("https://tiles.example.org/") for url in asked)
    assert page.locator(".leaflet-dl-base-pane canvas").count() == 1
    assert "Example tiles" in page.inner_text(".leaflet-control-attribution")
    context.close()


def test_names_of_the_place_itself_come_first(opened: Opened) -> None:
    """In the script of its country, which the reports' language is not."""
    for place, own in (
        ("geonames:170794", "دير الزور"),
        ("geonames:690688", "Запоріжжя"),
        ("geonames:524901", "Москва"),
    ):
        page = opened(hash=f"#place={place}")
        assert page.locator(".dl-names").last.locator("li bdi").first.inner_text() == own
        assert own in page.inner_text(".dl-also")
    page = opened(hash="#place=geonames:170794&lang=ar")
    assert page.inner_text(".dl-also") == "Deir ez-Zor"


@pytest.mark.parametrize(("km", "places"), [(None, 19), (5, 8), (25, 13), (100, 13)])
def test_only_what_is_known_nearly_enough(opened: Opened, km: int | None, places: int) -> None:
    page = opened(hash="#tab=filters")
    page.get_by_label("Precision").select_option("" if km is None else str(km))
    known = [f for f in SAMPLE["features"] if any(m["kind"] == "place" for m in f["properties"]["mentions"])]
    rule = [f for f in known if km is None or (f["geometry"] and (f["properties"]["uncertainty_km"] or 10**9) <= km)]
    assert count(page)[1] == len(rule) == places
    assert ("precision" in page.url) == (km is not None)


def test_everything_stands_in_a_table(opened: Opened) -> None:
    page = opened()
    page.get_by_role("radio", name="table").check()
    table = page.get_by_role("table")
    assert table.get_by_role("row").count() == 20
    assert table.get_by_role("columnheader", name="Mentions").get_attribute("aria-sort") == "descending"
    first = table.get_by_role("row").nth(1).locator("th, td").all_inner_texts()
    assert first[:4] == ["Deir ez-Zor", "seat of a region", "Syria", "6"]
    table.get_by_role("button", name="Place").click()
    names = table.locator("tbody th").all_inner_texts()
    assert names[0] == "Al Bukamal"
    table.get_by_role("button", name="Place").click()
    assert table.locator("tbody th").all_inner_texts() == names[::-1]
    assert "Tell Sahra" in names
    assert "form=table" in page.url
    table.get_by_role("button", name="Al Bukamal").click()
    assert page.inner_text(".dl-place") == "Al Bukamal"


def drawn(page: Any, lat: float, lon: float, pane: str) -> list[int]:
    """The colour, red green blue alpha, that a pane of the map shows at a point."""
    colour: list[int] = page.evaluate(
        """([lat, lon, pane]) => {
            const map = Object.values(window).find(v => v && v.dateline && v.dateline.map);
            const frame = map.getContainer().getBoundingClientRect();
            const p = map.latLngToContainerPoint([lat, lon]);
            for (const canvas of document.querySelectorAll(`.leaflet-${pane}-pane canvas`)) {
                const box = canvas.getBoundingClientRect();
                const x = p.x + frame.left - box.left, y = p.y + frame.top - box.top;
                if (x < 0 || y < 0 || x >= box.width || y >= box.height) continue;
                const copy = new OffscreenCanvas(canvas.width, canvas.height);
                const pen = copy.getContext('2d', { willReadFrequently: true });
                pen.drawImage(canvas, 0, 0);
                const at = [x * canvas.width / box.width, y * canvas.height / box.height].map(Math.round);
                return [...pen.getImageData(...at, 1, 1).data];
            }
            return [];
        }""",
        [lat, lon, pane],
    )
    return colour


def test_what_a_phrase_speaks_of_is_drawn_as_an_area(opened: Opened) -> None:
    """A circle where the relation has a centre, an outline where it has one; not where it is garbled."""
    collection = {"type": "FeatureCollection", "features": [place(36.75, 35.13)]}
    square = [[[36.0, 34.0], [36.5, 34.0], [36.5, 34.5], [36.0, 34.5], [36.0, 34.0]]]
    mention = collection["features"][0]["properties"]["mentions"][0]  # type: ignore[index]
    relations = [
        {"kind": "offset", "lat": 35.6, "lon": 37.5, "uncertainty_km": 20},
        {"kind": "part", "geometry": {"type": "Polygon", "coordinates": square}},
        {"kind": "part", "geometry": {"type": "Polygon", "coordinates": "x"}, "lat": "7"},
    ]
    collection["features"][0]["properties"]["mentions"] = [  # type: ignore[index]
        {**mention, "document": f"d{i}", "source": {"path": f"{i}"}, "relation": relation}
        for i, relation in enumerate(relations)
    ]
    page = opened(collection, hash="#view=35,36.8,8")
    for lat, lon, inside in ((35.6, 37.5, True), (34.25, 36.25, True), (34.7, 36.25, False), (35.9, 37.9, False)):
        assert bool(drawn(page, lat, lon, "dl-areas")[3]) == inside, (lat, lon)
    page.get_by_role("tab", name="Filters").click()
    page.get_by_label("draw areas of imprecise places").uncheck()
    assert drawn(page, 34.25, 36.25, "dl-areas")[3] == 0


def test_what_was_left_out_comes_with_its_command(opened: Opened) -> None:
    """Each place says how many of its mentions are not in the file, and what to type to see them."""
    many = {"type": "FeatureCollection", "features": [place(36.75, 35.13, mentions=30_000), place(38, 35, "Homs")]}
    for row in many["features"][0]["properties"]["mentions"]:  # type: ignore[index]
        text = f"{row['sentence']['text']} {hashlib.sha256(row['document'].encode()).hexdigest()}"
        row["sentence"] = {"text": text, "start": 0, "end": len(text), "number": 1}
    page = opened(many, max_mb=1, more="dateline mentions {place} --db a.gpkg")
    kept, _, _ = count(page)
    assert 5000 < kept < 30_000
    assert f"{30_001 - kept:,} more mentions are not in this file" in page.inner_text(".dl-count")
    page.locator(".dl-rowbutton").first.click()
    assert page.inner_text("article > p code") == "dateline mentions Hama0 --db a.gpkg"
    page.get_by_role("tab", name="About").click()
    assert page.inner_text(".dl-about code") == "dateline mentions PLACE --db a.gpkg"


def test_a_local_base_map_of_images(opened: Opened, tmp_path: Path) -> None:
    """Drawn without a network, enlarged where the file has no finer tiles, and named in the corner and the picture."""
    tiles = {Tile(z, x, y): png(200, z * 20, 0) for z in range(5) for x in range(1 << z) for y in range(1 << z)}
    path = archive(tmp_path / "red.pmtiles", tiles, "png", {"attribution": "Red & Co"})
    page = opened(basemap=path, hash="#view=35.3,40.1,4")
    page.wait_for_timeout(400)
    assert drawn(page, 40, 30, "dl-tiles") == [200, 80, 0, 255]
    assert "Red & Co" in page.inner_text(".leaflet-control-attribution")
    page = opened(basemap=path, hash="#view=35.3,40.1,8")
    page.wait_for_timeout(400)
    assert drawn(page, 35.31, 40.11, "dl-tiles") == [200, 80, 0, 255]


def test_a_local_base_map_of_vector_tiles(opened: Opened, tmp_path: Path) -> None:
    """The west of the tile is a lake, a disputed boundary crosses its land; colours follow light and dark."""
    lake = (3, [[(0, 0), (2048, 0), (2048, 4096), (0, 4096)]], {"kind": "lake"})
    line = (2, [[(2048, 1600), (4096, 1600)]], {"disputed": "true"})
    names = (1, [[(3000, 3000)]], {"name": "Nowhere"})
    body = vector({"water": [lake], "boundaries": [line], "places": [names], "unknown": [lake]})
    path = archive(tmp_path / "v.pmtiles", {Tile(0, 0, 0): body}, "mvt", {"vector_layers": [{"id": "water"}]})
    page = opened(basemap=path, hash="#view=20,20,3")
    page.wait_for_timeout(400)
    west, east = drawn(page, 20, -5, "dl-tiles"), drawn(page, 20, 60, "dl-tiles")
    assert (west, east) == ([211, 221, 226, 255], [243, 240, 233, 255])
    assert tile_at(0, 0, 4096) == (2048, 2048)
    page.get_by_role("button", name="Light or dark").click()
    page.wait_for_timeout(500)
    assert drawn(page, 20, 60, "dl-tiles") == [34, 41, 47, 255]


@pytest.mark.parametrize("damage", [b"", b"\xff" * 40, b"\x1a\x05\x0a\x03abc", bytes(range(1, 200))])
def test_a_damaged_vector_tile_does_no_harm(opened: Opened, tmp_path: Path, damage: bytes) -> None:
    path = archive(tmp_path / "v.pmtiles", {Tile(0, 0, 0): damage or b"\x1a\x00"}, "mvt", {})
    page = opened(basemap=path, hash="#view=20,20,3")
    assert count(page)[0] == 33


def faults(page: Any) -> list[str]:
    """What axe-core calls serious or critical in the page as it stands."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    report = axe.Axe().run(page).response
    assert len(report["passes"]) > 10
    return [
        f"{fault['id']}: {fault['help']}: {[node['html'][:140] for node in fault['nodes'][:3]]}"
        for fault in report["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(
    "hash",
    ["", "#theme=dark", "#place=geonames:170794", "#place=geonames:170794&theme=dark", "#tab=filters&theme=dark",
     "#tab=about",
     "#form=table&theme=dark", "#form=table", "#q=deir", "#view=36.2,37.16,8&heat=1", "#lang=ar&place=geonames:172955",
     "#tab=compare&theme=dark&compare=Meridian+Weekly&compare=The+Harbour+Gazette"],
)  # fmt: skip
def test_axe_finds_no_serious_fault(opened: Opened, hash: str) -> None:
    page = opened(hash=hash, bypass_csp=True)  # axe is a script of its own
    for fold in page.locator(".dl-why > summary, .dl-copies > summary, .dl-names summary").all():
        if fold.is_visible():
            fold.click()
    assert faults(page) == []


def test_axe_finds_no_serious_fault_on_a_phone(opened: Opened) -> None:
    page = opened(size=(390, 844), hash="#place=geonames:170794", bypass_csp=True)
    assert faults(page) == []


def test_by_keyboard_alone_to_every_part(opened: Opened) -> None:
    """Tab reaches search, every tab, a filter, the brush's dates, play, a row, the sentence's reasons and a mark."""
    page = opened(hash="#tab=filters")
    seen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                """() => { const e = document.activeElement;
                return e.getAttribute('data-tab') || e.getAttribute('data-keep') || e.className || e.tagName; }"""
            )
        )
    assert {"dl-search", "since", "until", "play", "actor", "precision", "confidence", "copies", "heat"} <= seen
    page = opened(hash="#place=geonames:170794")
    page.locator(".dl-back").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName === 'SUMMARY' && document.activeElement.closest('.dl-why')"):
            break
    page.keyboard.press("Enter")
    page.locator(".dl-why dl").first.wait_for()

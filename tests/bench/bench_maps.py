"""Size and speed of a map beside folium's FastMarkerCluster on the same points.

`PYTHONPATH=. python tests/bench/bench_maps.py [MENTIONS PLACES]` prints a figure a line. Needs Chromium and playwright.
The other page is made where DATELINE_BENCH_ASSETS names a folder with the dist files of leaflet.markercluster.
"""

import os
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from folium.plugins import FastMarkerCluster
from playwright.sync_api import Browser, sync_playwright

import maps
from maps.page import OfflineMap

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--js-flags=--expose-gc"]
ROUNDS = 5
"""Times each page is opened: on a shared machine one run differs from the next by a third."""
PROSE = """the road was open again after eleven days and boats crossed before dawn while families waited at the last
checkpoint near a bridge that nobody had repaired since spring residents said water stood low drivers spoke of shelling
bread ambulance convoy hill village market school letters night train clinic well granary orchard wire field station"""
WORDS = PROSE.split()
SYLLABLES = ("da", "ra", "mo", "sul", "hal", "ab", "za", "ur", "qam", "ti")
SAYS = (
    ("name", 2.1, "The name fits."),
    ("country", 1.3, "The country is named."),
    ("size", 0.4, "The place is large."),
)


def sentence(dice: random.Random, name: str) -> tuple[str, int]:
    """A sentence of about 25 words, no two alike, and where the name stands in it."""
    words = [dice.choice(WORDS) + ("" if dice.random() < 0.8 else str(dice.randrange(100))) for _ in range(24)]
    at = dice.randrange(len(words))
    return " ".join([*words[:at], name, *words[at:]]), len(" ".join(words[:at])) + (1 if at else 0)


def place(dice: random.Random, number: int) -> dict[str, Any]:
    """A town of the Fertile Crescent."""
    name = "".join(dice.choice(SYLLABLES) for _ in range(3)).title()
    point = [round(dice.uniform(33, 49), 5), round(dice.uniform(30, 38), 5)]
    known: dict[str, Any] = {
        "name": name,
        "country": "SY",
        "feature": "P.PPL",
        "uncertainty_km": dice.choice((2, 5, 20)),
        "mentions": [],
    }
    names = {"names": [{"text": name.upper(), "lang": "en"}], "spellings": [{"text": name, "count": 1}]}
    geometry = {"type": "Point", "coordinates": point}
    return {"type": "Feature", "id": f"g:{number}", "geometry": geometry, "properties": {**known, **names}}


def mention(dice: random.Random, number: int, name: str, places: int) -> dict[str, Any]:
    """A mention with its sentence, source and reasons."""
    text, at = sentence(dice, name)
    start, document = number % 12 * 300, number // 12
    published = f"201{document % 8}-0{document % 9 + 1}-1{document % 10}"
    source = {"path": f"reports/{document}.txt", "outlet": f"Outlet {document % 40}", "title": f"Report {document}"}
    rival = {
        "id": f"g:{dice.randrange(places)}",
        "name": name,
        "country": "IQ",
        "feature": "P.PPL",
        "lat": 33.0,
        "lon": 44.0,
    }
    return {
        **{"id": f"m{number}", "document": f"d{document}", "start": start + at, "end": start + at + len(name)},
        **{"text": name, "kind": "place", "confidence": round(dice.random(), 3), "margin": round(dice.random(), 3)},
        "sentence": {"text": text, "start": start, "end": start + len(text), "number": number % 12},
        "source": {**source, "published": published, "lang": "en"},
        "match": {"name": name, "lang": "en", "steps": ["fold"]},
        "features": [{"name": n, "value": round(dice.random(), 2), "weight": w, "says": s} for n, w, s in SAYS],
        "rivals": [{**rival, "probability": round(dice.random() / 3, 2)}],
    }


def collection(mentions: int, places: int) -> dict[str, Any]:
    """Places with unequal numbers of mentions."""
    dice = random.Random(7)
    features = [place(dice, number) for number in range(places)]
    chosen = dice.choices(features, [1 / (n + 10) for n in range(places)], k=mentions)
    for number, feature in enumerate(chosen):
        feature["properties"]["mentions"].append(mention(dice, number, feature["properties"]["name"], places))
    return {"type": "FeatureCollection", "features": features}


def peers_page(features: list[dict[str, Any]], folder: Path) -> Path | None:
    """folium's FastMarkerCluster with one marker a mention and its sentence, everything inlined as for ours."""
    assets = os.environ.get("DATELINE_BENCH_ASSETS")
    if not assets:
        return None
    page = OfflineMap(location=(34, 41), zoom_start=6, tiles=None, maxZoom=18)
    rows = [
        [*reversed(f["geometry"]["coordinates"]), m["sentence"]["text"]]
        for f in features
        for m in f["properties"]["mentions"]
    ]
    call = "function (row) { return L.marker(new L.LatLng(row[0], row[1])).bindPopup(row[2]); }"
    cluster = FastMarkerCluster(rows, callback=call)  # type: ignore[no-untyped-call]
    cluster.default_js, cluster.default_css = [], []
    cluster.add_to(page)
    text = page.get_root().render()
    script = Path(assets, "leaflet.markercluster.js").read_text(encoding="utf-8")
    sheets = ("MarkerCluster.css", "MarkerCluster.Default.css")
    style = "".join(Path(assets, name).read_text(encoding="utf-8") for name in sheets)
    target = folder / "peer.html"
    target.write_text(
        text.replace("</head>", f"<script>{script}</script><style>{style}</style></head>", 1), encoding="utf-8"
    )
    return target


def measured(browser: Browser, path: Path, ready: str, complete: str, act: str) -> dict[str, float]:
    """Milliseconds from navigation to `ready`; after `complete` those for `act`, JavaScript heap in MB, requests."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    begun = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_selector(ready, state="attached", timeout=180_000)
    page.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    out = {"ready_ms": (time.perf_counter() - begun) * 1000}
    page.wait_for_selector(complete, state="attached", timeout=180_000)
    if act:
        runs = sorted(page.evaluate(act) for _ in range(5))
        out["filter_ms"] = runs[2]
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    out["heap_mb"] = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    out["requests"] = sum(not url.startswith(("file:", "data:", "blob:")) for url in asked)
    page.close()
    return out


FILTER = """async () => {
    const app = Object.values(window).find(v => v && v.dateline && v.dateline.setFilters).dateline;
    const begun = performance.now();
    app.setFilters({ confidence: app.state.filters.confidence ? 0 : 0.5 });
    await new Promise(r => requestAnimationFrame(r));
    return performance.now() - begun;
}"""


def main() -> None:
    """Makes both pages, opens them in turn, prints the medians; the first round warms the browser, uncounted."""
    mentions, places = (int(value) for value in sys.argv[1:3]) if len(sys.argv) > 2 else (100_000, 5_000)
    data = collection(mentions, places)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        begun, busy = time.perf_counter(), time.process_time()
        ours = maps.save(data, folder / "ours.html")
        print(f"made_s {time.perf_counter() - begun:.2f} (processor {time.process_time() - busy:.2f})")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"python_peak_mb {peak / 1024:.0f} (the data {before / 1024:.0f}, the map {(peak - before) / 1024:.0f})")
        print(f"file_mb {ours.stat().st_size / 1e6:.2f}")
        peer = peers_page(data["features"], folder)
        del data
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        runs = [
            (
                measured(browser, ours, ".dl[data-ready]", ".dl[data-complete]", FILTER),
                peer and measured(browser, peer, ".marker-cluster", ".marker-cluster", ""),
            )
            for _ in range(ROUNDS + 1)
        ]
        browser.close()
        report("", [mine for mine, _ in runs[1:]])
        if peer:
            print(f"peer_file_mb {peer.stat().st_size / 1e6:.2f}")
            report("peer_", [its for _, its in runs[1:] if its])
            shares = [mine["ready_ms"] / its["ready_ms"] for mine, its in runs[1:] if its]
            print("ready_share " + " ".join(f"{share:.2f}" for share in shares))
        print("load " + " ".join(f"{value:.1f}" for value in os.getloadavg()))


def report(prefix: str, runs: list[dict[str, float]]) -> None:
    """Prints the median of each figure."""
    for key in runs[0]:
        print(f"{prefix}{key} {statistics.median(run[key] for run in runs):.1f}")


if __name__ == "__main__":
    main()

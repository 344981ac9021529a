"""Pictures of the seeds' map for the README, made where DATELINE_SCREENSHOTS names a folder."""

import base64
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import maps

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.enable_socket,  # playwright speaks to its browser through a local pipe
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no /usr/bin/chromium"),
    pytest.mark.skipif(not os.environ.get("DATELINE_SCREENSHOTS"), reason="DATELINE_SCREENSHOTS names no folder"),
]
SHOTS = {
    "light": ((1280, 800), "light", "en", "#place=geonames:170794"),
    "dark": ((1280, 800), "dark", "en", "#tab=filters&heat=1"),
    "phone": ((390, 844), "light", "en", "#place=geonames:170794"),
    "arabic": ((1280, 800), "light", "ar", "#place=geonames:170794"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.mark.parametrize("name", SHOTS)
def test_screenshots_of_the_seeds(browser: Any, tmp_path: Path, name: str) -> None:
    """The pictures of the README, small enough for it."""
    size, scheme, lang, hash = SHOTS[name]
    root, target = Path(maps.__file__).parents[1], Path(os.environ["DATELINE_SCREENSHOTS"])
    command = [sys.executable, "-m", "geo", "map", "seeds", "-o", str(tmp_path / "map.html"), "--lang", lang]
    subprocess.run(command, cwd=root, check=True, timeout=120, capture_output=True)
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri() + hash)
    page.wait_for_selector(".dl[data-complete]")
    if name == "light":
        page.locator(".dl-why > summary").first.click()
        page.locator(".dl-why dl").first.wait_for()
        page.locator("blockquote").first.evaluate("node => node.scrollIntoView()")
    shot = base64.b64encode(page.screenshot()).decode()
    width, height, text = page.evaluate(DECODE, shot)
    context.close()
    data = slim(base64.b64decode(text), width, height)
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{name}.png").write_bytes(data)
    assert 10_000 < len(data) < 150_000


DECODE = """async data => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(data), c => c.charCodeAt(0))]));
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    pen.drawImage(bitmap, 0, 0);
    const bytes = pen.getImageData(0, 0, bitmap.width, bitmap.height).data;
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return [bitmap.width, bitmap.height, btoa(text)];
}"""


def slim(rgba: bytes, width: int, height: int) -> bytes:
    """A PNG of the 256 commonest colours, every other colour as the nearest of them: a map has few."""
    pixels = np.frombuffer(rgba, np.uint8).reshape(-1, 4)[:, :3].astype(np.int32)
    colours, where, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    palette = colours[np.argsort(-counts, kind="stable")[:256]]
    nearest = np.array([((palette - colour) ** 2).sum(axis=1).argmin() for colour in colours], np.uint8)
    rows = nearest[where.reshape(-1)].reshape(height, width)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", head),
        (b"PLTE", palette.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)

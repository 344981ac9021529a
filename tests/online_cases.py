"""A server on loopback that speaks as Nominatim, Photon and GeoNames do, and what it knows."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

VILLAGE = "Zubdanoura"
"""An invented village, which no gazetteer has; the sentences about it stand in Syria."""

NOMINATIM: dict[str, Any] = {
    "place_id": 1,
    "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
    "osm_type": "node",
    "osm_id": 4242,
    "lat": "35.2",
    "lon": "40.1",
    "class": "place",
    "type": "village",
    "importance": 0.3,
    "name": "Zubdanurah",
    "display_name": "Zubdanurah, Deir ez-Zor Governorate, Syria",
    "address": {"village": "Zubdanurah", "state": "Deir ez-Zor Governorate", "country_code": "sy"},
    "namedetails": {"name": "زبدنورة", "name:en": "Zubdanurah", "alt_name": "Zubdanura;Zoubdanoura"},
    "boundingbox": ["35.1", "35.3", "40.0", "40.2"],
}
"""A record of `search?format=json`; the box reaches some 14 km from the point."""

PHOTON: dict[str, Any] = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [40.1, 35.2]},
    "properties": {
        "osm_type": "N",
        "osm_id": 4242,
        "osm_key": "place",
        "osm_value": "village",
        "type": "city",
        "name": "Zubdanurah",
        "state": "Deir ez-Zor Governorate",
        "country": "Syria",
        "countrycode": "SY",
        "extent": [40.0, 35.3, 40.2, 35.1],
    },
}
"""A feature of `api`; the extent runs west, north, east, south."""

GEONAMES: dict[str, Any] = {
    "geonameId": 99000001,
    "name": "Zubdanurah",
    "toponymName": "Zubdanūrah",
    "lat": "35.2",
    "lng": "40.1",
    "fcl": "P",
    "fcode": "PPL",
    "population": 0,
    "countryCode": "SY",
    "countryName": "Syria",
    "adminName1": "Deir ez-Zor",
    "bbox": {"east": 40.2, "south": 35.1, "north": 35.3, "west": 40.0, "accuracyLevel": 0},
    "alternateNames": [{"name": "زبدنورة", "lang": "ar"}, {"name": "http://example.org/", "lang": "link"}],
}
"""A record of `searchJSON` with `style=FULL`."""


class Asked(NamedTuple):
    """A question that reached the server."""

    path: str
    fields: dict[str, str]
    agent: str


Reply = Callable[[Asked], tuple[int, bytes]]
"""A status and a body for a question."""


class Server(NamedTuple):
    """A running server: its address and what it was asked."""

    url: str
    asked: list[Asked]


def knows(asked: Asked) -> tuple[int, bytes]:
    """Each service's answer for `VILLAGE`, in its own form; an empty one for any other name."""
    known = asked.fields.get("q", "").casefold().startswith("zubd")
    bodies = {
        "search": [NOMINATIM] if known else [],
        "api": {"type": "FeatureCollection", "features": [PHOTON] if known else []},
        "searchJSON": {"totalResultsCount": int(known), "geonames": [GEONAMES] if known else []},
    }
    body = bodies.get(asked.path.rpartition("/")[2])
    return (404, b"not here") if body is None else (200, json.dumps(body).encode())


def says(body: object, status: int = 200) -> Reply:
    """Always the same: bytes as they are, anything else as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda _: (status, data)


def slow(seconds: float) -> Reply:
    """Nothing for a while."""

    def reply(_: Asked) -> tuple[int, bytes]:
        time.sleep(seconds)
        return 200, b"[]"

    return reply


@contextmanager
def serving(reply: Reply = knows) -> Iterator[Server]:
    """A server of one's own, with a path, while the block runs."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            fields = {key: values[-1] for key, values in parse_qs(parts.query).items()}
            asked.append(Asked(parts.path, fields, self.headers.get("User-Agent", "")))
            status, body = reply(asked[-1])
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(ConnectionError):  # the asker has gone
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_address[1]}/geo", asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

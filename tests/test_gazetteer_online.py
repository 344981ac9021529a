"""Online services: their records as places, the file of answers, and asking a server on loopback."""

import json
import math
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import BadAnswer, BadEndpoint, BadRecord, GazetteerError, NotAnswered, UnknownService
from gazetteer.online import ask
from gazetteer.online.answers import Answer, Answers, answers_path, question
from gazetteer.online.ask import Asker
from gazetteer.online.records import READERS, places_of, reach_km
from gazetteer.online.services import SERVICES, endpoint_of, pause_s, service_of
from gazetteer.place import BBox, LonLat, Place
from tests.online_cases import GEONAMES, NOMINATIM, PHOTON, VILLAGE, Reply, says, serving, slow

RECORDS = {"nominatim": NOMINATIM, "photon": PHOTON, "geonames": GEONAMES}
loopback = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def asker(service: str, url: str) -> Asker:
    return Asker(service_of(service), url, "dateline-test/1", "someone")


def read(service: str, **changed: Any) -> tuple[Place, ...]:
    record = json.loads(json.dumps(RECORDS[service]))
    (record["properties"] if service == "photon" else record).update(changed)
    return places_of(service, [record], "online:test")


# records --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", SERVICES)
def test_a_record_is_a_place(service: str) -> None:
    (place,) = read(service)
    assert place.name == "Zubdanurah" and place.country == "SY" and place.feature == "P.PPL"
    assert place.id == ("geonames:99000001" if service == "geonames" else "osm:node/4242")
    assert place.point == LonLat(40.1, 35.2) and place.extent == BBox(40.0, 35.1, 40.2, 35.3)
    assert place.uncertainty_km == pytest.approx(14.37, abs=0.05)
    assert place.admin[0].startswith("Deir ez-Zor") and place.source_id == "online:test"
    assert all(name.source_id == "online:test" for name in place.names)


def test_a_record_keeps_its_spellings() -> None:
    assert [n.text for n in read("nominatim")[0].names] == [
        *("Zubdanurah", "زبدنورة", "Zubdanura", "Zoubdanoura"),
    ]
    assert [(n.text, n.lang) for n in read("geonames")[0].names][-1] == ("زبدنورة", "ar")


@pytest.mark.parametrize(
    ("service", "changed"),
    [
        ("nominatim", {"boundingbox": None}),
        ("nominatim", {"boundingbox": ["35.3", "35.1", "40", "41"]}),
        ("nominatim", {"boundingbox": ["a", "b", "c", "d"]}),
        ("nominatim", {"boundingbox": [1, 2]}),
        ("photon", {"extent": [1, 2, 3]}),
        ("photon", {"extent": [400, 35.3, 40.2, 35.1]}),
        ("geonames", {"bbox": "everywhere"}),
        ("geonames", {"bbox": {"east": "NaN"}}),
    ],
)
def test_a_box_that_is_none_leaves_the_uncertainty_open(service: str, changed: dict[str, Any]) -> None:
    (place,) = read(service, **changed)
    assert place.extent is None and place.uncertainty_km is None


NO_LATITUDES: list[Any] = ["91", "nan", "", None, [], {}, True, "1e999"]


@pytest.mark.parametrize(
    ("service", "changed"),
    [
        *(("nominatim", {"lat": value}) for value in NO_LATITUDES),
        ("nominatim", {"osm_id": -1}),
        ("nominatim", {"osm_id": "1/../2"}),
        ("nominatim", {"osm_type": "planet"}),
        ("nominatim", {"name": "", "display_name": "", "namedetails": "none"}),
        ("nominatim", {"name": "\ud800", "display_name": 7, "namedetails": {}}),
        ("photon", {"name": None}),
        ("photon", {"name": "x" * 10_000}),
        ("geonames", {"geonameId": None}),
        ("geonames", {"lng": "east"}),
    ],
)
def test_a_record_without_id_name_or_point_is_left_out(service: str, changed: dict[str, Any]) -> None:
    assert read(service, **changed) == ()


def test_names_are_one_line_of_text() -> None:
    (place,) = read("photon", name="A\x1b[31m\nB\u2028C")
    assert place.name == "A [31m B C"


def test_a_boundary_is_what_it_bounds() -> None:
    assert read("nominatim", **{"class": "boundary", "type": "administrative", "addresstype": "city"})[0].feature == (
        "P.PPL"
    )
    assert read("nominatim", **{"class": "boundary", "type": "administrative"})[0].feature == "A"
    assert read("nominatim", **{"class": "amenity", "type": "cafe"})[0].feature == "S"
    assert read("nominatim", **{"class": "unheard", "type": "of"})[0].feature == ""


def test_the_reach_of_a_box() -> None:
    assert reach_km(LonLat(0, 0), BBox(0, 0, 0, 0)) == 0
    assert reach_km(LonLat(180, 0), BBox(179, -1, -179, 1)) == pytest.approx(157.2, abs=0.5)  # over the antimeridian
    assert reach_km(LonLat(0, 0), BBox(-180, -90, 180, 90)) <= math.pi * 6371.1


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("service", READERS)
@given(data=st.data())
def test_garbled_records_never_fail_nor_leave_the_globe(service: str, data: st.DataObject) -> None:
    record = json.loads(json.dumps(RECORDS[service]))
    target = record["properties"] if service == "photon" and data.draw(st.booleans()) else record
    for key in data.draw(st.lists(st.sampled_from(sorted(target)), max_size=3)):
        target[key] = data.draw(ANYTHING)
    for place in places_of(service, [record, data.draw(ANYTHING)], "online:test"):
        assert place.id and place.name and place.point and -180 <= place.point.lon <= 180
        assert place.uncertainty_km is None or 0 <= place.uncertainty_km <= math.pi * 6371.1
        place.name.encode()


# addresses ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://geo.example.org", "geo.example.org"),
        ("http://localhost:8080/nominatim/", "localhost:8080/nominatim"),
        (" https://[::1]:8080/a/b ", "[::1]:8080/a/b"),
    ],
)
def test_an_address(url: str, domain: str) -> None:
    assert endpoint_of(url).domain == domain


@pytest.mark.parametrize(
    "url",
    [
        *("", "geo.example.org", "ftp://geo.example.org", "file:///etc/passwd", "https://", "http:///path", "http://["),
        *("https://me:secret@geo.example.org", "https://a.example/?q=", "https://a.example/#x", "http://a:99999"),
        *("http://a b", "http://a\r\nHost: b", "https://ä.example"),
    ],
)
def test_an_address_that_cannot_be_asked(url: str) -> None:
    with pytest.raises(BadEndpoint) as caught:
        endpoint_of(url)
    assert "secret" not in str(caught.value) or "user or password" in str(caught.value)
    assert caught.value.hint


def test_an_unknown_service() -> None:
    with pytest.raises(UnknownService) as caught:
        service_of("atlas")
    assert all(name in caught.value.hint for name in SERVICES)


def test_public_servers_are_spared() -> None:
    for service in SERVICES.values():
        assert pause_s(service, endpoint_of(service.endpoint)) >= 1
        assert service.endpoint.startswith("https://")
        assert pause_s(service, endpoint_of("http://localhost")) == 0


# asking ---------------------------------------------------------------------------------------------------------------


@loopback
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_asked_in_its_own_words(service: str) -> None:
    with serving() as server:
        answer = asker(service, server.url)(VILLAGE)
    assert [place.name for place in answer.places] == ["Zubdanurah"]
    assert answer.places[0].uncertainty_km
    assert answer.licence == {"geonames": "CC BY 4.0"}.get(service, "ODbL 1.0")
    assert answer.source.id == f"online:{service}:{answer.asked}" == answer.places[0].source_id
    (asked,) = server.asked
    assert asked.path == {"nominatim": "/geo/search", "photon": "/geo/api", "geonames": "/geo/searchJSON"}[service]
    assert asked.fields["q"] == VILLAGE and asked.agent == "dateline-test/1"
    assert service != "geonames" or (asked.fields["username"], asked.fields["style"]) == ("someone", "FULL")


@loopback
@pytest.mark.parametrize("service", SERVICES)
def test_countries_narrow_an_answer(service: str) -> None:
    with serving() as server:
        assert asker(service, server.url)(VILLAGE, ["sy"]).places
        answer = asker(service, server.url)(VILLAGE, ["IQ"])
    assert answer.places == () and answer.countries == ("IQ",)


@loopback
@pytest.mark.parametrize("service", SERVICES)
def test_a_name_that_nobody_knows_is_an_answer(service: str) -> None:
    with serving() as server:
        assert asker(service, server.url)("Nowhere").places == ()


QUOTA = {"status": {"message": "the hourly limit of 1000 credits has been exceeded", "value": 19}}
NO_USER = {"status": {"message": "user does not exist.", "value": 10}}

FAILURES: list[tuple[str, Reply, type[NotAnswered], str]] = [
    *((s, says(b"<html>hello</html>"), BadAnswer, "cannot be read") for s in SERVICES),
    *((s, says(b"\xff\xfe\x00"), BadAnswer, "cannot be read") for s in SERVICES),
    *((s, says(b""), BadAnswer, "cannot be read") for s in SERVICES),
    *((s, says(b"[" * 100_000), BadAnswer, "") for s in SERVICES),
    *((s, says(42), BadAnswer, "") for s in SERVICES),
    ("nominatim", says([1, 2]), BadAnswer, "none of Nominatim"),
    ("nominatim", says([{}]), BadAnswer, ""),
    ("nominatim", says([{"lat": "x", "lon": "y"}]), BadAnswer, ""),
    ("nominatim", says([{"lat": "1", "lon": "2", "name": "No id", "display_name": "No id"}]), BadAnswer, "no record"),
    ("nominatim", says({"error": "bad \x1b[2J request"}), BadAnswer, "bad"),
    ("photon", says({}), BadAnswer, "none of Photon"),
    ("photon", says({"features": [{"geometry": None}]}), BadAnswer, ""),
    ("geonames", says([]), BadAnswer, "none of GeoNames"),
    ("geonames", says({"geonames": [{}]}), BadAnswer, ""),
    ("geonames", says(QUOTA), NotAnswered, "asked too often"),
    ("geonames", says(NO_USER), NotAnswered, "refused"),
    *((s, says(b"no", 429), NotAnswered, "asked too often") for s in SERVICES),
    *((s, says(b"no", 403), NotAnswered, "refused") for s in SERVICES),
    *((s, says(b"no", 500), NotAnswered, "could not be reached") for s in SERVICES),
    *((s, says(b"no", 400), BadAnswer, "cannot be read") for s in SERVICES),
    *((s, says(b"no", 404), NotAnswered, "") for s in SERVICES),
]


@loopback
@pytest.mark.parametrize(("service", "reply", "kind", "told"), FAILURES)
def test_a_failure_says_what_happened(service: str, reply: Reply, kind: type[NotAnswered], told: str) -> None:
    with serving(reply) as server, pytest.raises(NotAnswered) as caught:
        asker(service, server.url)(VILLAGE)
    assert type(caught.value) is kind
    assert told in str(caught.value) and SERVICES[service].title in str(caught.value)
    assert caught.value.hint and "\x1b" not in str(caught.value) and len(str(caught.value)) < 400


@loopback
def test_a_slow_server_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "TIMEOUT_S", 0.2)
    with serving(slow(1.0)) as server, pytest.raises(NotAnswered, match="did not answer"):
        asker("nominatim", server.url)(VILLAGE)


@loopback
def test_no_server_at_all() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        with pytest.raises(NotAnswered, match="could not be reached"):
            asker("photon", url)(VILLAGE)


@loopback
def test_a_public_server_would_be_asked_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def wait(limiter: Any, seconds: float) -> None:
        waits.append(seconds)
        limiter._last_call -= limiter.min_delay_seconds  # as if the pause were over

    monkeypatch.setattr("geopy.extra.rate_limiter.RateLimiter._sleep", wait)
    with serving() as server:
        asking = Asker(service_of("nominatim")._replace(endpoint=server.url), None, "dateline-test/1")
        for name in ("One", "Two", "Three"):
            asking(name)
    assert len(waits) == 2 and all(0.5 < seconds <= 1 for seconds in waits)


@loopback
@pytest.mark.parametrize("name", ["", "—", "\u202e", "x" * 201, "a\nb", "\ud800", "\u0301" * 50])
def test_what_is_no_name_is_not_sent(name: str) -> None:
    with serving() as server, pytest.raises(BadAnswer):
        asker("nominatim", server.url)(name)
    assert server.asked == []


def test_geonames_wants_a_user() -> None:
    with pytest.raises(GazetteerError, match="registered") as caught:
        Asker(service_of("geonames"), None, "dateline-test/1")
    assert "--online-user" in caught.value.hint


# the file of answers --------------------------------------------------------------------------------------------------


def answer_for(name: str, service: str = "nominatim") -> Answer:
    day = "2026-11-21"
    places = places_of(service, [RECORDS[service]], f"online:{service}:{day}")
    terms = SERVICES[service]
    return Answer(service, terms.endpoint, name, (), day, terms.licence, terms.attribution, places)


def test_answers_come_back_as_they_were(tmp_path: Path) -> None:
    path = answers_path(tmp_path / "dateline.gpkg")
    given_ones = [answer_for(VILLAGE, service) for service in SERVICES] + [replace(answer_for("Nowhere"), places=())]
    kept = Answers(path)
    assert not path.exists() and len(kept) == 0
    for answer in given_ones:
        kept.keep(answer)
    again = Answers(path)
    assert len(again) == len(given_ones) and again.fingerprint == kept.fingerprint
    assert [again.get(answer.key) for answer in given_ones] == given_ones
    assert again.get(question("nominatim", f"  {VILLAGE.upper()}-")) == given_ones[0]
    assert again.get(question("nominatim", VILLAGE, ["SY"])) is None
    assert [s.licence for s in again.sources(["online:photon:2026-11-21", "online:photon:1999-01-01"])] == ["ODbL 1.0"]


def test_the_fingerprint_tells_answers_apart(tmp_path: Path) -> None:
    prints = set()
    kept = Answers(tmp_path / "a.jsonl")
    prints.add(kept.fingerprint)
    for name in ("One", "Two"):
        kept.keep(answer_for(name))
        prints.add(kept.fingerprint)
    assert len(prints) == 3


def test_a_line_that_was_cut_off_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    Answers(path).keep(answer_for("One"))
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:50])
    kept = Answers(path)
    assert len(kept) == 1
    kept.keep(answer_for("Two"))
    assert len(Answers(path)) == 2 and path.read_bytes().startswith(whole)
    assert Answers(path).fingerprint == kept.fingerprint


@pytest.mark.parametrize(
    "line",
    [b"{}", b"[]", b"null", b"\xff", b"not json", b'{"service":"atlas"}', b'{"places":[1],"countries":[]}', b""],
)
def test_a_file_that_is_damaged_says_where(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "a.jsonl"
    Answers(path).keep(answer_for("One"))
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(BadRecord, match="line 2") as caught:
        Answers(path)
    assert "remove the line" in caught.value.hint

"""A small corpus of documents with their findings, made up for the tests of store, query and export."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gazetteer.place import BBox, GazetteerSource, LonLat, Place, PlaceName, Step
from geo.model import (
    Document,
    Feature,
    Finding,
    Kind,
    Mention,
    Parsed,
    Relation,
    Resolution,
    Rival,
    Run,
    Sentence,
    Source,
    Span,
    Time,
)
from geo.store import Store


def fold(text: str) -> str:
    """Stands in for the gazetteer's: case, hyphens, combining marks, and the forms of alef."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    for old, new in (("أ", "ا"), ("إ", "ا"), ("-", " "), ("’", "")):
        bare = bare.replace(old, new)
    return " ".join(bare.split())


RUN = Run("run-1", "0.1.0", "tagger", "ranker", 1, "abc", '{"seed":0}')
GEONAMES = GazetteerSource("geonames", "GeoNames", "CC BY 4.0", "Places: GeoNames, CC BY 4.0", "00ff")

DEIR = Place(
    "geonames:170794",
    "Deir ez-Zor",
    LonLat(40.14083, 35.33588),
    (
        PlaceName("Deir ez-Zor", "en", "official"),
        PlaceName("دير الزور", "ar", "local"),
        PlaceName("Dayr az-Zawr", "", "foreign", "wof"),
    ),
    "P",
    "PPLA",
    "SY",
    ("Deir ez-Zor Governorate",),
    242565,
    5.0,
    None,
    "geonames",
)
RAQQA = Place("geonames:172955", "Raqqa", LonLat(39.00794, 35.95283), (), "P", "PPLA", "SY", (), 177636, 4.0)
MOSUL = Place("geonames:99072", "Mosul", LonLat(43.11889, 36.335), (), "P", "PPLA", "IQ", ("Nineveh",), 1739800)
SYRIA = Place(
    "geonames:163843", "Syria", LonLat(38.5, 35.0), (), "A", "PCLI", "SY", extent=BBox(35.6, 32.3, 42.4, 37.3)
)
SUVA = Place("geonames:2198148", "Suva", LonLat(178.44149, -18.14161), (), "P", "PPLC", "FJ", (), 77366)
APIA = Place("geonames:4035413", "Apia", LonLat(-171.76666, -13.83333), (), "P", "PPLC", "WS", (), 40407)
NOWHERE = Place("dateline:no-point", "Pointless", None, (PlaceName("Pointless"),), "L")
"""A place of the gazetteer whose position nobody knows."""
PLACES = {place.id: place for place in (DEIR, RAQQA, MOSUL, SYRIA, SUVA, APIA, NOWHERE)}


class Named(NamedTuple):
    """A piece of text that is a mention."""

    surface: str
    place: Place | None = None
    kind: Kind = "place"
    confidence: float = 0.9
    time: Time | None = None
    relation: Relation | None = None


Pieces = tuple[str | Named, ...]
"""One sentence: plain text and mentions in turn."""


def document(path: str, *sentences: Pieces, lang: str = "en", **source: str) -> Parsed:
    """A document of these sentences, its mentions where they stand, by construction and not by search."""
    text, at = "", 0
    spans: list[Sentence] = []
    found: list[tuple[Named, Span, int]] = []
    for pieces in sentences:
        for piece in pieces:
            if isinstance(piece, Named):
                found.append((piece, Span(len(text), len(text) + len(piece.surface)), len(spans)))
            text += piece.surface if isinstance(piece, Named) else piece
        spans.append(Sentence(len(spans), Span(at, len(text))))
        at = len(text)
    sha256 = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    id = hashlib.sha256(f"{path}\n{sha256}".encode("utf-8", "replace")).hexdigest()
    findings = [
        Finding(
            Mention(id, spans[number], span, named.surface, named.kind, 0.97, named.time, named.relation),
            _resolution(named),
        )
        for named, span, number in found
    ]
    body = (Span(0, len(text)),) if text else ()
    return Parsed(Document(id, Source(path, sha256, **source), text, lang, body), tuple(spans), tuple(findings))


def _resolution(named: Named) -> Resolution:
    if named.place is None:
        return Resolution(None, named.confidence, 0.1)
    return Resolution(
        place=named.place,
        confidence=named.confidence,
        margin=0.25,
        name=named.place.names[0] if named.place.names else None,
        steps=(Step("fold"), Step("article", "el=ez")),
        features=(Feature("inside_a_named_country", 1.0, 0.7), Feature("population", 0.1234567890123, -0.5)),
        losers=(
            Rival("geonames:1", "Elsewhere", "IQ", "P.PPL", LonLat(44.0, 33.0), 0.06),
            Rival("geonames:2", "Unmapped", "", "P", None, 0.01),
        ),
    )


CORPUS = (
    document(
        "reports/a.txt",
        (
            "Aircraft struck the hills near ",
            Named("Deir El-Zour", DEIR),
            " on Saturday. ",
        ),
        ("Fighters left ", Named("Raqqa", RAQQA, confidence=0.6), " for ", Named("Deir Ezzor", DEIR), ". "),
        (Named("Syrian", SYRIA, "demonym"), " officers in ", Named("Syria", SYRIA), " objected.\n"),
        outlet="The Example",
        title="Hills struck",
        published="2016-09-17",
        url="https://example.org/a",
        author="A. Writer",
    ),
    document(
        "reports/b.txt",
        (
            "قصفت الطائرات ",
            Named("دَيْر الزُّور", DEIR),
            " أمس. ",
        ),
        ("No map knows ", Named("Wadi Foo"), " or ", Named("wadi-foo"), " or ", Named("Pointless", NOWHERE), ". "),
        lang="ar",
        outlet="the  example",
        published="2017-01",
    ),
    document(
        "reports/c.md",
        ("\x00=SUM(A1) was typed in ", Named("Mosul", MOSUL), "; ", Named("Moscow", None, "actor", 0.4), " objected. "),
        (
            "From ",
            Named("Suva", SUVA),
            " to ",
            Named("Apia", APIA),
            ".",
        ),
        url="https://www.elsewhere.example/c",
        published="2016",
    ),
    document(
        "reports/d.txt", ("Artillery fired on ", Named("Deir Ezzor", DEIR), " again."), title="=cmd()|' /C calc'!A0"
    ),
    document("reports/empty.txt"),
)
"""Four reports and an empty one: two outlets of one name, one known by its host, one by nothing; dates to the day,
month and year, and none; a name twice unplaced, a place without a point, two places astride the antimeridian."""


def filled(documents: Iterable[Parsed] = CORPUS) -> Store:
    """A project in memory with these documents."""
    store = Store.in_memory(fold=fold)
    store.add_sources([GEONAMES])
    for parsed in documents:
        store.add(parsed, RUN)
    return store


def many(documents: int, mentions: int, places: int = 5000) -> Iterator[Parsed]:
    """Documents from templates, the first places named far more often than the last, as in real reports."""
    known = [
        Place(
            f"test:{n:05}",
            f"Town {n}",
            LonLat((n * 37.7) % 360 - 180, (n * 17.3) % 160 - 80),
            (PlaceName(f"Town {n}"), PlaceName(f"Stadt {n}", "de")),
            "P",
            "PPL",
            "SY",
            population=n,
        )
        for n in range(places)
    ]
    for d in range(documents):
        sentences: list[Pieces] = []
        for m in range(mentions):
            place = known[int(places * ((d * 7919 + m * 104729) % 99991 / 99991) ** 3)]
            sentences.append(
                (f"On day {m} units number {d} moved from the river towards ", Named(place.name, place), ". ")
            )
            sentences.append(("Nobody could confirm what the officials said about the attack on the bridge. ",))
        yield document(
            f"reports/{d % 97:02}/{d:06}.txt",
            *sentences,
            outlet=f"Outlet {d % 50}",
            published=f"20{10 + d % 10}-{1 + d % 12:02}-{1 + d % 28:02}",
        )


MOVED = document(
    "reports/moved.txt",
    (
        "They stand 100 km west of ",
        Named("Raqqa", RAQQA, relation=Relation("offset", LonLat(37.9, 35.95), 38.5, Span(11, 31), "west", 100.0)),
        ", in eastern ",
        Named(
            "Syria",
            SYRIA,
            relation=Relation(
                "part",
                LonLat(40.2, 35.2),
                250.0,
                Span(36, 49),
                "east",
                ring=(LonLat(39.0, 33.0), LonLat(42.0, 33.0), LonLat(42.0, 37.0), LonLat(39.0, 37.0)),
            ),
        ),
        ", and near ",
        Named("Suva", SUVA, relation=Relation("near", LonLat(178.44149, -18.14161), 300.0, Span(55, 64))),
        ", or in ",
        Named("Mosul", MOSUL),
        ".",
    ),
    outlet="The Example",
    published="2017-01-19",
)
"""A report whose phrases move its places: to a circle, to a polygon, and over the antimeridian."""

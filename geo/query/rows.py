"""Places and mentions as a person lists them."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from gazetteer.place import Place
from geo.judgements import Judgement
from geo.model import Finding, Kind, Mention, Resolution, Rival, Source
from geo.query.filters import EVERYTHING, Filter
from geo.query.select import Selection, select
from geo.store import Store
from geo.store.codec import dumps
from geo.store.judgement_tables import decisions
from geo.store.read import FINDING_COLUMNS, SOURCE_COLUMNS, Places, finding_of

FAMILY_DIGITS = 16
"""Of the id of an original, by which a family is called; as many as in the id of a mention."""

_MERGED = 16
"""Up to so many places, the mentions of each come from the index in order and are merged, so that the first row needs
no sort of them all. A name seldom means more places."""

_BATCHES = (32, 512)
"""Mentions read at a time: a few first, for the first screen; then many, for speed."""


class PlaceRow(NamedTuple):
    """A place with its numbers, or a name that could not be placed."""

    id: str
    """Of the place, or `unplaced:` and the folded spelling."""
    name: str
    """Of the place, or the most frequent spelling of an unplaced name."""
    place: Place | None
    mentions: int
    documents: int
    sources: int
    """Independent sources: the documents of a family of copies count once, a repeated passage as the report it is
    from, and a quotation of a named outlet as that outlet."""
    fid: int
    """Its row in the project file."""


class Echo(NamedTuple):
    """Whose words a mention stands in."""

    document: str
    """Id of the document that the passage is repeated from; empty where it is only quoted."""
    path: str
    """Of that document."""
    family: str
    """Of that document: the shortened id of its original."""
    quoted: str
    """The outlet that the passage is quoted from, as the text names it; empty where none is."""


class MentionRow(NamedTuple):
    """A mention with all that is known of it."""

    mention: Mention
    """Of the kind that was found, also where a person rejected it; without its relation where a person moved it, since
    that was reckoned from the place found."""
    resolution: Resolution
    sentence: str
    """The text of its sentence."""
    source: Source
    lang: str
    """Of the document."""
    place_id: str
    """Of its place, or `unplaced:` and the folded spelling."""
    family: str
    """Of its document: the shortened id of the original."""
    original: bool
    """Whether its document is the original of its family."""
    echo: Echo | None = None
    """Whose words its passage are, where not its document's own."""
    judgement: Judgement | None = None
    """What a person decided on it; the resolution then is the person's, and what was found is its first loser."""

    @property
    def finding(self) -> Finding:
        """The mention and where it is."""
        return Finding(self.mention, self.resolution)


def places(store: Store, wanted: Filter = EVERYTHING) -> Iterator[PlaceRow]:
    """Places with their numbers of mentions, documents and sources; most mentions first, then by id."""
    return selected_places(store, select(store, wanted))


def selected_places(store: Store, chosen: Selection) -> Iterator[PlaceRow]:
    """As `places`, for a filter compiled before."""
    query = " ".join([_COUNTS[0], chosen.where or "WHERE 1", _COUNTS[1], chosen.where or "WHERE 1", _COUNTS[2]])
    records = Places(store.connection)
    rows = store.rows(query, chosen.values * 2)
    for begin in range(0, len(rows), _AT_ONCE):
        part = rows[begin : begin + _AT_ONCE]
        records.load([fid for fid, *_ in part])
        for fid, id, mentions_count, documents, sources in part:
            place = records[fid]
            name = place.name if place else spellings(store, chosen.at(fid))[0][0]
            yield PlaceRow(id, name, place, mentions_count, documents, sources, fid)


_AT_ONCE = 500
"""Places read together: with a statement for each, 6,164 places take a sixth longer."""


def spellings(store: Store, chosen: Selection) -> list[tuple[str, int]]:
    """The spellings of the mentions with their numbers; the most frequent first, then by code point."""
    query = " ".join(
        ["SELECT f.surface, count(*) FROM findings AS f", chosen.where, "GROUP BY f.surface ORDER BY 2 DESC, 1"]
    )
    return [(surface, count) for surface, count in store.rows(query, chosen.values)]


def mentions(store: Store, wanted: Filter = EVERYTHING) -> Iterator[MentionRow]:
    """Mentions by path of their document, then as they stand in it."""
    return selected_mentions(store, select(store, wanted))


def selected_mentions(store: Store, chosen: Selection) -> Iterator[MentionRow]:
    """As `mentions`, for a filter compiled before."""
    if chosen.places is not None and len(chosen.places) <= _MERGED:
        return _read(store, heapq.merge(*(_order(store, chosen.at(place)) for place in sorted(chosen.places))))
    return _read(store, _order(store, chosen))


def mention(store: Store, id: str) -> MentionRow | None:
    """The mention with that id (`Mention.id`), or None."""
    prefix, _, span = id.rpartition(":")
    start, _, stop = span.partition("-")
    if not (prefix and start.isdecimal() and stop.isdecimal()):
        return None
    found = store.rows(_BY_ID, (prefix, prefix + "\U0010ffff", int(start), int(stop), id))
    return next(_read(store, [("", 0, *found[0])]), None) if found else None


def _order(store: Store, chosen: Selection) -> Iterator[tuple[str, int, int]]:
    """Path, start and row of the mentions in order; of one place, from the index alone."""
    query = ["SELECT f.path, f.start, f.fid FROM findings AS f", chosen.where, "ORDER BY f.path, f.start, f.fid"]
    return store.stream(" ".join(query), chosen.values)


def _read(store: Store, ordered: Iterable[tuple[str, int, int]]) -> Iterator[MentionRow]:
    """The mentions of the rows, in their order, read in batches."""
    rows, records, size = iter(ordered), Places(store.connection), _BATCHES[0]
    while batch := [fid for _, _, fid in islice(rows, size)]:
        size = _BATCHES[1]
        found = {row[0]: row[1:] for row in store.rows(_DETAILS, (dumps(batch),))}
        judged = _judged(store, batch)
        for fid in batch:
            place, place_id, document, lang, sentence, family, original, *rest = found[fid]
            echoes, other, path, voice, quoted, *rest = rest
            echo = Echo(other or "", path or "", (voice or "")[:FAMILY_DIGITS], quoted or "") if echoes else None
            source, finding = Source(*rest[:9]), finding_of(tuple(rest[9:]), document, records[place])
            family = str(family)[:FAMILY_DIGITS]
            judgement, (seen, resolution) = None, finding
            if fid in judged:
                judgement, found_place, kind, confidence = judged[fid]
                same = place == found_place
                resolution = decided(resolution, same, records[found_place], confidence)
                seen = replace(seen, kind=kind, relation=seen.relation if same else None)
            yield MentionRow(
                *(seen, resolution, sentence, source, lang, place_id, family, bool(original), echo, judgement)
            )


def _judged(store: Store, batch: list[int]) -> dict[int, tuple[Judgement, int, Kind, float]]:
    """The judgements on mentions, with the place, kind and confidence that were found."""
    rows = store.rows(_JUDGED, (dumps(batch),))
    known = decisions(store.connection, [judgement for _, judgement, *_ in rows]) if rows else {}
    return {fid: (known[judgement], place, kind, confidence) for fid, judgement, place, kind, confidence in rows}


def decided(resolution: Resolution, same: bool, found: Place | None, confidence: float) -> Resolution:
    """The resolution that a person made of one: where the place is another, the reasons found speak for a loser."""
    if same:
        return resolution
    lost = [] if found is None else [
        Rival(found.id, found.name, found.country, found.feature, found.point, confidence)
    ]  # fmt: skip
    return replace(resolution, margin=1.0, name=None, steps=(), features=(), losers=(*lost, *resolution.losers))


_COUNTS = (
    # counting within a document first leaves few rows to join, and comes from the index by place alone
    "SELECT p.fid, p.id, g.mentions, g.documents, g.sources FROM ("
    "SELECT h.place AS place, sum(h.n) AS mentions, count(DISTINCT h.document) AS documents, "
    "count(DISTINCT h.voice) AS sources FROM ("
    "SELECT o.place AS place, o.document AS document, o.n AS n, d.origin AS voice FROM ("
    "SELECT f.place AS place, f.document AS document, count(*) AS n FROM findings AS f",
    "AND f.fid NOT IN (SELECT finding FROM echoes) GROUP BY f.place, f.path"
    ") AS o JOIN documents AS d ON d.fid = o.document UNION ALL "
    "SELECT f.place, f.document, count(*), coalesce('quoted ' || lower(e.quoted), c.family || '') "
    "FROM echoes AS e CROSS JOIN findings AS f ON f.fid = e.finding LEFT JOIN copy_documents AS c ON c.fid = e.source",
    "GROUP BY f.place, f.document, 4) AS h GROUP BY h.place) AS g "
    "JOIN places AS p ON p.fid = g.place ORDER BY g.mentions DESC, p.id",
)

_DETAILS = " ".join(
    [
        "SELECT f.fid, f.place, p.id, d.id, d.lang, s.text, k.id, c.original, e.finding, o.id, o.path, l.id, e.quoted,",
        SOURCE_COLUMNS,
        ",",
        FINDING_COLUMNS,
        "FROM json_each(?) AS chosen CROSS JOIN findings AS f ON f.fid = chosen.value",
        "JOIN places AS p ON p.fid = f.place JOIN documents AS d ON d.fid = f.document",
        "JOIN sentences AS s ON s.fid = f.sentence JOIN resolutions AS r ON r.fid = f.fid",
        "JOIN copy_documents AS c ON c.id = d.id",
        "JOIN copy_documents AS k ON k.family = c.family AND k.original",
        "LEFT JOIN echoes AS e ON e.finding = f.fid LEFT JOIN copy_documents AS o ON o.fid = e.source",
        "LEFT JOIN copy_documents AS l ON l.family = o.family AND l.original",
    ]
)

_JUDGED = (
    "SELECT finding, judgement, place, kind, confidence FROM judged WHERE finding IN (SELECT value FROM json_each(?))"
)

_BY_ID = (
    "SELECT f.fid FROM documents AS d JOIN findings AS f ON f.document = d.fid "
    "WHERE d.id >= ? AND d.id < ? AND f.start = ? AND f.stop = ? AND f.id = ?"
)

"""A lake: many files of parsed documents and their mentions, written by many processes and read by many programs.

`documents/part-00000.parquet` has the reports, `mentions/country=SY/part-00000.parquet` their mentions (GeoParquet, by
the country of the place), `unread/part-00000.parquet` what could not be read and why, where there is any, and
`lake.json`, written last, with what they were read. Needs pyarrow (the extra `parquet`).
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from gazetteer.index import Gazetteer
from gazetteer.place import Place
from geo.errors import BadFilter, DatelineError
from geo.model import Document, Finding, Mention, Parsed, Resolution, Run, Sentence, Source, Span
from geo.readers import Unread
from geo.store.blob import point_wkb
from geo.store.codec import (
    dumps,
    name_text,
    relation_text,
    text_features,
    text_losers,
    text_name,
    text_relation,
    text_spans,
    text_steps,
    text_time,
    time_text,
)

LAKE_VERSION = 1
"""Of the columns below; a lake of another is refused."""

META = ("outlet", "title", "author", "url", "published", "retrieved", "republished_from", "lang")

_TEXT, _WHOLE, _NUMBER = pa.string(), pa.int64(), pa.float64()

MENTION = pa.schema(
    [
        ("start", _WHOLE),
        ("end", _WHOLE),
        ("text", _TEXT),
        ("kind", _TEXT),
        ("confidence", _NUMBER),
        ("place_id", _TEXT),
        ("place", _TEXT),
        ("feature", _TEXT),
        ("uncertainty_km", _NUMBER),
        ("event", _TEXT),
        ("sentence", _TEXT),
        ("sentence_number", _WHOLE),
        ("score", _NUMBER),
        ("margin", _NUMBER),
        *((name, _TEXT) for name in ("name", "steps", "features", "losers", "time", "relation")),
        ("country", _TEXT),
        ("geometry", pa.binary()),
    ]
)
"""A mention: where it stands (code points), its place (null where unplaced; the point as WKB, degrees), `event` as
EDTF, its sentence, and the reasons as the project file has them (JSON)."""

PARSED = pa.schema(
    [
        *((name, _TEXT) for name in ("id", "path", "sha256", *META, "text", "body")),
        ("ends", pa.list_(_WHOLE)),
        ("mentions", pa.list_(pa.struct(list(MENTION)))),
    ]
)
"""A parsed document: `body` as JSON spans, `ends` the offsets at which its sentences end, and its mentions in order."""

_DOCUMENTS = pa.schema([field for field in PARSED if field.name != "mentions"])

_UNREAD = pa.schema([("path", _TEXT), ("reason", _TEXT), ("hint", _TEXT)])

_GEO = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}}}  # fmt: skip  # noqa: E501
_MENTIONS = pa.schema(
    [
        *((name, _TEXT) for name in ("document", "path", "outlet", "published", "lang")),
        *(field for field in MENTION if field.name != "country"),
    ],
    metadata={"geo": json.dumps(_GEO)},
)

_NOWHERE = "__HIVE_DEFAULT_PARTITION__"
"""What Hive, Spark, Arrow and DuckDB call the partition of rows without a value."""

_ROWS = 20_000
"""Mentions gathered for a country before they are written as a row group: some 40 MB (1.9 kB each in LGL)."""

_WAITING = 50_000
"""Mentions gathered in all, some 100 MB, before those of the fullest country are written: a hundred thousand documents
have twenty times as many, and most countries never reach `_ROWS`."""


class BadLake(DatelineError, ValueError):
    """A folder is no lake, or one that cannot be used here; the hint says what to try."""


class Written(NamedTuple):
    """What a process wrote of a lake."""

    part: int
    documents: int
    mentions: int
    unread: int = 0


def parsed_row(parsed: Parsed) -> dict[str, Any]:
    """A parsed document as a row of `PARSED`."""
    document, source = parsed.document, parsed.document.source
    return {
        "id": document.id,
        "path": source.path,
        "sha256": source.sha256,
        **{name: getattr(source, name) for name in META if name != "lang"},
        "lang": document.lang,
        "text": document.text,
        "body": dumps(document.body),
        "ends": [sentence.span.end for sentence in parsed.sentences],
        "mentions": [_mention_row(finding, document.text) for finding in parsed.findings],
    }


def _mention_row(finding: Finding, text: str) -> dict[str, Any]:
    mention, resolution = finding
    place = resolution.place
    losers = [[r.place_id, r.name, r.country, r.feature, r.point, r.probability] for r in resolution.losers]
    return {
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.surface,
        "kind": mention.kind,
        "confidence": resolution.confidence,
        "place_id": place.id if place else None,
        "place": place.name if place else None,
        "feature": place.feature if place else None,
        "uncertainty_km": place.uncertainty_km if place else None,
        "event": mention.time.edtf if mention.time else None,
        "sentence": text[slice(*mention.sentence.span)],
        "sentence_number": mention.sentence.number,
        "score": mention.score,
        "margin": resolution.margin,
        "name": name_text(resolution.name),
        "steps": dumps(resolution.steps),
        "features": dumps(resolution.features),
        "losers": dumps(losers),
        "time": time_text(mention.time),
        "relation": relation_text(mention.relation),
        "country": (place.country or None) if place else None,
        "geometry": point_wkb(place.point) if place and place.point else None,
    }


def row_parsed(row: Mapping[str, Any], gazetteer: Gazetteer) -> Parsed:
    """The parsed document of a row; its places as the gazetteer has them. BadLake for a place that it has not."""
    source = Source(row["path"], row["sha256"], **{name: row[name] for name in META if name != "lang"})
    document = Document(row["id"], source, row["text"], row["lang"], text_spans(row["body"]))
    spans = pairwise([0, *row["ends"]])
    sentences = tuple(Sentence(number, Span(start, end)) for number, (start, end) in enumerate(spans))
    findings = []
    for found in row["mentions"]:
        sentence, span = sentences[found["sentence_number"]], Span(found["start"], found["end"])
        time, relation = text_time(found["time"]), text_relation(found["relation"])
        words = found["text"], found["kind"], found["score"]
        mention = Mention(document.id, sentence, span, *words, time, relation)
        resolution = Resolution(
            place=_place(found["place_id"], gazetteer),
            confidence=found["confidence"],
            margin=found["margin"],
            name=text_name(found["name"]),
            steps=text_steps(found["steps"]),
            features=text_features(found["features"]),
            losers=text_losers(found["losers"]),
        )
        findings.append(Finding(mention, resolution))
    return Parsed(document, sentences, tuple(findings))


def _place(id: str | None, gazetteer: Gazetteer) -> Place | None:
    if id is None:
        return None
    row = gazetteer.row_of(id)
    if row is None:
        raise BadLake(f"the gazetteer has no place {id!r}", "give the gazetteer that the lake was made with")
    return gazetteer.place(row)


def write_part(folder: Path, part: int, batches: Iterable[pa.RecordBatch], unread: Sequence[Unread] = ()) -> Written:
    """Writes rows of `PARSED` as one part of a lake, and what is `unread` once all batches are drawn. Files come whole
    under their names when all is written, so that a part that was begun twice, as clusters do it, is one part."""
    done: list[tuple[Path, Path]] = []
    documents = mentions = waiting = 0
    with ExitStack() as stack:

        def open_file(name: str, schema: pa.Schema) -> pq.ParquetWriter:
            path = folder / name / f"part-{part:05}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            begun = path.with_name(f".{path.name}.{os.getpid()}.begun")
            stack.callback(begun.unlink, missing_ok=True)
            done.append((begun, path))
            return stack.enter_context(pq.ParquetWriter(begun, schema, compression="zstd"))

        texts = open_file("documents", _DOCUMENTS)
        writers: dict[str, pq.ParquetWriter] = {}
        held: dict[str, list[dict[str, Any]]] = {}

        def flush(country: str) -> int:
            rows = held.pop(country)
            if country not in writers:
                writers[country] = open_file(f"mentions/country={country}", _MENTIONS)
            writers[country].write_table(pa.Table.from_pylist(rows, schema=_MENTIONS))
            return len(rows)

        for batch in batches:
            texts.write_table(pa.Table.from_batches([batch]).select(_DOCUMENTS.names).cast(_DOCUMENTS))
            documents += batch.num_rows
            for row in batch.select(["id", "path", "outlet", "published", "lang", "mentions"]).to_pylist():
                of = {"document": row["id"], **{k: row[k] for k in ("path", "outlet", "published", "lang")}}
                for mention in row["mentions"]:
                    mentions += 1
                    country = mention.pop("country") or _NOWHERE
                    held.setdefault(country, []).append(of | mention)
                    waiting += 1
                    if len(held[country]) == _ROWS or waiting == _WAITING:
                        waiting -= flush(max(held, key=lambda name: len(held[name])))
        for country in list(held):
            flush(country)
        if unread:
            rows = [each._asdict() for each in unread]
            named = open_file("unread", _UNREAD)
            named.write_table(pa.Table.from_pylist(rows, schema=_UNREAD))
            named.close()
        for writer in (texts, *writers.values()):
            writer.close()
        for begun, path in done:
            begun.replace(path)
    return Written(part, documents, mentions, len(unread))


def finish(folder: Path, run: Run, parts: Sequence[Written]) -> None:
    """Writes what makes a folder of parts a lake."""
    facts = {
        "lake": LAKE_VERSION,
        "run": asdict(run),
        "parts": len(parts),
        "documents": sum(part.documents for part in parts),
        "mentions": sum(part.mentions for part in parts),
        "unread": sum(part.unread for part in parts),
    }
    begun = folder / ".lake.json.begun"
    begun.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    begun.replace(folder / "lake.json")


def lake_run(folder: Path) -> Run:
    """With what a lake was made; BadLake where the folder is none."""
    try:
        facts = json.loads((folder / "lake.json").read_text(encoding="utf-8"))
        run = Run(**facts["run"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadLake(f"{folder}: this is no lake ({error}).", "Give the folder that holds lake.json.") from error
    if facts.get("lake") != LAKE_VERSION:
        raise BadLake(f"{folder}: a lake of another version ({facts.get('lake')}).", "Make it anew with this version.")
    return run


def unread_in(folder: Path) -> Iterator[Unread]:
    """What could not be read of what a lake was to hold, part by part."""
    for path in sorted((folder / "unread").glob("part-*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches(batch_size=1000):
            yield from (Unread(**row) for row in batch.to_pylist())


OPERATORS = ("<=", ">=", "!=", "=", "<", ">")


def condition(text: str) -> ds.Expression:
    """`country=SY`, `published>=2016-09`, `confidence>0.8` as a filter of mentions; BadFilter for anything else."""
    at = min((text.find(o) for o in OPERATORS if o in text), default=-1)
    operator = next((o for o in OPERATORS if at > 0 and text.startswith(o, at)), "")
    column, value = text[:at].strip(), text[at + len(operator) :].strip()
    schema = _MENTIONS.append(MENTION.field("country"))
    if not operator or column not in schema.names or column == "geometry":
        columns = ", ".join(name for name in schema.names if name != "geometry")
        raise BadFilter(
            f"{text!r} is no condition on mentions", f"COLUMN=VALUE or with < <= > >= !=; columns: {columns}"
        )
    try:
        known = pa.scalar(value).cast(schema.field(column).type)
    except pa.ArrowInvalid as error:
        raise BadFilter(f"{text!r}: {value!r} is no number", "write a number behind the sign") from error
    field = ds.field(column)
    compared: ds.Expression = {
        "=": field == known,
        "!=": field != known,
        "<": field < known,
        "<=": field <= known,
        ">": field > known,
        ">=": field >= known,
    }[operator]
    return compared


def select(folder: Path, where: Sequence[str], gazetteer: Gazetteer) -> Iterator[Parsed]:
    """The documents of a lake with a mention that all conditions fit, with all their mentions; part by part.

    BadLake where the lake was made with another gazetteer; BadFilter.
    """
    run = lake_run(folder)
    if run.gazetteer != gazetteer.fingerprint:
        raise BadLake(
            f"{folder}: made with another gazetteer ({run.gazetteer[:12]}…, not {gazetteer.fingerprint[:12]}…).",
            "Give the index it was made with: --gazetteer FILE",
        )
    wanted = None
    for text in where:
        wanted = condition(text) if wanted is None else wanted & condition(text)
    for documents in sorted((folder / "documents").glob("part-*.parquet")):
        yield from _selected(documents, sorted(folder.glob(f"mentions/*/{documents.name}")), wanted, folder, gazetteer)


def _selected(
    documents: Path, files: Sequence[Path], wanted: ds.Expression | None, folder: Path, gazetteer: Gazetteer
) -> Iterator[Parsed]:
    country = pa.schema([MENTION.field("country")])
    mentions = ds.dataset(
        [str(file) for file in files],
        schema=_MENTIONS.append(MENTION.field("country")),
        partitioning=ds.partitioning(country, flavor="hive"),
        partition_base_dir=str(folder / "mentions"),
    )
    ids = None
    if wanted is not None:
        ids = set(mentions.to_table(["document"], filter=wanted)["document"].to_pylist())
        if not ids:
            return
    for batch in pq.ParquetFile(documents).iter_batches(batch_size=1000):
        rows = {row["id"]: row | {"mentions": []} for row in batch.to_pylist() if ids is None or row["id"] in ids}
        found = mentions.to_table(filter=ds.field("document").isin(list(rows))).to_pylist() if rows else []
        for mention in sorted(found, key=lambda m: (m["start"], m["end"])):
            rows[mention["document"]]["mentions"].append(mention)
        yield from (row_parsed(row, gazetteer) for row in rows.values())

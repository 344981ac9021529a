"""Dateline on Apache Spark: `parse` as a function from Arrow record batches to Arrow record batches, and a lake of it.

`parse_batches` needs no Spark; with it, `frame.mapInArrow(partial(...), schema)` runs it on a cluster. `make_lake` does
the whole: it gives the index to every executor once, where it is mapped, and writes a lake (see `geo.lake`). Needs the
extra `spark`; the executors need Dateline installed, or this checkout on their PYTHONPATH. From a shell:

    python -m geo.spark documents/*.parquet --out LAKE [--master spark://host:7077] [--gazetteer wide.index]
"""

import argparse
import functools
import gzip
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from gazetteer.errors import GazetteerError
from gazetteer.index import open_index
from geo.copies import compare, words_of
from geo.copies.minhash import keys
from geo.errors import Unreadable
from geo.lake import META, PARSED, Written, finish, parsed_row, unread_in, write_part
from geo.model import Document, Parsed, Source
from geo.pipeline import NO_EVIDENCE, Pipeline
from geo.readers import Entry, Languages, Unread, load
from geo.readers.entry import Blob, Draft, digest
from geo.readers.loading import document_of
from geo.readers.warc import read_warc
from geo.store.codec import text_spans
from geo.windows import head_of, put_back, window_of, windows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Batches = Iterator[pa.RecordBatch]

DOCUMENT = pa.schema([(name, pa.string()) for name in ("path", "sha256", "text", *META)] + [("plain", pa.bool_())])
"""A document as it comes: only `text` is needed. `path` names it (its address or a hash, where left out), `plain` says
that the text is as somebody saved it, with by-line and page furniture, as it is taken to be where left out."""

READ = pa.schema([*DOCUMENT, ("unread", pa.string()), ("hint", pa.string())])
"""What comes of a file: a document, or a row without a text whose `unread` says why, with a `hint` of what to try."""

SHOWN = 20
"""Of what could not be read, so many are named on standard error; a crawl has thousands of damaged pages, and all of
them are in the lake."""

_ROWS = 100
"""Documents of a batch that is given out: half a megabyte of text, and some 10 MB with their mentions."""


def parse_batches(batches: Iterable[pa.RecordBatch], index: Path) -> Batches:
    """Parses documents, rows of `DOCUMENT`, into rows of `geo.lake.PARSED`, in order, against the index at a path."""
    pipeline = pipeline_of(str(index))
    languages = Languages()
    rows = (
        parsed_row(parsed_whole(pipeline, document_of(draft, languages)))
        for batch in batches
        for piece in _pieces(batch)
        for draft in drafts(piece)
    )
    yield from batches_of(rows, PARSED)


def parsed_whole(pipeline: Pipeline, document: Document) -> Parsed:
    """A document parsed as `add` parses it, put together where it is longer than a window."""
    sentences: list[Any] = []
    findings: list[Any] = []
    for span in windows(document.text):
        part = pipeline.parse(window_of(document, span), NO_EVIDENCE)
        moved = put_back(part, document, span.start, len(sentences))
        sentences += moved.sentences
        findings += moved.findings
    return Parsed(document, tuple(sentences), tuple(findings))


@functools.cache
def pipeline_of(index: str) -> Pipeline:
    """The pipeline of this process, made once: Spark uses a Python process again for task after task."""
    return Pipeline(open_index(Path(index)))


def drafts(batch: pa.RecordBatch) -> Iterator[Draft]:
    """The documents of a batch; rows without a text are passed over, and told by `unread_of`."""
    for row in batch.to_pylist():
        text = row.get("text")
        if text and text.strip():
            sha256 = row.get("sha256") or digest(text.encode("utf-8", "replace"))
            meta = {name: str(row.get(name) or "") for name in META}
            yield Draft(row.get("path") or meta["url"] or sha256, sha256, text, meta, row.get("plain") is not False)


def unread_of(batch: pa.RecordBatch) -> Iterator[Unread]:
    """What of a batch is no document: files and pages that could not be read, and rows without a text."""
    for row in batch.to_pylist():
        if not (row.get("text") or "").strip():
            name = row.get("path") or row.get("url") or "a row without a path"
            yield Unread(name, row.get("unread") or "no text", row.get("hint") or "")


def read_batches(batches: Iterable[pa.RecordBatch]) -> Batches:
    """Reads files, rows with a `path`, into rows of `READ`: web archives of any size, and whatever `add` reads.

    What cannot be read, a page of a crawl or a whole file, is a row that says why.
    """
    names = (path for batch in batches for path in batch.column("path").to_pylist())
    yield from batches_of((_read_row(given) for name in names for given in _read(name)), READ)


def _read(name: str) -> Iterator[Draft | Document | Unread]:
    if not name.lower().endswith((".warc", ".warc.gz")):
        yield from load(Entry(name, Path(name)), Languages())
        return
    try:
        with gzip.open(name) if name.lower().endswith(".gz") else Path(name).open("rb") as stream:
            yield from read_warc(Blob(name, Path(name).name, stream))  # type: ignore[arg-type]
    except (Unreadable, EOFError, OSError, zlib.error) as error:  # what was read before it stays
        yield Unread(name, str(error), getattr(error, "hint", "") or "fetch it again")


def _read_row(given: Draft | Document | Unread) -> dict[str, Any]:
    if isinstance(given, Unread):
        return {"path": given.path, "unread": given.reason, "hint": given.hint}
    if isinstance(given, Draft):
        return _row(given.path, given.sha256, given.text, given.meta, plain=given.plain)
    source = given.source
    meta = {key: getattr(source, key) for key in META if key != "lang"} | {"lang": given.lang}
    return _row(source.path, source.sha256, given.text, meta, plain=True)


def _row(path: str, sha256: str, text: str, meta: Mapping[str, str], *, plain: bool) -> dict[str, Any]:
    said = {name: meta.get(name, "") for name in META}
    return {"path": path, "sha256": sha256, "text": text.encode("utf-8", "replace").decode(), **said, "plain": plain}


def batches_of(rows: Iterator[dict[str, Any]], schema: pa.Schema) -> Batches:
    """Rows as record batches of a bounded size."""
    while some := list(islice(rows, _ROWS)):
        yield pa.RecordBatch.from_pylist(some, schema=schema)


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    return (batch.slice(start, _ROWS) for start in range(0, batch.num_rows, _ROWS))


def given_to_executors(spark: "SparkSession", index: Path) -> Callable[[], Path]:
    """Sends the index to every executor, once; where a task finds it there."""
    from pyspark import SparkFiles

    spark.sparkContext.addFile(str(index.absolute()))
    name = index.name
    return lambda: Path(SparkFiles.get(name))


def documents_frame(spark: "SparkSession", paths: Sequence[str], partitions: int | None = None) -> "DataFrame":
    """A frame of documents: of Parquet (`.parquet`), of JSON lines (`.jsonl`, `.json`, also packed), or of files that
    executors read, such as web archives."""
    if all(".parquet" in path for path in paths):
        frame, schema = spark.read.parquet(*paths), DOCUMENT
    elif all(".json" in path for path in paths):
        frame, schema = spark.read.json(list(paths)), DOCUMENT
    else:
        names = spark.createDataFrame([(path,) for path in paths], "path string").repartition(len(paths))
        frame, schema = names.mapInArrow(read_batches, _spark_schema(READ)), READ
    kept = [f"cast({field.name} as {_SQL[field.type]}) {field.name}" for field in schema if field.name in frame.columns]
    frame = frame.selectExpr(*kept)
    return frame.repartition(partitions) if partitions else frame


_SQL = {pa.string(): "string", pa.bool_(): "boolean"}


_PART = pa.schema([("part", pa.int32()), *((name, pa.int64()) for name in ("documents", "mentions", "unread"))])


def make_lake(frame: "DataFrame", folder: Path, index: Path) -> list[Written]:
    """Parses the documents of a frame into a lake at a folder that all executors see; each partition writes its part.

    FileExistsError where there is something. A task that is run again writes the same files again.
    """
    folder.mkdir(parents=True)
    at = given_to_executors(frame.sparkSession, index)

    def work(batches: Batches) -> Batches:
        from pyspark import TaskContext

        context, unread = TaskContext.get(), list[Unread]()
        part = context.partitionId() if context else 0
        written = write_part(folder, part, parse_batches(noting(batches, unread), at()), unread)
        yield pa.RecordBatch.from_pylist([written._asdict()], schema=_PART)

    parts = sorted(Written(*row) for row in frame.mapInArrow(work, _spark_schema(_PART)).collect())
    finish(folder, Pipeline(open_index(index)).run, parts)
    return parts


def noting(batches: Iterable[pa.RecordBatch], unread: list[Unread]) -> Batches:
    """The batches; what of them is no document is put into the list as they are drawn, some 200 bytes each."""
    for batch in batches:
        unread += unread_of(batch)
        yield batch


def key_batches(batches: Iterable[pa.RecordBatch]) -> Batches:
    """Rows with `id`, `text`, `body` into rows of band, key and id, by which near-equal documents meet."""
    schema = pa.schema([("band", pa.int32()), ("key", pa.int64()), ("id", pa.string())])
    for batch in batches:
        rows = [
            {"band": band, "key": key, "id": row["id"]}
            for row in batch.to_pylist()
            for band, key in enumerate(keys(words_of(*_compared(row["id"], row["text"], row["body"]))))
        ]
        yield pa.RecordBatch.from_pylist(rows, schema=schema)


def copy_batches(batches: Iterable[pa.RecordBatch]) -> Batches:
    """Rows of two documents (`one`, `text`, `body`, `other`, `other_text`, `other_body`) into the pairs of which
    one copies the other, as a project file finds it."""
    schema = pa.schema([("one", pa.string()), ("other", pa.string())])
    for batch in batches:
        rows = []
        for row in batch.to_pylist():
            one = words_of(*_compared(row["one"], row["text"], row["body"]))
            repeat = compare(one, words_of(*_compared(row["other"], row["other_text"], row["other_body"])))
            if repeat and repeat.copy:
                rows.append({"one": row["one"], "other": row["other"]})
        yield pa.RecordBatch.from_pylist(rows, schema=schema)


def _compared(id: str, text: str, body: str) -> tuple[str, Any]:
    head = head_of(Document(id, Source("", ""), text, "", text_spans(body)))
    return head.text, head.body


def families(documents: "DataFrame") -> "DataFrame":
    """The families of copies among the documents of a lake: rows of `id` and `family`, the least id of the family.

    Of those that meet every one is paired with the least, so that a text that a million pages share costs a million
    pairs and not their square. Documents without copies are left out.
    """
    from pyspark.sql import functions as f

    documents = documents.select("id", "text", "body")
    met = documents.mapInArrow(key_batches, "band int, key long, id string").persist()
    least = met.groupBy("band", "key").agg(f.min("id").alias("one"), f.count("id").alias("n")).where("n > 1")
    pairs = met.join(least, ["band", "key"]).where("id <> one").select("one", f.col("id").alias("other")).distinct()
    ones = documents.withColumnRenamed("id", "one")
    others = documents.selectExpr("id as other", "text as other_text", "body as other_body")
    copies = (
        pairs.join(ones, "one").join(others, "other").mapInArrow(copy_batches, "one string, other string").persist()
    )
    edges = copies.union(copies.select(f.col("other").alias("one"), f.col("one").alias("other")))
    family = edges.select(f.col("one").alias("id")).distinct().withColumn("family", f.col("id"))
    while True:
        told = edges.join(family, edges.one == family.id).select(f.col("other").alias("id"), "family")
        lower = family.union(told).groupBy("id").agg(f.min("family").alias("family")).localCheckpoint()
        if lower.join(family.withColumnRenamed("family", "before"), "id").where("family <> before").isEmpty():
            return lower
        family = lower


def _spark_schema(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


def main(args: Sequence[str] | None = None) -> None:
    """Makes a lake from the command line."""
    from gazetteer.builtin import open_builtin

    parser = argparse.ArgumentParser(prog="python -m geo.spark", description="Parse documents into a lake of mentions.")
    parser.add_argument("paths", nargs="+", help="Parquet or JSON lines of documents, or WARC files")
    parser.add_argument(
        "--out", required=True, type=Path, help="folder to make, on a file system that all executors see"
    )
    parser.add_argument("--master", help="of the cluster; left out, what spark-submit says, else this machine")
    parser.add_argument("--gazetteer", type=Path, help="index; the built-in one where left out")
    parser.add_argument("--partitions", type=int, help="parts to deal the documents into; left out, as they are read")
    parser.add_argument("--families", action="store_true", help="also find copies, into OUT/families")
    asked = parser.parse_args(args)
    if asked.out.exists():
        parser.error(f"{asked.out} exists: name a folder that is to be made")
    index = asked.gazetteer or open_builtin().path
    try:
        open_index(index)  # what is wrong with it is said before a cluster begins
        from pyspark.sql import SparkSession
    except GazetteerError as error:
        parser.error(f"{error}; {error.hint}")
    except ImportError:
        parser.error("Spark is not installed: pip install 'dateline[spark]', and Java 17 or later")
    builder = SparkSession.builder.appName("dateline")
    spark = (builder.master(asked.master) if asked.master else builder).getOrCreate()
    try:
        frame = documents_frame(spark, asked.paths, asked.partitions)
        parts = make_lake(frame, asked.out, index)
        if asked.families:
            documents = spark.read.parquet(os.fspath(asked.out / "documents"))
            families(documents).write.parquet(os.fspath(asked.out / "families"))
    finally:
        spark.stop()
    print(f"{sum(p.documents for p in parts)} documents, {sum(p.mentions for p in parts)} mentions in {asked.out}")  # noqa: T201
    if failed := sum(part.unread for part in parts):
        for given in islice(unread_in(asked.out), SHOWN):
            sys.stderr.write(f"{given.told()}\n")
        raise SystemExit(
            f"{failed} input{'s' * (failed != 1)} could not be read; {asked.out / 'unread'} has all of them."
        )
    if not any(part.documents for part in parts):
        raise SystemExit("No document was read: check the paths.")


if __name__ == "__main__":
    from geo.spark import main as begin  # so that executors import the functions and do not get copies of them

    begin()

"""Verbs that check: evaluate and doctor."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from geo.cli.session import db_option, format_option, gazetteer_option, open_gazetteer, recognizer_option


@click.command("evaluate")
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--predicted",
    type=click.Path(exists=True, dir_okay=False),
    help="Output of `dateline parse` to judge; parsed now where left out.",
)
@click.option(
    "--errors",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Show the N most frequent misses, false finds and wrong places.",
)
@click.option(
    "--spans",
    type=click.Choice(["found", "gold"]),
    default="found",
    show_default=True,
    help="Whose names are placed: those found, or those marked in GOLD, which shows resolution by itself.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(["place", "actor", "demonym"]),
    help="Judge only predictions of this kind: for corpora that mark no demonyms. May be repeated.",
)
@gazetteer_option
@recognizer_option
@format_option("table", "json")
def evaluate_verb(
    gold: tuple[str, ...],
    predicted: str | None,
    errors: int,
    spans: str,
    kinds: tuple[str, ...],
    index: str | None,
    recognizer: str,
    form: str,
) -> None:
    """Print recognition, resolution and end-to-end figures against files of GOLD place mentions."""
    from geo.evaluate import as_json, as_table, evaluate, parsed_lines, read_gold, read_predictions
    from geo.pipeline import Pipeline

    if predicted and spans == "gold":
        raise click.UsageError("--spans gold parses anew; leave --predicted out")
    pipeline = None
    for path in gold:
        documents = read_gold(Path(path))
        if predicted:
            lines: Iterable[Mapping[str, Any]] = read_predictions(Path(predicted))
        else:
            pipeline = pipeline or Pipeline(open_gazetteer(index), recognizer)
            lines = parsed_lines(documents, pipeline, given_spans=spans == "gold")
        if kinds:
            lines = [line for line in lines if line.get("kind") in kinds]
        report = evaluate(documents, lines)
        click.echo(as_json(report) if form == "json" else f"{path}\n{as_table(report, errors)}")


@click.command("doctor")
@db_option
@gazetteer_option
def doctor_verb(db: str, index: str | None) -> None:
    """Check the installation, the gazetteer's index and the project file; each check says what to do about it."""
    from geo.doctor import run_checks

    findings = run_checks(Path(db) if Path(db).exists() else None, Path(index) if index else None)
    for finding in findings:
        click.echo(f"{finding.status:5} {finding.title}: {finding.detail}")
        if finding.status != "OK" and finding.hint:
            click.echo(f"      try: {finding.hint}")
    if any(finding.status == "FAIL" for finding in findings):
        sys.exit(1)

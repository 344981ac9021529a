"""The verb by which a person has the last word: judge."""

import csv
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from geo.cli.reports import counted
from geo.cli.session import db_option, gazetteer_option, open_gazetteer, open_store
from geo.errors import DatelineError

if TYPE_CHECKING:
    from gazetteer.place import Place
    from geo.judgements import Judgement
    from geo.store import Store

COLUMNS = ("mention", "verdict", "why", "scope", "by", "surface", "path", "outlet")
"""What a table of judgements may have; verdict and why it must have, and a mention or a surface."""


@click.command("judge")
@click.argument("mention", required=False)
@click.argument("verdict", required=False)
@click.option("--why", default="", metavar="TEXT", help="The reason; every judgement has one.")
@click.option(
    "--by", envvar="DATELINE_BY", show_envvar=True, metavar="NAME", help="Who judges; the login name where left out."
)
@click.option(
    "--scope",
    type=click.Choice(["mention", "document", "source", "project"]),
    default="mention",
    show_default=True,
    help="How far it reaches: this mention, or all spelled so in its document, its outlet, the project.",
)
@click.option(
    "--from", "table", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE.csv",
    help="Judge in bulk: a table with the columns mention, verdict, why; if needed scope, by, surface, path, outlet.",
)  # fmt: skip
@click.option("--withdraw", metavar="ID", help="Undo the judgement with this id; it is kept, and kept as withdrawn.")
@click.option("--dump", is_flag=True, help="Print every judgement as JSON lines, in one order.")
@click.option(
    "--load", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE",
    help="Take over judgements that --dump printed; those held already are skipped.",
)  # fmt: skip
@click.option("--gone", is_flag=True, help="Print the judgements whose mention is no longer in the project.")
@db_option
@gazetteer_option
def judge_verb(
    mention: str | None,
    verdict: str | None,
    why: str,
    by: str | None,
    scope: str,
    table: str | None,
    withdraw: str | None,
    dump: bool,
    load: str | None,
    gone: bool,
    db: str,
    index: str | None,
) -> None:
    """Confirm, reassign or reject MENTION (its id, as `dateline mentions` prints it): a person has the last word.

    VERDICT is right, wrong (it names no place), unsure, or place=ID. Judgements are kept with who, when and why, never
    overwritten; they hold when reports are read again, with another gazetteer too, and teach how the rest is read.
    """
    from geo.judgements import dump_line

    asked = [bool(mention), bool(table), bool(withdraw), dump, bool(load), gone]
    if sum(asked) != 1 or bool(mention) != bool(verdict):
        raise click.UsageError("give MENTION and VERDICT, or one of --from, --withdraw, --dump, --load, --gone")
    if dump or gone:
        with open_store(db) as store:
            sys.stdout.writelines(map(dump_line, store.gone() if gone else store.judgements()))
        return
    with open_store(db, readonly=False) as store:
        maker = _Maker(store, index, by or _login(), datetime.now(UTC))
        if load:
            judgements = list(_loaded(load))
        elif table:
            judgements = [maker.row(row, where) for row, where in _rows(table)]
        elif withdraw:
            judgements = [maker.withdrawal(withdraw, why)]
        else:
            judgements = [maker.judgement(mention or "", verdict or "", why, scope)]
        _keep(store, judgements)


def _keep(store: "Store", judgements: "list[Judgement]") -> None:
    """Appends judgements, and says which contradict others and which reach nothing."""
    from geo.judgements import dump_order

    added = store.judge(judgements)
    for judgement in judgements if len(judgements) == 1 else ():
        click.echo(f"{judgement.id}: {judgement.verdict}, {judgement.scope}.", err=True)
    click.echo(
        f"{counted(added, 'judgement')} added to {store.path}, {len(judgements) - added} held already.", err=True
    )
    verdicts = store.verdicts()
    for each in filter(verdicts.holds, judgements):
        for other in verdicts.against(each):
            later, earlier = sorted((each, other), key=dump_order, reverse=True)
            click.echo(
                f"{each.id} contradicts {other.id} ({other.verdict}, by {other.by}, {other.at}: {other.why}): both are "
                f"kept and the later, {later.id}, decides.\n  try: dateline judge --withdraw {earlier.id} --why TEXT",
                err=True,
            )
    gone = {judgement.id for judgement in store.gone()} & {judgement.id for judgement in judgements}
    if gone:
        click.echo(
            f"{len(gone)} of them are on mentions that this project does not have: kept, to hold once it does.",
            err=True,
        )


class _Maker:
    """Makes judgements out of what a person typed."""

    def __init__(self, store: "Store", index: str | None, by: str, now: datetime) -> None:
        self._store, self._index, self._by, self._now = store, index, by, now

    def judgement(self, mention: str, verdict: str, why: str, scope: str) -> "Judgement":
        """A judgement on a mention.

        Raises:
            BadJudgement: there is no such mention, verdict or place, or no reason.
        """
        from geo.judgements import BadJudgement, place_record
        from geo.query import mention as find

        target, found = self._store.target(mention), find(self._store, mention)
        if target is None or found is None:
            raise BadJudgement(
                f"no mention has the id {mention!r}",
                "ids stand in brackets in the output of `dateline mentions PLACE`; a changed report has new ones",
            )
        place = found.resolution.place
        record = self._place(verdict) if verdict.startswith("place=") else None
        if verdict == "right" and place:
            record = place_record(place)
        return self._make(verdict, why, scope, self._by, record, **target._asdict())

    def row(self, row: Mapping[str, str], where: str) -> "Judgement":
        """A judgement from a row of a table; errors name the row."""
        from geo.judgements import BadJudgement

        verdict, why = row.get("verdict", ""), row.get("why", "")
        scope, by = row.get("scope") or "mention", row.get("by") or self._by
        try:
            if row.get("mention"):
                self._by, own = by, self._by
                try:
                    return self.judgement(row["mention"], verdict, why, scope)
                finally:
                    self._by = own
            record = self._place(verdict) if verdict.startswith("place=") else None
            known = {key: row[key] for key in ("surface", "path", "outlet") if row.get(key)}
            return self._make(verdict, why, scope, by, record, **known)
        except BadJudgement as error:
            raise BadJudgement(f"{where}: {error}", error.hint) from error

    def withdrawal(self, id: str, why: str) -> "Judgement":
        """The withdrawal of a judgement.

        Raises:
            BadJudgement: there is no such judgement.
        """
        from geo.judgements import BadJudgement

        held = [judgement for judgement in self._store.judgements() if judgement.id == id]
        if not held:
            raise BadJudgement(f"no judgement has the id {id!r}", "`dateline judge --dump` lists them")
        if not self._store.verdicts().holds(held[0]):
            raise BadJudgement(f"the judgement {id} is withdrawn already", "`dateline judge --dump` says by which")
        return self._make("withdraw", why, held[0].scope, self._by, None, withdraws=id)

    def _make(
        self, verdict: str, why: str, scope: str, by: str, record: dict[str, Any] | None, **about: Any
    ) -> "Judgement":
        from geo.judgements import Judgement

        kind: Any = "place" if verdict.startswith("place=") else verdict
        reach: Any = scope
        self._now += timedelta(microseconds=1)  # so that of the rows of one table the later decides
        at = self._now.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return Judgement(kind, by, at, why, reach, place=record, **about)

    def _place(self, verdict: str) -> dict[str, Any]:
        from geo.judgements import BadJudgement, place_record

        id = verdict.removeprefix("place=").strip()
        place = self._known(id)
        if place is None:
            raise BadJudgement(
                f"no place has the id {id!r}", "`dateline gazetteer find NAME` prints ids, as geonames:170794"
            )
        return place_record(place)

    def _known(self, id: str) -> "Place | None":
        gazetteer = open_gazetteer(self._index)
        row = gazetteer.row_of(id)
        if row is not None:
            return gazetteer.place(row)
        return self._store.place(id)


def _rows(path: str) -> Iterator[tuple[Mapping[str, str], str]]:
    """The rows of a table with where they stand.

    Raises:
        DatelineError: it has no header that fits, or a row has too many cells.
    """
    with click.open_file(path, "r", encoding="utf-8-sig") as file:
        try:
            reader = csv.DictReader(file)
            names = [name.strip().lower() for name in reader.fieldnames or ()]
            unknown = [name for name in names if name not in COLUMNS]
            if unknown or not {"verdict", "why"} <= set(names) or not {"mention", "surface"} & set(names):
                raise DatelineError(
                    f"{path}, line 1: the columns are {', '.join(names) or 'none'}",
                    f"give verdict, why and mention or surface; known are {', '.join(COLUMNS)}",
                )
            reader.fieldnames = names
            for row in reader:
                where = f"{path}, line {reader.line_num}"
                if None in row:
                    raise DatelineError(f"{where}: more cells than the header", "quote a reason that holds a comma")
                yield {key: (value or "").strip() for key, value in row.items()}, where
        except (UnicodeDecodeError, csv.Error) as error:
            raise DatelineError(f"{path}: it cannot be read as CSV: {error}", "save it as CSV in UTF-8") from error


def _loaded(path: str) -> "Iterator[Judgement]":
    from geo.judgements import load_line

    with click.open_file(path, "r", encoding="utf-8-sig") as file:
        try:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield load_line(line, f"{path}, line {number}")
        except UnicodeDecodeError as error:
            raise DatelineError(
                f"{path}: not UTF-8: {error.reason}", "give what `dateline judge --dump` wrote"
            ) from error


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no login name, as in some containers
        raise DatelineError("it is not known who judges", "give --by NAME") from None

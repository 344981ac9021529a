"""The group of verbs, and what happens when one fails."""

import difflib
import io
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NoReturn

import click

from geo import product_version

VERBS: Mapping[str, tuple[str, str]] = {
    "add": ("geo.cli.adding", "Read reports into the project file."),
    "parse": ("geo.cli.reports", "Print the mentions of reports as JSON lines, and keep nothing."),
    "places": ("geo.cli.ask", "List places with their numbers of mentions, documents and sources."),
    "mentions": ("geo.cli.ask", "Show every sentence that mentions a place, with its source."),
    "explain": ("geo.cli.ask", "Say why a mention was placed where it is."),
    "judge": ("geo.cli.judging", "Confirm, reassign or reject mentions, and carry judgements between projects."),
    "sources": ("geo.cli.ask", "List the documents of the project file with their families of copies."),
    "map": ("geo.cli.draw", "Draw an HTML map that works without a network."),
    "export": ("geo.cli.draw", "Write places or mentions as GeoJSON, CSV or JSON lines."),
    "gazetteer": ("geo.cli.places", "Find, import and inspect the places themselves."),
    "evaluate": ("geo.cli.check", "Compare with gold place mentions."),
    "doctor": ("geo.cli.check", "Check the installation, the index and the project file."),
}
"""Every verb: the module that has it, and its line in the help."""


class Verbs(click.Group):
    """A group that imports a verb's module when the verb is called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The verbs in the order of the work."""
        return list(VERBS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb, or None for an unknown one."""
        if cmd_name not in VERBS:
            return None
        found = getattr(import_module(VERBS[cmd_name][0]), f"{cmd_name}_verb")
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest verbs where there is none of that name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], VERBS, 2)
            if near:
                raise click.UsageError(f"{error.message} Did you mean {' or '.join(near)}?", ctx) from error
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb. Ctrl-C ends it as shells expect; a reader who has seen enough (`| head`) is no failure."""
        try:
            found = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            sys.exit(130)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still held has somewhere to go
            sys.exit(0)
        return found

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with their lines, without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])


def show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    """Print the version, looked up only when asked for."""
    if value:
        click.echo(f"dateline, version {product_version()}")
        ctx.exit()


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help="Show the version and end.",
)
def cli() -> None:
    """Read reports and say which places they mention, in which words, on whose authority.

    Begin with `dateline map FOLDER -o map.html`, or keep a project: `dateline add FOLDER`, then `dateline places`,
    `dateline mentions "Deir Ezzor"`, `dateline export -f geojson`.
    """


def fail(message: str, hint: str = "", code: int = 1) -> NoReturn:
    """Say what was wrong and what to try, on standard error, and end."""
    click.echo(f"dateline: {message}", err=True)
    if hint:
        click.echo(f"  try: {hint}", err=True)
    sys.exit(code)


def _write_utf_8() -> None:
    """Files and pipes get UTF-8 wherever one runs; a terminal its own encoding, with marks for what that lacks."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def main(args: list[str] | None = None) -> Any:
    """Run the command line; errors of ours end with a message, never with a traceback."""
    from gazetteer.errors import GazetteerError
    from geo.errors import DatelineError

    _write_utf_8()
    try:
        return cli(args=args, prog_name="dateline", standalone_mode=True)
    except (GazetteerError, DatelineError) as error:
        fail(str(error), error.hint)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        fail(f"{where}{error.strerror or error}", "check that the path exists, may be read or written, and has room")

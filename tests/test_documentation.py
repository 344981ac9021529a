"""What is not explained fails: verbs, options, filters, formats, importers, features, steps, checks, components."""

import inspect
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import click
import pytest
from click.testing import CliRunner

from gazetteer.importers.sniff import KNOWN, Format
from gazetteer.steps import ACTIONS
from geo.cli.main import VERBS, cli
from geo.doctor import CHECKS
from geo.export import EXPORTERS
from geo.model import Kind
from geo.resolve.context import CONTEXT
from geo.resolve.features import FEATURES, PLAIN, sentences
from geo.resolve.reasons import REASONS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
READMES = {path.relative_to(ROOT).as_posix(): path for path in [ROOT / "README.md", *sorted(ROOT.glob("*/README.md"))]}
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")


def readme_of(package: str) -> str:
    path = ROOT / package / "README.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, by the words that call it."""
    yield " ".join(path), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for word in command.list_commands(context):
            below = command.get_command(context, word)
            assert below is not None
            yield from commands(below, (*path, word))


COMMANDS = {name: command for name, command in commands(cli) if name}
OPTIONS = [(name, p) for name, command in COMMANDS.items() for p in command.params if isinstance(p, click.Option)]
EXPORT_FILTERS = {p.opts[0] for name, p in OPTIONS if name == "export"} & {
    p.opts[0] for name, p in OPTIONS if name == "places"
} - {"--db", "--gazetteer", "-f"}


def help_of(name: str) -> str:
    result = CliRunner().invoke(cli, [*name.split(), "--help"])
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def code(text: str) -> set[str]:
    """The words of a text's code: between backticks and in code blocks."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, flags=re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return {word for piece in (*blocks, *spans) for word in re.split(r"[\s,|/=\[\]()]+", piece)}


def is_sentence(text: str | None) -> bool:
    """At least three words, from a capital to a full stop."""
    first = (text or "").strip().split("\n\n")[0].strip()
    return len(first.split()) >= 3 and first[0].isupper() and first.endswith((".", "?"))


@pytest.mark.parametrize(
    ("text", "fits"), [("A town is near.", True), ("Near.", False), ("is near the town.", False), (None, False)]
)
def test_what_a_sentence_is(text: str | None, fits: bool) -> None:
    assert is_sentence(text) is fits


def test_what_code_is() -> None:
    assert code("a `--near PLACE|LAT` b\n```sh\nx --km 3\n```\n--bare") == {
        "--near",
        "PLACE",
        "LAT",
        "x",
        "--km",
        "3",
        "",
    }


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_has_a_row_in_the_readme(verb: str) -> None:
    assert re.search(rf"^\| `{verb}\b[^`]*` \| \S", README, flags=re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert is_sentence(command.help)
    assert (command.help or "").split("\n\n")[0].replace("\n", " ").strip()[:40] in help_of(name)
    verb, *below = name.split()
    assert not below or re.search(rf"`gazetteer [^`]*\b{below[0]}\b", README) or f"dateline {name}" in README, verb


@pytest.mark.parametrize("verb", VERBS)
def test_the_short_help_of_a_verb_says_what_its_own_does(verb: str) -> None:
    """The group's line is written down apart, so that help imports nothing: it must not be left behind."""
    line = VERBS[verb][1]
    assert is_sentence(line) and line in " ".join(CliRunner().invoke(cli, ["--help"]).output.split())
    words = {word[:5] for word in re.findall(r"[a-z]{4,}", line.lower())}
    own = {word[:5] for word in re.findall(r"[a-z]{4,}", (COMMANDS[verb].help or "").lower())}
    assert len(words & own) >= 2, f"{line!r} and {COMMANDS[verb].help!r} share no words"


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=lambda v: v if isinstance(v, str) else v.opts[-1])
def test_an_option_is_explained(name: str, option: click.Option) -> None:
    assert len((option.help or "").split()) >= 2, f"{name} {option.opts[0]} has no help"
    assert (option.help or "").rstrip().endswith(".")
    assert not option.hidden
    if option.envvar:
        assert str(option.envvar) in README + help_of(name)


@pytest.mark.parametrize("option", sorted(EXPORT_FILTERS))
def test_a_filter_is_in_the_readme(option: str) -> None:
    assert option in code(README)


def test_the_filters_are_the_same_for_all_who_filter() -> None:
    assert len(EXPORT_FILTERS) >= 10
    for verb in ("places", "map", "export"):
        assert {p.opts[0] for name, p in OPTIONS if name == verb} >= EXPORT_FILTERS
    assert {p.opts[0] for name, p in OPTIONS if name == "mentions"} >= EXPORT_FILTERS - {"--place"}


@pytest.mark.parametrize("name", EXPORTERS)
def test_an_export_format_is_explained(name: str) -> None:
    assert len(EXPORTERS[name].title.split()) >= 3
    assert name in code(README)
    assert re.search(rf"\b{name}\b", help_of("export"))


IMPORTS: Mapping[Format, str] = {
    Format.DUMP: "dump",
    Format.ALTERNATES: "alternateNamesV2",
    Format.ADMIN1: "admin1CodesASCII",
    Format.ADMIN2: "admin2Codes",
    Format.COUNTRIES: "countryInfo",
    Format.HIERARCHY: "hierarchy",
    Format.FEATURE_CODES: "feature codes",
    Format.GEOJSON: "GeoJSON",
    Format.GEOJSON_LINES: "one feature a line",
    Format.GEOJSON_FEATURES: "GeoJSON",
    Format.POSTAL: "postal codes",
    Format.WOF_SQLITE: "SQLite",
    Format.WIKIDATA: "Wikidata",
    Format.OSM: "OpenStreetMap",
    Format.LINKED: "Linked Places",
    Format.LINKED_LINES: "Linked Places",
    Format.WOF: "Who's On First",
    Format.TABLE: "CSV",
}
"""By which words a reader finds a format that can be imported."""


@pytest.mark.parametrize("format_", Format)
def test_an_import_format_is_in_the_readme_of_gazetteer(format_: Format) -> None:
    assert IMPORTS[format_].lower() in " ".join(readme_of("gazetteer").lower().split())
    if "not used" not in format_:
        assert IMPORTS[format_] in KNOWN


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_says_what_it_means(name: str) -> None:
    function = {**PLAIN, **CONTEXT}[name]
    assert is_sentence(function.__doc__)
    assert sentences()[name] == " ".join(inspect.cleandoc(function.__doc__ or "").split("\n\n")[0].split())


@pytest.mark.parametrize("name", REASONS)
def test_a_feature_of_the_acceptance_says_what_it_means(name: str) -> None:
    assert is_sentence(REASONS[name].__doc__)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_step_is_explained(action: str) -> None:
    assert is_sentence(ACTIONS[action].__doc__)
    assert action in {word.split(":")[0] for word in code(readme_of("gazetteer"))}


@pytest.mark.parametrize("name", ["fast", "accurate", "spacy:MODEL"])
def test_a_recogniser_is_in_the_readme_of_geo(name: str) -> None:
    assert name in code(readme_of("geo"))


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_kind_of_mention_is_in_the_readme_of_geo(kind: str) -> None:
    assert kind in code(readme_of("geo"))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.title)
def test_a_doctors_check_is_in_the_readme_of_geo(check: object) -> None:
    assert isinstance(check, tuple)
    assert check[0].lower() in readme_of("geo").lower()


@pytest.mark.parametrize("package", ["geo", "gazetteer", "maps"])
def test_a_package_has_a_readme(package: str) -> None:
    assert readme_of(package).startswith(f"# {package}\n")


def shell_lines(text: str) -> list[str]:
    """The lines of a text's shell blocks that call dateline, comments off."""
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    lines = [part.strip() for block in blocks for line in block.splitlines() for part in re.split(r"&&|\|", line)]
    return [line for line in lines if re.match(r"(\S*/)?dateline ", line)]


EXAMPLES = [
    pytest.param(line, id=f"{name}: {line[:60]}")
    for name, path in READMES.items()
    for line in shell_lines(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_is_a_command_that_exists(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    name = max((n for n in COMMANDS if words[: len(n.split())] == n.split()), key=len, default="")
    assert name, f"no such verb: {line}"
    known = {opt for option in COMMANDS[name].params for opt in option.opts} | {"--help", "-h"}
    assert {word for word in words if re.match(r"--?[a-z]", word)} <= known


def test_the_readme_has_examples_and_the_two_commands_of_ci() -> None:
    assert len(shell_lines(README)) >= 5
    for mark in ("first command", "test command"):
        assert re.search(rf"^<!-- {mark} -->\n```sh\n.+\n```$", README, flags=re.MULTILINE)


@pytest.mark.parametrize("name", READMES)
def test_links_lead_somewhere(name: str) -> None:
    text = READMES[name].read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    broken = [link for link in links if link and "://" not in link and not (READMES[name].parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("licence", sorted(p.name for p in ROOT.glob("maps/assets/*.LICENSE")))
def test_a_bundled_work_is_in_the_notice(licence: str) -> None:
    assert licence in NOTICE


ENDS = (".npz", ".json", ".onnx")
WEIGHTS = sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("geo/re*/*") if p.suffix in ENDS)


@pytest.mark.parametrize("path", WEIGHTS)
def test_weights_and_what_they_were_trained_on_are_in_the_notice(path: str) -> None:
    file = ROOT / path
    assert file.name in NOTICE
    corpora = json.loads(file.read_text(encoding="utf-8")).get("trained_on") if file.suffix == ".json" else []
    said = NOTICE.lower().replace("-", "")
    assert [corpus for corpus in corpora if corpus.partition(".")[0] not in said] == []


def test_weights_are_found() -> None:
    assert "geo/recognize/fast.npz" in WEIGHTS and "geo/resolve/ranker.json" in WEIGHTS


SOURCES = {
    "GeoNames": "GeoNames",
    "Who's On First": "Who's On First",
    "airportsdata": "airportsdata",
    "Natural Earth": "Natural Earth",
    "World Factbook": "World Factbook",
    "CLDR": "CLDR",
    "Wikidata": "Wikidata",
}


@pytest.mark.parametrize("path", sorted(ROOT.glob("gazetteer/data/*.tsv")), ids=lambda path: path.name)
def test_a_table_of_places_names_its_sources_and_the_notice_too(path: Path) -> None:
    head = "".join(line for line in path.read_text(encoding="utf-8").splitlines(True)[:12] if line.startswith("#"))
    assert "Sources" in head and "Licence of this table: CC BY 4.0" in head
    assert [source for source in SOURCES if source in head and source not in NOTICE] == []

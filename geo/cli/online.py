"""The options that let an online service be asked, and the asking: what is not asked for never leaves the machine."""

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from geo.cli.session import progress, writing

if TYPE_CHECKING:
    from gazetteer.online.answers import Answer, Answers
    from gazetteer.online.ask import Asker
    from gazetteer.place import Candidate
    from geo.model import Run
    from geo.pipeline import Pipeline
    from geo.store import Store

F = TypeVar("F", bound=Callable[..., Any])

SERVICE_NAMES = ("nominatim", "photon", "geonames")
"""Written down, so that help imports nothing; a test compares them with `gazetteer.online.services`."""

BAD_ANSWERS = 3
"""So many unreadable answers one after another end the asking: the address is not one of that service, or it is ill."""


def own_files(db: str) -> tuple[str, ...]:
    """The project's own files, which are no reports: the project file and the answers beside it."""
    from gazetteer.online.answers import answers_path

    return db, str(answers_path(db))


class Online(NamedTuple):
    """The service that a person allowed to be asked."""

    service: str
    url: str | None
    agent: str
    user: str | None

    def asker(self) -> "Asker":
        """Ready to ask; opens no connection yet. Raises BadEndpoint, GazetteerError."""
        from gazetteer.online.ask import Asker
        from gazetteer.online.services import service_of

        return Asker(service_of(self.service), self.url, self.agent, self.user)

    def look_up(self, db: str, name: str, countries: Sequence[str] = ()) -> "Answer | None":
        """The answer for one name, kept or fresh; None where the service failed, which is said on standard error."""
        from gazetteer.errors import NotAnswered
        from gazetteer.online.answers import Answers, answers_path, question

        asker, answers = self.asker(), Answers(answers_path(db))
        known = answers.get(question(self.service, name, countries))
        if known:
            return known
        try:
            answer = asker(name, countries)
        except NotAnswered as error:
            _tell(error)
            return None
        with writing(str(answers.path)):
            answers.keep(answer)
        return answer

    def begin(self, db: str, pipeline: "Pipeline") -> "Asking":
        """Reads what is known already. Raises BadRecord, BadEndpoint, GazetteerError."""
        from gazetteer.online.answers import Answers, answers_path

        return Asking(self.asker(), Answers(answers_path(db)), pipeline)


class Asking:
    """Places the names that a project's reports left unplaced."""

    def __init__(self, asker: "Asker", answers: "Answers", pipeline: "Pipeline") -> None:
        self._asker = asker
        self._answers = answers
        self._pipeline = pipeline

    @property
    def run(self) -> "Run":
        """With what documents are placed now: the pipeline's run and the answers known so far."""
        from geo.pipeline import with_settings

        facts = {"service": self._asker.service.id, "answers": self._answers.fingerprint}
        return with_settings(self._pipeline.run, {"online": facts})

    def place(self, store: "Store", paths: Sequence[str]) -> bool:
        """Asks for the unplaced names of the documents at the paths and places what fits; False where asking failed.

        Documents all of whose names were placed keep their run: nothing online is in them.
        """
        from geo.query.unplaced import documents_of_run, documents_unplaced, unplaced_names

        before = self.run
        names = unplaced_names(store, paths)
        answered = self._ask(names)
        mine = set(documents_unplaced(store, paths)).union(documents_of_run(store, paths, before.id))
        placed = self._write(store, sorted(mine.difference(documents_of_run(store, paths, self.run.id))), names)
        click.echo(f"{placed} mentions placed by {self._asker}.", err=True)
        return answered

    def _ask(self, names: Sequence[str]) -> bool:
        from gazetteer.errors import BadAnswer, NotAnswered
        from gazetteer.online.answers import question
        from gazetteer.online.ask import askable

        service = self._asker.service.id
        new = [name for name in names if askable(name) and not self._answers.get(question(service, name))]
        if new:
            click.echo(f"Asking {self._asker} for {len(new)} names.", err=True)
        failed = bad = 0
        with progress("names asked", len(new)) as tell:
            for done, name in enumerate(new, start=1):
                try:
                    answer, bad = self._asker(name), 0
                except NotAnswered as error:
                    _tell(error)
                    failed, bad = failed + 1, bad + 1
                    if not isinstance(error, BadAnswer) or bad == BAD_ANSWERS:
                        left = len(new) - done + failed
                        click.echo(f"{left} names stay unasked; the same command asks for them again.", err=True)
                        return False
                else:
                    with writing(str(self._answers.path)):
                        self._answers.keep(answer)
                tell(done)
        return not failed

    def _write(self, store: "Store", paths: Sequence[str], names: Sequence[str]) -> int:
        """Writes the documents anew under the present run; how many mentions were placed."""
        from gazetteer.fold import fold
        from gazetteer.online.answers import question
        from geo.resolve.online import is_open, place_online

        service, run, placed = self._asker.service.id, self.run, 0
        known = {fold(name): self._answers.get(question(service, name)) for name in names}
        answers = {name: answer for name, answer in known.items() if answer}
        credited: set[str] = set()
        with progress("documents placed", len(paths)) as tell:
            for done, path in enumerate(paths, start=1):
                for parsed in list(store.parsed(path)):
                    found = place_online(parsed, answers, self._pipeline.gazetteer)
                    placed += sum(map(is_open, parsed.findings)) - sum(map(is_open, found.findings))
                    used = {f.resolution.name.source_id for f in found.findings if f.resolution.name} - credited
                    store.add_sources(self._answers.sources(used))
                    credited |= used
                    store.add(found, run, store.evidence(parsed.document.source))
                tell(done)
        return placed


def offered(answer: "Answer", name: str, found: Sequence["Candidate"]) -> list["Candidate"]:
    """The places of an answer that are not among those found already, in the service's order."""
    from gazetteer.place import Candidate
    from gazetteer.similarity import similarity

    held, more = {candidate.place_id for candidate in found}, []
    for place in answer.places:
        score, hit = max(((similarity(name, n.text), n) for n in place.names), key=lambda pair: pair[0])
        if place.id not in held:
            more.append(Candidate.of(place, hit, name, score))
    return more


def _tell(error: Any) -> None:
    click.echo(f"dateline: {error}" + (f"\n  try: {error.hint}" if error.hint else ""), err=True)


def online_options(function: F) -> F:
    """Adds --online and what belongs to it, as one argument `online`."""

    @functools.wraps(function)
    def called(
        *args: Any,
        online: str | None,
        online_url: str | None,
        online_agent: str | None,
        online_user: str | None,
        **more: Any,
    ) -> Any:
        from geo import product_version

        if online is None and (online_url or online_agent or online_user):
            raise click.UsageError("--online-url, --online-agent and --online-user go with --online SERVICE")
        agent = online_agent or f"dateline/{product_version()}"
        chosen = None if online is None else Online(online, online_url, agent, online_user)
        return function(*args, online=chosen, **more)

    options = (
        click.option(
            "--online",
            type=click.Choice(SERVICE_NAMES),
            help="Ask this service for names over the network; the name alone is sent. Answers are kept beside --db.",
        ),
        click.option("--online-url", metavar="URL", help="A server of your own that speaks as the service does."),
        click.option("--online-agent", metavar="TEXT", help="How the server is told who asks, as its rules may want."),
        click.option("--online-user", metavar="NAME", help="Your account at GeoNames."),
    )
    wrapped: Any = called
    for option in reversed(options):
        wrapped = option(wrapped)
    result: F = wrapped
    return result

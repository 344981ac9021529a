"""From a document to what was found in it: sentences, mentions, places, times, relations. Here the rooms meet."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from gazetteer.fold import FOLD_VERSION, fold
from gazetteer.index import Gazetteer
from geo import product_version
from geo.errors import UnknownComponent
from geo.judgements import Evidence
from geo.model import Document, Finding, Kind, Mention, Parsed, Resolution, Run, Sentence, Span
from geo.recognize.fast import FastRecognizer
from geo.recognize.scripts import FIRST_OTHER
from geo.recognize.spans import Named, named_at
from geo.recognize.words import Words
from geo.relations import GazetteerWorld, Name, relations_of
from geo.resolve.accept import load_acceptance
from geo.resolve.proposals import proposals_of
from geo.resolve.ranker import Resolver
from geo.sentences import split
from geo.times import times_of

NO_EVIDENCE = Evidence()
"""Nobody judged anything that reaches the document."""

WINDOW = 200_000
"""Code points looked at together: every report but a book fits, and the arrays of a book's window stay under 100 MB."""

SETTINGS = '{"relations":1,"scripts":1,"times":1}'
"""What else steers a decision, as `Run` keeps it: a number goes up when its part reads otherwise, so that `add` reads
anew what an earlier version read."""

Found = tuple[Span, float, Kind, Resolution]
"""Where a name stands, how surely it is one, for what, and its place."""


class Recognizer(Protocol):
    """Finds names in a text: `fast` is one, `accurate` another, spaCy behind `spacy:MODEL` a third."""

    name: str

    def look(self, text: str) -> Words:
        """The words of a text."""
        ...

    def propose(self, text: str, words: Words) -> list[Named]:
        """Everything that may be a name of a place or a demonym, in text order; none overlap."""
        ...

    def kinds(self, text: str, words: Words, names: Sequence[Named]) -> list[Kind]:
        """For what each name stands."""
        ...


def recognizer_of(name: str, gazetteer: Gazetteer) -> Recognizer:
    """The recogniser `fast`, `accurate` or `spacy:MODEL`; UnknownComponent where there is none of the name."""
    kind, _, model = name.partition(":")
    if name == FastRecognizer.name:
        return FastRecognizer(gazetteer)
    if name == "accurate":
        from geo.recognize.accurate import AccurateRecognizer

        return AccurateRecognizer(gazetteer)
    if kind == "spacy" and model:
        from geo.recognize.spacy import SpacyRecognizer

        return SpacyRecognizer(gazetteer, model)
    raise UnknownComponent(f"no recogniser is called {name!r}", "there are: fast, accurate, spacy:MODEL")


class Pipeline:
    """Finds and places the names in documents, against one gazetteer."""

    def __init__(self, gazetteer: Gazetteer, recognizer: str = FastRecognizer.name) -> None:
        """Raises UnknownComponent where no recogniser has the name."""
        self.gazetteer = gazetteer
        self._recognizer = recognizer_of(recognizer, gazetteer)
        self._resolver = Resolver(gazetteer)
        self._acceptance = load_acceptance(recognizer=self._recognizer.name)
        self._world = GazetteerWorld(gazetteer)

    @property
    def run(self) -> Run:
        """With what this pipeline works."""
        fields = (
            product_version(),
            self._recognizer.name,
            self._resolver.name,
            FOLD_VERSION,
            self.gazetteer.fingerprint,
            SETTINGS,
        )
        return _identified(*fields)

    def parse(self, document: Document, evidence: Evidence = NO_EVIDENCE) -> Parsed:
        """Sentences and findings of a document; names in page furniture are left out, its sentences are not.

        What people judged before is evidence: a place that they named counts as sure when the report's other names are
        weighed, and a name that they rejected counts for nothing there. The findings themselves say what was found.
        """
        sentences = split(document.text)
        found = [
            found
            for window in _windows(sentences)
            for found in self._window(document.text, window, evidence)
            if _in_body(document.body, found[0])
        ]
        return self._parsed(document, sentences, found)

    def place(self, document: Document, spans: Sequence[Span]) -> Parsed:
        """The findings at the given spans, each taken for a name: what resolution does by itself. A span without a word
        is left out."""
        words = self._recognizer.look(document.text)
        names = [named for span in sorted(set(spans)) if (named := named_at(words, span))]
        resolutions = self._resolver.resolve(document.text, words, names)
        kinds = self._recognizer.kinds(document.text, words, names)
        found = [(n.span, n.score, k, r) for n, k, r in zip(names, kinds, resolutions, strict=True)]
        return self._parsed(document, split(document.text), found)

    def _parsed(self, document: Document, told: tuple[Sentence, ...], found: Sequence[Found]) -> Parsed:
        """The findings with their sentences, times and relations."""
        spans = [span for span, *_ in found]
        sentences = _uncut(told, spans)
        starts = [sentence.span.start for sentence in sentences]
        times = times_of(document.text, sentences, spans, document.source.published, document.lang)
        held = [sentences[bisect_right(starts, span.start) - 1] for span in spans]
        names = [
            Name(span, sentence.span, kind, resolution.place)
            for (span, _, kind, resolution), sentence in zip(found, held, strict=True)
        ]
        relations = relations_of(document.text, names, self._world)
        findings = []
        for (span, chance, kind, resolution), sentence, time, relation in zip(
            found, held, times, relations, strict=True
        ):
            surface = document.text[span.start : span.end]
            mention = Mention(document.id, sentence, span, surface, kind, round(chance, 4), time, relation)
            findings.append(Finding(mention, resolution))
        return Parsed(document, sentences, tuple(findings))

    def _window(self, whole: str, window: Span, evidence: Evidence) -> Iterator[Found]:
        text = whole[window.start : window.end]
        words = self._recognizer.look(text)
        names = self._recognizer.propose(text, words)
        if not names:
            return
        resolutions = self._resolve(text, words, names, evidence)
        proposals = proposals_of(text, words, names, resolutions)
        chances = self._acceptance.chances(proposals)
        kept = [
            number
            for number in self._acceptance.kept(proposals, chances).nonzero()[0].tolist()
            if resolutions[number].place or text[names[number].span.start] < FIRST_OTHER
        ]  # in other scripts only attested names are proposed
        kinds = self._recognizer.kinds(text, words, [names[number] for number in kept])
        for number, kind in zip(kept, kinds, strict=True):
            start, end = names[number].span
            yield Span(start + window.start, end + window.start), float(chances[number]), kind, resolutions[number]

    def _resolve(self, text: str, words: Words, names: Sequence[Named], evidence: Evidence) -> list[Resolution]:
        """A resolution for each name; rejected ones are resolved among all, and the others without them."""
        sure = dict(evidence.placed)
        resolved = self._resolver.resolve(text, words, names, sure)
        if not evidence.rejected:
            return resolved
        kept = [k for k, named in enumerate(names) if fold(text[slice(*named.span)]) not in evidence.rejected]
        if 0 < len(kept) < len(names):
            without = self._resolver.resolve(text, words, [names[k] for k in kept], sure)
            for k, resolution in zip(kept, without, strict=True):
                resolved[k] = resolution
        return resolved


def with_settings(run: Run, settings: Mapping[str, object]) -> Run:
    """The run with what else steers its decisions; its id is another one."""
    written = json.dumps(settings, sort_keys=True)
    return _identified(run.version, run.recognizer, run.resolver, run.fold_version, run.gazetteer, written)


def _identified(*fields: Any) -> Run:
    return Run(hashlib.sha256(json.dumps(fields).encode()).hexdigest()[:16], *fields)


def _uncut(sentences: tuple[Sentence, ...], spans: Sequence[Span]) -> tuple[Sentence, ...]:
    """The sentences, two of them joined where their border would cut a name: St. | Louis."""
    ends = {sentence.span.end for sentence in sentences}
    cut = {end for span in spans for end in range(span.start + 1, span.end) if end in ends}
    if not cut:
        return sentences
    joined: list[Span] = []
    start = 0
    for sentence in sentences:
        if sentence.span.end not in cut:
            joined.append(Span(start, sentence.span.end))
            start = sentence.span.end
    return tuple(Sentence(number, span) for number, span in enumerate(joined))


def _windows(sentences: Sequence[Sentence]) -> Iterator[Span]:
    """Stretches of whole sentences of about `WINDOW` code points, or one sentence where it is longer."""
    start = end = 0
    for sentence in sentences:
        if end > start and sentence.span.end - start > WINDOW:
            yield Span(start, end)
            start = end
        end = sentence.span.end
    if end > start:
        yield Span(start, end)


def _in_body(body: Sequence[Span], span: Span) -> bool:
    """Whether a span lies in the article; everything does where nothing is marked."""
    return not body or any(part.start <= span.start and span.end <= part.end for part in body)

"""Corpora to train the recogniser on, as texts whose words are each given the classes they may have.

Corpora disagree: some mark demonyms, some none; some mark only places. So a word gets a set of classes that its
corpus leaves open, and
training asks only that the right one is within.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from geo.model import Span
from geo.recognize.features import DEMONYM, ORGANIZATION, OTHER, PERSON, PLACE


class Marked(NamedTuple):
    """A stretch of text and the classes its words may have."""

    span: Span
    classes: tuple[int, ...]


class Example(NamedTuple):
    """A text with its marks; words under no mark may be of the classes in `rest`."""

    corpus: str
    name: str
    text: str
    marks: tuple[Marked, ...]
    rest: tuple[int, ...]
    kinds: tuple[tuple[Span, bool], ...] = ()
    """Mentions that are marked as standing for the place (False) or for an actor (True)."""


ANY = (OTHER, PLACE, DEMONYM, PERSON, ORGANIZATION)

LABELS = {
    "loc": (PLACE,), "geo": (PLACE,), "location": (PLACE,), "gpe": (DEMONYM,), "nationality": (DEMONYM,),
    "per": (PERSON,), "person": (PERSON,), "org": (ORGANIZATION,), "organisation": (ORGANIZATION,),
    "group": (ORGANIZATION,), "corporation": (ORGANIZATION,), "misc": (OTHER, DEMONYM, ORGANIZATION),
}  # fmt: skip
"""What the label of a column file leaves open; a label that is not here (dates, products) is `other`."""

SENTENCES_A_TEXT = 15
"""Sentences of a column file follow their document's order; so many together stand in for a document."""

_GLUED_BEFORE = frozenset(
    [".", ",", ";", ":", "!", "?", ")", "]", "'", "'s", "'t", "n't", "'re", "'ve", "'ll", "%", "”"]
)
_GLUED_AFTER = frozenset(["(", "[", "$", "“", "#"])


def read_columns(path: Path) -> Iterator[Example]:
    """Examples from a file of `token<TAB>BIO` lines."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    sentences = [[line.split("\t") for line in block.split("\n") if "\t" in line] for block in blocks]
    for k in range(0, len(sentences), SENTENCES_A_TEXT):
        yield _example(path.stem, f"{path.stem}-{k}", sentences[k : k + SENTENCES_A_TEXT])


def _example(corpus: str, name: str, sentences: Sequence[Sequence[Sequence[str]]]) -> Example:
    text, marks, rest = "", [], (OTHER, DEMONYM)
    for sentence in sentences:
        glue = True
        for token, tag in sentence:
            text += ("" if glue or token in _GLUED_BEFORE else " ") + token
            glue = token in _GLUED_AFTER
            _, _, label = tag.partition("-")
            if label:
                marks.append(Marked(Span(len(text) - len(token), len(text)), LABELS.get(label.lower(), rest)))
        text += "\n"
    return Example(corpus, name, text, tuple(marks), rest)


def read_gold(path: Path) -> Iterator[Example]:
    """Examples from gold place mentions; words that are no mention may be anything but a place."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            document = json.loads(line)
            marks = tuple(
                Marked(Span(t["start"], t["end"]), _gold_classes(t.get("kind"), document["corpus"]))
                for t in document["toponyms"]
            )
            demonyms_marked = document["corpus"].lower().startswith(("lgl", "trnews", "tr"))
            rest = (OTHER, PERSON, ORGANIZATION) if demonyms_marked else (OTHER, DEMONYM, PERSON, ORGANIZATION)
            kinds = tuple(
                (Span(t["start"], t["end"]), t["kind"] == "metonym")
                for t in document["toponyms"]
                if t.get("kind") in ("literal", "metonym")
            )
            yield Example(path.name.split(".")[0], str(document["doc_id"]), document["text"], marks, rest, kinds)


def _gold_classes(kind: str | None, corpus: str) -> tuple[int, ...]:
    if kind == "embedded":
        return ANY
    if kind == "demonym_or_adjective":
        return (PLACE, DEMONYM)
    return (PLACE,) if kind or corpus.lower().startswith("geovirus") else (PLACE, DEMONYM)

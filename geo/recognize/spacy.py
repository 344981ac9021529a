"""spaCy as the recogniser, with whichever model is installed: its names of places, placed and explained as ours are."""

from collections.abc import Sequence
from typing import Any

from gazetteer.index import Gazetteer
from gazetteer.keys import KeyFlag
from geo.errors import UnknownComponent
from geo.model import Kind, Span
from geo.recognize.fast import FastRecognizer
from geo.recognize.spans import Named, named_at
from geo.recognize.words import Words

PLACES = frozenset(("GPE", "LOC", "FAC"))
"""Labels of spaCy's models for countries and towns, for other places, and for buildings and works."""
PEOPLES = "NORP"
"""Label for nationalities, religions and parties: taken where the gazetteer has the word as a demonym."""


class SpacyRecognizer:
    """Names that a spaCy pipeline finds. Its models give no chances, so each counts as `spans.SURE`."""

    def __init__(self, gazetteer: Gazetteer, model: str) -> None:
        """Load a model by its package's name or its folder; UnknownComponent where it is not installed."""
        self.name = f"spacy:{model}"
        self._fast = FastRecognizer(gazetteer)
        try:
            import spacy

            self._model: Any = spacy.load(model)
        except ImportError as error:
            raise UnknownComponent("spaCy is not installed", "pip install spacy, and a model of it") from error
        except OSError as error:
            raise UnknownComponent(f"spaCy has no model {model!r}", f"python -m spacy download {model}") from error

    def look(self, text: str) -> Words:
        """The words of a text, as the resolver sees them."""
        return self._fast.look(text)

    def propose(self, text: str, words: Words) -> list[Named]:
        """The places and peoples that spaCy finds, in text order; none overlap."""
        found: list[Named] = []
        for entity in self._model(text).ents:
            named = named_at(words, Span(entity.start_char, entity.end_char))
            if not named or (found and named.first < found[-1].first + found[-1].words):
                continue
            people = entity.label_ == PEOPLES and bool(int(words.flags[named.first]) & KeyFlag.DEMONYM)
            if people or entity.label_ in PLACES:
                found.append(named._replace(demonym=people))
        return found

    def kinds(self, text: str, words: Words, names: Sequence[Named]) -> list[Kind]:
        """Place or actor as the model of `fast` learned it, since spaCy does not part them."""
        return self._fast.kinds(text, words, names)

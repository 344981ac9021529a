"""Made-up sentences for training in languages other than English, of a grammar: `made_up_languages.tsv`.

The corpora are English. What a reader of French needs to know, that a name follows "à" and "près de" and that "Les"
begins a sentence and no name, is learned from these."""

import random
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

import numpy as np

from gazetteer.index import Gazetteer
from gazetteer.place import NAME_KINDS
from geo.model import Span
from geo.recognize.corpora import Example, Marked
from geo.recognize.features import DEMONYM, ORGANIZATION, OTHER, PERSON, PLACE

CORPUS = "made-up languages"

SENTENCES = {"fr": 800, "de": 1200, "es": 700, "tr": 700, "it": 400, "pt": 400, "id": 400}
"""Made of each language's grammar. German has more, since its nouns have capitals."""

LEAST_PEOPLE, LEAST_FAMOUS = 30_000, 300_000
"""Of the towns that are filled in under their own name, and of those under a name that foreigners have for them."""

_CLASSES = {
    "town": (PLACE, DEMONYM), "country": (PLACE, DEMONYM), "of": (PLACE, DEMONYM), "actor": (PLACE, DEMONYM),
    "people": (DEMONYM,), "person": (PERSON,), "group": (ORGANIZATION,), "Group": (ORGANIZATION,),
}  # fmt: skip
"""What the words filled into these gaps may be; as in `made_up`, a name of a demonym is the gazetteer's fault."""

_SLOT = re.compile(r"\{(\w+)\}")
_MARK = re.compile(r"\[(\w+):([^][]*)\]")
_ARTICLE = re.compile(r"\b([dDlL]|qu)(?:e|a) (?=(?:\[\w+:)?[AEIOUÀÂÉÈÊÎÔaeiouéê])")
_ENDING = re.compile(r"(.)\]'\[(de|den|deki|nin|e|i):\]")
_TURKISH = {
    "de": ("de|da|te|ta", "de|da"), "den": ("den|dan|ten|tan", "den|dan"), "deki": ("deki|daki|teki|taki", "deki|daki"),
    "nin": ("in|ın|un|ün", "nin|nın|nun|nün"), "e": ("e|a", "ye|ya"), "i": ("i|ı|u|ü", "yi|yı|yu|yü"),
}  # fmt: skip
"""Endings behind a consonant and a vowel; which of them the last vowel asks for makes no difference here."""


def made_up_in_languages(gazetteer: Gazetteer, seed: int) -> Iterator[Example]:
    """The sentences, each a text of its own; the same for the same gazetteer and seed."""
    dice = random.Random(seed)
    named = _Names(gazetteer)
    for lang, grammar in _grammars().items():
        phrases = grammar | named.of(lang)
        for number in range(SENTENCES[lang]):
            yield _example(f"{CORPUS}-{lang}-{number}", _sentence(phrases, lang, dice))


def _grammars() -> dict[str, dict[str, list[str]]]:
    table = files("geo.recognize").joinpath("made_up_languages.tsv").read_text(encoding="utf-8")
    grammars: dict[str, dict[str, list[str]]] = {}
    for line in table.split("\n"):
        if line and not line.startswith("#"):
            lang, name, phrases = line.split("\t")
            grammars.setdefault(lang, {}).setdefault(name, []).extend(phrases.split("|"))
    return grammars


def _sentence(phrases: Mapping[str, Sequence[str]], lang: str, dice: random.Random) -> str:
    """A sentence with its marked words as [class:words]."""

    def filled(gap: re.Match[str]) -> str:
        name = gap[1]
        if name == "person":
            return f"[person:{dice.choice(phrases['first'])} {dice.choice(phrases['last'])}]"
        if name in _TURKISH and lang == "tr":
            return f"[{name}:]"
        text = dice.choice(phrases[name])
        return f"[{name}:{text}]" if name in _CLASSES else text

    text = "{sentence}"
    while "{" in text:
        text = _SLOT.sub(filled, text)
    if lang == "fr":
        text = _ARTICLE.sub(r"\1'", text)
    text = _ENDING.sub(lambda m: f"{m[1]}]'{dice.choice(_TURKISH[m[2]][_is_vowel(m[1])].split('|'))}", text)
    return re.sub(r"^(?:\[\w+:)?.", lambda begin: begin[0][:-1] + begin[0][-1].upper(), text)


def _is_vowel(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter)[0].lower() in "aeıiou"


def _example(name: str, sentence: str) -> Example:
    text, marks, at = "", [], 0
    for mark in _MARK.finditer(sentence):
        text += sentence[at : mark.start()]
        article, words = _parted(mark[1], mark[2])
        text += article
        marks.append(Marked(Span(len(text), len(text) + len(words)), _CLASSES[mark[1]]))
        text += words
        at = mark.end()
    return Example(CORPUS, name, text + sentence[at:], tuple(marks), (OTHER,))


def _parted(kind: str, words: str) -> tuple[str, str]:
    """A group's article, which is no part of its name, and the rest."""
    article = re.match(r"(?:l'|(?:la|le|les|el|las|los|die|das|der|il|o|a|os) )?", words, re.IGNORECASE)
    end = article.end() if article and kind.lower() == "group" else 0
    return words[:end], words[end:]


class _Names:
    """Names of the gazetteer in Latin letters."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        a = gazetteer.arrays
        rows = np.arange(len(gazetteer))
        feature = [gazetteer.feature(row) for row in rows.tolist()]
        self._is_country = np.array([f.startswith("A.PCL") for f in feature])
        people = a["place.population"][:]
        town = np.array([f.startswith("P") for f in feature])
        self._town = self._foreign(town & (people >= LEAST_FAMOUS))
        own = {gazetteer.place_name(row) for row in np.flatnonzero(town & (people >= LEAST_PEOPLE)).tolist()}
        self._own = sorted(name for name in own if _is_latin(name))

    def of(self, lang: str) -> dict[str, list[str]]:
        """What fills the gaps of a language. Where the gazetteer does not say which names are of the language, names
        of any language stand for them: what is learned are the words about them."""
        rows = self._in(lang)
        countries = self._texts(rows, demonyms=False) or self._foreign(self._is_country)
        people = self._texts(rows, demonyms=True)
        towns = [*self._own, *self._town * max(1, len(self._own) // len(self._town))]
        return {
            "town": towns,
            "country": countries,
            "of": [f"{name}s" for name in countries if name.isalpha() and name[-1] not in "sßxz"],
            "actor": [*countries, *self._town[:: max(1, len(self._town) // len(countries))]],
            "people": [name for name in people if name[0].isupper()] or people,
        }

    def _in(self, lang: str) -> list[int]:
        a = self._gazetteer.arrays
        number = self._gazetteer.header["langs"].index(lang)
        rows = np.flatnonzero(a["name.lang"][:] == number)
        return rows[self._is_country[a["name.place"][rows]]].tolist()  # type: ignore[no-any-return]

    def _texts(self, rows: Sequence[int], demonyms: bool) -> list[str]:
        kind = self._gazetteer.arrays["name.kind"]
        wanted = (row for row in rows if (NAME_KINDS[kind[row]] == "demonym") == demonyms)
        return sorted({name for row in wanted if _is_latin(name := self._gazetteer.name_text(row)) or demonyms})

    def _foreign(self, places: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> list[str]:
        a = self._gazetteer.arrays
        rows = np.flatnonzero(places[a["name.place"][:]] & (a["name.kind"][:] == NAME_KINDS.index("foreign")))
        return sorted({name for row in rows.tolist() if _is_latin(name := self._gazetteer.name_text(row))})


def _is_latin(name: str) -> bool:
    """Whether a name is written in the letters that newspapers of these languages have, each word with a capital."""
    words = re.split("[ -]", name)
    return (
        len(name) > 3 and all(w.isalpha() and w[0].isupper() and not w[1:].isupper() for w in words) and max(name) < "ƀ"
    )

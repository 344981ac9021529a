"""The values of this package: documents, sentences, mentions, resolutions and runs.

Every offset counts Unicode code points from the start of the document's text as read.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from gazetteer.place import LonLat, Place, PlaceName, Step

Kind = Literal["place", "actor", "demonym"]
"""`place`: the name stands for the location; `actor`: for a government or people; `demonym`: a word for people or
things of it."""


class Span(NamedTuple):
    """Code points, half open: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """Who published a document, as far as the file or its front matter says. Dates are ISO 8601, as far as known."""

    path: str
    """As given: a path, `archive.zip!inner.txt`, `table.csv#7` for a row, or `-` for standard input."""
    sha256: str
    """Of the bytes of the file, or of the member or row that holds the document."""
    outlet: str = ""
    title: str = ""
    author: str = ""
    url: str = ""
    published: str = ""
    """`2017-01-24`, `2017-01`; empty where unknown."""
    retrieved: str = ""
    republished_from: str = ""
    """The outlet or document that the front matter names as the original."""


@dataclass(frozen=True, slots=True)
class Document:
    """A report: its text as read, never changed."""

    id: str
    """Hex hash of path, source and text: the same file gives the same id."""
    source: Source
    text: str
    lang: str = ""
    """ISO 639-1 code; empty where unknown."""
    body: tuple[Span, ...] = ()
    """The spans that are article; what lies outside is page furniture. Sorted, disjoint; the whole text where
    nothing is marked."""


class Sentence(NamedTuple):
    """A sentence of a document; its sentences tile the text exactly."""

    number: int
    """0-based."""
    span: Span


How = Literal["stated", "inherited", "published"]
"""How a time is known: its sentence states it; an earlier sentence of the paragraph does; it is the date of
publication, for want of another."""


class Time(NamedTuple):
    """When what a sentence tells took place."""

    edtf: str
    """`2016-09-17`, `2016-09`, `2017-01-18/..`, `2016-10-21/2016-10-31`: Extended Date/Time Format (ISO 8601-2)."""
    how: How
    span: Span | None
    """The words of the document that say so; None for the date of publication."""


RelationKind = Literal[
    "offset",
    "distance",
    "direction",
    "near",
    "outskirts",
    "countryside",
    "part",
    "division",
    "between",
    "border",
    "along",
    "facility",
    "coordinates",
]
"""What a phrase makes of a place."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a phrase says that something is, from the place that a mention names; the place itself stays."""

    kind: RelationKind
    point: LonLat
    """The middle of what is meant."""
    uncertainty_km: float
    """Radius about `point` within which what is meant lies."""
    span: Span
    """The words of the document that say so."""
    direction: str = ""
    """`west`, `northeast`, `north-northwest`, `central`; empty where none is named."""
    km: float | None = None
    """The distance named."""
    ring: tuple[LonLat, ...] = ()
    """The outline of what is meant, its first corner not repeated; empty where it is the circle of `uncertainty_km`."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a sentence."""

    document: str
    """Id of the document."""
    sentence: Sentence
    span: Span
    surface: str
    """`text[start:end]`."""
    kind: Kind
    score: float
    """The recogniser's probability that this is a toponym, 0 to 1."""
    time: Time | None = None
    """When; None where neither the report nor its date of publication says it."""
    relation: Relation | None = None
    """Where from its place, if a phrase says so."""

    @property
    def id(self) -> str:
        """Stable: the same name at the same place of the same document has the same id."""
        return f"{self.document[:16]}:{self.span.start}-{self.span.end}"


class Feature(NamedTuple):
    """One reason for or against a place: weight times value is what it added to the score."""

    name: str
    """A key of `geo.resolve.features.FEATURES`; its docstring is the sentence shown to a reader."""
    value: float
    weight: float


class Rival(NamedTuple):
    """A place that lost."""

    place_id: str
    name: str
    country: str
    feature: str
    point: LonLat | None
    probability: float
    """0 to 1, over all candidates and none of them."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where a mention is, or that nothing is known of it, and why."""

    place: Place | None
    confidence: float
    """0 to 1: the probability that the place is right, if the name is one; 0 where there is no place."""
    margin: float
    """The winner's probability less the next one's; where there is no place the winner is none of the candidates."""
    name: PlaceName | None = None
    """The name of the gazetteer that was hit."""
    steps: tuple[Step, ...] = ()
    features: tuple[Feature, ...] = ()
    losers: tuple[Rival, ...] = ()

    @property
    def unlikely(self) -> float:
        """Where there is no place: the probability, 0 to 1, that none of the candidates is meant."""
        return self.margin + max((rival.probability for rival in self.losers), default=0.0)


class Finding(NamedTuple):
    """A mention and where it is."""

    mention: Mention
    resolution: Resolution


class Parsed(NamedTuple):
    """A document with all that was found in it, in document order."""

    document: Document
    sentences: tuple[Sentence, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """With what the findings were made."""

    id: str
    """Hash of the other fields."""
    version: str
    recognizer: str
    resolver: str
    fold_version: int
    gazetteer: str
    """Hash over the hashes of the gazetteer's sources."""
    settings: str
    """JSON object of everything else that steers a decision, keys sorted."""

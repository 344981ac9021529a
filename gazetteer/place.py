"""The values of this package: points, names, places, steps and candidates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

NameKind = Literal[
    "official",
    "local",
    "foreign",
    "historical",
    "short",
    "curated",
    "demonym",
    "abbreviation",
    "preferred",
    "colloquial",
]
"""What a name is to its place. A demonym ("Syrian") resolves to its place but is a word for people or things of it;
a preferred name is the usual one in a language of other countries."""


NAME_KINDS: tuple[NameKind, ...] = get_args(NameKind)
"""Every kind of name, in the order in which an index numbers them."""


class LonLat(NamedTuple):
    """A point on WGS 84, in GeoJSON order."""

    lon: float
    """Degrees east, -180 to 180."""
    lat: float
    """Degrees north, -90 to 90."""


class BBox(NamedTuple):
    """A box on WGS 84, in GeoJSON order. West is greater than east where it crosses the antimeridian."""

    west: float
    """Degrees east."""
    south: float
    """Degrees north."""
    east: float
    """Degrees east."""
    north: float
    """Degrees north."""


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One spelling of a place's name, as a source gives it."""

    text: str
    """The name as written, in its own script."""
    lang: str = ""
    """ISO 639 code as the source gives it; empty where unknown."""
    kind: NameKind = "foreign"
    """What the name is to the place."""
    source_id: str = ""
    """The source that attests it; empty for the place's own source."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer."""

    id: str
    """`geonames:170794`, `dateline:tharda-hills`, `wof:421202167`: the authority and its key."""
    name: str
    """The name to show: the authority's main one."""
    point: LonLat | None
    """A representative point; None for a name whose position the source does not give."""
    names: tuple[PlaceName, ...] = ()
    """Every spelling, the shown one included."""
    feature_class: str = ""
    """GeoNames class: A division, H water, L region, P town, R road, S building, T relief, U undersea, V woods."""
    feature_code: str = ""
    """GeoNames code: `PCLI`, `ADM1`, `PPLA`, …; empty where unknown."""
    country: str = ""
    """ISO 3166-1 alpha-2 code; empty for what lies in none or several."""
    admin: tuple[str, ...] = ()
    """Names of the divisions that hold it, the largest first, the country left out."""
    population: int = 0
    """Inhabitants; 0 where unknown."""
    uncertainty_km: float | None = None
    """Radius in km about `point` within which the place lies; None where nothing says it."""
    extent: BBox | None = None
    """The box that holds it, where known."""
    source_id: str = ""
    """The source of the record: a key of the index's sources."""
    parent: str = ""
    """Id of the place that directly holds it, where the source says so in ids; it need not be in the gazetteer."""
    same_as: tuple[str, ...] = ()
    """Ids of the same place at other authorities, as its sources give them."""

    @property
    def feature(self) -> str:
        """Class and code as one word: `P.PPLA`, `A.PCLI`, `T`."""
        return f"{self.feature_class}.{self.feature_code}".strip(".")


class Step(NamedTuple):
    """One rule that leads from a spelling towards a name; `steps.apply_steps` runs it again."""

    action: str
    """A key of `steps.ACTIONS`."""
    parameter: str = ""
    """What the action is given: `el=ez` for an article, empty where it takes nothing."""

    def __str__(self) -> str:
        return f"{self.action}:{self.parameter}" if self.parameter else self.action


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a spelling might name, with the name it hit and the way there."""

    place_id: str
    name: PlaceName
    """The attested name that was hit."""
    surface: str
    """The spelling that was asked for."""
    score: float
    """How well the spelling fits the name, 0 to 1; nothing of the context is in it."""
    read: Callable[[], Place] = field(compare=False, repr=False)
    """Gives the place; a caller that only counts or compares candidates never asks, and reading places with all their
    names takes a sixth of a look-up."""

    @classmethod
    def of(cls, place: Place, name: PlaceName, surface: str, score: float) -> "Candidate":
        """A candidate whose place is at hand."""
        return cls(place.id, name, surface, score, lambda: place)

    @property
    def place(self) -> Place:
        """The place with all its names."""
        return self.read()

    @property
    def steps(self) -> tuple[Step, ...]:
        """Rules that lead from the spelling to `name`; found when they are asked for, since most candidates are only
        counted."""
        from gazetteer.steps import steps_between

        return steps_between(self.surface, self.name.text)


class GazetteerSource(NamedTuple):
    """Where records come from; kept in the index, shown in `gazetteer info` and on maps."""

    id: str
    """Short key: `geonames`, `dateline`, `import:iraq.tsv`."""
    title: str
    licence: str
    attribution: str
    """The sentence that the licence wants to be shown; empty where it wants none."""
    sha256: str = ""
    """Hash of the bytes read, or of the package's name and version."""


Progress = Callable[[int], None]
"""Called now and then with the number of records read so far."""


class PlaceSource(NamedTuple):
    """A source and the places it gives, read as a stream."""

    source: GazetteerSource
    places: Iterable[Place]

"""Texts, places and indexes for the tests of the gazetteer."""

from collections.abc import Iterable
from pathlib import Path

from hypothesis import strategies as st

from gazetteer.build import IndexBuilder
from gazetteer.index import Gazetteer, open_index
from gazetteer.place import NAME_KINDS, BBox, GazetteerSource, LonLat, Place, PlaceName, PlaceSource

SPECIAL = (
    "'’ʿ`´-–.,/ \n\r\t\x00\x1f\x85\u2028",  # apostrophes, hyphens, ends of lines
    "\u200b\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\u0640",  # joiners and direction controls
    "\u0301\u0308\u064b\u0651\u05b0\u3099\ufe0f\U000e0100",  # marks
    "ßﷺﷲ½㍿㌔℃ﬁŉİıſǅ㈱⑴ｱﾞ\uf900\uface",  # what folds to several letters, to none, to another
    "ØłđæİÉéåАйЁїأىةءپשםกิक़中か가",
    "\ud800\udfff\U0001f3f4\U000e0067\U00020000\U0002f800\U0003ffff\U00040000\U0010ffff",
    "abcABCsS019",
)
"""One string a concern; single characters of each are drawn as often as any others."""

TEXTS = st.text(st.one_of(*(st.sampled_from(group) for group in SPECIAL), st.characters(exclude_categories=())))
"""Any text: all planes, lone surrogates, marks, controls; characters that fold strangely more often than chance."""

SOURCE = GazetteerSource("one", "First", "CC0", "", "1")
OTHER = GazetteerSource("two", "Second", "CC0", "", "2")

LINES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
"""Texts without control characters."""


def names(source: str) -> st.SearchStrategy[PlaceName]:
    """Names of a source."""
    kinds = st.sampled_from(NAME_KINDS)
    return st.builds(PlaceName, TEXTS, st.sampled_from(["", "ar", "en", "uk-Latn"]), kinds, st.just(source))


@st.composite
def places(draw: st.DrawFn, source: str = "one", keys: st.SearchStrategy[str] | None = None) -> Place:
    """A place of a source, any field of it empty at times; its names have the shown one among them."""
    shown = draw(TEXTS)
    given_names = draw(st.lists(names(source), max_size=4, unique_by=lambda n: (n.text, n.kind == "demonym")))
    if not any(name.text == shown for name in given_names):
        given_names.append(PlaceName(shown, "", "official", source))
    lon, lat = st.floats(-180, 180), st.floats(-90, 90)
    feature = draw(st.sampled_from(["", "P", "P.PPL", "P.PPLC", "A.PCLI", "A.ADM1", "H", "T.MT"]))
    feature_class, _, code = feature.partition(".")
    return Place(
        draw(st.text(min_size=1) if keys is None else keys),
        shown,
        draw(st.none() | st.builds(LonLat, lon, lat)),
        tuple(given_names),
        feature_class,
        code,
        draw(st.sampled_from(["", "SY", "IQ", "DE"])),
        tuple(draw(st.lists(LINES, max_size=2))),
        draw(st.integers(0, 2**40)),
        draw(st.none() | st.floats(0, 20000)),
        draw(st.none() | st.builds(BBox, lon, lat, lon, lat)),
        source,
    )


def town(key: str, *spellings: str, country: str = "SY", population: int = 0, feature: str = "P.PPL") -> Place:
    """A place with the given spellings, the first of them shown."""
    feature_class, _, code = feature.partition(".")
    return Place(
        f"test:{key}",
        spellings[0],
        LonLat(40.0, 35.0),
        tuple(PlaceName(text, source_id="one") for text in spellings),
        feature_class,
        code,
        country,
        population=population,
        source_id="one",
    )


def index_of(folder: Path, *given: Iterable[Place]) -> Gazetteer:
    """An index of one or two sources, opened."""
    builder = IndexBuilder()
    for source, source_places in zip((SOURCE, OTHER), given, strict=False):
        builder.add(PlaceSource(source, source_places))
    path = folder / "made.index"
    builder.write(path)
    return open_index(path)

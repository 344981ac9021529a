"""The project in Python: questions, frames, and the map in a notebook."""

import builtins
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely

import geo
from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.place import LonLat
from geo.errors import BadFilter, DatelineError, ProjectMissing, UnknownPlace
from geo.project import Filters, Project
from geo.query import Filter, features
from geo.store import Store
from tests.store_cases import APIA, CORPUS, DEIR, GEONAMES, MOSUL, RAQQA, RUN, SUVA


@pytest.fixture
def project(tmp_path: Path, gazetteer: Gazetteer) -> Iterator[Project]:
    with Store.create(tmp_path / "dateline.gpkg", fold=fold) as store:
        store.add_sources([GEONAMES])
        for parsed in CORPUS:
            store.add(parsed, RUN)
    with geo.open(tmp_path / "dateline.gpkg") as opened:
        yield opened


def test_mentions_of_a_place_in_any_spelling(project: Project) -> None:
    for asked in ("Deir Ezzor", "دير الزور", "Dayr az Zawr", DEIR.id):
        found = project.mentions(asked)
        assert len(found) == len(list(found)) == 4
        assert {row.place_id for row in found} == {DEIR.id}
    assert list(project.mentions()) == list(project.mentions(**{}))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"near": "Raqqa", "km": 30}, {RAQQA.id}),
        ({"near": LonLat(39.0, 35.95), "km": 30}, {RAQQA.id}),
        ({"near": "35.95,39.0", "km": 30}, {RAQQA.id}),
        ({"inside": shapely.box(42, 36, 44, 37)}, {MOSUL.id}),
        ({"bbox": (170, -20, -170, -10)}, {SUVA.id, APIA.id}),
        ({"since": "2016-09-18", "until": "2016-12"}, {MOSUL.id, SUVA.id, APIA.id}),
        ({"words": "hills"}, {DEIR.id}),
        ({"source": "elsewhere.example", "min_confidence": 0.5}, {MOSUL.id, SUVA.id, APIA.id}),
        ({"kinds": ("demonym",), "copies": "hide"}, {"geonames:163843"}),
    ],
)
def test_filters_are_those_of_the_command_line(project: Project, filters: Filters, expected: set[str]) -> None:
    assert {row.id for row in project.places(**filters)} == expected
    assert {row.place_id for row in project.mentions(**filters)} == expected


def test_every_filter_can_be_asked_for() -> None:
    assert set(Filters.__annotations__) == set(Filter.__dataclass_fields__) - {"place_ids", "country"} | {"km"}


def test_a_geojson_file_is_an_area(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "area.geojson"
    path.write_text(shapely.to_geojson(shapely.box(42, 36, 44, 37)), encoding="utf-8")
    assert [row.id for row in project.places(inside=path)] == [MOSUL.id]


def test_sources_and_reasons(project: Project) -> None:
    assert len(project.sources()) == len(CORPUS)
    first = next(iter(project.mentions("Raqqa")))
    assert project.mention(first.mention.id) == first
    assert project.mention("nothing:1-2") is None


@pytest.mark.parametrize(
    ("ask", "error", "why"),
    [
        (lambda p: p.mentions("Xyzzyqwk"), UnknownPlace, "Xyzzyqwk"),
        (lambda p: p.mentions(near="Raqqa"), BadFilter, "go together"),
        (lambda p: p.mentions(sinse="2016"), BadFilter, "no filter is called sinse"),
        (lambda p: p.mentions(since="yesterday"), BadFilter, "no date"),
    ],
)
def test_what_cannot_be_asked(project: Project, ask: Any, error: type[Exception], why: str) -> None:
    with pytest.raises(error, match=why):
        ask(project)


def test_no_file_is_made(tmp_path: Path) -> None:
    with pytest.raises(ProjectMissing):
        geo.open(tmp_path / "none.gpkg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["mentions", "places"])
def test_geopandas(project: Project, what: str) -> None:
    answer = getattr(project, what)()
    frame = answer.to_geopandas()
    assert len(frame) == len(answer)
    assert frame.crs.to_string() == "OGC:CRS84"
    key = "place_id" if what == "mentions" else "id"
    deir = frame[frame[key] == DEIR.id].geometry.iloc[0]
    assert LonLat(deir.x, deir.y) == DEIR.point
    assert frame.geometry.isna().any()
    assert len(getattr(project, what)(bbox=(0, 0, 1, 1)).to_geopandas()) == 0


def test_without_geopandas_one_is_told_what_to_install(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any) -> Any:
        if name.startswith("geopandas"):
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(DatelineError, match="geopandas") as caught:
        project.mentions().to_geopandas()
    assert "dateline[geopandas]" in caught.value.hint


def test_a_notebook_shows_the_map(project: Project) -> None:
    import maps

    answer = project.mentions("Raqqa")
    shown = answer._repr_html_()
    (framed,) = re.findall(r'^<iframe srcdoc="([^"]*)"', shown)
    assert html.unescape(framed) == maps.render(answer.features())
    assert answer.features() == features(project._store, answer.wanted, _says())
    assert len(answer.features()["features"]) == 1


def _says() -> dict[str, str]:
    from geo.resolve.features import sentences

    return dict(sentences())

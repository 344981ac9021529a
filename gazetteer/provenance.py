"""Which source gave what: the fields, names and further ids of a place of an index."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from gazetteer.build import Field
from gazetteer.index import Gazetteer


class Given(NamedTuple):
    """Something that is said of a place, and on whose authority."""

    field: str
    """`point`, `population`, …, `name`, `id`."""
    value: str
    source_id: str


def field_sources(gazetteer: Gazetteer, row: int) -> dict[Field, str]:
    """For each field that another source than the place's own gave, the id of that source."""
    a = gazetteer.arrays
    low, high = np.searchsorted(a["origin.place"], [row, row + 1])
    return {
        Field(int(a["origin.field"][k])): gazetteer.sources[a["origin.source"][k]].id
        for k in range(int(low), int(high))
    }


def given(gazetteer: Gazetteer, row: int) -> Iterator[Given]:
    """Everything known of a place, each with its source; what is unknown is left out."""
    place, sources = gazetteer.place(row), field_sources(gazetteer, row)

    def of(field: Field) -> str:
        return sources.get(field, place.source_id)

    yield Given("id", place.id, place.source_id)
    for number in gazetteer.same_rows(row):
        source = gazetteer.sources[gazetteer.arrays["same.source"][number]].id
        yield Given("id", gazetteer.same_id(number), source)
    if place.point:
        yield Given("point", f"{place.point.lat:.5f}, {place.point.lon:.5f}", of(Field.POINT))
    if place.uncertainty_km is not None:
        yield Given("uncertainty", f"{place.uncertainty_km:g} km", of(Field.UNCERTAINTY))
    if place.extent:
        yield Given("extent", ", ".join(f"{value:.4f}" for value in place.extent), of(Field.EXTENT))
    for field, value in (
        (Field.FEATURE, place.feature),
        (Field.COUNTRY, place.country),
        (Field.ADMIN, " / ".join(place.admin)),
        (Field.PARENT, place.parent),
        (Field.POPULATION, str(place.population) if place.population else ""),
    ):
        if value:
            yield Given(field.name.lower(), value, of(field))
    for name in place.names:
        about = ", ".join(part for part in (name.lang, name.kind) if part)
        yield Given("name", f"{name.text} ({about})", name.source_id)

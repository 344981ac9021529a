"""What workers hand over arrives as it was."""

from dataclasses import replace

import pytest

from gazetteer.index import Gazetteer
from gazetteer.place import LonLat, Place
from geo.model import Document, Parsed, Source
from geo.packing import pack, unpack
from geo.pipeline import Pipeline

TEXT = (
    "On 3 May 2016 rebels in Deir Ezzor, 100 km west of the Syrian border, fired at eastern Syria. "
    "Raqqa and Deyr Ezzaur stayed calm, said Qwzrtpl, a town. Deir Ezzor is a city in Syria.\n\n"
    "The Syrian-Iraqi border is shut."
)


@pytest.fixture(scope="module")
def parsed(gazetteer: Gazetteer) -> Parsed:
    return Pipeline(gazetteer).parse(Document("d", Source("d.txt", "", published="2016-05-09"), TEXT))


def test_what_was_found_comes_back_equal(parsed: Parsed, gazetteer: Gazetteer) -> None:
    found = [finding.mention for finding in parsed.findings]
    assert any(mention.relation and mention.relation.ring for mention in found), "an area"
    assert any(mention.time and mention.time.span for mention in found), "a time"
    assert any(resolution.steps and resolution.losers for _, resolution in parsed.findings), "reasons"
    assert unpack(pack(parsed, gazetteer.row_of), gazetteer.place) == parsed


def test_mentions_of_one_group_still_share_their_resolution(parsed: Parsed, gazetteer: Gazetteer) -> None:
    back = unpack(pack(parsed, gazetteer.row_of), gazetteer.place)
    assert len({id(r) for _, r in back.findings}) == len({id(r) for _, r in parsed.findings}) < len(parsed.findings)


def test_names_without_a_place_and_places_of_no_index_come_back_too(parsed: Parsed, gazetteer: Gazetteer) -> None:
    mention, resolution = parsed.findings[0]
    foreign = replace(resolution, place=Place("x:1", "Nowhere", LonLat(1.0, 2.0)))
    nowhere = replace(resolution, place=None, name=None, steps=(), features=())
    changed = parsed._replace(
        findings=tuple(parsed.findings[0]._replace(mention=mention, resolution=r) for r in (foreign, nowhere))
    )
    assert unpack(pack(changed, gazetteer.row_of), gazetteer.place) == changed


def test_nothing_found_in_nothing(gazetteer: Gazetteer) -> None:
    empty = Parsed(Document("d", Source("d.txt", ""), ""), (), ())
    assert unpack(pack(empty, gazetteer.row_of), gazetteer.place) == empty

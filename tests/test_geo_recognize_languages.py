"""Texts in other languages than English, and German names in the genitive."""

import pytest

from gazetteer.builtin import open_builtin
from gazetteer.index import Gazetteer
from gazetteer.scan import scan
from gazetteer.tokens import hash_name, tokenize
from geo.recognize.alike import Likeness
from geo.recognize.genitives import set_aside
from geo.recognize.words import look


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_builtin()


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Der Norden Syriens und der Osten der Türkei.", {"Syriens": "Syrien"}),
        ("Die Hauptstadt Polens ist nicht von dem Sturm betroffen.", {"Polens": "Polen"}),
        ("Rebellen haben den Osten Ungarns besetzt.", {"Ungarns": "Ungarn"}),
        ("Im Zentrum Berlins wurde der Markt geräumt.", {"Berlins": "Berlin"}),
        ("Der Sprecher des Landes und der Staats von Paris.", {}),
        ("Im Süden und bei Roms Toren.", {}),
        ("The army of Syrians and the Berlins of this world.", {}),
        ("Mrs von der Leyen spoke of the Berlins in the plural, to the joy of all who had come to hear her.", {}),
        ("", {}),
    ],
)
def test_names_that_stand_in_the_genitive(gazetteer: Gazetteer, text: str, forms: dict[str, str]) -> None:
    words = tokenize(text, gazetteer.tables)
    tokens, hits, found = set_aside(text, words, scan(words, gazetteer), gazetteer)
    assert {text[words.start[k] : words.end[k]]: name for k, name in found.items()} == forms
    assert (tokens.end == words.end).all()
    for k, name in found.items():
        assert tokens.bare_hash[k] == hash_name(name)
        position = hits.position[(hits.first == k) & (hits.words == 1)]
        assert position.tolist() == gazetteer.find(tokens.bare_hash[k : k + 1]).tolist()
    assert (hits.first[:-1] <= hits.first[1:]).all()


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Bombay is now called Mumbai, the paper says.", False),
        ("RUSSIA: ARMY RETAKES PALMYRA", False),
        ("He sang La Marseillaise, and then Deutschland über alles.", False),
        ("Les secours cherchaient encore des survivants.", True),
        ("Die Soldaten haben gestern mehrere Dörfer geräumt.", True),
        ("Bu sabah iki asker yaralandı.", True),
        ("Paris", False),
        ("", False),
    ],
)
def test_texts_in_other_languages_are_told_by_their_small_words(gazetteer: Gazetteer, text: str, foreign: bool) -> None:
    assert look(text, gazetteer, Likeness(gazetteer)).foreign == foreign

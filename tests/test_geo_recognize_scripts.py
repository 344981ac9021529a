"""Names in other scripts and languages: tables of sentences, marks of languages, words that are rarely places."""

import pytest

from gazetteer.builtin import open_builtin
from gazetteer.fold import fold
from geo.pipeline import Pipeline
from geo.recognize.marks import forms, persian_forms, script_of
from geo.recognize.ordinary import WordClass, is_of, word_classes
from tests.pipeline_cases import Row, document, marked, misnamed, parameters, rows


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(open_builtin())


@pytest.mark.parametrize("row", [*parameters("scripts.tsv"), *parameters("latin.tsv")])
def test_a_sentence_holds_these_names_and_no_others(pipeline: Pipeline, row: Row) -> None:
    assert len(marked(row.sentence).wanted) == int(row.expected)
    assert not misnamed(row, pipeline)


@pytest.mark.parametrize(("name", "least", "share"), [("scripts.tsv", 140, 0.85), ("latin.tsv", 140, 0.75)])
def test_the_table_is_whole(name: str, least: int, share: float) -> None:
    table = rows(name)
    assert len(table) >= least
    assert len({row.sentence for row in table}) == len(table)
    assert all(row.note or row.quality == "strong" for row in table)
    assert sum(row.quality == "strong" for row in table) >= share * len(table)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("وبالموصل", "الموصل"),
        ("للرقة", "الرقة"),
        ("ובשדרות", "שדרות"),
        ("Києва", "Київ"),
        ("Харкова", "Харків"),
        ("Тернополі", "Тернопіль"),
        ("Каховці", "Каховка"),
        ("Сирии", "Сирия"),
        ("Керчью", "Керчь"),
        ("Черкассах", "Черкассы"),
        ("Грозном", "Грозный"),
        ("Джанкое", "Джанкой"),
        ("Κρήτης", "Κρήτη"),
        ("Έβρο", "Έβρος"),
        ("Λιβάνου", "Λιβάνος"),
    ],
)
def test_marks_are_set_aside(written: str, name: str) -> None:
    found = [form for form in forms([written]) if form.text == name]
    assert found
    assert script_of(written[0]) in ("cyrillic", "greek") or written[found[0].skipped :][-3:] == name[-3:]


def test_each_word_of_a_name_is_inflected_by_itself() -> None:
    assert "Ростов-на-Дону" in {form.text for form in forms(["Ростова-", "на-", "Дону"])}
    assert "Нова Каховка" in {form.text for form in forms(["Новій ", "Каховці"])}
    assert "Чорне море" in {form.text for form in forms(["Чорного ", "моря"])}


def test_scripts_without_marks_have_none() -> None:
    assert not list(forms(["दिल्ली"]))
    assert not list(persian_forms(["الف"]))


def test_every_script_has_words_before_names() -> None:
    words = word_classes()
    for script in ("arabic", "hebrew", "cyrillic", "greek"):
        assert words[script, "place"] and words[script, "at"]


@pytest.mark.parametrize(
    ("script", "name", "word"),
    [
        ("arabic", "never", "غرب"),
        ("arabic", "never", "وان"),
        ("arabic", "weak", "الباب"),
        ("hebrew", "never", "הצפון"),
        ("cyrillic", "weak", "владимир"),
    ],
)
def test_known_homographs_are_listed(script: str, name: WordClass, word: str) -> None:
    assert is_of(script, name, fold(word))


def test_no_word_is_of_two_classes() -> None:
    words = word_classes()
    for script in ("arabic", "hebrew", "cyrillic"):
        kinds = [words[script, name] for name in ("never", "common", "weak")]
        assert not kinds[0] & kinds[1] and not kinds[0] & kinds[2] and not kinds[1] & kinds[2]


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("قال إن الباب مغلق.", []),
        ("وصل الجنود إلى مدينة الباب.", ["الباب"]),
        ("وصل الجنود إلى الباب.", ["الباب"]),
        ("Владимир приехал.", []),
        ("Поезд прибыл во Владимир.", ["Владимир"]),
        ("Поезд прибыл в город Владимир.", ["Владимир"]),
        ("Счастье было недолгим.", []),
        ("Бои идут за Счастье.", ["Счастье"]),
        ("Андрій Мельник повернувся.", []),
        ("中山路封闭。", []),
        ("وصل إلى صنعاء.", ["صنعاء"]),
    ],
)
def test_evidence_before_a_name(pipeline: Pipeline, text: str, surfaces: list[str]) -> None:
    assert [f.mention.surface for f in pipeline.parse(document(text)).findings] == surfaces

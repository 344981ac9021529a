"""The sample corpus: front matter, length, spellings, copies, and that it holds no passage of the originals."""

import datetime
import re
from pathlib import Path

import pytest
import yaml

from geo.sentences import split

SEEDS = Path(__file__).parents[1] / "seeds"
ORIGINALS = Path(__file__).parents[2] / "shared" / "seeds"
FIELDS = {"outlet", "author", "published", "title", "republished_from"}

DURAN = (
    "Deir El-Zour|Al-Raqqa|Thardeh|Al-Therdah Mountain|Golan Heights|Astana|southern Lebanon|"
    "Mediterranean|Damascus|Baghdad|Tehran|Syria|United States|Saudi Arabia|Turkey|7 December 2015|"
    "17 September|8 January 2017"
)
KEPT = {
    "000": DURAN,
    "001": DURAN
    + (
        "|Mariupol|Donbass|Novotroitskoye|Shirokino|Rovnopol|Volodarsky|Kerch Strait|Beijing|Vancouver|"
        "Ottawa|Vaughan, Ontario|Pyongyang|Hong Kong|Doha|Riyadh|Moscow|New Delhi|Buenos Aires|14 December|"
        "January 2019"
    ),
    "002": (
        "Deir Ezzor|Deir ez-Zur|east-Syria|Tharda hills|Omar oilfield|Mosul|west Iraq|Tal Afar|Palmyra|Paris|"
        "Brussels|east-Aleppo|more than 100 km|16 September 2016|since September 2015|Reuters|"
        "Daily Telegraph|Iran|Russia|France"
    ),
    "003": ("Deir Ezzor|Mosul|Raqqa|Iraq|Syria|Washington|White House|New York Times|Moon of Alabama|RT"),
    "004": (
        "Deir ez Zor|Raqqa|Palmyra|Jarabulus|Dabiq|Eastern Aleppo|Euphrates|Mosul|Eastern Syria|"
        "Northern Syria|Turkey|a few miles east of Palmyra|October 2016|12 December 2016"
    ),
}
"""What each report must keep of its original: spellings, dates, distances."""

FACTS = {"a few miles east of palmyra"}
"""A distance that must stay as it was given; no more than that is shared."""


def parts(number: str) -> tuple[dict[str, object], str]:
    (path,) = SEEDS.glob(f"{number}-*.md")
    opened, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opened == ""
    return yaml.safe_load(front), body


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.replace("’", "'").lower())


def sentence_words(text: str) -> list[str]:
    return [" ".join(words(text[s.span.start : s.span.end])) for s in split(text)]


def test_seeds_holds_five_reports_and_nothing_else() -> None:
    assert sorted(path.name[:4] for path in SEEDS.iterdir()) == ["000-", "001-", "002-", "003-", "004-"]
    assert all(re.fullmatch(r"00\d-[a-z0-9-]+\.md", path.name) for path in SEEDS.iterdir())


@pytest.mark.parametrize("number", KEPT)
def test_front_matter(number: str) -> None:
    front, _ = parts(number)
    assert front.keys() >= FIELDS
    assert isinstance(front["published"], datetime.date)
    assert front["title"]


@pytest.mark.parametrize("number", KEPT)
def test_length(number: str) -> None:
    assert 150 <= len(parts(number)[1].split()) <= 300


@pytest.mark.parametrize("number", KEPT)
def test_spellings_dates_and_distances_are_kept(number: str) -> None:
    body = " ".join(parts(number)[1].split())
    assert [name for name in KEPT[number].split("|") if name not in body] == []


def test_the_two_dates_of_one_strike_stay_apart() -> None:
    assert "16 September" not in parts("001")[1]
    assert "17 September" not in parts("002")[1]


def test_republished_reports_name_their_original() -> None:
    found = {number: parts(number)[0]["republished_from"] for number in KEPT}
    assert found == {"000": "The Duran", "001": None, "002": "Moon of Alabama", "003": None, "004": None}


def test_000_copies_the_first_article_of_001() -> None:
    copy, page = sentence_words(parts("000")[1]), sentence_words(parts("001")[1])
    shared = [sentence for sentence in copy if sentence in page]
    assert len(shared) >= 8
    assert sum(len(s.split()) for s in shared) > 0.7 * len(words(parts("000")[1]))
    assert parts("000")[1] not in parts("001")[1]


def test_003_repeats_three_sentences_of_002_and_names_them() -> None:
    repeated = set(sentence_words(parts("002")[1])) & set(sentence_words(parts("003")[1]))
    assert len(repeated) == 3
    assert "Moon of Alabama" in parts("003")[1]


@pytest.mark.parametrize(
    ("one", "other"), [("000", "002"), ("000", "003"), ("000", "004"), ("001", "002"), ("002", "004")]
)
def test_the_rest_share_no_sentence(one: str, other: str) -> None:
    assert not set(sentence_words(parts(one)[1])) & set(sentence_words(parts(other)[1]))


def test_six_shared_words_would_be_found() -> None:
    assert shared_runs("Then they went to the TOWN of Homs", ["So they went to the town of Hama"]) == [
        "they went to the town of"
    ]
    assert shared_runs("Then they went to the hills", ["So they went to the town"]) == []


def shared_runs(text: str, originals: list[str]) -> list[str]:
    """Runs of six words that the text shares with an original."""
    known = {run for original in originals for run in six(words(original))}
    return [" ".join(run) for run in six(words(text)) if run in known]


def six(tokens: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(tokens[i:] for i in range(6)), strict=False))


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the original articles lie outside the repository")
@pytest.mark.parametrize("number", KEPT)
def test_no_six_words_of_an_original(number: str) -> None:
    originals = [path.read_text(encoding="utf-8") for path in ORIGINALS.glob("*.txt")]
    assert len(originals) == 5
    assert set(shared_runs(parts(number)[1], originals)) <= FACTS

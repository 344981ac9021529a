"""What is read off a text: its article, its by-line, its dates, its language, its front matter."""

# ruff: noqa: E501 - the tables hold sentences, one a line

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model import Span
from geo.readers.byline import byline
from geo.readers.dates import iso_date
from geo.readers.decode import decode
from geo.readers.frontmatter import front_matter
from geo.readers.furniture import body_spans
from geo.readers.language import Languages
from geo.readers.pdf import in_reading_order, settled

FIRST = (
    "Barges carried flour and diesel up the river on Thursday, and the crews said that the second bridge "
    "below the town had been closed to lorries since the flood of the week before."
)
SECOND = (
    "The mayor of the town told a local radio station that forty families from three villages were sleeping "
    "in the school, and that the road to the coast would stay shut for two more days."
)
WRAPPED = (
    "Barges carried flour and diesel up the river on Thursday, and the\n"
    "crews said that the second bridge below the town had been closed to\n"
    "lorries since the flood of the\n"
    "week before, in the\n"
    "news."
)

B, F = "body", "furniture"
"""Blocks of a page, each with what it is."""
PAGES = {
    "one article between a menu and a form": [
        (F, "Skip to content\nHome\nWorld\nMiddle East\nSubscribe"),
        (B, "Flood shuts the river road\n\nAna Ruiz"),
        (F, "Share\nTweet\n1,204 views"),
        (B, f"{FIRST}\n\n“We have no boats,” he said.\n\n{SECOND}"),
        (F, "Share this:\nFacebook\nTwitter\nLeave a comment\nName\nE-mail\nWebsite\nSave my name in this browser."),
    ],
    "two articles on one page": [
        (F, "Advertisement"),
        (B, f"Flood shuts the river road\n\n{FIRST}"),
        (
            F,
            "Enjoyed this article? Tell a friend.\nSubscribe to our newsletter and never miss a story\nContinue Reading\nLatest",
        ),
        (B, f"Forty families in a school\n\n{SECOND}"),
        (
            F,
            "Related Posts\nRiver road opens again\nBridges of the delta, in pictures\nAbout us\nPrivacy Policy\n© 2016 Coast Weekly",
        ),
    ],
    "lists of links": [
        (B, f"{FIRST} [Map](https://weekly.example/map)\n\n[One link alone](#)\n\n{SECOND}"),
        (
            F,
            "- [A first headline of some length](https://weekly.example/1)\n- [A second one](https://weekly.example/2)",
        ),
    ],
    "notices": [
        (B, f"{FIRST}\n\n{SECOND}"),
        (F, "The views expressed here are the author's.\n\nAll rights reserved. No part may be copied."),
        (F, "Our site contains copyrighted material, shown as fair use; the copyright owner was not asked. " * 4),
    ],
    "Arabic": [
        (F, "الرئيسية\nسياسة\nتسجيل الدخول"),
        (
            B,
            "أعلن رئيس البلدية يوم الخميس أن الطريق إلى الساحل سيبقى مغلقا يومين آخرين بسبب الفيضان في القرى القريبة من النهر.",
        ),
        (F, "شارك\nاقرأ أيضا: صور من الدلتا\nجميع الحقوق محفوظة"),
    ],
    "Russian": [
        (
            B,
            "Мэр города сообщил в четверг, что дорога к побережью останется закрытой ещё два дня из-за наводнения в трёх сёлах.",
        ),
        (F, "Читайте также: мосты дельты\nПоделиться\nКомментарии"),
    ],
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_pages_are_parted_into_article_and_furniture(name: str, newline: str) -> None:
    blocks = [(kind, text.replace("\n", newline)) for kind, text in PAGES[name]]
    page = (newline * 2).join(text for _, text in blocks)
    wanted = [text for kind, text in blocks if kind == B]
    assert [page[span.start : span.end] for span in body_spans(page)] == wanted


WHOLE_TEXTS = [
    WRAPPED,
    "Raqqa\nTabqa\nMosul\nTal Afar",
    "Support our troops, minister says\n\n" + FIRST,
    "News\n\n" + FIRST,
    "By using the ferry the crews broke the terms of the truce, the mayor said on Thursday.",
    "The jets entered the airspace without permission, and this does not necessarily mean war, the minister said.",
    "12 votes separate rivals in the delta\n\n" + FIRST + "\n\nNo comments were made by the ministry.",
    "Contact with two villages was lost.\n\n" + SECOND,
    "Middle East\n\n" + FIRST + "\n\nTurkey\n\n" + SECOND,
    "Related to this, " + FIRST,
]


@pytest.mark.parametrize("text", WHOLE_TEXTS)
def test_what_only_resembles_furniture_is_body(text: str) -> None:
    assert body_spans(text) == (Span(0, len(text)),)


@given(
    st.lists(
        st.sampled_from(
            [FIRST, "Share", "Latest", "Home", "- [x](#)", "Name", "", " ", "x.", "\r", "© 2016", "Related"]
        )
    )
)
def test_spans_are_sorted_disjoint_and_begin_and_end_on_text(lines: list[str]) -> None:
    page = "\n".join(lines)
    end = 0
    for span in body_spans(page):
        assert end <= span.start < span.end <= len(page)
        assert page[span.start : span.end].strip() == page[span.start : span.end]
        end = span.end
    assert bool(end) == bool(page.strip())
    assert page.count(FIRST) == sum(page[span.start : span.end].count(FIRST) for span in body_spans(page))


HEADS = [
    ("Flood shuts the river road\n\nBy [Ana Ruiz](#)\n\n", {"title": "Flood shuts the river road", "author": "Ana Ruiz"}),
    ("Coast Weekly, January 24, 2017\n\n[Delta Post](#) 23 January 2017\n\n",
     {"outlet": "Coast Weekly", "published": "2017-01-24", "republished_from": "Delta Post"}),
    ("Published: January 18, 2017, 1:29 pm\n\n", {"published": "2017-01-18"}),
    ("12 December, 2016\n\n", {"published": "2016-12-12"}),
    ("Via Delta Post…\n\n", {"republished_from": "Delta Post"}),
    ("Authored by Ana Ruiz via The Delta Post:\n\n", {"author": "Ana Ruiz", "republished_from": "The Delta Post"}),
    ("# Flood shuts the road\n\nПубликация\n\n24 января 2017\n\n", {"title": "Flood shuts the road", "published": "2017-01-24"}),
    ("بقلم: سمير حداد\n\n", {"author": "سمير حداد"}),
]  # fmt: skip


@pytest.mark.parametrize(("head", "found"), HEADS)
def test_bylines(head: str, found: dict[str, str]) -> None:
    text = f"{head}{FIRST}\n\n{SECOND}\n"
    assert byline(text, body_spans(text)) == found


@pytest.mark.parametrize(
    ("note", "original"),
    [
        ("The original source of this article is [Delta Post](#)", "Delta Post"),
        ("This article was originally published by Delta Post.", "Delta Post"),
        ("First published in Delta Post, 12 May 2016", "Delta Post"),
        ("This story first appeared on https://delta.example/1", "https://delta.example/1"),
        ("Republished with permission from the Delta Post", "the Delta Post"),
    ],
)
def test_notes_on_the_original_stand_at_the_end(note: str, original: str) -> None:
    text = f"{FIRST}\n\n{SECOND}\n\n{note}\n\n© 2016\n"
    assert byline(text, body_spans(text)) == {"republished_from": original}


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        WRAPPED,
        f"By the river the crews waited for two days\n{FIRST}",
        f"By Thursday evening, all of them had left.\n\n{FIRST}",
        f"The flood was bad. Two more days.\n\n{FIRST}",
        f"Source of the flood\n\n{FIRST}",
        f"{FIRST}\n\n" * 15 + "By Ana Ruiz\n\nVia Delta Post\n",
        f"{FIRST}\n\nOriginally published accounts of the flood differ from what the crews remember.",
        f"Via the bridge they came\n\n{FIRST}",
        "1914\n\n" + FIRST,
    ],
)
def test_no_byline_is_made_up(text: str) -> None:
    found = byline(text, body_spans(text))
    assert {key: value for key, value in found.items() if key != "title"} == {}


@pytest.mark.parametrize(
    "line", ["Three days on paper. Then the water came", "Two words", "It rained.", "Date:", FIRST + FIRST]
)
def test_a_first_line_that_is_no_headline_is_no_title(line: str) -> None:
    text = f"{line}\n\n{SECOND}\n"
    assert byline(text, body_spans(text)) == {}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2017-01-24T10:00:00Z", "2017-01-24"),
        ("20170124", "2017-01-24"),
        ("Tue, 24 Jan 2017 10:00:00 +0000", "2017-01-24"),
        ("17th September 2016", "2016-09-17"),
        ("le 1er mars 2016", "2016-03-01"),
        ("3. März 2016", "2016-03-03"),
        ("3 de enero de 2017", "2017-01-03"),
        ("3 Ocak 2017", "2017-01-03"),
        ("24 января 2017 г.", "2017-01-24"),
        ("24 січня 2017", "2017-01-24"),
        ("24 كانون الثاني 2017", "2017-01-24"),
        ("24 يناير 2017", "2017-01-24"),
        ("February 31, 2017", "2017-02"),
        ("2017-02-30", "2017-02"),
        ("31/31/2017", "2017"),
        ("03/04/2017", "2017"),
        ("03.04.2017", "2017-04-03"),
        ("May 2017", "2017-05"),
        ("2017", "2017"),
        ("1,204 views", ""),
        ("", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert iso_date(text) == date


@given(st.text(alphabet="0123456789/-. JanuaryMay,يناير", max_size=30))
def test_dates_are_iso_or_nothing(text: str) -> None:
    year, _, rest = iso_date(text).partition("-")
    assert not year or (len(year) == 4 and year.isdigit() and len(rest) in (0, 2, 5))


SAID = [
    ("en", "The mayor of the town told a local radio station that forty families were sleeping in the school."),
    (
        "fr",
        "Le maire de la ville a déclaré à une radio locale que quarante familles dormaient dans l'école du village.",
    ),
    (
        "de",
        "Der Bürgermeister der Stadt sagte dem Radio, dass vierzig Familien in der Schule schliefen und nicht nach Hause konnten.",
    ),
    (
        "es",
        "El alcalde de la ciudad dijo a una radio local que cuarenta familias dormían en la escuela por las inundaciones.",
    ),
    (
        "pt",
        "O prefeito da cidade disse a uma rádio local que quarenta famílias estavam dormindo na escola e não podiam voltar.",
    ),
    (
        "it",
        "Il sindaco della città ha detto a una radio locale che quaranta famiglie dormivano nella scuola e non sono tornate.",
    ),
    (
        "nl",
        "De burgemeester van de stad zei op de radio dat veertig gezinnen in de school sliepen en niet naar huis konden.",
    ),
    (
        "tr",
        "Kentin belediye başkanı yerel bir radyoya kırk ailenin okulda uyuduğunu ve yolun iki gün daha kapalı kalacağını söyledi.",
    ),
    (
        "pl",
        "Burmistrz miasta powiedział lokalnemu radiu, że czterdzieści rodzin śpi w szkole i nie może wrócić do domu.",
    ),
    ("ru", "Мэр города сообщил местному радио, что сорок семей ночуют в школе и пока не могут вернуться домой."),
    ("uk", "Мер міста повідомив місцевому радіо, що сорок родин ночують у школі й поки не можуть повернутися додому."),
    (
        "sr",
        "Градоначелник је рекао локалном радију да четрдесет породица спава у школи и да не могу да се врате кући, њих је љуто.",
    ),
    ("ar", "قال رئيس البلدية لإذاعة محلية إن أربعين عائلة تنام في المدرسة ولا تستطيع العودة إلى منازلها."),
    ("fa", "شهردار به رادیوی محلی گفت که چهل خانواده در مدرسه می‌خوابند و نمی‌توانند به خانه برگردند."),
    ("ur", "شہر کے میئر نے مقامی ریڈیو کو بتایا کہ چالیس خاندان اسکول میں سو رہے ہیں اور گھر نہیں جا سکتے۔"),
    ("ps", "د ښار ښاروال سیمه ییزې راډیو ته وویل چې څلوېښت کورنۍ په ښوونځي کې ویده کېږي."),
    ("ku", "سەرۆکی شارەوانی بە ڕادیۆیەکی ناوخۆیی گوت کە چل خێزان لە قوتابخانەکە دەخەون و ناتوانن بگەڕێنەوە."),
    ("he", "ראש העיר אמר לרדיו המקומי כי ארבעים משפחות ישנות בבית הספר ואינן יכולות לחזור הביתה."),
    ("zh", "市长对当地电台表示,四十个家庭睡在学校里,暂时不能回家。"),
    ("ja", "市長は地元のラジオに対し、四十世帯が学校で寝泊まりしていると語った。"),
    ("ko", "시장은 지역 라디오에 마흔 가족이 학교에서 자고 있다고 말했다."),
    ("hi", "महापौर ने स्थानीय रेडियो को बताया कि चालीस परिवार स्कूल में सो रहे हैं और घर नहीं लौट सकते।"),
    ("da", "Kvinden sagde, at hun ikke kunne komme hjem til byen. " * 20),
    ("", "Deir Ezzor"),
    ("", "12 - 14 °"),
]


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages()


@pytest.mark.parametrize(("lang", "text"), SAID)
def test_languages(languages: Languages, lang: str, text: str) -> None:
    assert languages.of(text) == lang


@pytest.mark.parametrize(
    ("text", "meta"),
    [
        ("---\noutlet: SANA\nlang: ar\n...\nx", {"outlet": "SANA", "lang": "ar"}),
        ("---\nsource: SANA\nauthors: [A B, C D]\ndate: 2017-01-24 10:00:00\n---\nx",
         {"outlet": "SANA", "author": "A B, C D", "published": "2017-01-24"}),
        ("---\ntitle: Syria: \"ISIS\" converging: again\n---\nx", {"title": "Syria: \"ISIS\" converging: again"}),
        ("---\nlayout: post\n---\nx", {}),
        ("---\na: &a [*a]\ntitle: *a\n---\n", {}),
        ("---\n\nA rule, and a text below it.\n\n---\n", {}),
        ("---\ntitle: no end\n", {}),
        ("text\n---\ntitle: not at the head\n---\n", {}),
        ("---\n" + "x: y\n" * 20_000 + "---\n", {}),
    ],
)  # fmt: skip
def test_front_matter(text: str, meta: dict[str, str]) -> None:
    found = front_matter(text)
    assert found.meta == meta
    assert 0 <= found.end <= len(text)
    assert found.end == 0 or text[: found.end].rstrip().endswith(("---", "..."))


@given(st.text())
def test_any_text_survives_utf8_and_utf16(text: str) -> None:
    if (
        text.strip()
        and not set(text[:1]) & {"\ufeff", "\0"}
        and not any(unicodedata.category(char) == "Cc" for char in text)
    ):
        assert decode(text.encode()).text == text
        assert decode(b"\xff\xfe" + text.encode("utf-16-le")).text == text


def test_arabic_of_a_pdf_is_put_in_reading_order() -> None:
    # Words as a browser stores them: each with its last letter first, the words in reading order, a figure among them.
    stored = "ريد روزلا 17 ربمتبس"
    lefts = [70, 75, 80, 68, *range(45, 65, 4), 43, 38, 40, 36, *range(0, 36, 6)]
    assert len(lefts) == len(stored)
    assert in_reading_order(stored, lefts.__getitem__) == "دير الزور 17 سبتمبر"


def test_a_line_stored_for_the_eye_is_turned() -> None:
    wanted = "دير الزور (17) سبتمبر"
    stored = wanted[::-1].replace("71", "17").translate(str.maketrans("()", ")("))
    assert in_reading_order(stored, float) == wanted


@given(st.text(alphabet="abc 12\n"))
def test_pages_without_right_to_left_letters_are_left_alone(text: str) -> None:
    assert in_reading_order(text, lambda index: 1 / 0) == text == settled(text)

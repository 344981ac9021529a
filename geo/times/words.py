"""The words that dates are made of, in nine languages."""

from collections.abc import Mapping
from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MONTHS = """
en january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october
  oct|november nov|december dec
ar يناير|فبراير شباط|مارس آذار اذار|أبريل ابريل نيسان|مايو أيار ايار|يونيو حزيران|يوليو تموز|أغسطس اغسطس آب|سبتمبر
  أيلول ايلول|أكتوبر اكتوبر|نوفمبر|ديسمبر
ru января январь январе|февраля февраль феврале|марта март марте|апреля апрель апреле|мая май мае|июня июнь июне|июля
  июль июле|августа август августе|сентября сентябрь сентябре|октября октябрь октябре|ноября ноябрь ноябре|декабря
  декабрь декабре
uk січня січень січні|лютого лютий лютому|березня березень березні|квітня квітень квітні|травня травень травні|червня
  червень червні|липня липень липні|серпня серпень серпні|вересня вересень вересні|жовтня жовтень жовтні|листопада
  листопад листопаді|грудня грудень грудні
fr janvier|février fevrier|mars|avril|mai|juin|juillet|août aout|septembre|octobre|novembre|décembre decembre
de januar jan jänner|februar feb|märz|april apr|mai|juni|juli|august aug|september sept|oktober okt|november
  nov|dezember dez
es enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre setiembre|octubre|noviembre|diciembre
tr ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık
fa ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر
it gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre
pt janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro
pl stycznia styczeń|lutego luty|marca marzec|kwietnia kwiecień|maja maj|czerwca czerwiec|lipca lipiec|sierpnia
  sierpień|września wrzesień|października październik|listopada|grudnia grudzień
"""
"""A language a line (continued by indented ones): its months from January on, parted by |, in the forms of dates."""

_LEVANT = {"كانون الثاني": 1, "تشرين الأول": 10, "تشرين الاول": 10, "تشرين الثاني": 11}
_LEVANT |= {"كانون الأول": 12, "كانون الاول": 12}
"""The Levant's month names of two words."""


def _by_name() -> dict[str, tuple[int, frozenset[str]]]:
    found: dict[str, tuple[int, set[str]]] = {name: (number, {"ar"}) for name, number in _LEVANT.items()}
    for line in _MONTHS.replace("\n  ", " ").strip().splitlines():
        lang, months = line.split(" ", 1)
        for number, names in enumerate(months.split("|"), start=1):
            for name in names.split():
                held = found.setdefault(name, (number, set()))
                if held[0] == number:
                    held[1].add(lang)
    return {name: (number, frozenset(langs)) for name, (number, langs) in found.items()}


MONTHS: Mapping[str, tuple[int, frozenset[str]]] = MappingProxyType(_by_name())
"""Name in lower case → its number, and the languages that use it; `listopada` is Ukrainian's November first."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

WEEKDAYS: Mapping[str, int] = MappingProxyType(
    {
        **{name: n for n, name in enumerate(_DAYS)},
        **{"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6},
    }
)
"""English weekday → 0 for Monday."""

SEASONS: Mapping[str, int] = MappingProxyType({"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24})
"""English season → its number in EDTF, where no hemisphere is said."""

NUMBERS: Mapping[str, int] = MappingProxyType(
    {
        **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8},
        **{"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30},
    }
)
"""Numbers that reports write out."""

VAGUE: Mapping[str, int] = MappingProxyType({"a couple of": 2, "a few": 3, "several": 5})
"""Numbers that nobody counted, with what is reckoned: two for a couple, three for a few, five for several; dates
reckoned so are marked as approximate."""

PARTS: Mapping[str, int] = MappingProxyType(
    {
        **{"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2},
        **{"début": 0, "mi": 1, "fin": 2, "anfang": 0, "mitte": 1, "ende": 2},
        **{"principios": 0, "mediados": 1, "finales": 2, "начале": 0, "середине": 1, "конце": 2},
        **{"початку": 0, "середині": 1, "наприкінці": 2},
        **{"أوائل": 0, "بداية": 0, "مطلع": 0, "منتصف": 1, "أواخر": 2, "نهاية": 2},
    }
)
"""Which third of a month or year is meant: the first, the middle or the last."""

SINCE = _words("since starting beginning depuis seit desde с со з із منذ")
"""From then on."""
AFTER = _words("after après nach بعد")
"""From then on too, unless an event is meant ("after Tuesday's attack")."""
UNTIL = _words("until till by before to hasta bis avant до قبل حتى")
"""Up to then."""

RELATIVE = frozenset(
    {"ago", "yesterday", "today", "tomorrow", "tonight", "last", "past", "next", "this", "previous", "before"}
)
"""Words that count from the date of publication, or may."""
ORDINALS: Mapping[str, int] = MappingProxyType({"first": 0, "second": 1, "third": 2, "fourth": 3})
"""Of halves and quarters of a year."""

COUNTED = _words(
    "soldiers troops people men women children civilians fighters militants rebels refugees families residents homes "
    "houses persons inhabitants km kilometers kilometres miles meters metres feet tons tonnes dollars euros pounds "
    "vehicles tanks trucks rounds shells hectares acres barrels votes prisoners detainees casualties deaths workers "
    "students years months days hours minutes square percent mm cm kg tonnen menschen soldaten"
)
"""Words after which a number is a count and no year."""

NOT_DAYS = frozenset({"black", "bloody", "good", "palm", "ash", "super", "fat", "man", "sheffield", "ruby", "holy"})
"""Words before which a weekday belongs to a name: Black Friday, Sheffield Wednesday."""
PAPERS = frozenset({"times", "telegraph", "mirror", "express", "mail", "herald", "world", "post", "island"})
"""Words after which a weekday belongs to a name: the Sunday Times."""


def month_number(name: str, lang: str = "", alone: bool = False) -> int:
    """The month that a word names, 0 for none.

    English and German write it with a capital: "may", "march" and "mars" are other words. Without a year beside it
    (`alone`) a name in Latin letters counts only in a report of its language, or in English.

    >>> month_number("Sept."), month_number("may"), month_number("Mars", "en", alone=True), month_number("mars", "fr")
    (9, 0, 0, 3)
    """
    number, langs = MONTHS.get(name.lower().rstrip("."), (0, frozenset[str]()))
    if not number or (langs <= {"en", "de"} and not name[0].isupper()):
        return 0
    if alone and name[0] < "\u0250" and "en" not in langs and lang not in langs:
        return 0
    return number

"""Names in Latin letters: rough romanisations made to be compared, not to be read.

Arabic-script, Hebrew and Cyrillic names go through the tables below (the letters' usual values in BGN/PCGN
romanisation, with the Persian, Urdu and Kurdish letters beside the Arabic ones); every other script through anyascii.
"""

import re

from anyascii import anyascii

ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ب": "b", "پ": "p", "ت": "t", "ث": "th", "ج": "j", "چ": "ch",
    "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ڕ": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s",
    "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ڤ": "v", "ق": "q", "ک": "k", "ك": "k", "گ": "g",
    "ڭ": "ng", "ل": "l", "ڵ": "l", "م": "m", "ن": "n", "ں": "n", "ه": "h", "ھ": "h", "ہ": "h", "ۀ": "h", "ة": "a",
    "ە": "e", "و": "w", "ۆ": "o", "ۇ": "u", "ۈ": "u", "ۋ": "v", "ي": "y", "ی": "y", "ى": "a", "ې": "e", "ێ": "e",
    "ے": "e", "ئ": "i", "ؤ": "u", "ء": "", "ټ": "t", "ډ": "d", "ړ": "r", "ږ": "zh", "ښ": "sh", "څ": "ts", "ځ": "dz",
    "ڼ": "n", "ٹ": "t", "ڈ": "d", "ڑ": "r", "َ": "a", "ُ": "u", "ِ": "i", "ّ": "", "ْ": "", "ـ": "",
}  # fmt: skip
"""Letters by BGN/PCGN; ayn gives a, hamza nothing, ta marbuta and a final ha give a."""

HEBREW = {
    "א": "a", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "u", "ז": "z", "ח": "h", "ט": "t", "י": "i", "כ": "k",
    "ך": "k", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "a", "פ": "p", "ף": "f", "צ": "ts",
    "ץ": "ts", "ק": "k", "ר": "r", "ש": "sh", "ת": "t", "׳": "", "״": "",
}  # fmt: skip
"""Letters by the simple romanisation of the Hebrew Language Academy (2006)."""

CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "ѓ": "g", "е": "e", "ё": "yo", "є": "ye",
    "ж": "zh", "з": "z", "ѕ": "dz", "и": "i", "і": "i", "ї": "yi", "й": "y", "ј": "y", "к": "k", "л": "l", "љ": "lj",
    "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "ќ": "k", "у": "u",
    "ў": "w", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "џ": "dj", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "yu", "я": "ya", "ә": "a", "ғ": "gh", "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u",
    "һ": "h", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u",
}  # fmt: skip
"""Letters by BGN/PCGN for Russian, with those of Ukrainian, Belarusian, Serbian, Kazakh and Tajik beside them."""

_TABLE = str.maketrans({**ARABIC, **HEBREW, **CYRILLIC})

_FINAL_HA = re.compile(r"[هة]\b")

ABJAD = frozenset(ARABIC) | frozenset(HEBREW)
"""Letters of scripts that leave most vowels out."""


def is_abjad(text: str) -> bool:
    """Whether the text has letters of a script that leaves vowels out.

    >>> is_abjad("دير الزور"), is_abjad("Deir ez-Zor")
    (True, False)
    """
    return not ABJAD.isdisjoint(text)


def romanize(text: str) -> str:
    """Lower-case ASCII letters for a name in any script.

    >>> romanize("دير الزور"), romanize("Дейр-эз-Зор"), romanize("Şanlıurfa")
    ('dyr alzwr', 'deyr-ez-zor', 'sanliurfa')
    """
    text = text.lower()
    if text.isascii():
        return text
    return anyascii(_FINAL_HA.sub("a", text).translate(_TABLE)).lower()

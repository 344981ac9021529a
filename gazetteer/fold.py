"""The one normaliser of index, query and running text: a table from character to characters.

Folding looks at one character at a time and never at its neighbours. So the same table serves `str.translate` for one
name and a numpy look-up for a whole text, and a letter folds alike with its marks composed or set apart. The table of
the version that built an index is kept inside that index.

One character is at most one word, so that every word has an offset of its own: a sign that stands for several (½, ﷺ,
㍿) is a separator.
"""

import sys
import unicodedata
from functools import lru_cache

FOLD_VERSION = 2
"""Raised with every change of the table or of what is a word; an index built by another version is refused."""

TABLE_SIZE = 0x20000
"""Code points the tables cover: the two planes that hold every living script."""
TABLE_BEYOND = 0x40000
"""From `TABLE_SIZE` to here lie rare ideographs, which stand for themselves; what follows is a separator."""

APOSTROPHES = "'`´ʹʺʻʼʽʾʿˈˊˋ‘’‛′׳״＇"
"""Apostrophes, ayn and hamza signs, transliterated Slavic soft signs: dropped, so that Sana'a is Sanaa."""

_MARKS = (
    (0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06DC), (0x06DF, 0x06E8), (0x06EA, 0x06ED), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
)  # fmt: skip
"""Marks that a reader of the script may leave out. Vowel signs of the Indic scripts are not among them: they part
names."""

_IDEOGRAPHS = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (TABLE_SIZE, TABLE_BEYOND - 1))
"""Kana and the ideographs of Chinese, Japanese and Korean. Hangul is written with spaces."""

_INVISIBLE = (
    "\u00ad\u0640\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Soft hyphen, tatweel, joiners and direction controls: dropped."""

_LETTERS = {
    # Latin letters that no decomposition reaches
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ħ": "h", "ŋ": "n",
    "ə": "e", "ƙ": "k", "ɓ": "b", "ɗ": "d", "ƴ": "y", "ɛ": "e", "ɔ": "o", "ĸ": "k", "ŧ": "t", "ɖ": "d", "ŀ": "l",
    # Arabic letters that spelling treats as one: hamza seats, alef maksura and ya, ta marbuta and ha; Persian, Kurdish
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ؤ": "و", "ة": "ه",
    "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ۃ": "ه", "ە": "ه", "ے": "ي", "ء": "",
    # Hebrew final forms
    "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    # Cyrillic: the hard sign of older spelling is kept; yo is written as ye
    "ё": "е", "ѐ": "е",
}  # fmt: skip


def is_ideograph(character: str) -> bool:
    """Whether the character is of a script without spaces between words, so that it is a word of its own.

    >>> is_ideograph("中"), is_ideograph("ア"), is_ideograph("d")
    (True, True, False)
    """
    return any(first <= ord(character) <= last for first, last in _IDEOGRAPHS)


def is_mark(code: int) -> bool:
    """Whether the code point is a mark that folding drops."""
    return any(first <= code <= last for first, last in _MARKS)


def fold_character(character: str) -> str:
    """What one character becomes: nothing, a space, or lower-case letters and digits without marks.

    >>> [fold_character(c) for c in "É'-ßأ"]
    ['e', '', ' ', 'ss', 'ا']
    """
    if character in APOSTROPHES or character in _INVISIBLE or is_mark(ord(character)):
        return ""
    code = ord(character)
    if code >= TABLE_SIZE:
        return character if code < TABLE_BEYOND else " "
    folded = []
    for letter in unicodedata.normalize("NFKD", character).casefold():
        for part in unicodedata.normalize("NFKD", _LETTERS.get(letter, letter)):
            if is_mark(ord(part)) or part in _INVISIBLE or part in APOSTROPHES:
                continue
            folded.append(_LETTERS.get(part, part))
    text = "".join(c if _is_word(c) else " " for c in unicodedata.normalize("NFC", "".join(folded)))
    several = len(text.split()) > 1 or (len(text) > 1 and any(map(is_ideograph, text)))
    return " " if several else text


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


class _Table(dict[int, str]):
    """The folding table, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold_character(chr(code))
        return folded


@lru_cache(maxsize=1)
def _table() -> _Table:
    return _Table()


def fold(text: str) -> str:
    """The form under which names are compared: no case, marks or apostrophes; what stands between words is one space.

    >>> fold("Deir ez-Zor"), fold("Sana'a"), fold("U.S."), fold("دَيْر الزُّور")
    ('deir ez zor', 'sanaa', 'u s', 'دير الزور')
    >>> fold("Łódź"), fold("Straße"), fold("القاهرة")
    ('lodz', 'strasse', 'القاهره')
    """
    return " ".join(text.translate(_table()).split())


def fold_table(limit: int = TABLE_SIZE) -> list[str]:
    """What each of the first `limit` code points becomes.

    >>> fold_table(100)[65]
    'a'
    """
    return [fold_character(chr(code)) for code in range(min(limit, sys.maxunicode + 1))]

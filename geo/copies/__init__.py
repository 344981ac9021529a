"""Reports that repeat one another: whole, in passages, or as quotations with a source of their own."""

from geo.copies.align import Passage, Repeat, compare
from geo.copies.quotations import Quotation, quotations
from geo.copies.seniority import cites, names_as_original
from geo.copies.shingles import fingerprints
from geo.copies.traits import Traits, traits_of
from geo.copies.words import Words, words_of

__all__ = [
    "Passage",
    "Quotation",
    "Repeat",
    "Traits",
    "Words",
    "cites",
    "compare",
    "fingerprints",
    "names_as_original",
    "quotations",
    "traits_of",
    "words_of",
]

"""What of a report is compared with others: all that its text alone says of copies, reckoned wherever it is parsed."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.copies.quotations import Quotation, quotations
from geo.copies.shingles import fingerprints
from geo.copies.words import Words, words_of
from geo.model import Document


class Traits(NamedTuple):
    """The words of a report, those runs of them that are kept, and its quotations."""

    words: Words
    hashes: NDArray[np.int64]
    """Of the kept runs."""
    places: NDArray[np.int64]
    """The first word of each."""
    quotations: tuple[Quotation, ...]


def traits_of(document: Document) -> Traits:
    """The traits of a report, or of as much of it as is compared."""
    words = words_of(document.text, document.body)
    return Traits(words, *fingerprints(words), quotations(document.text, document.body))

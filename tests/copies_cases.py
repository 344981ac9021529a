"""Reports of made-up sentences, some of them altered copies of others, for tests and measurements of copies."""

import random
from collections.abc import Iterator
from typing import NamedTuple

from geo.model import Document, Source, Span

SYLLABLES = tuple(consonant + vowel for consonant in "bdfklmnprstv" for vowel in "aeo")
COMMON = tuple(
    "the of and to in a that was on for with by said from at were an after officials reported near".split()  # noqa: SIM905
)
"""Words that every report is full of, so that reports which share nothing still look alike."""

FURNITURE = (
    "Subscribe to our newsletter and never miss a story again.",
    "Share this article with your friends and support independent journalism.",
    "The views expressed here are those of the author alone and not of this site.",
    "Read more on this topic in our special coverage of the region.",
    "All rights reserved. No part may be reproduced without written permission of the publisher.",
)
"""Lines that a page puts around a report."""


class Case(NamedTuple):
    """A report, and which report it is a copy of; its own number where of none."""

    document: Document
    story: int


def _words(numbers: random.Random, count: int = 6000) -> list[str]:
    return ["".join(numbers.choices(SYLLABLES, k=numbers.randint(2, 4))) for _ in range(count)]


def _paragraph(numbers: random.Random, vocabulary: list[str]) -> str:
    sentences = []
    for _ in range(numbers.randint(2, 5)):
        length = numbers.randint(10, 28)
        words = [numbers.choice(COMMON if numbers.random() < 0.45 else vocabulary) for _ in range(length)]
        sentences.append(" ".join(words).capitalize() + ".")
    return " ".join(sentences)


def altered(numbers: random.Random, text: str, vocabulary: list[str]) -> str:
    """The text with up to one word in eight changed, up to a third of its paragraphs cut and furniture added."""
    paragraphs = text.split("\n\n")
    cut = numbers.sample(range(len(paragraphs)), numbers.randint(0, len(paragraphs) // 3))
    change = numbers.uniform(0, 0.12)
    kept = [
        " ".join(numbers.choice(vocabulary) if numbers.random() < change else word for word in paragraph.split(" "))
        for number, paragraph in enumerate(paragraphs)
        if number not in cut
    ]
    above, below = numbers.sample(FURNITURE, numbers.randint(0, 2)), numbers.sample(FURNITURE, numbers.randint(0, 3))
    return "\n\n".join([*above, *kept, *below])


def reports(count: int, copies: int, seed: int = 1) -> Iterator[Case]:
    """So many reports, the last of them altered copies of some before, in one mixed order."""
    numbers = random.Random(seed)
    vocabulary = _words(numbers)
    originals = [
        "\n\n".join(_paragraph(numbers, vocabulary) for _ in range(numbers.randint(4, 12)))
        + ("\n\n" + numbers.choice(FURNITURE) if numbers.random() < 0.5 else "")
        for _ in range(count - copies)
    ]
    cases = [(text, story) for story, text in enumerate(originals)]
    for _ in range(copies):
        story = int(len(originals) * numbers.random() ** 2)
        cases.append((altered(numbers, originals[story], vocabulary), story))
    numbers.shuffle(cases)
    for number, (text, story) in enumerate(cases):
        path = f"{number:06}.txt"
        yield Case(Document(f"{number:064x}", Source(path, path), text, "en", (Span(0, len(text)),)), story)

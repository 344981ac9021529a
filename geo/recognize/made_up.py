"""Made-up sentences for training, of kinds that the corpora lack: names of places that are names of ships, teams,
streets, dishes and people. Filled from `made_up.tsv`; used by the training alone."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

import numpy as np

from gazetteer.index import Gazetteer
from gazetteer.place import NAME_KINDS
from geo.model import Span
from geo.recognize.corpora import Example, Marked
from geo.recognize.features import CLASSES, DEMONYM, OTHER, PLACE
from geo.recognize.made_up_languages import made_up_in_languages

FILLS = 24
"""Sentences made of each row of the table."""

SEED, OTHER_SEED = 11, 12
"""Of the fills: those on which the recogniser is trained, and those it has not seen, for the acceptance."""

LEAST_PEOPLE = 30_000
"""Of the towns whose names are filled in: smaller ones are no namesakes that a reader would know."""

_SLOTS: Mapping[str, str] = {
    "team": "United|City|Rovers|Rangers|Athletic|Wanderers|Town|FC|Tigers|Lions|Eagles|Hawks|Giants|"
    "Bears|Kings|Pistons|Dynamo|Spartak|Albion|Hotspur|Warriors|Pirates|Cubs|Mavericks",
    "paper": "Times|Herald|Tribune|Gazette|Globe|Chronicle|Post|Courier|Sun|Journal|Star|Examiner|Observer|Mail",
    "company": "Holdings|Airlines|Motors|Oil|Mining|Steel|Insurance|Power|Telecom|Breweries|Cement|Group",
    "school": "Business School|Medical School|Academy|Grammar School|Conservatory|College",
    "orchestra": "Symphony|Philharmonic|Chamber Orchestra|Opera|Boys' Choir",
    "club": "Club|Society|Chamber of Commerce|Rotary Club|Jockey Club|Yacht Club",
    "street": "Street|Street|Road|Road|Avenue|Avenue|Lane|Boulevard|Square|Drive|Way|Terrace|St.|Ave.|Rd.",
    "ship": "HMS|USS|RMS|SS|MV|HMAS|INS|HMCS",
    "vessel": "frigate|ferry|tanker|destroyer|submarine|cruise ship|battleship|trawler|cruiser|yacht|liner|freighter",
    "food": "sauce|mustard|sausage|pudding|cheese|cake|noodles|soup|rice|salad|beans|ham|tea|"
    "oranges|cream|chicken|sprouts|potatoes|wine|biscuits|pie|butter",
    "cloth": "hat|shirt|shorts|boots|shoes|suit|jacket|scarves|socks|sweater|coat|pants",
    "maker": "Kia|Ford|Hyundai|Chevrolet|Toyota|Seat|Chrysler|Nissan|Opel|Buick|Volvo",
    "treaty": "Treaty|Accords|Convention|Agreement|Declaration|Protocol|Pact|Charter",
    "illness": "syndrome|virus|fever|flu|disease|variant|effect",
    "storm": "Hurricane|Cyclone|Typhoon|Tropical Storm|Storm",
    "prize": "Prize|Cup|Medal|Award|Marathon|Open|Derby|Trophy",
    "title": "Mr.|Mrs.|Ms.|Dr.|Professor|Judge|Senator|Colonel|Captain|General|Sergeant|Governor|"
    "Bishop|Sir|Lady|Sheikh|Ambassador|Inspector|Lieutenant|Congressman|Justice|Coach|Minister",
    "first": "Ahmad|Ahmed|Mohammed|Mahmoud|Hassan|Hussein|Ali|Omar|Khaled|Yousef|Ibrahim|Mustafa|"
    "Samir|Nizar|Tareq|Ziad|Bilal|Anwar|Jamal|Karim|Fadi|Rania|Layla|Noura|Huda|Amina|"
    "Maryam|Salma|Abdulrahman|Abdullah|Haidar|Jassim|Kadhim|Muntadhar|Sajjad|Rebwar|Dilovan|"
    "Azad|Shirin|Mykhailo|Oleh|Vasyl|Ihor|Roman|Bohdana|Svitlana|Nataliia|Yulia|Larysa|"
    "Stepan|Artem|Maksym|Vadym|Ivan|Dmitry|Alexei|Elena|Deng|Garang|Malik|Altayeb|Siddig|"
    "Elham|Mubarak|Tahani|John|Peter|Susan|Jack|Robert|Emma|Alice|Thomas|William|Diana|"
    "Marie|Pierre|Carlos|Lucia|Mehmet|Ayse|Fatma|Emre",
    "last": "Hamdan|Suleiman|Nasser|Jaber|Rashid|Saadi|Qasim|Awad|Shahin|Khoury|Haddad|Sabbagh|"
    "Darwish|Fares|Mansour|Kadhim|Jabbar|Abbas|Karimi|Barwari|Tkachuk|Kravets|Shevchuk|"
    "Polishchuk|Moroz|Rudenko|Savchenko|Panchenko|Petrenko|Volkov|Kuznetsov|Sokolova|Adam|"
    "Yagoub|Abdelrahim|Elfadil|Bol|Lual|Smith|Miller|Clark|Evans|Moreau|Lopez|Rossi|Yilmaz|"
    "Demir|Schmidt|Novak",
    "family": "Miller|Evans|Clark|Foster|Collins|Reed|Hughes|Ward|Price|Bennett|Gray|Brooks|Fisher|Jordan|West|Howard",
    "Word": "Bread|Water|Hope|Fire|Salt|Silence|Work|Snow|Peace|Money|Medicine|Trust|Rain|Time|Mercy|Fuel|"
    "Normal life|Good news|Rich soil|Hard work|Little else|Young people|Central heating|Mobile phones|Orange juice",
    "MONTH": "January|February|March|April|May|June|July|August|September|October|November|December|Easter|Christmas|"
    "Ramadan|Spring|Autumn|Sunday|Friday",
    "nisba": "Halabi|Homsi|Shami|Dimashqi|Baghdadi|Basri|Mosuli|Tikriti|Dulaimi|Jubouri|Shammari|"
    "Hamawi|Deiri|Raqqawi|Khatib|Najjar|Masri|Hakim|Ansari|Sheikh|Ahmad|Hassan|Ali|Saadi|"
    "Rifai|Jaafari",
}
"""What may stand in a slot, each as likely as it is often there. Frequent names and words, chosen by hand."""

_SLOT = re.compile(r"\{(\w+)\}")


def made_up(gazetteer: Gazetteer, seed: int = SEED) -> Iterator[Example]:
    """The sentences in English, and then those in other languages."""
    yield from in_english(gazetteer, seed)
    yield from made_up_in_languages(gazetteer, seed)


def in_english(gazetteer: Gazetteer, seed: int) -> Iterator[Example]:
    """The sentences, each a text of its own; the same for the same gazetteer and seed."""
    dice = random.Random(seed)
    slots: dict[str, Sequence[str]] = {slot: words.split("|") for slot, words in _SLOTS.items()} | names(gazetteer)
    slots |= {slot.upper(): [word.upper() for word in slots[slot]] for slot in ("place", "first", "last", "team")}
    table = files("geo.recognize").joinpath("made_up.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    for number, (kind, sentence) in enumerate(rows):
        for fill in range(FILLS):
            filled = _SLOT.sub(lambda slot: dice.choice(slots[slot[1]]), sentence)
            yield _example(f"made-up-{number}-{fill}", CLASSES.index(kind), filled)


def names(gazetteer: Gazetteer) -> dict[str, Sequence[str]]:
    """Names in Latin letters by slot: of the larger towns and of countries, these so often that they are a third; of
    waters, of regions and heights that the project's own layer has; and demonyms."""
    a = gazetteer.arrays
    large = [row for row in range(len(gazetteer)) if int(a["place.population"][row]) >= LEAST_PEOPLE]
    own = np.flatnonzero(a["place.source"][:] == gazetteer.own_source).tolist()

    def written(rows: Sequence[int], *classes: str) -> list[str]:
        names = {gazetteer.place_name(row) for row in rows if gazetteer.feature(row).startswith(classes)}
        return sorted(name for name in names if name.isascii() and "(" not in name)

    towns, countries = written(large, "P"), written(large, "A.PCL")
    adjectives = np.flatnonzero(a["name.kind"][:] == NAME_KINDS.index("demonym")).tolist()
    demonyms = {gazetteer.name_text(row) for row in adjectives}
    return {
        "place": [*towns, *countries * (len(towns) // (2 * len(countries)))],
        "water": written(own, "H"),
        "region": written(own, "L.", "T.", "A.ADM"),
        "demonym": sorted(d for d in demonyms if d.isascii() and d.istitle() and not d.endswith("s")),
    }


def _example(name: str, kind: int, sentence: str) -> Example:
    text, marks = "", []
    for part in re.split(r"(\[[^\]]*\])", sentence):
        if part.startswith("["):
            marks.append(Marked(Span(len(text), len(text) + len(part) - 2), (kind,)))
        text += part.strip("[]")
    if kind == PLACE:  # a demonym as the name of a place is the gazetteer's fault, not the sentence's
        marks = [Marked(mark.span, (PLACE, DEMONYM)) for mark in marks]
    return Example("made-up", name, text, tuple(marks), (OTHER,))

"""Made-up sentences in which a name stands for the place ("in Russia") or for an actor ("Russia denied it").

Filled from `kind_sentences.tsv`, for training alone: one corpus tells the two apart, and it has too few verbs."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from gazetteer.index import Gazetteer
from geo.model import Span
from geo.recognize.corpora import Example
from geo.recognize.made_up import names

FILLS = 4
"""Sentences made of each row: together about as many as the corpus has mentions."""

SEED = 5

_REGULAR = (
    "announce|reject|accept|sign|approve|support|oppose|back|defend|condemn|denounce|welcome|criticise|endorse|abandon|"
    "impose|lift|extend|recall|summon|deploy|supply|arm|train|fund|finance|finish|recognise|block|launch|start|end|"
    "suspend|close|reopen|release|arrest|invade|attack|bomb|threaten|warn|punish|blame|accuse|admit|offer|promise|"
    "pledge|agree to|refuse|resist|delay|join|cancel|import|export|host|propose|demand|press|urge|order|raise|"
    "lower|increase|double|invest|answer|retaliate against|respond to|negotiate|resume|protect|target|monitor|help|"
    "allow|grant|use|test|develop|restore|review"
)
"""Verbs of what states do, whose forms follow from the first."""

_FORMS: Mapping[str, str] = {
    "do": "send|withdraw|break|strike|leave|buy|sell|lead|seek|build|cut|spend|hold|pay|ban|expel|stop|deny|ratify|"
    "veto",
    "did": "sent|withdrew|broke|struck|left|bought|sold|led|sought|built|cut|spent|held|paid|banned|expelled|"
    "stopped|denied|ratified|vetoed",
    "done": "sent|withdrawn|broken|struck|left|bought|sold|led|sought|built|cut|spent|held|paid|banned|expelled|"
    "stopped|denied|ratified|vetoed",
    "does": "sends|withdraws|breaks|strikes|leaves|buys|sells|leads|seeks|builds|cuts|spends|holds|pays|bans|expels|"
    "stops|denies|ratifies|vetoes",
    "doing": "sending|withdrawing|breaking|striking|leaving|buying|selling|leading|seeking|building|cutting|spending|"
    "holding|paying|banning|expelling|stopping|denying|ratifying|vetoing",
    "said": "said|says|announced|claimed|insisted|warned|declared|argued|confirmed|denied|maintained|hinted|added|"
    "stressed|believes|hopes|fears|thinks|knew|decided|agreed",
    "has": "has|had|has now|has since|has already",
    "have": "have|had",
    "will": "will|would|could|should|must|may|might|can|cannot",
    "moved": "moved|marched|drove|went|fled|travelled|advanced|returned|flew|retreated|walked|withdrew|pushed on|"
    "headed",
    "hit": "hit|bombed|attacked|destroyed|shelled|struck|burned|damaged|targeted|levelled",
    "They": "Trucks|Ships|Pilgrims|Students|Doctors|Smugglers|Herders|Farmers|Workers|Monks|Sailors|Miners|Nurses|"
    "Volunteers|Patients|Children|Shopkeepers|Engineers",
    "person": "teacher|nun|banker|singer|judge|pilot|chemist|farmer|poet|driver|surgeon|bishop",
    "came": "came|travelled|sailed|walked|hurried|was sent|was brought|moved|fled|drove|was driven|was carried|rode",
    "think": "hope for|want|ask for|pay more for|dream of|talk of|wait for|complain of|dread|need|sell|miss",
    "good": "grain|coal|timber|cotton|sugar|cement|milk|salt|steel|copper|rice|fish|medicine|paper",
    "thing": "streets|bridges|markets|churches|beaches|forests|railways|parks|suburbs|slums|farms|museums|theatres|"
    "clinics|wells|harbours|orchards|valleys|lakes|cellars|factories",
    "were": "are empty|were full of people|were flooded|are quiet|were burning|are known to all|stayed dark|are old",
    "line": "railway|frontier|motorway|ferry|pipeline|ceasefire line|bus|power line|canal",
    "where": "in the middle|on the coast|at the edge|in the west|in the far south|close to the border|on the east side",
    "fight": "bombardment|occupation|defence|liberation|encirclement|evacuation|looting|burning|flooding",
    "ended": "ended|began|was over|took weeks|cost many lives|has not ended|went on|came to an end in spring",
    "hopes": "hopes|wants|plans|aims|means|intends|is expected|is likely|has yet|declined|promised|threatened|vowed|"
    "offered|decided|tried|has agreed|is determined|is unable|needs",
    "DAY": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
}
"""What may stand in a slot beside the regular verbs."""

_WITH_ARTICLE = (
    "U.S.",
    "United States",
    "US",
    "UK",
    "UAE",
    "EU",
    "United Kingdom",
    "Netherlands",
    "Philippines",
    "West",
)
"""Names that take an article, and in reports stand for an actor as often as for a place."""
_ARTICLE, _COUNTRIES = 0.3, 0.5
"""Shares: of {state} those with an article (half as many of {place}); of the rest of {place} countries and capitals."""

_SLOT = re.compile(r"\{(\w+)\}")
_NAME = re.compile(r"(\[[^\]]*\])")


def kind_sentences(gazetteer: Gazetteer) -> Iterator[Example]:
    """The sentences, each a text of its own; the same for the same gazetteer."""
    dice = random.Random(SEED)
    states, named = _states(gazetteer), names(gazetteer)
    slots: dict[str, Sequence[str]] = {"water": named["water"], **{form: _forms(form) for form in _FORMS}}
    regions = len(named["place"]) // (3 * len(named["region"])) * [*named["region"]]
    towns = [*named["place"], *regions]

    def fill(slot: re.Match[str]) -> str:
        article = {"state": _ARTICLE, "place": _ARTICLE / 2}.get(slot[1], 0.0)
        if dice.random() < article:
            return "the " + dice.choice(_WITH_ARTICLE)
        if slot[1] == "state" or (slot[1] == "place" and dice.random() < _COUNTRIES):
            return dice.choice(states)
        known = towns if slot[1] in ("place", "town") else slots[slot[1]]
        return dice.choice(known)

    table = files("geo.recognize").joinpath("kind_sentences.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    for number, (kind, sentence) in enumerate(rows):
        for k in range(FILLS):
            yield _example(f"kind-{number}-{k}", kind == "actor", _SLOT.sub(fill, sentence))


def _forms(form: str) -> Sequence[str]:
    regular = _REGULAR.split("|") if form in ("do", "did", "done", "does", "doing") else []
    return [*(_regular(verb, form) for verb in regular), *_FORMS[form].split("|")]


def _regular(verb: str, form: str) -> str:
    first, space, rest = verb.partition(" ")
    stem = first.removesuffix("e")
    if form in ("did", "done"):
        first = stem + "ed"
    elif form == "doing":
        first = ("agree" if first == "agree" else stem) + "ing"
    elif form == "does":
        first += "es" if first.endswith(("s", "sh", "ch", "x")) else "s"
    return first + space + rest


def _states(gazetteer: Gazetteer) -> Sequence[str]:
    """Names of countries and their capitals in Latin letters."""
    rows = [row for row in range(len(gazetteer)) if gazetteer.feature(row).startswith(("A.PCL", "P.PPLC"))]
    found = {gazetteer.place_name(row) for row in rows}
    return sorted(name for name in found if name.isascii() and "(" not in name)


def _example(name: str, actor: bool, sentence: str) -> Example:
    """The text, and its names without their articles."""
    text, kinds = "", []
    for part in _NAME.split(sentence):
        named = part.startswith("[")
        word = part.strip("[]") if named else part
        if named and word.startswith("the "):
            word = word.removeprefix("the ")
            if not text.lower().endswith("the "):
                text += "the " if text else "The "
        if named:
            kinds.append((Span(len(text), len(text) + len(word)), actor))
        text += word
    return Example("made-up", name, text, (), (), tuple(kinds))

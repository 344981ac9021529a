"""The encoder of the recogniser `accurate` in torch: the lower layers of a small BERT, what the gazetteer knows of
each word added between them, and the chances of the live words' classes. Used by the training alone."""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from geo.recognize.features import CLASSES
from geo.recognize.pieces import COLUMNS

WIDTH, HEADS, INNER = 384, 12, 1536
"""Sizes of all-MiniLM-L6-v2."""

LAYERS, FROZEN = 4, 2
"""Layers taken of its six, and how many of these stay as they are, so that their outputs are reckoned once for all
epochs. The others are reckoned for the live words only, a sixth of all, which look at what the frozen ones made of the
window."""

EPSILON = 1e-12


class EncoderLayer(nn.Module):  # type: ignore[misc]
    """One layer: attention and a feed-forward net, each added to its input and normed."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.first, self.second = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, EPSILON), nn.LayerNorm(WIDTH, EPSILON)

    def forward(self, x: Tensor, there: Tensor, of: Tensor) -> Tensor:
        """What becomes of the vectors `of`, which look at the vectors `x` where these are `there`."""

        def heads(y: Tensor) -> Tensor:
            return y.view(y.shape[0], y.shape[1], HEADS, WIDTH // HEADS).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            heads(self.query(of)), heads(self.key(x)), heads(self.value(x)), attn_mask=there[:, None, None, :]
        )
        of = self.norm1(of + self.out(seen.transpose(1, 2).reshape(of.shape)))
        return self.norm2(of + self.second(functional.gelu(self.first(of))))


class Encoder(nn.Module):  # type: ignore[misc]
    """Wordpieces to the chances of the live words."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.position = nn.Embedding(30522, WIDTH), nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.known = nn.ModuleList(nn.Embedding(256, WIDTH) for _ in range(COLUMNS))
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(LAYERS))
        self.head = nn.Linear(WIDTH, len(CLASSES))
        for table in self.known:
            nn.init.zeros_(table.weight)

    def lower(self, ids: Tensor) -> Tensor:
        """What the frozen layers make of the wordpieces."""
        there = ids > 0
        x = self.norm(self.word(ids) + self.position.weight[: ids.shape[1]])
        for layer in self.layers[:FROZEN]:
            x = layer(x, there, x)
        return x

    def upper(self, x: Tensor, ids: Tensor, known: Tensor, rows: Tensor) -> Tensor:
        """Scores of the classes for the words at `rows`; what is learned is reckoned for these only."""
        there = ids > 0
        for number, table in enumerate(self.known):
            x = x + table(known[:, :, number])
        of = x.gather(1, rows[:, :, None].expand(-1, -1, WIDTH))
        for layer in self.layers[FROZEN:]:
            of = layer(x, there, of)
        return self.head(of)


def load_encoder(folder: Path) -> Encoder:
    """The encoder with the weights of the folder's `model.safetensors`; what is new is zero or drawn at random."""
    data = load_file(folder / "model.safetensors")
    encoder = Encoder()
    names = {
        "attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
        "attention.output.dense": "out", "attention.output.LayerNorm": "norm1", "intermediate.dense": "first",
        "output.dense": "second", "output.LayerNorm": "norm2",
    }  # fmt: skip
    state = encoder.state_dict()
    state["word.weight"] = data["embeddings.word_embeddings.weight"]
    kind = data["embeddings.token_type_embeddings.weight"][0]
    state["position.weight"] = data["embeddings.position_embeddings.weight"] + kind
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = data[f"embeddings.LayerNorm.{part}"]
        for layer in range(LAYERS):
            for theirs, ours in names.items():
                state[f"layers.{layer}.{ours}.{part}"] = data[f"encoder.layer.{layer}.{theirs}.{part}"]
    encoder.load_state_dict(state)
    return encoder


def loss_of(scores: Tensor, allowed: Tensor) -> Tensor:
    """Minus the logarithm of the chance of all allowed classes, for each word; a word of which nothing is known, with
    no class allowed, counts nothing."""
    some = allowed.any(dim=-1)
    scores, allowed = scores[some], allowed[some]
    right = scores.masked_fill(~allowed, float("-inf")).logsumexp(dim=-1)
    return (scores.logsumexp(dim=-1) - right).mean()


def seeded(seed: int) -> np.random.Generator:
    """One seed for torch and for the order of texts."""
    torch.manual_seed(seed)
    return np.random.default_rng(seed)

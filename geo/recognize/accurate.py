"""The recogniser `accurate`: a small encoder that reads whole sentences, weighed with what `fast` says of each word."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer.index import Gazetteer
from geo.errors import UnknownComponent
from geo.model import Kind
from geo.recognize.fast import FastRecognizer
from geo.recognize.pieces import Batch, Pieces, batches, pieces_of
from geo.recognize.spans import Named
from geo.recognize.words import Words

F32 = NDArray[np.float32]

AT_ONCE = 8
"""Windows read together: of 4, 8 and 16 the fastest on one core, in some 100 MB."""


class AccurateRecognizer:
    """Names of places in a text, as an encoder and the tagger of `fast` see them together."""

    name = "accurate"

    def __init__(self, gazetteer: Gazetteer) -> None:
        """UnknownComponent where the extra `accurate` is not installed."""
        try:
            self._session, self._tokenizer = _session(), _tokenizer()
        except ImportError as error:
            raise UnknownComponent(
                "the recogniser 'accurate' needs onnxruntime and tokenizers", "pip install 'dateline[accurate]'"
            ) from error
        self._fast = FastRecognizer(gazetteer)

    def look(self, text: str) -> Words:
        """The words of a text, as the recogniser and the resolver see them."""
        return self._fast.look(text)

    def propose(self, text: str, words: Words) -> list[Named]:
        """Everything that may be a name of a place or a demonym, in text order; none overlap."""
        if not len(words.live):
            return []
        return self._fast.proposed(text, words, self.chances(text, words))

    def kinds(self, text: str, words: Words, names: Sequence[Named]) -> list[Kind]:
        """Place, actor or demonym, as the models of `fast` tell them apart."""
        return self._fast.kinds(text, words, names)

    def chances(self, text: str, words: Words) -> F32:
        """Chance of each class of `CLASSES` for each live word."""
        said = self._fast.chances(words)
        pieces = pieces_of(text, words, self._tokenizer)
        return weighed(self._session, pieces, said)


def weighed(session: Any, pieces: Pieces, said: F32) -> F32:
    """The chances once the encoder has read the text; a word without a wordpiece keeps what `fast` said."""
    found = said.copy()
    for batch in batches([pieces], AT_ONCE):
        (chances,) = session.run(None, inputs_of(batch, said))
        for row, (_, live) in zip(chances, batch.words, strict=True):
            found[live] = row[: len(live)]
    return found


def inputs_of(batch: Batch, said: F32) -> dict[str, NDArray[Any]]:
    """What the encoder takes: a batch of one text, and the chances of `fast` at its live words."""
    there = np.ones((*batch.rows.shape, said.shape[1]), dtype=np.float32)
    for row, (_, live) in zip(there, batch.words, strict=True):
        row[: len(live)] = said[live]
    return {"ids": batch.ids, "known": batch.known, "rows": batch.rows, "said": there}


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    model = files("geo.recognize").joinpath("accurate.onnx").read_bytes()
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@cache
def _tokenizer() -> Any:
    vocabulary = files("geo.recognize").joinpath("accurate.txt").read_text(encoding="utf-8").splitlines()
    return tokenizer_of(vocabulary)


def tokenizer_of(vocabulary: Sequence[str]) -> Any:
    """The tokenizer of BERT for small letters, with a vocabulary in the order of its numbers."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    numbers = {piece: number for number, piece in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer

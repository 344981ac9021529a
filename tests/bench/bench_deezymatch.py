"""DeezyMatch 1.3.4 on our pair sets: `python tests/bench/bench_deezymatch.py cities.dev.tsv villages.dev.tsv`.

In an environment of its own: `pip install deezymatch "pandas<3"`, numpy, rapidfuzz and anyascii, and this tree on
PYTHONPATH. It trains with the settings of DeezyMatch's example (`input_dfm.yaml`), save that names are cut at 40
characters in place of 120, which makes it three times as fast, on the sets' pairs of places not in fold 1 of
`train_pairs.fold_of`, and prints the F1 at a half on those in fold 1: positives of `sim` at least .7 and all negatives.
"""

import csv
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from gazetteer.train_pairs import FOLDS, Pair, figures, fold_of, judged, read_pairs

FOLD = 1
SETTINGS: dict[str, Any] = {
    "general": {"use_gpu": False, "gpu_device": "cuda", "models_dir": "models"},
    "preprocessing": {
        "uni2ascii": True, "lowercase": True, "strip": True, "only_latin_letters": False, "prefix_suffix": ["|", "|"],
        "missing_char_threshold": 0.5, "read_list_chars": False, "csv_sep": "\t",
    },
    "gru_lstm": {
        "main_architecture": "gru", "bidirectional": True, "num_layers": 2, "fc1_out_dim": 120,
        "mode": {
            "tokenize": ["char"], "min_gram": 2, "max_gram": 3, "token_sep": "default", "prefix_suffix": ["|", "|"],
        },
        "pooling_mode": "hstates_layers_simple", "rnn_dropout": 0.01, "fc_dropout": [0.01, 0.01],
        "att_dropout": [0.01, 0.01], "bias": True, "rnn_hidden_dim": 60, "max_seq_len": 40, "embedding_dim": 60,
        "output_dim": 2, "learning_rate": 0.001, "optimizer": "adam", "epochs": 5, "batch_size": 64,
        "dl_shuffle": True, "random_seed": 1, "validation": 5, "train_proportion": 0.98, "val_proportion": 0.01,
        "test_proportion": 0.01, "create_tensor_board": False, "layers_to_freeze": ["emb", "rnn_1", "attn"],
    },
    "inference": {"output_preds": True, "output_preds_file": "said.tsv", "eval_map_metric": False},
}  # fmt: skip


def write(path: Path, pairs: list[Pair]) -> None:
    """Pairs as DeezyMatch reads them."""
    path.write_text("".join(f"{p.a}\t{p.b}\t{str(p.same).upper()}\n" for p in pairs), encoding="utf-8")


def main() -> None:
    """Train, ask, print."""
    import torch
    import tqdm.notebook
    from DeezyMatch import inference, train

    torch.set_num_threads(1)
    os.environ["TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"] = "1"  # it loads whole models, which torch no longer does unasked
    tqdm.notebook.tqdm_notebook = tqdm.notebook.tqdm = tqdm.tqdm  # its bars need a notebook
    pairs = [p for p in read_pairs([Path(path) for path in sys.argv[1:]]) if judged(p)]
    known = [p for p in pairs if all(fold_of(place, FOLDS) != FOLD for place in p.places)]
    asked = [p for p in pairs if fold_of(p.places[0], FOLDS) == FOLD]
    random.Random(0).shuffle(known)
    os.chdir(tempfile.mkdtemp())
    write(Path("known.tsv"), known)
    write(Path("asked.tsv"), asked)
    Path("settings.yaml").write_text(json.dumps(SETTINGS))
    begun = time.process_time()
    train(input_file_path="settings.yaml", dataset_path="known.tsv", model_name="m")
    print(len(known), "pairs", round(time.process_time() - begun), "s")
    inference(
        input_file_path="settings.yaml", dataset_path="asked.tsv",
        pretrained_model_path="models/m/m.model", pretrained_vocab_path="models/m/m.vocab",
    )  # fmt: skip
    with Path("said.tsv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    assert [row[5] == "1" for row in rows] == [p.same for p in asked], "its rows are not ours"
    print(len(asked), "asked", figures(asked, np.array([row[2] == "1" for row in rows])))


if __name__ == "__main__":
    main()

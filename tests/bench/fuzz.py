"""Feeds random bytes to what reads strangers' files: `python tests/bench/fuzz.py [--seconds 60] [TARGET...]`.

Needs atheris (`pip install atheris`, for Linux). Each target of `tests/fuzz_cases.py` begins from its folder in
`tests/cases/fuzz`. What makes one fail, hang or swell is left in `--found`: name it for its fault and put it into
that folder, where the tests try it from then on.
"""

import argparse
import subprocess
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

SLOWEST = 10
"""Seconds for an input of some kilobytes: reading one takes milliseconds."""

MOST_MB = 1500
"""Resident memory: the gazetteer's index and the instrumentation take some 600 MB."""

LONGEST = 4096
"""Bytes of an input."""


def one(target: str, seconds: int, found: Path) -> None:
    """Fuzzes one target in this process, which libFuzzer ends."""
    import atheris

    with atheris.instrument_imports(include=["geo", "gazetteer"]):
        from tests.fuzz_cases import SEEDS, TARGETS
    warnings.simplefilter("error", RuntimeWarning)
    fresh = found / target
    fresh.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={SLOWEST}",
        f"-rss_limit_mb={MOST_MB}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={fresh}/",
        "-verbosity=0",
        "-print_final_stats=1",
    ]
    atheris.Setup([target, *options, str(fresh), str(SEEDS / target)], TARGETS[target])
    atheris.Fuzz()


def main() -> int:
    """Fuzzes each target in a process of its own; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"))
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        one(given.targets[0], given.seconds, given.found)
        return 0
    from tests.fuzz_cases import TARGETS

    failed = []
    for target in given.targets or TARGETS:
        print(f"== {target}", flush=True)
        again = [sys.executable, __file__, "--here", target, "--seconds", str(given.seconds), "--found", given.found]
        if subprocess.run(again).returncode:
            failed.append(target)
    print("failed:", ", ".join(failed) or "none")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())

"""Calling the command line from tests, in this process or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Dateline = Callable[..., Ran]
"""Runs `dateline ARGS...`; `stdin` gives bytes for its standard input."""


def environment(**more: str) -> Mapping[str, str]:
    """The environment of a process that runs the working tree."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **more}


def command(*args: str | Path) -> list[str]:
    """The command line of `dateline ARGS...` in a process of its own."""
    return [sys.executable, "-m", "geo", *map(str, args)]


def run(*args: str | Path, cwd: Path, shell_before: str = ":") -> Ran:
    """`dateline ARGS...` in a process of its own, after what `shell_before` sets in its shell."""
    call = ["sh", "-c", f'{shell_before}; exec "$@"', "sh", *command(*args)]
    done = subprocess.run(call, cwd=cwd, env=environment(), capture_output=True, encoding="utf-8", timeout=120)
    return Ran(done.returncode, done.stdout, done.stderr)

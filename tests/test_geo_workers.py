"""Workers: results in the order of tasks, no more under way than allowed, and what happens when one of them dies."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.workers import AHEAD, Crew, WorkerDied
from tests.cli_cases import ROOT, environment
from tests.worker_cases import Sum, broken_maker, make_worker

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")


def test_results_come_in_the_order_of_tasks_and_few_tasks_are_taken_ahead() -> None:
    drawn = taken = ahead = 0

    def tasks() -> Iterator[Sum]:
        nonlocal drawn, ahead
        for number in range(400):
            drawn += 1
            ahead = max(ahead, drawn - taken)
            yield Sum(number, "dawdle" if number in (0, 311) else "square")

    with Crew(make_worker, 2, 1000) as crew:
        for number, (task, result) in enumerate(crew.in_order(2, tasks())):
            assert (task.number, result) == (number, number**2)
            taken += 1
        assert taken == 400
        assert AHEAD < ahead <= 2 * AHEAD
        assert [result for _, result in crew.in_order(3, map(Sum, range(4)))] == [0, 1, 8, 27]
        processes = {result for _, result in crew.in_order(2, (Sum(n, "pid") for n in range(20)))}
    assert len(processes) == 2
    assert multiprocessing.active_children() == []


def test_large_tasks_wait_for_one_another() -> None:
    drawn = taken = 0

    def tasks() -> Iterator[Sum]:
        nonlocal drawn
        for number in range(12):
            drawn += 1
            assert drawn - taken <= 2
            yield Sum(number, size=600)

    with Crew(make_worker, 2, 1000) as crew:
        for _ in crew.in_order(2, tasks()):
            taken += 1
    assert taken == 12


def test_who_has_less_before_it_is_given_the_next_task() -> None:
    long = Sum(0, "dawdle", size=500)
    with Crew(make_worker, 2, 1000) as crew:
        done = list(crew.in_order(2, [long, *(Sum(n, "pid") for n in range(1, 30))]))
    assert len({pid for _, pid in done[1:]}) == 1


def test_what_was_done_before_a_worker_died_is_given_back_first() -> None:
    for workers in (1, 2):
        taken = []
        ends = {20: "die", 17: "dawdle"}
        with Crew(make_worker, workers, 1000) as crew, pytest.raises(WorkerDied):
            for task, _ in crew.in_order(2, (Sum(n, ends.get(n, "square")) for n in range(30))):
                taken.append(task.number)
        assert taken == list(range(20))


def test_an_error_comes_with_its_place_in_the_worker() -> None:
    with Crew(make_worker, 1, 1000) as crew:
        results = crew.in_order(2, [Sum(2), Sum(3, "fail"), Sum(4)])
        assert next(results)[1] == 4
        with pytest.raises(ValueError, match="no square of 3") as caught:
            next(results)
    assert "in work" in "".join(caught.value.__notes__)


def test_a_worker_that_cannot_begin_says_why() -> None:
    with Crew(broken_maker, 1, 1000) as crew, pytest.raises(FileNotFoundError, match="the index is gone"):
        list(crew.in_order(2, [Sum(1)]))


def test_a_killed_worker_is_named_with_its_task_and_leaves_no_other_behind() -> None:
    with Crew(make_worker, 2, 1000) as crew:
        results = crew.in_order(2, (Sum(n, "die" if n == 5 else "square") for n in range(40)))
        with pytest.raises(WorkerDied, match=r"killed by signal 9 while it read number 5\.") as caught:
            list(results)
    assert "fewer --workers" in caught.value.hint
    assert multiprocessing.active_children() == []


_PARENT = """
import time
from geo.workers import Crew
from tests.worker_cases import Sum, make_worker
if __name__ == "__main__":
    with Crew(make_worker, 2, 1000) as crew:
        print(*{result for _, result in crew.in_order(2, (Sum(n, "pid") for n in range(20)))}, flush=True)
        time.sleep(60)
"""


def test_workers_end_when_who_started_them_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, script], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(workers) == 2 and all(map(_lives, workers))
    parent.send_signal(signal.SIGKILL)
    parent.wait(timeout=30)
    parent.stdout.close()
    until = time.monotonic() + 10
    while any(map(_lives, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(_lives, workers))


def _lives(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody asked after does not."""
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False

"""Worker processes that take tasks and give results back in the order of the tasks.

A process is started afresh (spawn), so that it shares nothing by accident; what it needs it opens itself, once. Each
has a pipe of its own for tasks and one for results, so that a process that is killed can spoil no lock or queue of the
others. At either end a thread receives, so that no one who sends waits for one who is at work.
"""

import multiprocessing
import os
import pickle
import queue
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar, cast

from geo.errors import DatelineError

AHEAD = 4
"""Tasks sent to a worker and not yet taken back. With 2, workers waited while the writer wrote a long report; with more
than 4 the same corpora took no less time."""

_PATIENCE_S = 5.0
"""Seconds that a worker may take to end once its pipe is closed; it ends at once, unless the system is thrashing."""


class WorkerDied(DatelineError, ChildProcessError):
    """A worker process ended in the middle of a task; the message says which."""


class Task(Protocol):
    """What is handed to a worker; picklable."""

    @property
    def name(self) -> str:
        """As an error calls it."""
        ...

    @property
    def size(self) -> int:
        """Roughly the code points that it brings into memory."""
        ...


T = TypeVar("T", bound=Task)
R = TypeVar("R")


class Crew(Generic[T, R]):
    """Workers, each of which calls `make` once and the function that this gives for each task.

    A context manager: on leaving it no worker is left. Should this process be killed, the workers end by themselves.
    """

    def __init__(self, make: Callable[[], Callable[[T], R]], workers: int, budget: int) -> None:
        """`make` must be picklable. At most `budget` code points of tasks are under way, or one task."""
        self._make = make
        self._count = workers
        self._budget = budget
        self._inbox: queue.SimpleQueue[tuple[int, bytes | None]] = queue.SimpleQueue()
        self._processes: list[BaseProcess] = []
        self._pipes: list[Connection] = []
        self._under_way: list[deque[tuple[int, T]]] = []

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("spawn")
        for number in range(self._count):
            tasks, feed = context.Pipe(duplex=False)
            results, drain = context.Pipe(duplex=False)
            process = context.Process(target=_serve, args=(self._make, tasks, drain), daemon=True)
            with _uninterrupted():
                process.start()
            tasks.close()
            drain.close()
            self._processes.append(process)
            self._pipes.append(feed)
            self._under_way.append(deque())
            threading.Thread(target=_receive, args=(results, number, self._inbox), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(_PATIENCE_S)
            if process.exitcode is None:
                process.kill()
                process.join()

    def in_order(self, tasks: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Each task with its result, in the order of the tasks. Tasks are taken as workers become free.

        Raises:
            WorkerDied: a worker ended before its task did.
            Exception: what the function raised for a task, with a note of where in the worker.
        """
        coming, sent, taken = iter(tasks), 0, 0
        sizes: deque[int] = deque()
        arrived: dict[int, tuple[T, bytes]] = {}
        more = True
        while True:
            while more and (not sizes or (len(sizes) < AHEAD * self._count and sum(sizes) < self._budget)):
                task = next(coming, None)
                more = task is not None
                if task is not None:
                    self._send(sent, task)
                    sizes.append(task.size)
                    sent += 1
            if taken == sent:
                return
            while taken not in arrived:
                number, held, data = self._next()
                arrived[number] = held, data
            task, data = arrived.pop(taken)
            yield task, _result(data)
            sizes.popleft()
            taken += 1

    def _send(self, number: int, task: T) -> None:
        worker = min(range(self._count), key=lambda k: len(self._under_way[k]))
        self._under_way[worker].append((number, task))
        try:
            self._pipes[worker].send(task)
        except BrokenPipeError:
            raise self._died(worker) from None

    def _next(self) -> tuple[int, T, bytes]:
        worker, data = self._inbox.get()
        if data is None:
            raise self._died(worker)
        return *self._under_way[worker].popleft(), data

    def _died(self, worker: int) -> WorkerDied:
        self._processes[worker].join(_PATIENCE_S)
        code = self._processes[worker].exitcode
        how = f"was killed by signal {-code}" if code and code < 0 else f"ended with code {code}"
        tasks = self._under_way[worker]
        return WorkerDied(
            f"a worker process {how}" + (f" while it read {tasks[0][1].name}." if tasks else "."),
            "Signal 9 mostly means that memory ran out: try fewer --workers. The same command goes on from here.",
        )


def _serve(make: Callable[[], Callable[[T], R]], tasks: Connection, results: Connection) -> None:
    """The work of a worker process: it ends when its pipe is closed, also by the death of who started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the first process decides
    inbox: queue.SimpleQueue[tuple[int, bytes | None]] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(tasks, 0, inbox, lambda: os._exit(0)), daemon=True).start()
    work: Callable[[T], R] | None = None
    while True:
        _, data = inbox.get()
        assert data is not None  # at the end of the pipe the process ends
        try:
            work = work or make()
            answer: tuple[Any, BaseException | None] = work(pickle.loads(data)), None
        except Exception as error:  # noqa: BLE001 - it is raised again where the result is taken
            error.add_note("In a worker process:\n" + "".join(traceback.format_exception(error)))
            answer = None, error
        try:
            results.send_bytes(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
        except BrokenPipeError:
            os._exit(0)


def _receive(
    pipe: Connection,
    number: int,
    inbox: "queue.SimpleQueue[tuple[int, bytes | None]]",
    at_end: Callable[[], None] = lambda: None,
) -> None:
    """Passes on what comes through a pipe, and None at its end."""
    try:
        while True:
            inbox.put((number, pipe.recv_bytes()))
    except (EOFError, OSError):
        inbox.put((number, None))
        at_end()


def _result(data: bytes) -> Any:
    result, error = cast(tuple[Any, BaseException | None], pickle.loads(data))
    if error is not None:
        raise error
    return result


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Holds Ctrl-C back, and in the processes started meanwhile for good: they must not print a traceback over it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

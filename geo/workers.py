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
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar, cast

from geo.errors import DatelineError

AHEAD = 32
"""Tasks a worker that are under way at most. Results are taken in the order of tasks, so that behind a long report the
others pile up: with 4, a worker waited as soon as another had a report of eight times the mean before it, or the writer
carried its log into the file. Some 50,000 code points of reports, a fifth of a second; `budget` bounds longer ones."""

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


S = TypeVar("S")
T = TypeVar("T", bound=Task)
R = TypeVar("R")

Make = Callable[[], Callable[[S], Callable[[T], R]]]
"""Makes, in a worker, what is given what all tasks share and then gives the function that is called for each."""


class Crew(Generic[S, T, R]):
    """Workers, each of which calls `make` at once, while who started them makes ready too.

    A context manager: on leaving it no worker is left. Should this process be killed, the workers end by themselves.
    """

    def __init__(self, make: Make[S, T, R], workers: int, budget: int) -> None:
        """`make` must be picklable. At most `budget` code points of tasks are under way, or one task."""
        self._make = make
        self._count = workers
        self._budget = budget
        self._dead: set[int] = set()
        self._inbox: queue.SimpleQueue[tuple[int, bytes | None]] = queue.SimpleQueue()
        self._processes: list[BaseProcess] = []
        self._pipes: list[Connection] = []
        self._under_way: list[deque[tuple[int, T]]] = []
        self._load: list[int] = []

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
            self._load.append(0)
            threading.Thread(target=_receive, args=(results, number, self._inbox), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the workers, and with them whatever they hold open."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(_PATIENCE_S)
            if process.exitcode is None:
                process.kill()
                process.join()

    def in_order(self, shared: S, tasks: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Each task with its result, in the order of the tasks, given what they share. Tasks are taken as workers
        become free.

        Raises:
            WorkerDied: a worker ended before its task did.
            Exception: what the function raised for a task, with a note of where in the worker.
        """
        for worker in range(self._count):
            self._put(worker, (False, shared))
        coming, sent, taken = iter(tasks), 0, 0
        sizes: deque[int] = deque()
        arrived: dict[int, tuple[T, bytes]] = {}
        more = True
        while True:
            while not self._inbox.empty():
                self._take(arrived)
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
                for worker in self._dead:
                    if any(number == taken for number, _ in self._under_way[worker]):
                        raise self._died(worker)
                self._take(arrived)
            task, data = arrived.pop(taken)
            yield task, _result(data)
            sizes.popleft()
            taken += 1

    def _send(self, number: int, task: T) -> None:
        worker = min(range(self._count), key=self._load.__getitem__)
        self._under_way[worker].append((number, task))
        self._load[worker] += task.size
        self._put(worker, (True, task))

    def _put(self, worker: int, message: tuple[bool, S | T]) -> None:
        with suppress(BrokenPipeError):  # what it did before comes first; then its end is seen
            self._pipes[worker].send(message)

    def _take(self, arrived: dict[int, tuple[T, bytes]]) -> None:
        """Takes what a worker gave back; where it ended instead, remembers that."""
        worker, data = self._inbox.get()
        if data is None:
            self._dead.add(worker)
            return
        number, task = self._under_way[worker].popleft()
        self._load[worker] -= task.size
        arrived[number] = task, data

    def _died(self, worker: int) -> WorkerDied:
        self._processes[worker].join(_PATIENCE_S)
        code = self._processes[worker].exitcode
        how = f"was killed by signal {-code}" if code and code < 0 else f"ended with code {code}"
        tasks = self._under_way[worker]
        return WorkerDied(
            f"a worker process {how}" + (f" while it read {tasks[0][1].name}." if tasks else "."),
            "Signal 9 mostly means that memory ran out: try fewer --workers. The same command goes on from here.",
        )


def _serve(make: Make[S, T, R], tasks: Connection, results: Connection) -> None:
    """The work of a worker process: it ends when its pipe is closed, also by the death of who started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the first process decides
    inbox: queue.SimpleQueue[tuple[int, bytes | None]] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(tasks, 0, inbox, lambda: os._exit(0)), daemon=True).start()
    begin, failed = _tried(make)
    work: Callable[[T], R] | None = None
    while True:
        _, data = inbox.get()
        assert data is not None  # at the end of the pipe the process ends
        is_task, value = pickle.loads(data)
        if not is_task:
            work, failed = _tried(partial(begin, value)) if begin else (None, failed)
            continue
        answer = _tried(partial(work, value)) if work else (None, failed)
        try:
            results.send_bytes(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
        except BrokenPipeError:
            os._exit(0)


def _tried(call: Callable[[], R]) -> tuple[R | None, BaseException | None]:
    """What a call gives, or what it raises, which is raised again where the result is taken."""
    try:
        return call(), None
    except Exception as error:  # noqa: BLE001
        error.add_note("In a worker process:\n" + "".join(traceback.format_exception(error)))
        return None, error


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

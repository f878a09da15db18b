"""Several processes that work for one call, and never outlive it: without threads, and each deaf to interrupts.

Each is given its parts through a pipe of its own, whose other end nobody else holds: when whoever began it is gone, it
reads the end of the pipe and ends too.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from clearance.errors import EngineFault, Problem

_Answer = TypeVar("_Answer")
_AT_ONCE = 2
"""Parts that a process is given at a time: one to work on, and one so that it need not wait for the next."""


class Workers:
    """Processes that were begun for one call, by their pipes."""

    def __init__(self, pipes: Sequence[Connection]) -> None:
        self._pipes = pipes

    def answers(self, work: Callable[[int], _Answer], parts: int) -> Iterator[_Answer]:
        """Return what comes of each part, named by its number, in their order. Raises: EngineFault."""
        given = {pipe: deque[int]() for pipe in self._pipes}
        done: dict[int, _Answer] = {}
        rest = iter(range(parts))
        for pipe in list(self._pipes) * _AT_ONCE:
            _give(work, rest, pipe, given[pipe])
        for wanted in range(parts):
            while wanted not in done:
                ready = wait([pipe for pipe in self._pipes if given[pipe]])
                for pipe in [one for one in self._pipes if one in ready]:
                    done[given[pipe].popleft()] = _received(pipe)
                    _give(work, rest, pipe, given[pipe])
            yield done.pop(wanted)


@contextmanager
def workers(number: int, begin: Callable[..., None], *given: Any) -> Iterator[Workers]:
    """Begin so many processes, each with ``begin``; end them when the work is done or, at once, where it is cut short.

    What is ``given`` to ``begin`` holds all they need; afterwards they are told numbers alone.
    """
    context = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else None)
    ours, children = list[Connection](), list[Any]()
    try:
        for _ in range(number):
            mine, theirs = context.Pipe()
            ours.append(mine)
            child = context.Process(target=_serve, args=(theirs, tuple(ours), begin, given), daemon=True)
            with _undisturbed():
                child.start()
                children.append(child)
            theirs.close()
        yield Workers(ours)
    finally:
        for pipe in ours:
            pipe.close()
        for child in children:
            child.kill()
            child.join()


def _give(work: object, rest: Iterator[int], pipe: Connection, given: deque[int]) -> None:
    """Give a process its next part, if there is one. The message is small, so that nobody waits to be rid of it."""
    number = next(rest, None)
    if number is not None:
        given.append(number)
        with suppress(OSError):  # a process that is gone is noticed when its answer is read
            pipe.send((work, number))


def _received(pipe: Connection) -> Any:
    try:
        answer, fault = pipe.recv()
    except (EOFError, OSError):
        what = "one of the processes was ended from outside, so not everything was decided"
        raise EngineFault(Problem(None, what, "Look at the memory left, or use fewer --jobs.")) from None
    if fault:
        raise RuntimeError(fault)
    return answer


def _serve(pipe: Connection, others: Sequence[Connection], begin: Callable[..., None], given: tuple[Any, ...]) -> None:
    """Work on parts until there are no more: the life of one process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:
        other.close()
    with suppress(EOFError, OSError):
        begin(*given)
        while True:
            work, part = pipe.recv()
            pipe.send(_answered(work, part))
    os._exit(0)


def _answered(work: Callable[[int], Any], part: int) -> tuple[Any, str]:
    try:
        return work(part), ""
    except Exception:
        return None, traceback.format_exc()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep interrupts waiting while a process begins: it begins deaf to them, and this one hears them afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

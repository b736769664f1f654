"""A clock of two processes, which leaps over the time in which both wait.

Home Assistant leads and the simulated cloud follows. When nothing is ready in either,
no thread works and no byte is on its way, the clock is set forward to the next timer.
So a day of polls takes seconds. What code takes to run counts in full: a figure holds
the real time of the real code over real sockets.
"""

import asyncio
from collections.abc import Callable
from math import inf
from mmap import mmap
import time
from typing import Any

# Real seconds in which bytes on their way between two sockets arrive for certain.
_SETTLING = 0.001

_real_time, _real_monotonic = time.time, time.monotonic

# Shared by a process and its forks: how far the clock has leapt, in seconds; how often
# the leader has asked if the follower is idle; the last of these questions that it was
# idle at; and its next timer then.
_shared = memoryview(mmap(-1, 32)).cast("d")
_LEAPT, _ASKED, _IDLE_AT, _DUE = range(4)


def install() -> None:
    """Let Python's clocks leap. Before anything else is imported: it may keep them."""
    time.time = lambda: _real_time() + _shared[_LEAPT]
    time.monotonic = lambda: _real_monotonic() + _shared[_LEAPT]


def leading_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop that makes the clocks leap."""
    loop = asyncio.new_event_loop()
    real_run = loop.run_in_executor
    at_work: set[asyncio.Future[Any]] = set()

    def wait(real_select: Callable[[float], list[Any]], due: float) -> list[Any]:
        """Return what is ready; leap if nothing is and nothing will be before."""
        events = real_select(_SETTLING)
        if events or at_work:
            return events
        _shared[_ASKED] += 1
        while _shared[_IDLE_AT] != _shared[_ASKED]:
            if events := real_select(_SETTLING):
                return events
        if events := real_select(0):
            return events
        leap = min(due, _shared[_DUE]) - time.monotonic()
        if leap < inf:
            _shared[_LEAPT] += max(1e-6, leap)
        return []

    def run_in_executor(*args: Any) -> asyncio.Future[Any]:
        """Remember that a thread works, whose time is real."""
        future = real_run(*args)
        at_work.add(future)
        future.add_done_callback(at_work.discard)
        return future

    loop.run_in_executor = run_in_executor  # type: ignore[assignment,method-assign]
    _wait_with(loop, wait)
    return loop


def following_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop that tells the leading one when it is idle."""
    loop = asyncio.new_event_loop()

    def wait(real_select: Callable[[float], list[Any]], due: float) -> list[Any]:
        """Return what is ready, or nothing when it is due, however far away that is."""
        while True:
            # What was sent before the question is here when nothing is found after it.
            asked = _shared[_ASKED]
            if (events := real_select(_SETTLING)) or time.monotonic() >= due:
                return events
            _shared[_DUE] = due
            _shared[_IDLE_AT] = asked

    _wait_with(loop, wait)
    return loop


def _wait_with(
    loop: asyncio.AbstractEventLoop,
    wait: Callable[[Callable[[float], list[Any]], float], list[Any]],
) -> None:
    """Let a loop that has nothing to do wait like this for its next timer."""
    selector: Any = loop._selector  # type: ignore[attr-defined]  # noqa: SLF001
    real_select = selector.select

    def select(timeout: float | None = None) -> list[Any]:
        """Return what is ready."""
        if timeout is not None and timeout <= 0:
            events: list[Any] = real_select(timeout)
            return events
        due = inf if timeout is None else time.monotonic() + timeout
        return wait(real_select, due)

    selector.select = select

"""A clock that leaps over the time in which everything waits.

When nothing is ready, no thread works and no byte is on its way, the clock is set
forward to the next timer. So a day of polls takes seconds. What code takes to run
counts in full, so that a figure holds the real time of the real code over real sockets;
or, on a clock that only leaps, not at all, so that it holds waiting alone.
"""

import asyncio
import time
from typing import Any

# Real seconds in which bytes on their way between two sockets arrive for certain.
_SETTLING = 0.001

_real_time, _real_monotonic = time.time, time.monotonic


class _Leaps:
    """How far the clock has leapt, in seconds."""

    seconds = 0.0


def install(*, only_leaps: bool) -> None:
    """Let Python's clocks leap. Before anything else is imported: it may keep them."""
    started = _real_time(), _real_monotonic()
    if only_leaps:
        time.time = lambda: started[0] + _Leaps.seconds
        time.monotonic = lambda: started[1] + _Leaps.seconds
    else:
        time.time = lambda: _real_time() + _Leaps.seconds
        time.monotonic = lambda: _real_monotonic() + _Leaps.seconds


def leaping_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop that makes the clocks leap."""
    loop = asyncio.new_event_loop()
    selector: Any = loop._selector  # type: ignore[attr-defined]  # noqa: SLF001
    real_select, real_run = selector.select, loop.run_in_executor
    at_work: set[asyncio.Future[Any]] = set()

    def select(timeout: float | None = None) -> list[Any]:
        """Return what is ready; leap if nothing is and nothing will be before."""
        if not timeout:
            events: list[Any] = real_select(timeout)
            return events
        started = time.monotonic()
        events = real_select(_SETTLING)
        if not events and not at_work:
            # On a clock that runs, what was waited for really is part of it.
            passed = time.monotonic() - started
            _Leaps.seconds += max(1e-6, timeout - passed)
        return events

    def run_in_executor(*args: Any) -> asyncio.Future[Any]:
        """Remember that a thread works, whose time is real."""
        future = real_run(*args)
        at_work.add(future)
        future.add_done_callback(at_work.discard)
        return future

    selector.select = select
    loop.run_in_executor = run_in_executor  # type: ignore[assignment,method-assign]
    return loop

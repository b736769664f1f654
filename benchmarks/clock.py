"""A clock that leaps over the time in which everything waits.

What code takes to run counts in full. What a timer waits for does not: when nothing is
ready, no thread works and no byte is on its way, the clock is set forward to the next
timer. So a day of polls takes seconds, and each figure still holds the real time of the
real code over real sockets.
"""

import asyncio
import time
from typing import Any

# Real seconds in which bytes on their way between two sockets arrive for certain.
_SETTLING = 0.001

_real_time, _real_monotonic = time.time, time.monotonic
_leapt = 0.0


def install() -> None:
    """Let Python's clocks leap. Before anything else is imported: it may keep them."""
    time.time = lambda: _real_time() + _leapt
    time.monotonic = lambda: _real_monotonic() + _leapt


def leaping_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop that makes the clocks leap."""
    loop = asyncio.new_event_loop()
    selector: Any = loop._selector  # type: ignore[attr-defined]  # noqa: SLF001
    real_select, real_run = selector.select, loop.run_in_executor
    at_work: set[asyncio.Future[Any]] = set()

    def select(timeout: float | None = None) -> list[Any]:
        """Return what is ready; leap if nothing is and nothing will be before."""
        global _leapt
        if timeout is None or timeout <= _SETTLING:
            events: list[Any] = real_select(timeout)
            return events
        started = _real_monotonic()
        events = real_select(_SETTLING)
        if not events and not at_work:
            # What was waited for really is part of it.
            _leapt += max(0.0, timeout - (_real_monotonic() - started))
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

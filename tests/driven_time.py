"""Time that leaps: whenever all wait for a timer, both clocks move there at once.

Client, Home Assistant and simulated cloud live in one event loop. While none of them
has anything to do before the next timer is due, the frozen clock is set to that moment:
five minutes between two polls, or a minute of busy network, pass in no time, with every
timeout and every pause at its place.

For the process, time goes back whenever the next test begins. What outlives a test must
not remember a moment of it, which would lie hours ahead then.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from blinkpy.helpers.util import Throttle
from freezegun.api import FrozenDateTimeFactory
import pytest

# Real seconds in which bytes on their way between two sockets arrive for certain.
_SETTLING = 0.001


@contextmanager
def driven_time(
    loop: asyncio.AbstractEventLoop, freezer: FrozenDateTimeFactory
) -> Generator[None]:
    """Let time leap in a loop whose clock the freezer has frozen."""
    selector: Any = loop._selector  # type: ignore[attr-defined]
    real_select = selector.select
    real_run_in_executor = loop.run_in_executor
    at_work: set[asyncio.Future[Any]] = set()
    last_calls: dict[Throttle, int] = {}

    def select(timeout: float | None = None) -> list[Any]:
        """Return what is ready; leap if nothing is and nothing will be before."""
        events: list[Any] = real_select(0 if timeout == 0 else _SETTLING)
        if not events and not at_work and timeout:
            freezer.tick(timedelta(seconds=timeout, microseconds=1))
        return events

    def run_in_executor(*args: Any) -> asyncio.Future[Any]:
        """Remember that a thread works, whose time cannot be driven."""
        future = real_run_in_executor(*args)
        at_work.add(future)
        future.add_done_callback(at_work.discard)
        return future

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selector, "select", select)
        # A frozen clock counts from 1970, where a float's steps are longer than the
        # nanosecond by which a loop takes timers early: it would wait for one for ever.
        patch.setattr(loop, "_clock_resolution", 1e-6)
        patch.setattr(loop, "run_in_executor", run_in_executor)
        # Throttles of blinkpy live as long as its modules. One that knew of an earlier
        # test's call would hold the first one here until then, for hours.
        last_call = property(
            lambda self: last_calls.get(self, 0), last_calls.__setitem__
        )
        patch.setattr(Throttle, "last_call", last_call, raising=False)
        yield

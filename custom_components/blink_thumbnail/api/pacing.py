"""How often Blink is asked, and how long an answer is waited for."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from itertools import chain, repeat
from typing import Any, Final, Self

from .errors import AnswerLostError, CoolingDownError

# Seconds; short enough for a second request while a homescreen is waited for.
_ANSWER_TIMEOUT: Final = 8


async def in_time[T](request: Awaitable[T]) -> T:
    """Return an answer, or raise AnswerLostError if it is too long in coming."""
    try:
        async with asyncio.timeout(_ANSWER_TIMEOUT):
            return await request
    except TimeoutError as err:
        raise AnswerLostError from err


class Ticker:
    """Ticks after each of the first gaps, and then every `interval`, to a deadline.

    All in seconds. What happens between two ticks counts into the gap; missed ticks
    are not made up.
    """

    def __init__(self, *first: float, interval: float, deadline: float) -> None:
        """Start to count the time with the first wait."""
        self._gaps = chain(first, repeat(interval))
        self._deadline = deadline
        self._clock = asyncio.get_running_loop().time
        self._started_at: float | None = None
        self._at = 0.0

    def __aiter__(self) -> Self:
        """Return itself."""
        return self

    async def __anext__(self) -> None:
        """Wait for the next tick."""
        # One reading for all: a clock that has moved on since would be past a deadline
        # of 0 before the first tick.
        now = self._clock()
        if self._started_at is None:
            self._started_at = self._at = now
        self._at = max(self._at + next(self._gaps), now)
        if self._at > self._started_at + self._deadline:
            raise StopAsyncIteration
        await asyncio.sleep(self._at - self._clock())


async def see_through(cleanup: Coroutine[Any, Any, None]) -> None:
    """Run a cleanup to its end, however often the caller is cancelled meanwhile."""
    task = asyncio.create_task(cleanup)
    is_cancelled = False
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            is_cancelled = True
    task.result()
    if is_cancelled:
        raise asyncio.CancelledError


async def patiently[T](request: Callable[[], Awaitable[T]], until: float) -> T:
    """Return an answer in time, after a pause that ends before `until`."""
    return await wait_out(lambda: in_time(request()), until)


async def wait_out[T](request: Callable[[], Awaitable[T]], until: float) -> T:
    """Return an answer, after a pause that Blink asks for if it ends before `until`.

    `until` is in seconds of the event loop's clock.

    Raises:
        CoolingDownError: The pause is longer.
    """
    clock = asyncio.get_running_loop().time
    while True:
        try:
            return await request()
        except CoolingDownError as err:
            if clock() + err.seconds > until:
                raise
            await asyncio.sleep(err.seconds)

"""How often Blink is asked, and how long an answer is waited for."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from typing import Final

from .errors import AnswerLostError

# Seconds; short enough for a second request while a homescreen is waited for.
_PATIENCE: Final = 8


async def in_time[T](request: Awaitable[T]) -> T:
    """Return an answer; one that is long in coming is asked for again instead."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return await request
    except TimeoutError as err:
        raise AnswerLostError from err


async def every(first: float, interval: float, deadline: float) -> AsyncGenerator[None]:
    """Yield after `first` seconds and then every `interval` ones until the deadline.

    What the caller does in between counts into the interval; it is never caught up.
    """
    clock = asyncio.get_running_loop().time
    end = clock() + deadline
    at = clock() + first
    while at <= end:
        await asyncio.sleep(max(0, at - clock()))
        yield
        at = max(at + interval, clock())

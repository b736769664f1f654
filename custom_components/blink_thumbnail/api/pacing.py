"""How often Blink is asked, and how long an answer is waited for."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from itertools import chain, repeat
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


async def every(
    *first: float, interval: float, deadline: float
) -> AsyncGenerator[None]:
    """Yield after each of the first gaps, and then every `interval` until the deadline.

    All in seconds. What the caller does in between counts into the gap; it is never
    caught up.
    """
    clock = asyncio.get_running_loop().time
    at = clock()
    end = at + deadline
    for gap in chain(first, repeat(interval)):
        at = max(at + gap, clock())
        if at > end:
            return
        await asyncio.sleep(max(0, at - clock()))
        yield

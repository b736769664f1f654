"""Tests of the time that leaps."""

import asyncio

from blinkpy.helpers.util import Throttle
from freezegun.api import FrozenDateTimeFactory

from .driven_time import driven_time


async def test_throttles_of_an_earlier_test(freezer: FrozenDateTimeFactory) -> None:
    """A throttle that an earlier test has called later in its day holds nothing."""
    loop = asyncio.get_running_loop()
    freezer.move_to("2026-11-02 09:00:00")

    throttled = Throttle(seconds=5)(asyncio.sleep)
    with driven_time(loop, freezer):
        await asyncio.sleep(4 * 3600)
        await throttled(0)
        called = loop.time()
        await throttled(0)
        assert 4 < loop.time() - called < 6
    freezer.move_to("2026-11-02 09:00:00")
    with driven_time(loop, freezer):
        called = loop.time()
        await throttled(0)
        assert loop.time() == called

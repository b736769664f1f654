"""What Home Assistant's process computes and writes for a poll and for a picture."""

import asyncio
from collections.abc import Awaitable, Callable
import gc
from statistics import median
import time
from typing import Any, Final

from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .counting import counting
from .home import Home
from .pictures import Cameras
from .requests import POLL

_POLLS: Final = 15
_PRESSES: Final = 10


async def event_loop(home: Home) -> dict[str, Any]:
    """Measure a poll and a press: computing time, and states that are written."""
    coordinator: DataUpdateCoordinator[Any] = home.entry.runtime_data
    await asyncio.sleep(2 * POLL)
    interval, coordinator.update_interval = coordinator.update_interval, None
    polls, states = [], 0
    for _ in range(_POLLS):
        await asyncio.sleep(POLL)
        # Images renew their addresses every five minutes; that is no poll's doing.
        with counting(home) as counted:
            polls.append(await _seconds_at_work(coordinator.async_refresh))
        states += counted.written
    cameras = Cameras(home)
    presses = []
    for _ in range(_PRESSES):
        before = await cameras.numbers(cameras.entity_ids[:1])
        gc.collect()
        with counting(home) as counted:
            presses.append((await cameras.press(before)).computing)
        await asyncio.sleep(20)
    return {
        "poll": median(polls),
        "press": median(presses),
        "states of a poll": states / _POLLS,
        "states of a picture": counted.written,
    }


async def _seconds_at_work(action: Callable[[], Awaitable[Any]]) -> float:
    """Return how long this process computed, which is not how long it waited."""
    gc.collect()
    started = time.process_time()
    await action()
    return time.process_time() - started

"""What Home Assistant's process computes and writes for a poll and for a picture."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
import gc
from statistics import median
import time
from typing import Any, Final

from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .counting import counting
from .home import Home
from .pictures import Cameras
from .requests import POLL

_TIMES: Final = 15


async def event_loop(home: Home) -> dict[str, Any]:
    """Measure a poll and a press: computing time, and states that are written."""
    coordinator: DataUpdateCoordinator[Any] = home.entry.runtime_data
    cameras = Cameras(home)
    await asyncio.sleep(2 * POLL)
    # Polls only when they are measured.
    coordinator.update_interval = None
    found: dict[str, Any] = {}
    for name, action in (
        ("poll", coordinator.async_refresh),
        ("press", partial(cameras.update, cameras.entity_ids[:1])),
    ):
        seconds, written = [], []
        for _ in range(_TIMES):
            await asyncio.sleep(POLL)
            # Images renew their addresses every five minutes, which is nobody's doing.
            with counting(home) as counted:
                seconds.append(await _seconds_at_work(action))
                await home.hass.async_block_till_done()
            written.append(counted.written)
        found |= {name: median(seconds), f"states of a {name}": median(written)}
    return found


async def _seconds_at_work(action: Callable[[], Awaitable[Any]]) -> float:
    """Return how long this process computed, which is not how long it waited."""
    gc.collect()
    started = time.process_time()
    await action()
    return time.process_time() - started

"""What Blink is asked for."""

import asyncio
from contextlib import nullcontext

from . import orders
from .dashboard import open_dashboard
from .home import Home
from .pictures import Cameras

POLL = 310
DAY = 86400

# How many requests, and the bytes of their answers.
type Requests = tuple[int, int]


def _requests(home: Home) -> Requests:
    """Return the requests since the last time."""
    found = home.cloud.call(orders.requests)
    return len(found), sum(size for _, size in found)


def _mean_of_ten(home: Home) -> Requests:
    """Return the same for one of ten things that were done since the last time."""
    count, size = _requests(home)
    return round(count / 10), round(size / 10)


async def adding(home: Home) -> dict[str, Requests]:
    """Count the requests of the config flow and of the first set-up together."""
    return {"adding the account, with its sign-in": _requests(home)}


async def requests(home: Home) -> dict[str, Requests]:
    """Count the requests of a start, a restart, a poll, a press and an idle day."""
    counted = {"restart with a spent token": _requests(home)}
    entries = home.hass.config_entries
    await entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    counted["restart"] = _requests(home)
    await asyncio.sleep(2 * POLL)
    _requests(home)
    await asyncio.sleep(10 * 300)
    counted["a poll"] = _mean_of_ten(home)
    cameras = Cameras(home)
    for _ in range(10):
        await cameras.update(cameras.entity_ids[:1])
    counted["a press"] = _mean_of_ten(home)
    await asyncio.sleep(DAY)
    counted["an idle day"] = _requests(home)
    return counted


async def dashboard(home: Home) -> dict[str, Requests]:
    """Count the requests of a day with motion every hour, whoever looks."""
    counted = {}
    await asyncio.sleep(2 * POLL)
    for name, opening in (
        ("a day with motion every hour, nobody looks", nullcontext()),
        ("a day with motion every hour, an open dashboard", open_dashboard(home)),
    ):
        _requests(home)
        async with opening:
            for _ in range(24):
                home.cloud.call(orders.record_clips)
                await asyncio.sleep(3600)
        counted[name] = _requests(home)
    return counted

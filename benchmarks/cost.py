"""What an integration costs: requests, computing time, states, memory."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
import gc
from statistics import median
import time
import tracemalloc
from typing import Any

from blink_cloud import Endpoint
from homeassistant.core import Event, callback
from homeassistant.helpers import aiohttp_client
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .home import Home
from .pictures import Cameras

POLL = 310


def _requests(home: Home) -> tuple[int, int]:
    """Return how many requests there were since the last time, and their bytes."""
    requests = list(home.cloud.requests)
    home.cloud.requests.clear()
    return len(requests), sum(request.answer_bytes for request in requests)


def _mean_of_ten(home: Home) -> tuple[int, int]:
    """Return the same for one of ten things that were done since the last time."""
    count, size = _requests(home)
    return round(count / 10), round(size / 10)


async def adding(home: Home) -> dict[str, Any]:
    """Count the requests of the config flow and of the first set-up together."""
    return {"adding the account, with its sign-in": _requests(home)}


async def requests(home: Home) -> dict[str, Any]:
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
    await asyncio.sleep(86400)
    counted["an idle day"] = _requests(home)
    return counted


async def _seconds_at_work(action: Callable[[], Awaitable[Any]]) -> float:
    """Return how long this process computed, which is not how long it waited."""
    gc.collect()
    started = time.process_time()
    await action()
    return time.process_time() - started


async def event_loop(home: Home) -> dict[str, Any]:
    """Measure a poll and a new picture: computing time, and states that are written.

    The simulated cloud lives in this process, too: what it takes to draw a homescreen
    and to send it is measured apart and taken off.
    """
    written: list[str] = []

    @callback
    def note(event: Event[Any]) -> None:
        """Note a state that was written."""
        written.append(event.data["entity_id"])

    coordinator: DataUpdateCoordinator[Any] = home.entry.runtime_data
    await asyncio.sleep(2 * POLL)
    coordinator.update_interval = None
    home.hass.bus.async_listen("state_changed", note)
    polls, bare, states = [], [], 0
    for _ in range(15):
        await asyncio.sleep(POLL)
        # Images renew their addresses every five minutes; that is no poll's doing.
        written.clear()
        polls.append(await _seconds_at_work(coordinator.async_refresh))
        states += len(written)
        bare.append(await _seconds_at_work(partial(_ask_alone, home)))
    written.clear()
    cameras = Cameras(home)
    await cameras.update(cameras.entity_ids[:1])
    await home.hass.async_block_till_done()
    return {
        "poll": median(polls) - median(bare),
        "states of a poll": states / 15,
        "states of a picture": len(written),
    }


async def _ask_alone(home: Home) -> None:
    """Ask the cloud for a homescreen, and do nothing with it."""
    account = home.account
    session = aiohttp_client.async_get_clientsession(home.hass)
    token = account.issue_access_token()
    async with session.get(
        f"https://rest-{account.tier}.immedia-semi.com"
        f"/api/v3/accounts/{account.id}/homescreen",
        headers={"Authorization": f"Bearer {token}"},
    ) as response:
        await response.read()


async def press(home: Home) -> float:
    """Return the seconds of computing for a press, the median of five."""
    cameras = Cameras(home)
    update = partial(cameras.update, cameras.entity_ids[:1])
    await update()
    return median([await _seconds_at_work(update) for _ in range(5)])


async def take_all(home: Home) -> dict[str, Any]:
    """Count what an update of all cameras makes Blink, and Home Assistant, do."""
    written: list[str] = []
    home.hass.bus.async_listen(
        "state_changed", callback(lambda event: written.append(event.event_type))
    )
    broadcasts: list[None] = []
    coordinator: DataUpdateCoordinator[Any] = home.entry.runtime_data
    coordinator.async_add_listener(lambda: broadcasts.append(None))
    await asyncio.sleep(POLL)
    cameras = Cameras(home)
    _requests(home)
    written.clear()
    broadcasts.clear()
    await cameras.update(cameras.entity_ids)
    await home.hass.async_block_till_done()
    homescreens = home.cloud.count(Endpoint.HOMESCREEN)
    return {
        "requests": _requests(home),
        "homescreens": homescreens,
        "broadcasts": len(broadcasts),
        "states": len(written),
    }


async def dashboard(home: Home) -> dict[str, Any]:
    """Count the requests of a day with a clip of each camera every hour.

    All that time a dashboard shows all cameras, and asks for each picture every minute.
    """
    cameras = Cameras(home)
    _requests(home)
    for minute in range(24 * 60):
        if minute % 60 == 30:
            for camera in home.account.cameras:
                camera.take_picture()
        for entity_id in cameras.entity_ids:
            await cameras.read(entity_id)
        await asyncio.sleep(60)
    return {"a day of an open dashboard, a clip an hour": _requests(home)}


async def memory(home: Home) -> list[int]:
    """Return the bytes of memory that one picture of each camera costs, and ten.

    That is on top of Home Assistant with the entry.
    """
    cameras = Cameras(home)
    tracemalloc.start()
    held = []
    for _ in range(10):
        for camera in home.account.cameras:
            camera.take_picture()
        await asyncio.sleep(2 * POLL)
        for entity_id in cameras.entity_ids:
            await cameras.read(entity_id)
        # Until they are on disk, too.
        await home.hass.async_block_till_done()
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return [held[0], held[-1]]

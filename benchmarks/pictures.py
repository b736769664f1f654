"""From a press to a new picture that can be read in Home Assistant."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
import time
from typing import Any

from blink_cloud import read_picture
from homeassistant.components.camera import async_get_image as get_camera_image
from homeassistant.components.image import async_get_image as get_image
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from . import PATIENCE
from .home import OURS, Home


class Cameras:
    """The cameras of a home, by their entities."""

    def __init__(self, home: Home) -> None:
        """Find them. `computing` is how long the last update computed, in seconds."""
        self.computing = 0.0
        self._home = home
        self._hass = home.hass
        platform = "image" if home.domain == OURS else "camera"
        self.entity_ids = [
            entity.entity_id
            for entity in er.async_entries_for_config_entry(
                er.async_get(home.hass), home.entry.entry_id
            )
            if entity.domain == platform
        ]

    async def read(self, entity_id: str) -> int:
        """Return the number of the picture that Home Assistant shows."""
        get: Callable[..., Any] = (
            get_image if self._home.domain == OURS else get_camera_image
        )
        try:
            image = await get(self._hass, entity_id)
        except HomeAssistantError:
            return 0
        return read_picture(image.content).number

    async def update(self, entity_ids: list[str]) -> None:
        """Have cameras take pictures, the way that each integration offers."""
        ours = self._home.domain == OURS
        started = time.process_time()
        await self._hass.services.async_call(
            self._home.domain,
            "update_thumbnail" if ours else "trigger_camera",
            {"entity_id": entity_ids},
            blocking=True,
        )
        self.computing = time.process_time() - started

    async def seconds_until_new(self, entity_ids: list[str]) -> tuple[float, int]:
        """Update cameras; return how long all took, and how many never came."""
        before = {entity_id: await self.read(entity_id) for entity_id in entity_ids}
        clock = self._hass.loop.time
        started = clock()
        await self.update(entity_ids)
        ended = clock()
        missing = [each for each in entity_ids if await self.read(each) <= before[each]]
        while missing and clock() - ended < PATIENCE:
            await asyncio.sleep(1)
            missing = [
                each for each in missing if await self.read(each) <= before[each]
            ]
            ended_reading = clock()
            if not missing:
                return ended_reading - started, 0
        return ended - started, len(missing)


async def single(home: Home, presses: int) -> dict[str, list[float | None]]:
    """Press one camera again and again; return ratios to the camera's own time.

    That is drawn anew for each press, half a second up or down, so that no schedule can
    be made for it. Then it is a camera whose time repeats within a tenth of a second,
    after the eight presses that let it be known; and one in whose network a clip is
    recorded for five seconds more, which count as its own. None is a picture that never
    came.
    """
    found = {}
    for seconds in (2, 3, 6, 30):
        found[f"one press, {seconds} s ± 0.5 s"] = await _press(home, seconds, presses)
    repeats = await _press(home, 3, 8 + presses, spread=0.05)
    found["one press, 3 s ± 0.05 s, from the ninth on"] = repeats[8:]
    found["one press, 3 s ± 0.5 s, after five busy seconds"] = await _press(
        home, 3, presses, busy=5
    )
    return found


async def _press(
    home: Home, seconds: float, presses: int, *, spread: float = 0.5, busy: float = 0
) -> list[float | None]:
    """Press one camera again and again; return ratios to the camera's own time."""
    random = Random(seconds)
    cameras = Cameras(home)
    camera, neighbour = home.account.cameras[:2]
    ratios: list[float | None] = []
    for _ in range(presses):
        own = random.uniform(seconds - spread, seconds + spread)
        camera.snapshot_seconds = (own, own)
        if busy:
            neighbour.record_clip(seconds=busy)
        took, missing = await cameras.seconds_until_new(cameras.entity_ids[:1])
        ratios.append(None if missing else took / (own + busy))
        await asyncio.sleep(random.uniform(10, 20))
    return ratios


async def all_at_once(
    home: Home, draw: Callable[[], Awaitable[float]], pauses: list[float]
) -> list[tuple[float, int, float]]:
    """Update all, and again after each pause; return what came of each run.

    That is its ratio to the longest queue, which `draw` sets anew and returns, how many
    pictures never came, and the seconds of computing.
    """
    cameras = Cameras(home)
    found = []
    for pause in (*pauses, 0.0):
        longest = await draw()
        took, missing = await cameras.seconds_until_new(cameras.entity_ids)
        found.append((took / longest, missing, cameras.computing))
        await asyncio.sleep(pause)
    return found

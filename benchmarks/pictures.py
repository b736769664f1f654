"""From a press to a new picture that can be read in Home Assistant."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

from blink_cloud import Camera, read_picture
from homeassistant.components.camera import async_get_image as get_camera_image
from homeassistant.components.image import async_get_image as get_image
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from . import PATIENCE
from .home import OURS, Home


class Cameras:
    """The cameras of a home, by their entities."""

    def __init__(self, home: Home) -> None:
        """Find them."""
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
        await self._hass.services.async_call(
            self._home.domain,
            "update_thumbnail" if ours else "trigger_camera",
            {"entity_id": entity_ids},
            blocking=True,
        )

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


async def single(home: Home, seconds: float, presses: int) -> list[float | None]:
    """Press one camera again and again; return ratios to the camera's own time.

    Its own time is drawn anew for each press, half a second up or down, so that no
    schedule can be made for it. None is a picture that never came.
    """
    random = Random(seconds)
    cameras = Cameras(home)
    camera: Camera = home.account.cameras[0]
    ratios: list[float | None] = []
    for _ in range(presses):
        own = random.uniform(seconds - 0.5, seconds + 0.5)
        camera.snapshot_seconds = (own, own)
        took, missing = await cameras.seconds_until_new(cameras.entity_ids[:1])
        ratios.append(None if missing else took / own)
        await asyncio.sleep(random.uniform(10, 20))
    return ratios


async def all_at_once(home: Home, runs: int) -> list[tuple[float, int]]:
    """Update all, again and again; return what came of each run.

    That is its ratio to the longest queue, and how many pictures never came.
    """
    random = Random(1)
    cameras = Cameras(home)
    found = []
    for _ in range(runs):
        queues = []
        for network in home.account.networks:
            queue = 0.0
            for camera in network.cameras:
                own = random.uniform(2.5, 3.5)
                camera.snapshot_seconds = (own, own)
                queue += own
            queues.append(queue)
        took, missing = await cameras.seconds_until_new(cameras.entity_ids)
        found.append((took / max(queues), missing))
        # So that the next one begins elsewhere between two polls.
        await asyncio.sleep(random.uniform(300, 600))
    return found

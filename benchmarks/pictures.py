"""From a press to a new picture that can be read in Home Assistant."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
import time
from typing import Any, Final

from blink_cloud import read_picture
from homeassistant.components.camera import async_get_image as get_camera_image
from homeassistant.components.image import async_get_image as get_image
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from . import BUSY, LEARNING, PATIENCE
from .home import OURS, Home
from .orders import keep_busy, set_own_time

# How often a camera is pressed, and by how many seconds its time varies.
_PRESSES: Final = 15
_VARYING: Final = 0.5
_REPEATING: Final = 0.05

type Ratios = list[float | None]


@dataclass(frozen=True)
class Press:
    """What came of a press: seconds until all pictures were new, and how many never.

    `computing` is the seconds that the process computed until the action had ended.
    """

    seconds: float
    never: int
    computing: float


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

    async def numbers(self, entity_ids: list[str]) -> dict[str, int]:
        """Return the numbers of the pictures that Home Assistant shows."""
        return {entity_id: await self.read(entity_id) for entity_id in entity_ids}

    async def press(self, before: dict[str, int]) -> Press:
        """Update cameras, and wait until all show a newer picture than before."""
        clock = self._hass.loop.time
        started, computed = clock(), time.process_time()
        await self.update(list(before))
        seconds, computing = clock() - started, time.process_time() - computed
        ended = clock()
        missing = before
        while missing:
            now = await self.numbers(list(missing))
            missing = {each: at for each, at in missing.items() if now[each] <= at}
            if clock() - ended > PATIENCE:
                break
            if missing:
                await asyncio.sleep(1)
                seconds = clock() - started
        return Press(seconds, len(missing), computing)


async def single(home: Home) -> dict[int, Ratios]:
    """Press one camera whose time varies; return ratios to it, by its mean."""
    return {
        seconds: await _press(home, seconds, _VARYING, learning=0)
        for seconds in (2, 3, 6, 30)
    }


async def repeating(home: Home) -> dict[int, Ratios]:
    """Press one camera whose time repeats; return ratios to it, by its mean."""
    return {
        seconds: await _press(home, seconds, _REPEATING, learning=LEARNING)
        for seconds in (3, 6)
    }


async def busy(home: Home) -> Ratios:
    """Press one camera while its network is busy; return ratios to both times."""
    return await _press(home, 3, _VARYING, learning=0, busy=BUSY)


async def _press(
    home: Home, seconds: float, spread: float, *, learning: int, busy: float = 0
) -> Ratios:
    """Press one camera again and again; return ratios to what it cannot be less than.

    The camera's own time is drawn anew for each press, by up to `spread` more or less.
    The presses for learning do not count. None is a picture that never came.
    """
    random = Random(seconds)
    cameras = Cameras(home)
    ratios: Ratios = []
    for press in range(learning + _PRESSES):
        own = random.uniform(seconds - spread, seconds + spread)
        home.cloud.call(set_own_time, own)
        before = await cameras.numbers(cameras.entity_ids[:1])
        if busy:
            home.cloud.call(keep_busy, busy)
        found = await cameras.press(before)
        if press >= learning:
            ratios.append(None if found.never else found.seconds / (busy + own))
        await asyncio.sleep(random.uniform(10, 20))
    return ratios

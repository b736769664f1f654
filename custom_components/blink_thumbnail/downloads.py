"""Downloads a picture on demand, once for all viewers."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .api import (
    BlinkAuthError,
    BlinkClient,
    BlinkError,
    CoolingDownError,
    download_picture,
)
from .pictures import Pictures

# Seconds; less than the 10 after which Home Assistant's image proxy gives up: a viewer
# gets the last good picture instead of none.
_VIEW_TIMEOUT: Final = 8

# Seconds until a picture whose download failed is asked for again: a dashboard may look
# every few seconds. Each gap is twice as long as the one before it.
_FIRST_GAP: Final = 60.0
_LONGEST_GAP: Final = 600.0


@dataclass(frozen=True, slots=True)
class _Failure:
    """A thumbnail whose download failed, and when it may be asked for again.

    `gap` is in seconds, `due_at` in those of the event loop's clock.
    """

    thumbnail: str
    gap: float
    due_at: float


class Downloads:
    """The downloads of an account's pictures, by Camera.key and thumbnail."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        client: BlinkClient,
        pictures: Pictures,
    ) -> None:
        """Start without any."""
        self._hass = hass
        self._entry = entry
        self._client = client
        self._pictures = pictures
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._failures: dict[str, _Failure] = {}

    async def async_fetch(self, camera_key: str) -> None:
        """Download the picture that a camera shows, if it is not here.

        If that fails or takes too long, the last good one stays.
        """
        picture = self._pictures[camera_key]
        if (
            picture.thumbnail is not None
            and not picture.is_current
            and self._is_due(camera_key, picture.thumbnail)
        ):
            task = self._async_start(camera_key, picture.thumbnail)
            # One that takes longer goes on, and is there for the next look.
            await asyncio.wait([task], timeout=_VIEW_TIMEOUT)

    def _is_due(self, camera_key: str, thumbnail: str) -> bool:
        """Return if a thumbnail may be asked for, or again if it failed."""
        failure = self._failures.get(camera_key)
        return (
            failure is None
            or failure.thumbnail != thumbnail
            or failure.due_at <= self._hass.loop.time()
        )

    @callback
    def _async_start(self, camera_key: str, thumbnail: str) -> asyncio.Task[None]:
        """Return the download of a thumbnail, begun now if there is none yet."""
        key = camera_key, thumbnail
        if key not in self._tasks:
            self._tasks[key] = task = self._entry.async_create_background_task(
                self._hass, self._async_download(*key), "Download of a thumbnail"
            )
            task.add_done_callback(lambda _: self._tasks.pop(key))
        return self._tasks[key]

    async def _async_download(self, camera_key: str, thumbnail: str) -> None:
        """Download a picture and keep it."""
        failure = self._failures.get(camera_key)
        gap = _FIRST_GAP
        try:
            if failure is None or failure.thumbnail != thumbnail:
                jpeg = await download_picture(self._client, thumbnail)
            else:
                gap = min(failure.gap * 2, _LONGEST_GAP)
                jpeg = await self._client.get_picture(thumbnail)
        except CoolingDownError, BlinkAuthError:
            # Blink's pause ends by itself, and the end of a sign-in is told elsewhere.
            return
        except BlinkError:
            due_at = self._hass.loop.time() + gap
            self._failures[camera_key] = _Failure(thumbnail, gap, due_at)
        else:
            self._pictures.keep(camera_key, thumbnail, jpeg)
            self._pictures.async_save_soon()

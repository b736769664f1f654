"""Downloads of pictures that somebody looks at."""

import asyncio
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .api import BlinkClient, BlinkConnectionError, BlinkError
from .pictures import Pictures

# Less than the 10 s after which Home Assistant's image proxy gives up: whoever looks is
# shown the last good picture instead of none.
_PATIENCE: Final = 8


class Downloads:
    """Downloads a picture when somebody looks, and once for all who look."""

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
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def async_get_picture(self, camera_key: str) -> bytes | None:
        """Return a camera's JPEG: the thumbnail's, or else the last good one.

        None for a camera that never took a picture.

        Raises:
            BlinkError: There is no good one yet, and this one cannot be had.
        """
        picture = self._pictures[camera_key]
        if picture.thumbnail is not None and not picture.is_current:
            task = self._tasks.get(camera_key)
            if task is None or task.done():
                task = self._entry.async_create_background_task(
                    self._hass,
                    self._async_download(camera_key, picture.thumbnail),
                    "Download of a thumbnail",
                )
                self._tasks[camera_key] = task
            # One that takes longer goes on, and is there for the next look.
            await asyncio.wait([task], timeout=_PATIENCE)
        jpeg = self._pictures[camera_key].jpeg
        if jpeg is None and picture.thumbnail is not None:
            raise BlinkConnectionError
        return jpeg

    async def _async_download(self, camera_key: str, thumbnail: str) -> None:
        """Download a picture and keep it; if it fails the last good one stays."""
        try:
            jpeg = await self._client.get_picture(thumbnail)
        except BlinkError:
            return
        self._pictures.keep(camera_key, thumbnail, jpeg)
        self._pictures.async_save_soon()

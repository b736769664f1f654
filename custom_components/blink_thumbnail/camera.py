"""The same picture as a still, for all that draws cameras only."""

from contextlib import suppress
from typing import Final, override

from homeassistant.components.camera import Camera
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .entity import BlinkPictureEntity, async_add_entities_for, camera_keys

# A look wakes no camera.
PARALLEL_UPDATES = 0

# Seconds between two frames, for who draws a still as if it were a film.
_FRAME_INTERVAL: Final = 10


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up a still for each camera."""
    async_add_entities_for(entry, async_add_entities, camera_keys, BlinkStill)


class BlinkStill(BlinkPictureEntity, Camera):
    """A camera's last good picture; Home Assistant's own dashboards draw it."""

    _attr_brand = "Blink"
    _attr_frame_interval = _FRAME_INTERVAL

    def __init__(self, coordinator: BlinkCoordinator, camera_key: str) -> None:
        """Set up the still."""
        super().__init__(coordinator, camera_key)
        # Camera.__init__ has a different signature.
        Camera.__init__(self)

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the picture, None without one; Home Assistant makes it smaller."""
        with suppress(HomeAssistantError):
            return await self.async_get_picture()
        return None

"""Update thumbnail: the button that takes a new picture."""

from typing import override

from homeassistant.components.button import ButtonEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .entity import BlinkCameraEntity, async_add_camera_entities

# The coordinator's queue decides what runs side by side.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up a button for each camera."""
    async_add_camera_entities(entry, async_add_entities, BlinkUpdateThumbnailButton)


class BlinkUpdateThumbnailButton(BlinkCameraEntity, ButtonEntity):
    """Updates a camera's thumbnail."""

    def __init__(self, coordinator: BlinkCoordinator, camera_key: str) -> None:
        """Set up the button."""
        super().__init__(coordinator, camera_key, "update_thumbnail")

    @override
    async def async_press(self) -> None:
        """Return when the new picture is there."""
        await self.async_update_thumbnail()

"""A camera's picture."""

from datetime import datetime
from typing import override

from homeassistant.components.image import ImageEntity
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .entity import BlinkPictureEntity, async_add_entities_for, camera_keys

# The coordinator's queue decides what runs side by side.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up an image for each camera."""
    async_add_entities_for(entry, async_add_entities, camera_keys, BlinkImage)


class BlinkImage(BlinkPictureEntity, ImageEntity):
    """A camera's picture under its own name, whose state is when it was taken."""

    _attr_name = None

    def __init__(self, coordinator: BlinkCoordinator, camera_key: str) -> None:
        """Set up the image."""
        super().__init__(coordinator, camera_key)
        # ImageEntity.__init__ has a different signature.
        ImageEntity.__init__(self, coordinator.hass)

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the camera's picture."""
        await super().async_added_to_hass()
        signal = self.coordinator.pictures.signal(self.camera_key)
        self.async_on_remove(
            async_dispatcher_connect(self.hass, signal, self._async_show)
        )

    @callback
    def _async_show(self) -> None:
        """Show a picture, and who asked for it: nobody if it was taken elsewhere."""
        update = self.coordinator.ongoing.get(self.camera_key)
        self.async_set_context((update and update.context) or Context())
        self.async_write_ha_state()

    @property
    @override
    def image_last_updated(self) -> datetime | None:
        return self.coordinator.pictures[self.camera_key].taken_at

    @override
    async def async_image(self) -> bytes | None:
        return await self.async_get_picture()

    async def async_has_picture(self) -> bool:
        """Return if the picture that the state is about is here; download it if not."""
        await self.coordinator.downloads.async_fetch(self.camera_key)
        return self.coordinator.pictures[self.camera_key].is_current

"""Thumbnail update: what became of it."""

from typing import Final, override

from homeassistant.components.event import EventEntity
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .entity import BlinkCameraEntity, async_add_entities_for, camera_keys
from .updates import UpdateResult

# Nothing is asked of Blink here.
PARALLEL_UPDATES = 0

UPDATED: Final = "updated"
FAILED: Final = "failed"


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up an event for each camera."""
    async_add_entities_for(
        entry, async_add_entities, camera_keys, BlinkThumbnailUpdateEvent
    )


class BlinkThumbnailUpdateEvent(BlinkCameraEntity, EventEntity):
    """The last update of a camera's thumbnail, from wherever it came."""

    _attr_event_types = [UPDATED, FAILED]

    def __init__(self, coordinator: BlinkCoordinator, camera_key: str) -> None:
        """Set up the event."""
        super().__init__(coordinator, camera_key, "thumbnail_update")

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the camera's updates."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.updates.async_listen(self.camera_key, self._async_tell)
        )

    @callback
    def _async_tell(self, update: UpdateResult) -> None:
        """Tell of an update that is over, and whose it was."""
        self.async_set_context(update.context or Context())
        self._trigger_event(
            FAILED if update.reason else UPDATED,
            {
                "source": update.source,
                "reason": update.reason,
                "duration": update.duration,
            },
        )
        self.async_write_ha_state()

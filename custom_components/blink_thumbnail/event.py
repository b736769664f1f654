"""Picture result: what became of an update."""

from typing import Final, override

from homeassistant.components.event import EventEntity
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .addresses import picture_addresses
from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .entity import BlinkCameraEntity, async_add_entities_for, camera_keys
from .updates import UPDATED, Source, UpdateResult

# Nothing is asked of Blink here.
PARALLEL_UPDATES = 0

FAILED: Final = "failed"
UPDATED_ELSEWHERE: Final = "updated_elsewhere"


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up an event for each camera."""
    async_add_entities_for(entry, async_add_entities, camera_keys, BlinkPictureResult)


class BlinkPictureResult(BlinkCameraEntity, EventEntity):
    """The outcome of the last update of a camera's picture, from any source."""

    _attr_event_types = [UPDATED, UPDATED_ELSEWHERE, FAILED]

    def __init__(self, coordinator: BlinkCoordinator, camera_key: str) -> None:
        """Set up the event."""
        super().__init__(coordinator, camera_key, "picture_result")

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the camera's updates."""
        await super().async_added_to_hass()
        signal = self.coordinator.updates.signal(self.camera_key)
        self.async_on_remove(
            async_dispatcher_connect(self.hass, signal, self._async_tell)
        )

    @callback
    def _async_tell(self, update: UpdateResult) -> None:
        """Publish an update that is over, and who asked for it."""
        self.async_set_context(update.context or Context())
        self._trigger_event(
            _event_type(update),
            {
                "source": update.source,
                "reason": update.reason,
                "message": update.message,
                "duration": update.duration,
                **picture_addresses(self.device_id, update.address),
            },
        )
        self.async_write_ha_state()


def _event_type(update: UpdateResult) -> str:
    """Return what Activity says of an update, which shows nothing else of it."""
    if update.reason:
        return FAILED
    return UPDATED_ELSEWHERE if update.source is Source.ELSEWHERE else UPDATED

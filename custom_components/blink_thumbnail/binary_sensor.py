"""Battery: whether it is low."""

from collections.abc import Iterable
from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import Homescreen
from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .entity import BlinkDiagnosticEntity, async_add_entities_for

# Nothing is asked of Blink here.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up a binary sensor for each camera with a battery."""
    async_add_entities_for(
        entry, async_add_entities, _with_battery, BlinkBatteryBinarySensor
    )


def _with_battery(homescreen: Homescreen) -> Iterable[str]:
    """Return the keys of the cameras whose battery Blink knows."""
    for key, camera in homescreen.cameras.items():
        if camera.battery_low is not None:
            yield key


class BlinkBatteryBinarySensor(BlinkDiagnosticEntity, BinarySensorEntity):
    """Whether a camera's battery is low."""

    _attr_device_class = BinarySensorDeviceClass.BATTERY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: BlinkCoordinator, camera_key: str) -> None:
        """Set up the binary sensor."""
        super().__init__(coordinator, camera_key, "battery")
        # Its device class names it.
        self._attr_translation_key = None

    @property
    @override
    def is_on(self) -> bool | None:
        return self._camera.battery_low

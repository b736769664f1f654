"""Temperature and signals: what the homescreen brings anyway."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import Camera, Homescreen
from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .entity import BlinkDiagnosticEntity, async_add_entities_for

# Nothing is asked of Blink here.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class BlinkSensorDescription(SensorEntityDescription):
    """A sensor, and where its value is."""

    value_fn: Callable[[Camera], int | None]


SENSORS: Final = (
    BlinkSensorDescription(
        key="temperature",
        device_class=SensorDeviceClass.TEMPERATURE,
        # So every client reads it; one camera has been seen whose value fits °C only.
        native_unit_of_measurement=UnitOfTemperature.FAHRENHEIT,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda camera: camera.temperature,
    ),
    BlinkSensorDescription(
        key="wifi_signal",
        translation_key="wifi_signal",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda camera: camera.wifi_signal,
    ),
    BlinkSensorDescription(
        key="sync_module_signal",
        translation_key="sync_module_signal",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda camera: camera.sync_module_signal,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of each camera that has their values."""
    for description in SENSORS:
        async_add_entities_for(
            entry,
            async_add_entities,
            partial(_with_value, description),
            partial(BlinkSensor, description),
        )


def _with_value(
    description: BlinkSensorDescription, homescreen: Homescreen
) -> Iterable[str]:
    """Return the keys of the cameras that have a value."""
    for key, camera in homescreen.cameras.items():
        if description.value_fn(camera) is not None:
            yield key


class BlinkSensor(BlinkDiagnosticEntity, SensorEntity):
    """A value of a camera."""

    entity_description: BlinkSensorDescription

    def __init__(
        self,
        description: BlinkSensorDescription,
        coordinator: BlinkCoordinator,
        camera_key: str,
    ) -> None:
        """Set up the sensor."""
        super().__init__(coordinator, camera_key, description.key)
        self.entity_description = description
        self._attr_translation_key = description.translation_key

    @property
    @override
    def native_value(self) -> int | None:
        return self.entity_description.value_fn(self._camera)

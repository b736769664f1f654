"""Picture status; temperature and signals, which the homescreen brings anyway."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfTemperature
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .addresses import picture_addresses
from .api import Camera, Homescreen, Stage
from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .entity import (
    BlinkCameraEntity,
    BlinkDiagnosticEntity,
    async_add_entities_for,
    camera_keys,
    keys_with_value,
)
from .updates import REASONS, UPDATED, OngoingUpdate, UpdateResult

# Nothing is asked of Blink here.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class BlinkSensorDescription(SensorEntityDescription):
    """A sensor, and where its value is."""

    value_fn: Callable[[Homescreen, Camera], int | None]


SENSORS: Final = (
    BlinkSensorDescription(
        key="temperature",
        device_class=SensorDeviceClass.TEMPERATURE,
        # So every client reads it; one camera has been seen whose value fits °C only.
        native_unit_of_measurement=UnitOfTemperature.FAHRENHEIT,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda _, camera: camera.temperature,
    ),
    BlinkSensorDescription(
        key="wifi_signal",
        translation_key="wifi_signal",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda _, camera: camera.wifi_signal,
    ),
    BlinkSensorDescription(
        key="sync_module_signal",
        translation_key="sync_module_signal",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda _, camera: camera.sync_module_signal,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the status of each camera, and the sensors that it has values for."""
    async_add_entities_for(entry, async_add_entities, camera_keys, BlinkPictureStatus)
    for description in SENSORS:
        async_add_entities_for(
            entry,
            async_add_entities,
            partial(keys_with_value, description.value_fn),
            partial(BlinkSensor, description),
        )


class BlinkPictureStatus(BlinkCameraEntity, SensorEntity):
    """How far a camera's update is; between updates, how the last one ended."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [*Stage, UPDATED, *REASONS]

    def __init__(self, coordinator: BlinkCoordinator, camera_key: str) -> None:
        """Set up the sensor."""
        super().__init__(coordinator, camera_key, "picture_status")

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the camera's updates; polls are no news here."""
        await super().async_added_to_hass()
        signal = self.coordinator.signal(self.camera_key)
        self.async_on_remove(
            async_dispatcher_connect(self.hass, signal, self._async_show)
        )

    @callback
    def _async_show(self, context: Context | None) -> None:
        """Show how far an update is, and who asked for it."""
        self.async_set_context(context or Context())
        self.async_write_ha_state()

    @property
    @override
    def native_value(self) -> str | None:
        if self._ongoing:
            return self._ongoing.progress.stage
        return (self._last.reason or UPDATED) if self._last else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return what the user was told, the seconds that it took, and the picture."""
        last = None if self._ongoing else self._last
        return {
            "message": last.message if last else None,
            "duration": last.duration if last else None,
            **picture_addresses(self.device_id, last.address if last else None),
        }

    @property
    def _ongoing(self) -> OngoingUpdate | None:
        """The update that is under way."""
        return self.coordinator.ongoing.get(self.camera_key)

    @property
    def _last(self) -> UpdateResult | None:
        """The last update that is over."""
        return next(reversed(self.coordinator.updates[self.camera_key]), None)


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
        return self.entity_description.value_fn(self.coordinator.data, self._camera)

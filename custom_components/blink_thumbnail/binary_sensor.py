"""Battery, whether it is low; Connectivity, whether Blink says that it is online."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import Camera, Homescreen, SyncModule
from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .devices import network_keys
from .entity import (
    BlinkDiagnosticEntity,
    BlinkEntity,
    async_add_entities_for,
    keys_with_value,
)

# Nothing is asked of Blink here.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class BlinkBinarySensorDescription(BinarySensorEntityDescription):
    """A binary sensor that its device class names, and where its value is."""

    value_fn: Callable[[Homescreen, Camera], bool | None]


BINARY_SENSORS: Final = (
    BlinkBinarySensorDescription(
        key="battery",
        device_class=BinarySensorDeviceClass.BATTERY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda _, camera: camera.battery_low,
    ),
    BlinkBinarySensorDescription(
        key="connectivity",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        # The sync module that it connects through counts as well.
        value_fn=lambda homescreen, camera: not homescreen.is_offline(camera),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of each camera and each sync module."""
    for description in BINARY_SENSORS:
        async_add_entities_for(
            entry,
            async_add_entities,
            partial(keys_with_value, description.value_fn),
            partial(BlinkBinarySensor, description),
        )
    async_add_entities_for(
        entry, async_add_entities, _with_sync_module, BlinkSyncModuleConnectivity
    )


def _with_sync_module(homescreen: Homescreen) -> Iterable[str]:
    """Return the keys of the networks that have a sync module."""
    for key, network in network_keys(homescreen).items():
        if network.network_id in homescreen.sync_modules:
            yield key


class BlinkBinarySensor(BlinkDiagnosticEntity, BinarySensorEntity):
    """Something that is so or not with a camera."""

    entity_description: BlinkBinarySensorDescription

    def __init__(
        self,
        description: BlinkBinarySensorDescription,
        coordinator: BlinkCoordinator,
        camera_key: str,
    ) -> None:
        """Set up the binary sensor."""
        super().__init__(coordinator, camera_key, description.key)
        self.entity_description = description
        self._attr_translation_key = None

    @property
    @override
    def is_on(self) -> bool | None:
        return self.entity_description.value_fn(self.coordinator.data, self._camera)


class BlinkSyncModuleConnectivity(BlinkEntity, BinarySensorEntity):
    """Whether a network's sync module is online."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: BlinkCoordinator, network_key: str) -> None:
        """Set up the binary sensor."""
        super().__init__(coordinator, network_key, "connectivity")
        # Its device class names it.
        self._attr_translation_key = None
        self._network_key = network_key

    @property
    def _sync_module(self) -> SyncModule | None:
        """The sync module, None for one that has left."""
        homescreen = self.coordinator.data
        network = network_keys(homescreen).get(self._network_key)
        return homescreen.sync_modules.get(network.network_id) if network else None

    @property
    @override
    def available(self) -> bool:
        return super().available and self._sync_module is not None

    @property
    @override
    def is_on(self) -> bool | None:
        sync_module = self._sync_module
        return None if sync_module is None else not sync_module.is_offline

"""Battery, whether it is low; Connectivity, whether Blink says that it is online."""

from collections.abc import Iterable
from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import Homescreen, SyncModule
from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .devices import network_keys
from .entity import (
    BlinkDiagnosticEntity,
    BlinkEntity,
    async_add_entities_for,
    camera_keys,
)

# Nothing is asked of Blink here.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of each camera and each sync module."""
    async_add_entities_for(
        entry, async_add_entities, _with_battery, BlinkBatteryBinarySensor
    )
    async_add_entities_for(
        entry, async_add_entities, camera_keys, BlinkCameraConnectivity
    )
    async_add_entities_for(
        entry, async_add_entities, _with_sync_module, BlinkSyncModuleConnectivity
    )


def _with_battery(homescreen: Homescreen) -> Iterable[str]:
    """Return the keys of the cameras whose battery Blink knows."""
    for key, camera in homescreen.cameras.items():
        if camera.battery_low is not None:
            yield key


def _with_sync_module(homescreen: Homescreen) -> Iterable[str]:
    """Return the keys of the networks that have a sync module."""
    for key, network in network_keys(homescreen).items():
        if network.network_id in homescreen.sync_modules:
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


class BlinkCameraConnectivity(BlinkDiagnosticEntity, BinarySensorEntity):
    """Whether a camera can be reached, and the sync module that it hangs on."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: BlinkCoordinator, camera_key: str) -> None:
        """Set up the binary sensor."""
        super().__init__(coordinator, camera_key, "connectivity")
        # Its device class names it.
        self._attr_translation_key = None

    @property
    @override
    def is_on(self) -> bool:
        return not self.coordinator.data.is_offline(self._camera)


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

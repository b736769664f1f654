"""The device registry follows the homescreen."""

from collections import Counter
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from .api import Camera, Homescreen, Network
from .const import CONF_ACCOUNT_ID, DOMAIN

# Seconds; less than a poll's interval: two polls without it remove a device.
# One odd homescreen must not take it away, though Home Assistant would give it
# back with all that the user made of it.
_MISSING_SECONDS: Final = 240


def network_key(network_id: int) -> str:
    """Return what identifies a network among cameras."""
    return f"network_{network_id}"


def network_keys(homescreen: Homescreen) -> dict[str, Network]:
    """Return the networks that are devices: not that of a camera that stands alone."""
    cameras = Counter(camera.network_id for camera in homescreen.cameras.values())
    return {
        network_key(network_id): network
        for network_id, network in homescreen.networks.items()
        if network_id in homescreen.sync_modules or cameras[network_id] > 1
    }


class Devices:
    """The devices of an account, by Camera.key or network_key."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Start with those that are registered."""
        self._registry = dr.async_get(hass)
        self._entry_id = entry.entry_id
        # Another account may see the same cameras.
        self._prefix = f"{entry.data[CONF_ACCOUNT_ID]}_"
        self._missing_since: dict[str, float] = {}
        self._keys: set[str] = set()
        self._networks: AbstractSet[str] = set()
        self._followed: Homescreen | None = None

    def __contains__(self, key: object) -> bool:
        """Return if there is a device, also while it is missing for a moment."""
        return key in self._keys

    def unique_id(self, key: str) -> str:
        """Return what a camera or a network goes by among those of all accounts."""
        return self._prefix + key

    def name(self, key: str) -> str:
        """Return what the user calls a camera or a network, "" for one that is gone."""
        device = self._get(key)
        return (device and (device.name_by_user or device.name)) or ""

    def camera_key(self, device: dr.DeviceEntry) -> str | None:
        """Return the key of the camera that a device of ours is, None for others."""
        keys = {
            unique_id.removeprefix(self._prefix)
            for domain, unique_id in device.identifiers
            if domain == DOMAIN
        }
        return next(iter(keys & self._keys - self._networks), None)

    def is_disabled(self, key: str) -> bool:
        """Return if the user has disabled a device in Home Assistant."""
        device = self._get(key)
        return device is not None and device.disabled

    def _get(self, key: str) -> dr.DeviceEntry | None:
        """Return the device of a camera or a network."""
        return self._registry.async_get_device_by_identifier(
            (DOMAIN, self.unique_id(key)), self._entry_id
        )

    @callback
    def async_follow(self, homescreen: Homescreen) -> bool:
        """Add what is new, rename what was renamed, and remove what has left.

        Returns whether anything was removed. Networks come first: they connect
        cameras.
        """
        if homescreen == self._followed and not self._missing_since:
            return False
        self._followed = homescreen
        networks = {
            key: self._add_network(homescreen, network).id
            for key, network in network_keys(homescreen).items()
        }
        for camera in homescreen.cameras.values():
            self._add_camera(camera, networks.get(network_key(camera.network_id)))
        self._networks = networks.keys()
        self._keys = {*networks, *homescreen.cameras}
        return self._remove_missing(homescreen)

    def _add_network(self, homescreen: Homescreen, network: Network) -> dr.DeviceEntry:
        """Register a network, with what is known of its sync module."""
        device = partial(
            self._registry.async_get_or_create,
            config_entry_id=self._entry_id,
            identifiers={(DOMAIN, self.unique_id(network_key(network.network_id)))},
            manufacturer="Blink",
            name=network.name,
        )
        sync_module = homescreen.sync_modules.get(network.network_id)
        if sync_module is None:
            # It may have had one.
            return device(
                entry_type=dr.DeviceEntryType.SERVICE,
                model=None,
                model_id=None,
                serial_number=None,
                sw_version=None,
            )
        return device(
            entry_type=None,
            model=sync_module.model,
            model_id=sync_module.type,
            serial_number=sync_module.serial,
            sw_version=sync_module.firmware,
        )

    def _add_camera(self, camera: Camera, network_device_id: str | None) -> None:
        """Register a camera."""
        self._registry.async_get_or_create(
            config_entry_id=self._entry_id,
            identifiers={(DOMAIN, self.unique_id(camera.key))},
            manufacturer="Blink",
            model=camera.model,
            model_id=camera.type,
            name=camera.name,
            serial_number=camera.serial,
            sw_version=camera.firmware,
            via_device_id=network_device_id,
        )

    def _remove_missing(self, homescreen: Homescreen) -> bool:
        """Remove the devices that have been missing for long enough."""
        registered = {
            unique_id.removeprefix(self._prefix): device
            for device in dr.async_entries_for_config_entry(
                self._registry, self._entry_id
            )
            for domain, unique_id in device.identifiers
            if domain == DOMAIN
        }
        missing = {
            key: self._missing_since.get(key, homescreen.asked_at)
            for key in registered.keys() - self._keys
        }
        left = {
            key
            for key, since in missing.items()
            if homescreen.asked_at - since >= _MISSING_SECONDS
        }
        for key in left:
            del missing[key]
            self._registry.async_remove_device(registered[key].id)
        self._missing_since = missing
        self._keys |= missing.keys()
        return bool(left)

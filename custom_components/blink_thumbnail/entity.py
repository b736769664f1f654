"""The base entities, and how an update's errors become Home Assistant's."""

from collections.abc import Callable, Iterable
from typing import override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.translation import async_get_translations
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .api import BlinkError, Camera, CoolingDownError, Homescreen, Snapshot
from .const import DOMAIN
from .coordinator import BlinkConfigEntry, BlinkCoordinator, local_time
from .devices import identifier
from .updates import Source


class BlinkEntity(CoordinatorEntity[BlinkCoordinator]):
    """An entity of a camera or a network, whose device the coordinator keeps."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: BlinkCoordinator, device_key: str, entity_key: str
    ) -> None:
        """Set up the entity."""
        super().__init__(coordinator)
        self._attr_unique_id = f"{device_key}_{entity_key}"
        self._attr_translation_key = entity_key
        self._attr_device_info = DeviceInfo(identifiers={identifier(device_key)})


class BlinkCameraEntity(BlinkEntity):
    """An entity of one camera."""

    def __init__(
        self, coordinator: BlinkCoordinator, camera_key: str, entity_key: str
    ) -> None:
        """Set up the entity."""
        super().__init__(coordinator, camera_key, entity_key)
        self._camera_key = camera_key

    @property
    def camera_name(self) -> str:
        """What the user calls the camera."""
        return device_name(self.coordinator, self._camera_key)

    @property
    @override
    def available(self) -> bool:
        """Whether the camera is in the account, also while polls fail.

        This leaves super().available out on purpose: a picture's time is in the past
        and stays true, a press on an unavailable button is skipped by Home Assistant
        without a word, and an update that fails because Blink is down has an event.
        """
        return self._camera_key in self.coordinator.data.cameras

    async def async_update_thumbnail(self, source: Source) -> Snapshot:
        """Update the camera's thumbnail, or say why not."""
        return await async_update_thumbnail(self.coordinator, self._camera_key, source)


class BlinkDiagnosticEntity(BlinkCameraEntity):
    """An entity that tells how a camera is, as of the last poll."""

    @property
    def _camera(self) -> Camera:
        """The camera, as of the last homescreen that was read."""
        return self.coordinator.data.cameras[self._camera_key]

    @property
    @override
    def available(self) -> bool:
        return self.coordinator.last_update_success and super().available


def device_name(coordinator: BlinkCoordinator, key: str) -> str:
    """Return what the user calls a camera or a network, "" for one that has left."""
    device = dr.async_get(coordinator.hass).async_get_device_by_identifier(
        identifier(key), coordinator.config_entry.entry_id
    )
    return (device and (device.name_by_user or device.name)) or ""


async def async_update_thumbnail(
    coordinator: BlinkCoordinator, camera_key: str, source: Source
) -> Snapshot:
    """Update a camera's thumbnail, or say why not.

    A refused sign-in has asked for re-authentication by the time it gets here.

    Raises:
        HomeAssistantError: Its translation key is the reason of the BlinkError.
    """
    name = device_name(coordinator, camera_key)
    try:
        return await coordinator.async_update_thumbnail(camera_key, source)
    except BlinkError as err:
        message = err.message
        if isinstance(err, CoolingDownError):
            message = local_time(err.until)
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=err.reason,
            translation_placeholders={"camera": name, "message": message},
        ) from err


async def async_describe(hass: HomeAssistant, error: HomeAssistantError) -> str:
    """Return an error of ours in words of Home Assistant's language."""
    translations = await async_get_translations(
        hass, hass.config.language, "exceptions", {DOMAIN}
    )
    key = f"component.{DOMAIN}.exceptions.{error.translation_key}.message"
    return translations[key].format(**error.translation_placeholders or {})


@callback
def async_add_entities_for(
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    find_keys: Callable[[Homescreen], Iterable[str]],
    new_entity: Callable[[BlinkCoordinator, str], Entity],
) -> None:
    """Add an entity for each key that is found, now and when one comes.

    The listener also keeps the coordinator polling for an account without cameras.
    """
    coordinator = entry.runtime_data
    known: set[str] = set()

    @callback
    def add_new() -> None:
        """Add what is new; what comes back for a moment finds its entity waiting."""
        known.difference_update(
            [key for key in known if key not in coordinator.devices]
        )
        new = [key for key in find_keys(coordinator.data) if key not in known]
        known.update(new)
        async_add_entities(new_entity(coordinator, key) for key in new)

    add_new()
    entry.async_on_unload(coordinator.async_add_listener(add_new))


def camera_keys(homescreen: Homescreen) -> Iterable[str]:
    """Return the keys of all cameras."""
    return homescreen.cameras

"""The base entities."""

from collections.abc import Callable, Iterable
from typing import override

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .api import Camera, Homescreen
from .const import DOMAIN
from .coordinator import BlinkConfigEntry, BlinkCoordinator


class BlinkEntity(CoordinatorEntity[BlinkCoordinator]):
    """An entity of a camera or a network, whose device the coordinator keeps."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: BlinkCoordinator, device_key: str, entity_key: str
    ) -> None:
        """Set up the entity."""
        super().__init__(coordinator)
        unique_id = coordinator.devices.unique_id(device_key)
        self._attr_unique_id = f"{unique_id}_{entity_key}"
        self._attr_translation_key = entity_key
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, unique_id)})


class BlinkCameraEntity(BlinkEntity):
    """An entity of one camera."""

    def __init__(
        self, coordinator: BlinkCoordinator, camera_key: str, entity_key: str
    ) -> None:
        """Set up the entity."""
        super().__init__(coordinator, camera_key, entity_key)
        self.camera_key = camera_key

    @property
    def camera_name(self) -> str:
        """What the user calls the camera."""
        return self.coordinator.devices.name(self.camera_key)

    @property
    def device_id(self) -> str | None:
        """The camera's device."""
        return self.device_entry.id if self.device_entry else None

    @property
    @override
    def available(self) -> bool:
        """Whether the camera is in the account, also while polls fail.

        This leaves super().available out on purpose: a picture's time is in the past
        and stays true, a press on an unavailable button is skipped by Home Assistant
        without a word, and an update that fails because Blink is down has an event.
        """
        return self.camera_key in self.coordinator.data.cameras


class BlinkPictureEntity(BlinkCameraEntity):
    """An entity that shows a camera's picture."""

    def __init__(self, coordinator: BlinkCoordinator, camera_key: str) -> None:
        """Set up the entity."""
        super().__init__(coordinator, camera_key, "picture")

    async def async_get_picture(self) -> bytes | None:
        """Return the last good picture; download it first if it is not here yet.

        None for a camera that never took a picture.
        """
        await self.coordinator.downloads.async_fetch(self.camera_key)
        picture = self.coordinator.pictures[self.camera_key]
        if picture.jpeg is None and picture.thumbnail is not None:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="no_picture",
                translation_placeholders={"camera": self.camera_name},
            )
        return picture.jpeg


class BlinkDiagnosticEntity(BlinkCameraEntity):
    """An entity that tells how a camera is, as of the last poll."""

    @property
    def _camera(self) -> Camera:
        """The camera, as of the last homescreen that was read."""
        return self.coordinator.data.cameras[self.camera_key]

    @property
    @override
    def available(self) -> bool:
        return self.coordinator.last_update_success and super().available


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


def keys_with_value(
    value_fn: Callable[[Homescreen, Camera], object], homescreen: Homescreen
) -> Iterable[str]:
    """Return the keys of the cameras that have a value."""
    for key, camera in homescreen.cameras.items():
        if value_fn(homescreen, camera) is not None:
            yield key

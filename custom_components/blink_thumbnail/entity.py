"""The base entity, and how an update's errors become Home Assistant's."""

from collections.abc import Callable
from typing import override

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .api import BlinkError, Camera, CoolingDownError, Snapshot
from .const import DOMAIN
from .coordinator import BlinkConfigEntry, BlinkCoordinator, local_time


class BlinkCameraEntity(CoordinatorEntity[BlinkCoordinator]):
    """An entity of one camera."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: BlinkCoordinator, camera_key: str, entity_key: str
    ) -> None:
        """Set up the entity and describe its device."""
        super().__init__(coordinator)
        self._camera_key = camera_key
        self._attr_unique_id = f"{camera_key}_{entity_key}"
        self._attr_translation_key = entity_key
        camera = self._camera
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, camera_key)},
            manufacturer="Blink",
            model=camera.model,
            model_id=camera.type,
            name=camera.name,
            serial_number=camera.serial,
            sw_version=camera.firmware,
        )

    @property
    def _camera(self) -> Camera:
        """The camera, as of the last homescreen that was read."""
        return self.coordinator.data.cameras[self._camera_key]

    @property
    def camera_name(self) -> str:
        """What the user calls the camera, also when it has left the account."""
        device = self.device_entry
        return (device and (device.name_by_user or device.name)) or ""

    @property
    @override
    def available(self) -> bool:
        """Whether the camera is in the account, also while polls fail.

        This leaves super().available out on purpose: a picture's time is in the past
        and stays true, and a press on an unavailable button is skipped by Home
        Assistant without a word.
        """
        return self._camera_key in self.coordinator.data.cameras

    async def async_update_thumbnail(self) -> Snapshot:
        """Update the camera's thumbnail, or say why not.

        A refused sign-in has asked for re-authentication by the time it gets here.

        Raises:
            HomeAssistantError: Its translation key is the reason of the BlinkError.
        """
        try:
            return await self.coordinator.async_update_thumbnail(self._camera_key)
        except BlinkError as err:
            message = err.message
            if isinstance(err, CoolingDownError):
                message = local_time(err.until)
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=err.reason,
                translation_placeholders={
                    "camera": self.camera_name,
                    "message": message,
                },
            ) from err


@callback
def async_add_camera_entities(
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    new_entity: Callable[[BlinkCoordinator, str], Entity],
) -> None:
    """Add an entity for each camera of the account, now and when one comes.

    The listener also keeps the coordinator polling for an account without cameras.
    """
    coordinator = entry.runtime_data
    known: set[str] = set()

    @callback
    def add_new_cameras() -> None:
        """Add what is new; what comes back finds its entity waiting."""
        new = [key for key in coordinator.data.cameras if key not in known]
        known.update(new)
        async_add_entities(new_entity(coordinator, key) for key in new)

    add_new_cameras()
    entry.async_on_unload(coordinator.async_add_listener(add_new_cameras))

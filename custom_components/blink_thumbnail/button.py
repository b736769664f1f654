"""Take picture, for each camera; Take all pictures, for each network."""

import asyncio
from typing import override

from homeassistant.components.button import ButtonEntity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .devices import network_keys
from .entity import (
    BlinkCameraEntity,
    BlinkEntity,
    async_add_entities_for,
    camera_keys,
)
from .errors import async_describe
from .updates import Source

# The coordinator's queue decides what runs side by side.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up a button for each camera and each network that is a device."""
    async_add_entities_for(
        entry, async_add_entities, camera_keys, BlinkTakePictureButton
    )
    async_add_entities_for(
        entry, async_add_entities, network_keys, BlinkTakeAllPicturesButton
    )


class BlinkTakePictureButton(BlinkCameraEntity, ButtonEntity):
    """Takes a picture with a camera."""

    def __init__(self, coordinator: BlinkCoordinator, camera_key: str) -> None:
        """Set up the button."""
        super().__init__(coordinator, camera_key, "take_picture")

    @override
    async def async_press(self) -> None:
        """Return when the new picture is there."""
        await self.coordinator.async_update_thumbnail(
            self.camera_key, Source.BUTTON, self._context
        )


class BlinkTakeAllPicturesButton(BlinkEntity, ButtonEntity):
    """Takes a picture with each of a network's cameras, but for those disabled here."""

    def __init__(self, coordinator: BlinkCoordinator, network_key: str) -> None:
        """Set up the button."""
        super().__init__(coordinator, network_key, "take_all_pictures")
        self._network_key = network_key

    @property
    @override
    def available(self) -> bool:
        """Whether the network is a device, also while polls fail.

        As with a camera's button: a press that cannot succeed says why.
        """
        return self._network_key in network_keys(self.coordinator.data)

    @override
    async def async_press(self) -> None:
        """Return when all new pictures are there, or say whose are not."""
        homescreen = self.coordinator.data
        network = network_keys(homescreen)[self._network_key]
        cameras = [
            camera
            for camera in homescreen.cameras_of(network.network_id)
            if not self.coordinator.devices.is_disabled(camera.key)
            # It takes none on request, and would fail each press.
            and not camera.is_asleep
        ]
        if not cameras:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="no_camera_awake",
                translation_placeholders={
                    "network": self.coordinator.devices.name(self._network_key)
                },
            )
        results = await asyncio.gather(
            *(
                self.coordinator.async_update_thumbnail(
                    camera.key, Source.BUTTON, self._context
                )
                for camera in cameras
            ),
            return_exceptions=True,
        )
        failures = []
        for result in results:
            if isinstance(result, HomeAssistantError):
                failures.append(result)
            elif isinstance(result, BaseException):
                raise result
        if failures:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="not_all_updated",
                translation_placeholders={
                    "network": self.coordinator.devices.name(self._network_key),
                    "updated": str(len(cameras) - len(failures)),
                    "total": str(len(cameras)),
                    "failures": await async_describe(self.hass, failures),
                },
            )

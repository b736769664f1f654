"""The address of each picture, for who may see the camera's image."""

from http import HTTPStatus
from typing import Final

from aiohttp import web

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.http import KEY_HASS, KEY_HASS_USER, HomeAssistantView
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .const import DOMAIN
from .coordinator import BlinkCoordinator

_GONE: Final = "There is no picture at this address, or it is no longer kept."


class PictureView(HomeAssistantView):
    """Serves the pictures that are kept."""

    url = f"/api/{DOMAIN}/picture/{{device_id}}/{{seconds:[1-9][0-9]{{0,10}}}}.jpg"
    name = f"api:{DOMAIN}:picture"

    async def get(
        self, request: web.Request, device_id: str, seconds: str
    ) -> web.Response:
        """Return a picture, or say that it is not there.

        What is there is nobody's business who may not see it.
        """
        hass = request.app[KEY_HASS]
        if not async_may_see(hass, request[KEY_HASS_USER], device_id):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        jpeg = await async_get_picture(hass, device_id, int(seconds))
        if jpeg is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, text=_GONE)
        return web.Response(
            body=jpeg,
            content_type="image/jpeg",
            # It never changes.
            headers={"Cache-Control": "private, max-age=31536000, immutable"},
        )


@callback
def async_may_see(hass: HomeAssistant, user: User, device_id: str) -> bool:
    """Return if a user may see the image of a camera's device."""
    entities = er.async_entries_for_device(
        er.async_get(hass), device_id, include_disabled_entities=True
    )
    image = next(
        (
            entity.entity_id
            for entity in entities
            if (entity.platform, entity.domain) == (DOMAIN, Platform.IMAGE)
        ),
        # Who may see everything may know that this is nothing.
        f"{Platform.IMAGE}.unknown",
    )
    return user.permissions.check_entity(image, POLICY_READ)


@callback
def async_find_camera(
    hass: HomeAssistant, device_id: str
) -> tuple[BlinkCoordinator, str] | None:
    """Return the account and the Camera.key of a device, None for any other."""
    device = dr.async_get(hass).async_get(device_id)
    if not isinstance(device, dr.DeviceEntry):
        return None
    entry = hass.config_entries.async_get_entry(device.config_entry_id or "")
    if entry is None or (entry.domain, entry.state) != (
        DOMAIN,
        ConfigEntryState.LOADED,
    ):
        return None
    coordinator: BlinkCoordinator = entry.runtime_data
    key = coordinator.devices.camera_key(device)
    return (coordinator, key) if key else None


async def async_get_picture(
    hass: HomeAssistant, device_id: str, seconds: int
) -> bytes | None:
    """Return the picture of a device that goes by a Unix time, None without one."""
    if (found := async_find_camera(hass, device_id)) is None:
        return None
    coordinator, key = found
    if coordinator.pictures[key].address == seconds:
        # It may have been taken elsewhere, and nobody has looked at it yet.
        await coordinator.downloads.async_fetch(key)
    return await coordinator.pictures.async_get_jpeg(key, seconds)

"""The pictures in Home Assistant's media browser: of each camera the last ones."""

import re
from typing import Final, override

from homeassistant.components import media_source
from homeassistant.components.media_player import BrowseError, MediaClass
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.components.websocket_api import current_connection
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util

from .addresses import picture_path
from .const import DOMAIN
from .picture_view import async_find_camera, async_get_picture, async_may_see

_JPEG: Final = "image/jpeg"
_IDENTIFIER = re.compile(r"([^/]+)/([1-9][0-9]{0,10})")


async def async_get_media_source(hass: HomeAssistant) -> PictureSource:
    """Set up the source."""
    return PictureSource(hass)


class PictureSource(MediaSource):
    """Cameras, and the pictures of each."""

    name = "Blink Thumbnail"

    def __init__(self, hass: HomeAssistant) -> None:
        """Set up the source."""
        super().__init__(DOMAIN)
        self._hass = hass

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        device_id, seconds = _parse(item)
        found = async_find_camera(self._hass, device_id)
        jpeg = await async_get_picture(self._hass, device_id, seconds)
        if found is None or jpeg is None:
            raise Unresolvable(
                translation_domain=DOMAIN, translation_key="picture_gone"
            )
        coordinator, key = found
        path = await coordinator.pictures.async_get_path(key, seconds)
        return PlayMedia(picture_path(device_id, seconds), _JPEG, path=path)

    async def async_get_media_image(self, item: MediaSourceItem) -> object:
        """Return the picture itself; Home Assistant 2026.10 does not ask for it."""
        device_id, seconds = _parse(item)
        jpeg = await async_get_picture(self._hass, device_id, seconds)
        return (
            media_source.MediaImage(jpeg, _JPEG)  # type: ignore[attr-defined]
            if jpeg
            else None
        )

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        if not item.identifier:
            return _folder(None, self.name, self._async_browse_cameras())
        if self._async_may_see(item.identifier) and (
            found := async_find_camera(self._hass, item.identifier)
        ):
            coordinator, key = found
            return _folder(
                item.identifier,
                coordinator.devices.name(key),
                [
                    _picture(item.identifier, seconds)
                    for seconds in sorted(coordinator.pictures[key].addresses)[::-1]
                ],
            )
        raise BrowseError(translation_domain=DOMAIN, translation_key="nothing_here")

    @callback
    def _async_may_see(self, device_id: str) -> bool:
        """Return if the current user may see a camera; Home Assistant itself may."""
        connection = current_connection.get()
        return connection is None or async_may_see(
            self._hass, connection.user, device_id
        )

    @callback
    def _async_browse_cameras(self) -> list[BrowseMediaSource]:
        """Return the cameras of all accounts."""
        devices = dr.async_get(self._hass)
        found = [
            (device.id, *camera)
            for entry in self._hass.config_entries.async_loaded_entries(DOMAIN)
            for device in dr.async_entries_for_config_entry(devices, entry.entry_id)
            if self._async_may_see(device.id)
            and (camera := async_find_camera(self._hass, device.id))
        ]
        cameras = [
            _folder(
                device_id,
                coordinator.devices.name(key),
                thumbnail=(
                    picture_path(device_id, seconds)
                    if (seconds := coordinator.pictures[key].address)
                    else None
                ),
            )
            for device_id, coordinator, key in found
        ]
        return sorted(cameras, key=lambda camera: camera.title)


def _parse(item: MediaSourceItem) -> tuple[str, int]:
    """Return the device and the time of a picture.

    Raises:
        Unresolvable: This is not the media id of a picture.
    """
    # Home Assistant leaves it out at the root, whatever its type says.
    found = _IDENTIFIER.fullmatch(item.identifier or "")
    if found is None:
        raise Unresolvable(translation_domain=DOMAIN, translation_key="nothing_here")
    return found[1], int(found[2])


def _folder(
    identifier: str | None,
    title: str,
    children: list[BrowseMediaSource] | None = None,
    thumbnail: str | None = None,
) -> BrowseMediaSource:
    """Return all cameras, or one."""
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=MediaClass.DIRECTORY,
        media_content_type="",
        title=title,
        can_play=False,
        can_expand=True,
        children=children,
        children_media_class=MediaClass.IMAGE,
        thumbnail=thumbnail,
    )


def _picture(device_id: str, seconds: int) -> BrowseMediaSource:
    """Return a picture, whose title is when it was taken."""
    taken_at = dt_util.as_local(dt_util.utc_from_timestamp(seconds))
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=f"{device_id}/{seconds}",
        media_class=MediaClass.IMAGE,
        media_content_type=_JPEG,
        title=taken_at.strftime("%Y-%m-%d %H:%M:%S"),
        can_play=True,
        can_expand=False,
        thumbnail=picture_path(device_id, seconds),
    )

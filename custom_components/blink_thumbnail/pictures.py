"""The last pictures of each camera, in memory and on disk."""

import asyncio
from collections.abc import Iterable
import logging
from pathlib import Path
import shutil
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.signal_type import SignalType

from .api import Camera, Homescreen, Snapshot, parse_minute
from .const import DOMAIN
from .picture import Picture
from .picture_files import Change, path_of, read, read_jpeg, write

_LOGGER = logging.getLogger(__name__)

_FORGET_SECONDS: Final = 3600

# Bytes of all the pictures that are kept for an account.
_LARGEST_ACCOUNT: Final = 100_000_000

# A slow disk may still be writing what an unloaded entry has left to it.
_DISK_LOCK: HassKey[asyncio.Lock] = HassKey(f"{DOMAIN}_disk_lock")


class Pictures:
    """The pictures of an account's cameras, by Camera.key.

    Each camera's last ones have files, so that a restart shows the picture that was
    there before, and asks Blink for none of them.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Start with none."""
        self._hass = hass
        self._entry = entry
        self._folder = Path(hass.config.cache_path(DOMAIN, entry.entry_id))
        self._pictures: dict[str, Picture] = {}
        self._missing_since: dict[str, float] = {}
        self._disk_lock = hass.data.setdefault(_DISK_LOCK, asyncio.Lock())
        self._is_loaded = False
        self._unsaved: set[str] = set()
        self._is_disk_failing = False

    def __getitem__(self, camera_key: str) -> Picture:
        """Return a camera's picture, an empty one for a camera that is not there."""
        return self._pictures.get(camera_key) or Picture()

    def signal(self, camera_key: str) -> SignalType[()]:
        """Return what is sent when a camera's picture moves."""
        return SignalType(f"{DOMAIN}_picture_{self._entry.entry_id}_{camera_key}")

    @callback
    def async_follow(
        self, homescreen: Homescreen, camera_keys: Iterable[str]
    ) -> list[str]:
        """Show what a homescreen shows of some cameras, as far as it is news.

        Return the keys of the cameras whose picture has moved. Cameras with an update
        under way are not for here: that knows better when its picture was taken, and a
        new picture moves the state once.
        """
        moved = []
        self._forget_missing(homescreen)
        for key in camera_keys:
            if (camera := homescreen.cameras.get(key)) is None:
                continue
            if picture := self._pictures.get(key):
                if self._follow_camera(picture, camera, homescreen):
                    moved.append(key)
                    async_dispatcher_send(self._hass, self.signal(key))
            else:
                # Nobody knows how old the picture of a camera is that is new here.
                self._pictures[key] = picture = Picture()
                if camera.thumbnail:
                    dated_at = camera.thumbnail_time or camera.thumbnail_minute
                    if dated_at and dated_at > homescreen.read_at:
                        dated_at = None
                    picture.move(camera.thumbnail, dated_at)
                self._unsaved.add(key)
        self.async_save_soon()
        return moved

    @callback
    def async_show(self, snapshot: Snapshot) -> None:
        """Show the picture of an update: polls leave its camera alone meanwhile."""
        thumbnail = snapshot.thumbnail
        picture = self._pictures.setdefault(snapshot.camera.key, Picture())
        if thumbnail != picture.thumbnail:
            if thumbnail in picture.past_thumbnails:
                return
            picture.move(thumbnail, snapshot.taken_at)
        if snapshot.replaced:
            # No poll may have seen it, and a homescreen that lags may still show it.
            picture.leave(snapshot.replaced)
        self.keep(snapshot.camera.key, thumbnail, snapshot.jpeg)
        self.async_save_soon()
        async_dispatcher_send(self._hass, self.signal(snapshot.camera.key))

    def keep(self, camera_key: str, thumbnail: str, jpeg: bytes) -> None:
        """Keep a whole JPEG, unless a newer one has overtaken it."""
        picture = self._pictures.get(camera_key)
        if picture and picture.keep(thumbnail, jpeg):
            self._unsaved.add(camera_key)

    async def async_load(self) -> None:
        """Take up the pictures that are on disk, the first time that this is called."""
        if self._is_loaded:
            return
        async with self._disk_lock:
            self._pictures = await self._hass.async_add_executor_job(read, self._folder)
        self._is_loaded = True

    @callback
    def async_save_soon(self) -> None:
        """Keep what has changed, without making anybody wait for the disk."""
        if self._unsaved:
            self._entry.async_create_task(
                self._hass, self._async_save(), "Keep pictures"
            )

    async def _async_save(self) -> None:
        """Write the files of the pictures that have changed, one after the other."""
        async with self._disk_lock:
            self._bound()
            changes = {key: Change.of(self._pictures.get(key)) for key in self._unsaved}
            self._unsaved.clear()
            failed = await self._hass.async_add_executor_job(
                write, self._folder, changes
            )
            for key in changes.keys() - failed.keys():
                if picture := self._pictures.get(key):
                    for seconds in changes[key].unwritten:
                        picture.unwritten.pop(seconds, None)
            # They are tried again with the next poll, and logged once.
            self._unsaved.update(failed)
            if failed and not self._is_disk_failing:
                reason = next(iter(failed.values())).strerror
                _LOGGER.warning("Pictures cannot be kept on disk: %s", reason)
            elif self._is_disk_failing and not failed:
                _LOGGER.info("Pictures are kept on disk again")
            self._is_disk_failing = bool(failed)

    def _bound(self) -> None:
        """Keep no more pictures than the account may have.

        The oldest go first, but for each camera's last one.
        """
        total = sum(sum(each.kept.values()) for each in self._pictures.values())
        if total <= _LARGEST_ACCOUNT:
            return
        kept = sorted(
            (seconds, key, size)
            for key, picture in self._pictures.items()
            for seconds, size in picture.kept.items()
        )
        for seconds, key, size in kept:
            if total <= _LARGEST_ACCOUNT:
                break
            if seconds == max(self._pictures[key].kept):
                continue
            self._pictures[key].drop(seconds)
            self._unsaved.add(key)
            total -= size

    async def async_get_jpeg(self, camera_key: str, seconds: int) -> bytes | None:
        """Return the JPEG of a kept picture, None if it is no longer kept."""
        picture = self[camera_key]
        if seconds not in picture.kept:
            return None
        if seconds in picture.unwritten:
            return picture.unwritten[seconds]
        return await self._hass.async_add_executor_job(
            read_jpeg, path_of(self._folder, camera_key, seconds)
        )

    async def async_get_path(self, camera_key: str, seconds: int) -> Path | None:
        """Return the file of a kept picture, None if there is none."""
        async with self._disk_lock:
            # It may just be being written.
            if seconds in self[camera_key].kept.keys() - self[camera_key].unwritten:
                return path_of(self._folder, camera_key, seconds)
        return None

    async def async_remove(self) -> None:
        """Remove all files, after those that are still being written."""
        async with self._disk_lock:
            await self._hass.async_add_executor_job(shutil.rmtree, self._folder, True)

    def _forget_missing(self, homescreen: Homescreen) -> None:
        """Forget the pictures of cameras that have been gone for a while.

        One odd homescreen without them must not cost a good picture.
        """
        for key in list(self._pictures):
            if key in homescreen.cameras:
                self._missing_since.pop(key, None)
                continue
            since = self._missing_since.setdefault(key, homescreen.asked_at)
            if homescreen.asked_at - since > _FORGET_SECONDS:
                del self._pictures[key], self._missing_since[key]
                self._unsaved.add(key)

    def _follow_camera(
        self, picture: Picture, camera: Camera, homescreen: Homescreen
    ) -> bool:
        """Show a camera's thumbnail, unless the homescreen lags behind.

        A thumbnail that was shown and left does not come back, and time does not run
        backwards.
        """
        thumbnail, told = camera.thumbnail, camera.thumbnail_time
        if (
            thumbnail is None
            or thumbnail == picture.thumbnail
            or thumbnail in picture.past_thumbnails
            or (told and picture.taken_at and told < picture.taken_at)
            or self._is_from_an_earlier_minute(picture, camera, homescreen)
        ):
            return False
        taken_at = told or camera.thumbnail_minute or homescreen.read_at
        # Nothing is from the future, whatever the camera's clock says: it would
        # keep later pictures from being shown.
        picture.move(thumbnail, min(taken_at, homescreen.read_at))
        self._unsaved.add(camera.key)
        return True

    @staticmethod
    def _is_from_an_earlier_minute(
        picture: Picture, camera: Camera, homescreen: Homescreen
    ) -> bool:
        """Return if a thumbnail's name is from a minute before that of the one shown.

        Names are compared with names: both are by the camera's own clock.
        """
        shown = parse_minute(picture.thumbnail, homescreen.read_at)
        minute = camera.thumbnail_minute
        return bool(shown and minute and minute < shown)

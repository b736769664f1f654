"""The last good picture of each camera, in memory and on disk."""

import asyncio
from collections import deque
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import json
import logging
from pathlib import Path
import shutil
from typing import Final, Self

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util.file import WriteError, write_utf8_file

from .api import Camera, Homescreen, Snapshot
from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)

# A homescreen lags by one thumbnail or two; a few more do not hurt.
_LEFT_THUMBNAILS: Final = 16
_FORGET_SECONDS: Final = 3600


@dataclass
class Picture:
    """A camera's picture: what Home Assistant shows of it.

    `taken_at` is UTC, None if nobody knows. `jpeg` is the last good picture, which is
    the thumbnail's only if `jpeg_thumbnail` says so.
    """

    thumbnail: str | None = None
    taken_at: datetime | None = None
    jpeg: bytes | None = None
    jpeg_thumbnail: str | None = None
    left: deque[str] = field(default_factory=lambda: deque(maxlen=_LEFT_THUMBNAILS))

    @property
    def is_current(self) -> bool:
        """Whether the JPEG is the thumbnail's."""
        return self.jpeg is not None and self.jpeg_thumbnail == self.thumbnail

    def move(self, thumbnail: str, taken_at: datetime | None) -> None:
        """Show another thumbnail, whose time is later than that of the one before.

        Users' automations trigger on the time: a new picture always moves it.
        """
        if self.thumbnail:
            self.left.append(self.thumbnail)
        if self.taken_at and (taken_at is None or taken_at <= self.taken_at):
            taken_at = self.taken_at + timedelta(seconds=1)
        self.thumbnail, self.taken_at = thumbnail, taken_at

    @classmethod
    def from_file(cls, content: bytes) -> Self:
        """Read a file: a line of JSON, then the JPEG. Raises ValueError for another."""
        line, _, jpeg = content.partition(b"\n")
        try:
            about = json.loads(line)
            taken_at = about["taken_at"]
            return cls(
                thumbnail=about["thumbnail"],
                taken_at=datetime.fromisoformat(taken_at) if taken_at else None,
                jpeg=jpeg or None,
                jpeg_thumbnail=about["jpeg_thumbnail"],
                left=deque(about["left"], maxlen=_LEFT_THUMBNAILS),
            )
        except (KeyError, TypeError) as err:
            raise ValueError from err

    def to_file(self) -> bytes:
        """Return the content of a file that from_file reads."""
        about = {
            "thumbnail": self.thumbnail,
            "taken_at": self.taken_at.isoformat() if self.taken_at else None,
            "jpeg_thumbnail": self.jpeg_thumbnail,
            "left": list(self.left),
        }
        return json.dumps(about).encode() + b"\n" + (self.jpeg or b"")


class Pictures:
    """The pictures of an account's cameras, by Camera.key.

    Each has a file of its own below Home Assistant's storage, so that a restart shows
    the pictures that were there before, and asks Blink for none of them.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Start with none."""
        self._hass = hass
        self._folder = Path(hass.config.path(STORAGE_DIR, DOMAIN, entry_id))
        self._pictures: dict[str, Picture] = {}
        self._followed: Homescreen | None = None
        self._missing_since: dict[str, float] = {}
        self._disk_lock = asyncio.Lock()
        self.unsaved: set[str] = set()

    def __getitem__(self, camera_key: str) -> Picture:
        """Return a camera's picture, an empty one for a camera that is not there."""
        return self._pictures.get(camera_key) or Picture()

    def follow(self, homescreen: Homescreen, updating: Container[str]) -> list[str]:
        """Show what a homescreen shows, as far as it is news; return whose has moved.

        Cameras with an update on its way are left to that: it knows better when its
        picture was taken, and a new picture moves the state once.
        """
        self._followed = homescreen
        moved = []
        self._forget_missing(homescreen)
        for camera in homescreen.cameras.values():
            if picture := self._pictures.get(camera.key):
                if camera.key not in updating and self._follow_camera(
                    picture, camera, homescreen
                ):
                    moved.append(camera.key)
            else:
                # Nobody knows how old the picture of a camera is that is new here.
                self._pictures[camera.key] = Picture(
                    thumbnail=camera.thumbnail,
                    taken_at=camera.thumbnail_time or camera.thumbnail_minute,
                )
                self.unsaved.add(camera.key)
        return moved

    def show(self, snapshot: Snapshot) -> None:
        """Show the picture of an update, unless a poll has already seen a newer one."""
        thumbnail = snapshot.thumbnail
        picture = self._pictures.setdefault(snapshot.camera.key, Picture())
        if thumbnail != picture.thumbnail:
            overtaken = (
                self._followed
                and self._followed.asked_at > snapshot.homescreen.asked_at
                and picture.taken_at
                and picture.taken_at > snapshot.taken_at
            )
            if overtaken or thumbnail in picture.left:
                return
            picture.move(thumbnail, snapshot.taken_at)
        self.keep(snapshot.camera.key, thumbnail, snapshot.jpeg)

    def keep(self, camera_key: str, thumbnail: str, jpeg: bytes) -> None:
        """Keep a whole JPEG, unless a newer one has overtaken it."""
        picture = self._pictures.get(camera_key)
        if picture and (thumbnail == picture.thumbnail or not picture.is_current):
            picture.jpeg, picture.jpeg_thumbnail = jpeg, thumbnail
            self.unsaved.add(camera_key)

    async def async_load(self) -> None:
        """Take up the pictures that are on disk."""
        self._pictures = await self._hass.async_add_executor_job(_read, self._folder)

    async def async_save(self) -> None:
        """Write the files of the pictures that have changed, one after the other."""
        async with self._disk_lock:
            changed = {
                key: picture.to_file() if (picture := self._pictures.get(key)) else None
                for key in self.unsaved
            }
            self.unsaved.clear()
            await self._hass.async_add_executor_job(_write, self._folder, changed)

    async def async_remove(self) -> None:
        """Remove all files."""
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
                self.unsaved.add(key)

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
            or thumbnail in picture.left
            or (told and picture.taken_at and told < picture.taken_at)
        ):
            return False
        taken_at = told or camera.thumbnail_minute or homescreen.blink_time
        picture.move(thumbnail, taken_at)
        self.unsaved.add(camera.key)
        return True


def _read(folder: Path) -> dict[str, Picture]:
    """Read all files of an account; one that cannot be read is left out."""
    pictures = {}
    for path in folder.glob("*.picture"):
        try:
            pictures[path.stem] = Picture.from_file(path.read_bytes())
        except (OSError, ValueError) as err:
            _LOGGER.warning("A kept thumbnail cannot be read: %s", err)
    return pictures


def _write(folder: Path, changed: Mapping[str, bytes | None]) -> None:
    """Write files whole or not at all; remove those that are None.

    A disk that is full must not spoil an update: the pictures are in memory.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for key, content in changed.items():
            path = folder / f"{key}.picture"
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_utf8_file(str(path), content, private=True, mode="wb")
    except (OSError, WriteError) as err:
        _LOGGER.warning("The thumbnails cannot be kept on disk: %s", err)

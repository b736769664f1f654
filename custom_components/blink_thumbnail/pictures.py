"""The last good picture of each camera."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from .api import Camera, Homescreen, Snapshot

# A homescreen lags by one thumbnail or two; a few more do not hurt.
_LEFT_THUMBNAILS: Final = 16


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

    def keep(self, thumbnail: str, jpeg: bytes) -> None:
        """Keep a whole JPEG, unless a newer one has overtaken it."""
        if thumbnail == self.thumbnail or not self.is_current:
            self.jpeg, self.jpeg_thumbnail = jpeg, thumbnail


class Pictures:
    """The pictures of an account's cameras, by Camera.key."""

    def __init__(self) -> None:
        """Start with none."""
        self._pictures: dict[str, Picture] = {}
        self._followed: Homescreen | None = None

    def __getitem__(self, camera_key: str) -> Picture:
        """Return the picture of a camera that a homescreen has shown."""
        return self._pictures[camera_key]

    def follow(self, homescreen: Homescreen) -> None:
        """Show what a homescreen shows, as far as it is news."""
        self._followed = homescreen
        for camera in homescreen.cameras.values():
            if picture := self._pictures.get(camera.key):
                _follow_camera(picture, camera, homescreen)
            else:
                # Nobody knows how old the picture of a camera is that is new here.
                self._pictures[camera.key] = Picture(
                    thumbnail=camera.thumbnail,
                    taken_at=camera.thumbnail_time or camera.thumbnail_minute,
                )

    def show(self, snapshot: Snapshot) -> None:
        """Show the picture of an update, unless a poll has already seen a newer one."""
        thumbnail, picture = snapshot.thumbnail, self[snapshot.camera.key]
        if thumbnail != picture.thumbnail:
            overtaken = (
                self._followed
                and self._followed.asked_at > snapshot.homescreen.asked_at
            )
            if overtaken or thumbnail in picture.left:
                return
            picture.move(thumbnail, snapshot.taken_at)
        picture.keep(thumbnail, snapshot.jpeg)


def _follow_camera(picture: Picture, camera: Camera, homescreen: Homescreen) -> None:
    """Show a camera's thumbnail, unless the homescreen lags behind.

    A thumbnail that was shown and left does not come back, and time does not run
    backwards.
    """
    thumbnail, told = camera.thumbnail, camera.thumbnail_time
    if thumbnail is None or thumbnail == picture.thumbnail or thumbnail in picture.left:
        return
    if told and picture.taken_at and told < picture.taken_at:
        return
    picture.move(thumbnail, told or camera.thumbnail_minute or homescreen.blink_time)

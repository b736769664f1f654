"""A camera's picture, and the file that keeps it."""

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import json
import logging
import os
from pathlib import Path
from typing import Final, Self

_LOGGER = logging.getLogger(__name__)

# A homescreen lags by one thumbnail or two; a few more do not hurt.
_PAST_THUMBNAILS: Final = 16


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
    past_thumbnails: deque[str] = field(
        default_factory=lambda: deque(maxlen=_PAST_THUMBNAILS)
    )

    @property
    def is_current(self) -> bool:
        """Whether the JPEG is the thumbnail's."""
        return self.jpeg is not None and self.jpeg_thumbnail == self.thumbnail

    @property
    def known_thumbnails(self) -> set[str]:
        """The thumbnails that the camera has shown, with the one that it shows now."""
        return {*self.past_thumbnails, *([self.thumbnail] if self.thumbnail else [])}

    def move(self, thumbnail: str, taken_at: datetime | None) -> None:
        """Show another thumbnail, whose time is later than that of the one before.

        Users' automations trigger on the time: a new picture always moves it.
        """
        if self.thumbnail:
            self.leave(self.thumbnail)
        if self.taken_at and (taken_at is None or taken_at <= self.taken_at):
            taken_at = self.taken_at + timedelta(seconds=1)
        self.thumbnail, self.taken_at = thumbnail, taken_at

    def leave(self, thumbnail: str) -> None:
        """Note a thumbnail that the camera shows no more; it does not come back."""
        if thumbnail not in self.past_thumbnails:
            self.past_thumbnails.append(thumbnail)

    def keep(self, thumbnail: str, jpeg: bytes) -> bool:
        """Keep a thumbnail's whole JPEG, and return if it is newer than the one here.

        Downloads can overtake each other: the order of the thumbnails decides.
        """
        if self.jpeg is not None and self._place(thumbnail) <= self._place(
            self.jpeg_thumbnail
        ):
            return False
        self.jpeg, self.jpeg_thumbnail = jpeg, thumbnail
        return True

    def _place(self, thumbnail: str | None) -> int:
        """Return a thumbnail's place in the order of time; forgotten ones are first."""
        known = [*self.past_thumbnails, self.thumbnail]
        return known.index(thumbnail) if thumbnail in known else -1

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
                past_thumbnails=deque(
                    about["past_thumbnails"], maxlen=_PAST_THUMBNAILS
                ),
            )
        except (KeyError, TypeError) as err:
            raise ValueError from err

    def to_file(self) -> bytes:
        """Return the content of a file that from_file reads."""
        about = {
            "thumbnail": self.thumbnail,
            "taken_at": self.taken_at.isoformat() if self.taken_at else None,
            "jpeg_thumbnail": self.jpeg_thumbnail,
            "past_thumbnails": list(self.past_thumbnails),
        }
        return json.dumps(about).encode() + b"\n" + (self.jpeg or b"")


def read_pictures(folder: Path) -> dict[str, Picture]:
    """Read all files of an account; one that cannot be read is left out."""
    pictures = {}
    for path in folder.glob("*.picture"):
        try:
            pictures[path.stem] = Picture.from_file(path.read_bytes())
        except (OSError, ValueError) as err:
            # The path holds a serial.
            reason = err.strerror if isinstance(err, OSError) else err
            _LOGGER.warning("A kept thumbnail cannot be read: %s", reason)
    return pictures


def write_pictures(
    folder: Path, changed: Mapping[str, bytes | None]
) -> dict[str, OSError]:
    """Write files whole or not at all, remove those that are None.

    Return why for those that cannot be: a disk that is full must not spoil an update,
    since the pictures are in memory.
    """
    failed: dict[str, OSError] = {}
    for key, content in changed.items():
        path = folder / f"{key}.picture"
        try:
            if content is None:
                path.unlink(missing_ok=True)
            else:
                folder.mkdir(parents=True, exist_ok=True)
                _write(path, content)
        except OSError as err:
            failed[key] = err
    return failed


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, and put it in its place when whole.

    Home Assistant's own function logs an error at each failure.
    """
    unfinished = path.with_suffix(".unfinished")
    try:
        with open(unfinished, "wb", opener=_open_private) as file:
            file.write(content)
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def _open_private(path: str, flags: int) -> int:
    """Open a file that is private if it is a new one."""
    return os.open(path, flags, 0o600)

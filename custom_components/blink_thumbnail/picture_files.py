"""The files of an account's pictures: for each camera an index, and its last JPEGs.

They are in Home Assistant's cache folder, which backups leave out: pictures of
people's homes belong in none.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
import json
import logging
import os
from pathlib import Path
from typing import Any

from .api import whole_jpeg
from .const import UNREADABLE
from .picture import Picture

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """What is new of a camera's picture; `about` is None for a camera that has gone."""

    about: dict[str, Any] | None
    unwritten: Mapping[int, bytes]

    @classmethod
    def of(cls, picture: Picture | None) -> Change:
        """Return what is still to be written of a picture."""
        if picture is None:
            return cls(None, {})
        return cls(picture.as_dict(), dict(picture.unwritten))


def path_of(folder: Path, camera_key: str, seconds: int) -> Path:
    """Return the file of the picture that goes by a Unix time."""
    return folder / f"{camera_key}_{seconds}.jpg"


def read(folder: Path) -> dict[str, Picture]:
    """Read all pictures of an account, and of each the last JPEG that is whole.

    An index that cannot be read is left out, and files that none names are removed.
    """
    pictures = {}
    named: set[Path] = set()
    for path in folder.glob("*.json"):
        try:
            pictures[path.stem] = picture = _read_index(path)
        except UNREADABLE as err:
            # The path holds a serial.
            reason = err.strerror if isinstance(err, OSError) else type(err).__name__
            _LOGGER.warning("A kept picture cannot be read: %s", reason)
            continue
        _read_last(folder, path.stem, picture)
        named.add(path)
        named.update(path_of(folder, path.stem, seconds) for seconds in picture.kept)
    for path in set(folder.glob("*")) - named:
        # Of a camera that has gone, or of a write that was not finished.
        with suppress(OSError):
            path.unlink()
    return pictures


def _read_last(folder: Path, camera_key: str, picture: Picture) -> None:
    """Take up the last JPEG that is whole, and drop those that have no file."""
    thumbnails = {seconds: each for each, seconds in picture.seconds.items()}
    picture.jpeg_thumbnail = None
    for seconds in sorted(picture.kept, reverse=True):
        path = path_of(folder, camera_key, seconds)
        if picture.jpeg is None and (jpeg := read_jpeg(path)):
            picture.jpeg, picture.jpeg_thumbnail = jpeg, thumbnails.get(seconds)
        elif picture.jpeg is None or not path.is_file():
            picture.drop(seconds)


def read_jpeg(path: Path) -> bytes | None:
    """Read a JPEG; None if there is none, or it is not whole."""
    try:
        return whole_jpeg(path.read_bytes())
    except OSError:
        return None


def write(folder: Path, changes: Mapping[str, Change]) -> dict[str, OSError]:
    """Write what has changed, each file whole or not at all, and remove what is left.

    Return why for the cameras whose files cannot be written: a disk that is full must
    not fail an update, since the pictures are in memory.
    """
    failed: dict[str, OSError] = {}
    for key, change in changes.items():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for seconds, jpeg in change.unwritten.items():
                _write(path_of(folder, key, seconds), jpeg)
            index = folder / f"{key}.json"
            dropped = _kept(index)
            if change.about is None:
                index.unlink(missing_ok=True)
            else:
                _write(index, json.dumps(change.about).encode())
                dropped -= change.about["kept"].keys()
            for seconds in dropped:
                path_of(folder, key, seconds).unlink(missing_ok=True)
        except OSError as err:
            failed[key] = err
    return failed


def _read_index(path: Path) -> Picture:
    """Read a camera's index.

    Raises:
        UNREADABLE: It cannot be read, or makes no sense.
    """
    return Picture.from_dict(json.loads(path.read_bytes()))


def _kept(path: Path) -> set[int]:
    """Return the Unix times of the pictures that an index names, if it can be read."""
    with suppress(*UNREADABLE):
        return set(_read_index(path).kept)
    return set()


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

"""The picture that a command took, once it is proved to be new."""

import asyncio
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from .camera import Camera
from .client import BlinkClient
from .command import EndedCommand
from .errors import (
    BadPictureError,
    BlinkConnectionError,
    BusyError,
    RefusedError,
)
from .homescreen import Homescreen
from .progress import Progress
from .proof import wait_for_new_thumbnail

_PICTURE_TRIES: Final = 3
_PICTURE_GAP: Final = 1.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A picture that was taken after it was asked for.

    `taken_at` is UTC, by Blink's clock; `jpeg` the picture's bytes; `homescreen` the
    one that proved it; `replaced` is the thumbnail of before, where it is known.
    """

    camera: Camera
    thumbnail: str
    replaced: str | None
    taken_at: datetime
    jpeg: bytes
    homescreen: Homescreen


async def fetch_snapshot(
    client: BlinkClient, ended: EndedCommand, progress: Progress
) -> Snapshot:
    """Return the picture that a command took, once it is proved to be new.

    Raises:
        ThumbnailUnchangedError: Blink shows no new picture within HOMESCREEN_DEADLINE.
        BadPictureError: The new picture cannot be had whole.
        BlinkError: As of BlinkClient.
    """
    before = ended.accepted.before
    with closing(before):
        found = ended.found
        if found is None:
            found = await wait_for_new_thumbnail(client, ended.accepted, ended.ended_at)
        progress.thumbnail = found.thumbnail
        replaced = before.camera(found.camera.key)
    taken_at = (
        found.camera.thumbnail_time or ended.ended_at or found.homescreen.blink_time
    )
    return Snapshot(
        camera=found.camera,
        thumbnail=found.thumbnail,
        replaced=replaced.thumbnail if replaced else None,
        taken_at=taken_at or datetime.now(UTC),
        jpeg=await download_picture(client, found.thumbnail),
        homescreen=found.homescreen,
    )


async def download_picture(client: BlinkClient, thumbnail: str) -> bytes:
    """Download a picture's JPEG, and again if it does not come whole.

    Raises:
        BadPictureError: It cannot be had whole.
        BlinkError: As of BlinkClient.
    """
    for _ in range(_PICTURE_TRIES - 1):
        try:
            return await client.get_picture(thumbnail)
        except BadPictureError, BusyError, BlinkConnectionError, RefusedError:
            # Refused, too: a picture this new may not be everywhere yet.
            await asyncio.sleep(_PICTURE_GAP)
    return await client.get_picture(thumbnail)

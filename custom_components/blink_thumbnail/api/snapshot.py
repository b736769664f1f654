"""One snapshot: a picture that was taken after it was asked for."""

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from .camera import Camera
from .client import BlinkClient
from .command import Progress, post_until_accepted, wait_for_end
from .errors import (
    BadPictureError,
    BlinkConnectionError,
    BusyError,
    CameraOfflineError,
    CameraRemovedError,
    CommandFailedError,
    CommandTimeoutError,
    RefusedError,
)
from .homescreen import Homescreen
from .pacing import in_time
from .proof import wait_for_new_thumbnail
from .snapshot_queue import Turn

# Seconds. A homescreen this young is good enough to call a camera offline or gone.
CONFIRMATION_AGE: Final = 30.0

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


async def take_snapshot(
    client: BlinkClient, camera_key: str, turn: Turn, progress: Progress
) -> Snapshot:
    """Have a camera take a picture, and return that once it is proved to be new.

    The camera's network serves nothing else during its turn, from the command to its
    end: BUSY_DEADLINE and COMMAND_DEADLINE and a little more at the most. If this is
    cancelled, Blink is told that nobody waits for the command any more.

    Raises:
        CameraRemovedError, CameraOfflineError: Nothing was asked of the camera.
        BusyError: Its network was busy until BUSY_DEADLINE.
        CommandFailedError, CommandTimeoutError: The camera did not do it.
        ThumbnailUnchangedError: Blink shows no new picture within HOMESCREEN_DEADLINE.
        BadPictureError: The new picture cannot be had whole.
        BlinkError: As of BlinkClient.
    """
    found, ended_at = None, None
    with ExitStack() as stack:
        async with turn:
            progress.begun_at = asyncio.get_running_loop().time()
            camera = await _find_camera(client, camera_key)
            try:
                accepted = await post_until_accepted(client, camera, progress)
                stack.callback(accepted.baseline.close)
                if accepted.command:
                    ended_at = await wait_for_end(client, accepted.command)
                else:
                    # Blink's answer was lost: only the picture tells of the end.
                    found = await wait_for_new_thumbnail(client, accepted)
            except RefusedError, CommandFailedError, CommandTimeoutError:
                # It may have left or gone offline since the last poll: that says more.
                _check_camera(client.last_homescreen, camera_key)
                raise
        if found is None:
            found = await wait_for_new_thumbnail(client, accepted, ended_at)
        progress.thumbnail = found.thumbnail
        replaced = accepted.baseline.camera(camera_key)
    taken_at = found.camera.thumbnail_time or ended_at or found.homescreen.blink_time
    return Snapshot(
        camera=found.camera,
        thumbnail=found.thumbnail,
        replaced=replaced.thumbnail if replaced else None,
        taken_at=taken_at or datetime.now(UTC),
        jpeg=await download_picture(client, found.thumbnail),
        homescreen=found.homescreen,
    )


async def _find_camera(client: BlinkClient, camera_key: str) -> Camera:
    """Return the camera, unless a fresh enough homescreen says that it cannot be."""
    try:
        return _check_camera(client.last_homescreen, camera_key)
    except CameraRemovedError, CameraOfflineError:
        recent = await in_time(client.get_recent_homescreen(CONFIRMATION_AGE))
        return _check_camera(recent, camera_key)


def _check_camera(homescreen: Homescreen | None, camera_key: str) -> Camera:
    """Return the camera, or raise why it cannot take a picture."""
    camera = homescreen and homescreen.cameras.get(camera_key)
    if not homescreen or not camera:
        raise CameraRemovedError
    if homescreen.is_offline(camera):
        raise CameraOfflineError
    return camera


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

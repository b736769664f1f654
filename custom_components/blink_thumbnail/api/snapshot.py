"""One snapshot: a picture that was taken after it was asked for."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
import logging
from math import inf
from typing import Final

from .baseline import Baseline
from .camera import Camera
from .camera_clocks import SOONEST_PICTURE
from .client import BlinkClient
from .command import BUSY_DEADLINE, follow, post_until_accepted
from .errors import (
    BlinkError,
    CameraAsleepError,
    CameraOfflineError,
    CameraRemovedError,
    CommandFailedError,
    CommandTimeoutError,
    RefusedError,
    RetryableError,
    ThumbnailUnchangedError,
)
from .homescreen import Homescreen
from .models import Command
from .pacing import patiently, wait_out
from .progress import Progress, Stage
from .proof import wait_for_new_thumbnail
from .snapshot_queue import Turn

_LOGGER = logging.getLogger(__name__)

# Seconds. A homescreen this young is good enough to call a camera offline or gone.
_CONFIRMATION_AGE: Final = 5.0

_PICTURE_TRIES: Final = 3
_PICTURE_GAP: Final = 1.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A picture that was taken after it was asked for.

    `taken_at` is when, and `taken_after` is what it was certainly taken after, both UTC
    by Blink's clock. `jpeg` is the picture's bytes, and `replaced` the thumbnail before
    it, where that is known.
    """

    camera: Camera
    thumbnail: str
    replaced: str | None
    taken_at: datetime
    taken_after: datetime
    jpeg: bytes


async def take_snapshot(
    client: BlinkClient,
    camera_key: str,
    turn: Turn,
    progress: Progress,
    past_thumbnails: Collection[str] = (),
    last_jpeg: bytes | None = None,
) -> Snapshot:
    """Have a camera take a picture, and return that once it is proved to be new.

    The camera's queue waits during its turn, from the command to its end: BUSY_DEADLINE
    and COMMAND_DEADLINE and a little more at the most. If this is cancelled, so is the
    command. `past_thumbnails` are those that the camera is known to have shown, and
    `last_jpeg` is the last picture that was downloaded.

    Raises:
        CameraRemovedError, CameraOfflineError, CameraAsleepError: Nothing was asked of
            the camera.
        BusyError: Its network was busy until BUSY_DEADLINE.
        CommandFailedError, CommandTimeoutError: The camera did not do it.
        ThumbnailUnchangedError: Blink shows no new picture within HOMESCREEN_DEADLINE.
        BadPictureError: The new picture does not arrive whole.
        BlinkError: As of BlinkClient.
    """
    clock = asyncio.get_running_loop().time
    log = partial(_log, client, camera_key)
    log("is asked for a picture")
    progress.reach(Stage.WAITING_FOR_TURN if turn.locked() else Stage.TAKING)
    async with Baseline(client, camera_key, past_thumbnails) as baseline:
        try:
            # One that cannot work need not wait until it has its turn.
            await _find_camera(client, camera_key, clock() + BUSY_DEADLINE)
            async with turn:
                log("has its turn")
                progress.started_at = clock()
                until = clock() + BUSY_DEADLINE
                camera = await _find_camera(client, camera_key, until)
                with client.notes.turn(camera, progress):
                    found = await post_until_accepted(
                        client, camera, baseline, progress, until
                    )
                    if isinstance(found, Command):
                        log("has taken its command")
                        progress.reach(Stage.TAKING)
                        end = await follow(client, baseline, found, until)
                        if end.failure is None:
                            client.notes.see_command(camera, end.at - found.posted_at)
            ended_at = clock()
            if isinstance(found, Command):
                log("has ended its command")
                progress.reach(Stage.FETCHING)
                ended_at = end.at
                found = await wait_for_new_thumbnail(client, baseline, end, until)
        except RefusedError, CommandFailedError, CommandTimeoutError:
            # It may have left or gone offline since the last poll: that says more.
            _check_camera(client.last_homescreen, camera_key)
            raise
        log("shows a new picture")
        progress.thumbnail = found.thumbnail
        replaced = baseline.camera
    soonest = client.clock.at(baseline.posted_at + SOONEST_PICTURE)
    return Snapshot(
        camera=found.camera,
        thumbnail=found.thumbnail,
        replaced=replaced.thumbnail if replaced else None,
        taken_at=found.taken_at or client.clock.at(ended_at),
        # Without a time it is the command's own, and no camera is faster.
        taken_after=found.taken_after or soonest,
        jpeg=await download_picture(client, found.thumbnail, until, last_jpeg),
    )


async def _find_camera(client: BlinkClient, camera_key: str, until: float) -> Camera:
    """Return the camera, unless a homescreen of just now says that it cannot be."""
    try:
        return _check_camera(client.last_homescreen, camera_key)
    except CameraRemovedError, CameraOfflineError, CameraAsleepError:
        since = asyncio.get_running_loop().time() - _CONFIRMATION_AGE
    try:
        recent = await patiently(partial(client.get_homescreen, since), until)
    except RetryableError:
        recent = await patiently(client.get_homescreen, until)
    return _check_camera(recent, camera_key)


def _check_camera(homescreen: Homescreen | None, camera_key: str) -> Camera:
    """Return the camera, or raise why it cannot take a picture."""
    camera = homescreen and homescreen.cameras.get(camera_key)
    if not homescreen or not camera:
        raise CameraRemovedError
    if homescreen.is_offline(camera):
        raise CameraOfflineError
    if camera.is_asleep:
        raise CameraAsleepError
    return camera


async def download_picture(
    client: BlinkClient,
    thumbnail: str,
    until: float = -inf,
    last_jpeg: bytes | None = None,
) -> bytes:
    """Download a picture's JPEG, and again if it does not come whole, or is the last.

    A pause that Blink asks for is waited out if it ends before `until`, in seconds of
    the event loop's clock.

    Raises:
        BadPictureError: It does not arrive whole.
        ThumbnailUnchangedError: Its address brings `last_jpeg`, the picture before it.
        BlinkError: As of BlinkClient.
    """
    failure: BlinkError = ThumbnailUnchangedError()
    for tries_left in reversed(range(_PICTURE_TRIES)):
        try:
            jpeg = await wait_out(partial(client.get_picture, thumbnail), until)
        except RetryableError as err:
            # Also if it is refused: a picture this new may not be everywhere yet.
            failure = err
        else:
            if jpeg != last_jpeg:
                return jpeg
            failure = ThumbnailUnchangedError()
        if tries_left:
            await asyncio.sleep(_PICTURE_GAP)
    raise failure


def _log(client: BlinkClient, camera_key: str, stage: str) -> None:
    """Log how far an update is; the camera's number is that of the diagnostics."""
    if _LOGGER.isEnabledFor(logging.DEBUG) and client.last_homescreen:
        number = client.last_homescreen.number(camera_key)
        _LOGGER.debug("Camera %s %s", number, stage)

"""One snapshot, from the command to the proved picture."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import uniform
from typing import Final

from .client import BlinkClient
from .errors import (
    AnswerLostError,
    BadPictureError,
    BlinkConnectionError,
    BlinkError,
    BusyError,
    CameraOfflineError,
    CameraRemovedError,
    CommandFailedError,
    CommandTimeoutError,
    RefusedError,
    ThumbnailUnchangedError,
)
from .models import Camera, Command, Homescreen

# All in seconds.

# A clip after motion holds its network for 10 to 60 s, and a press during one must
# outlast it.
BUSY_DEADLINE: Final = 90
# A sleeping battery camera has been seen to take just under a minute.
COMMAND_DEADLINE: Final = 75
# Right after the command's end the homescreen may still show the picture before.
HOMESCREEN_DEADLINE: Final = 15

# A camera never answers before some two seconds, and the requests saved there pay for
# asking a little more often than once a second when most cameras finish.
_FIRST_STATUS: Final = 2.0
_STATUS_INTERVAL: Final = 0.8
_HOMESCREEN_INTERVAL: Final = 1.0
_LOST_ANSWER_INTERVAL: Final = 5.0

_FIRST_BUSY_GAP: Final = 2.0
_LONGEST_BUSY_GAP: Final = 10.0

_PICTURE_TRIES: Final = 3
_PICTURE_GAP: Final = 1.0

# A homescreen this young is good enough to call a camera offline or gone.
_CONFIRMATION_AGE: Final = 30.0
# How often a thumbnail that may be a clip's is looked at again.
_DOUBTS: Final = 3
# Between Blink's hosts' clocks and its cameras'.
_CLOCK_TOLERANCE: Final = timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A picture that was taken after it was asked for.

    `taken_at` is UTC, by Blink's clock; `jpeg` the picture's bytes; `homescreen` the
    one that proved it. `attempts` counts the commands that were sent until Blink took
    one.
    """

    camera: Camera
    thumbnail: str
    taken_at: datetime
    jpeg: bytes
    homescreen: Homescreen
    attempts: int


@dataclass(frozen=True, kw_only=True)
class _Accepted:
    """A command on its way, with the homescreen read around its POST.

    `command` is None if Blink's answer was lost. `posted_at` is UTC, by Blink's clock
    where it is known.
    """

    camera: Camera
    before: Homescreen
    command: Command | None
    posted_at: datetime
    attempts: int


@dataclass(frozen=True, kw_only=True)
class EndedCommand:
    """A command that the camera carried out, whose picture is still to be proved.

    `ended_at` is UTC, by Blink's clock, where it is known. `homescreen` is there if it
    was what told that the command worked.
    """

    accepted: _Accepted
    ended_at: datetime | None = None
    homescreen: Homescreen | None = None


async def run_command(client: BlinkClient, camera_key: str) -> EndedCommand:
    """Command a camera to take a snapshot, and follow the command to its end.

    It takes BUSY_DEADLINE and COMMAND_DEADLINE and a little more at the most, and the
    camera's network serves nothing else meanwhile. If it is cancelled it tells Blink
    that nobody waits for the command any more.

    Raises:
        CameraRemovedError, CameraOfflineError: Nothing was asked of the camera.
        BusyError: Its network was busy until BUSY_DEADLINE.
        CommandFailedError, CommandTimeoutError: The camera did not do it.
        BlinkError: As of BlinkClient.
    """
    camera = await _find_camera(client, camera_key)
    try:
        accepted = await _post_until_accepted(client, camera)
        if accepted.command is None:
            homescreen = await _wait_for_new_thumbnail(client, accepted)
            return EndedCommand(accepted=accepted, homescreen=homescreen)
        ended_at = await _wait_for_end(client, accepted.command)
        return EndedCommand(accepted=accepted, ended_at=ended_at)
    except RefusedError, CommandFailedError, CommandTimeoutError:
        # It may have gone, or gone offline, since the last poll: that says more.
        _check_camera(client.last_homescreen, camera_key)
        raise


async def fetch_snapshot(client: BlinkClient, ended: EndedCommand) -> Snapshot:
    """Return the picture that a command took, once it is proved to be new.

    Raises:
        ThumbnailUnchangedError: Blink shows no new picture within HOMESCREEN_DEADLINE.
        BadPictureError: The new picture cannot be had whole.
        BlinkError: As of BlinkClient.
    """
    homescreen = ended.homescreen
    if homescreen is None:
        homescreen = await _wait_for_new_thumbnail(
            client, ended.accepted, ended.ended_at
        )
    camera = homescreen.cameras[ended.accepted.camera.key]
    if camera.thumbnail is None:
        raise ThumbnailUnchangedError
    taken_at = camera.thumbnail_time or ended.ended_at or homescreen.blink_time
    return Snapshot(
        camera=camera,
        thumbnail=camera.thumbnail,
        taken_at=taken_at or datetime.now(UTC),
        jpeg=await _download_picture(client, camera.thumbnail),
        homescreen=homescreen,
        attempts=ended.accepted.attempts,
    )


async def _download_picture(client: BlinkClient, thumbnail: str) -> bytes:
    """Download a picture, and again if it does not come whole."""
    for _ in range(_PICTURE_TRIES - 1):
        try:
            return await client.get_picture(thumbnail)
        except BadPictureError, BlinkConnectionError:
            await asyncio.sleep(_PICTURE_GAP)
    return await client.get_picture(thumbnail)


async def _find_camera(client: BlinkClient, camera_key: str) -> Camera:
    """Return the camera, unless a fresh enough homescreen says that it cannot be."""
    try:
        return _check_camera(client.last_homescreen, camera_key)
    except CameraRemovedError, CameraOfflineError:
        recent = await client.get_recent_homescreen(_CONFIRMATION_AGE)
        return _check_camera(recent, camera_key)


def _check_camera(homescreen: Homescreen | None, camera_key: str) -> Camera:
    """Return the camera, or raise why it cannot take a picture."""
    camera = homescreen and homescreen.cameras.get(camera_key)
    if not homescreen or not camera:
        raise CameraRemovedError
    if homescreen.is_offline(camera):
        raise CameraOfflineError
    return camera


async def _post_until_accepted(client: BlinkClient, camera: Camera) -> _Accepted:
    """Send the command until Blink takes it.

    The homescreen of before is read beside each POST: it costs no time, and no camera
    is quick enough to have moved its thumbnail by then.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + BUSY_DEADLINE
    gap, attempts = _FIRST_BUSY_GAP, 0
    while True:
        attempts += 1
        sent_at = datetime.now(UTC)
        before, command = await asyncio.gather(
            client.get_homescreen(),
            client.request_snapshot(camera),
            return_exceptions=True,
        )
        if not isinstance(command, BusyError):
            break
        pause = gap * uniform(0.75, 1.25)
        if clock() + pause > deadline:
            raise command
        await asyncio.sleep(pause)
        gap = min(gap * 1.5, _LONGEST_BUSY_GAP)

    if isinstance(before, BlinkConnectionError):
        before = await client.get_homescreen()
    if isinstance(before, BaseException):
        raise before
    if isinstance(command, Command):
        accepted, posted_at = command, command.blink_time
    elif isinstance(command, AnswerLostError):
        accepted, posted_at = None, before.blink_time
    else:
        raise command
    return _Accepted(
        camera=camera,
        before=before,
        command=accepted,
        posted_at=posted_at or sent_at,
        attempts=attempts,
    )


async def _wait_for_end(client: BlinkClient, command: Command) -> datetime | None:
    """Follow the command to its end; return when it ended, by Blink's clock.

    A status that cannot be had now is asked for again: the camera works on meanwhile.
    """
    try:
        async for _ in _ticks(_FIRST_STATUS, _STATUS_INTERVAL, COMMAND_DEADLINE):
            try:
                command = await client.get_command(command)
            except BlinkConnectionError:
                continue
            if command.complete:
                break
    finally:
        if not command.complete:
            await _let_go(client, command)
    if not command.complete:
        raise CommandTimeoutError
    if not command.succeeded:
        raise CommandFailedError(command.message)
    return command.blink_time


async def _let_go(client: BlinkClient, command: Command) -> None:
    """Tell Blink that nobody waits any more; what it answers changes nothing."""
    try:
        async with asyncio.timeout(2):
            await client.finish_command(command)
    except BlinkError, TimeoutError:
        pass


async def _wait_for_new_thumbnail(
    client: BlinkClient, accepted: _Accepted, ended_at: datetime | None = None
) -> Homescreen:
    """Ask for the homescreen until it shows a new thumbnail, and return it.

    Where the answer to the POST was lost, this alone tells whether the camera works.

    A picture from well before the command's end may be a clip's, with ours to follow:
    then a few more homescreens are asked. If none has a later one it must be ours, and
    it is in any case from after the POST.
    """
    failure: BlinkError
    if accepted.command:
        failure = ThumbnailUnchangedError()
        ticks = _ticks(0, _HOMESCREEN_INTERVAL, HOMESCREEN_DEADLINE)
    else:
        failure = AnswerLostError()
        ticks = _ticks(_LOST_ANSWER_INTERVAL, _LOST_ANSWER_INTERVAL, COMMAND_DEADLINE)
    doubts = _DOUBTS
    async for _ in ticks:
        try:
            homescreen = await client.get_homescreen()
        except BlinkConnectionError as err:
            failure = err
            continue
        camera = homescreen.cameras.get(accepted.camera.key)
        if camera is None:
            raise CameraRemovedError
        if _is_new(camera, accepted):
            if not doubts or not _may_be_a_clip(camera, ended_at):
                return homescreen
            doubts -= 1
        elif accepted.command:
            failure = ThumbnailUnchangedError()
    raise failure


def _may_be_a_clip(camera: Camera, ended_at: datetime | None) -> bool:
    """Return if a picture was taken too long before the command's end to be its own."""
    return (
        camera.thumbnail_time is not None
        and ended_at is not None
        and camera.thumbnail_time < ended_at - _CLOCK_TOLERANCE
    )


def _is_new(camera: Camera, accepted: _Accepted) -> bool:
    """Return if the camera shows another picture than before, and not an older one."""
    before = accepted.before.cameras.get(camera.key)
    if camera.thumbnail is None or (before and camera.thumbnail == before.thumbnail):
        return False
    return (
        camera.thumbnail_time is None
        or camera.thumbnail_time >= accepted.posted_at - _CLOCK_TOLERANCE
    )


async def _ticks(
    first: float, interval: float, deadline: float
) -> AsyncGenerator[None]:
    """Yield after `first` seconds and then every `interval` ones until the deadline.

    What the caller does in between counts into the interval; it is never caught up.
    """
    clock = asyncio.get_running_loop().time
    end = clock() + deadline
    at = clock() + first
    while at <= end:
        await asyncio.sleep(max(0, at - clock()))
        yield
        at = max(at + interval, clock())

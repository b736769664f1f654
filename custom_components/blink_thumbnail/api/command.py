"""One command, from the POST to its end."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from random import uniform
from typing import Final

from .client import BlinkClient
from .errors import (
    AnswerLostError,
    BlinkConnectionError,
    BlinkError,
    BusyError,
    CameraOfflineError,
    CameraRemovedError,
    CommandFailedError,
    CommandTimeoutError,
    RefusedError,
)
from .models import Camera, Command, Homescreen
from .pacing import every, in_time
from .progress import Progress
from .proof import AcceptedCommand, NewThumbnail, wait_for_new_thumbnail

# All in seconds.

# A clip after motion holds its network for 10 to 60 s, and a press during one must
# outlast it.
BUSY_DEADLINE: Final = 90
_FIRST_BUSY_GAP: Final = 2.0
_LONGEST_BUSY_GAP: Final = 10.0

# A sleeping battery camera has been seen to take just under a minute.
COMMAND_DEADLINE: Final = 75
# No camera answers before some two seconds. The requests saved there pay for asking
# more often when most cameras finish; later a second is little beside what has passed.
# This makes less than one request a second in all, which is what Blink's app makes.
_FIRST_STATUS_GAPS: Final = (2.5, 0.4, 0.4, 0.4)
_STATUS_INTERVAL: Final = 1.0

# By then no camera can have taken its picture.
_BEFORE_DEADLINE: Final = 1.5

# A homescreen this young is good enough to call a camera offline or gone.
CONFIRMATION_AGE: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class EndedCommand:
    """A command that the camera carried out, whose picture is still to be proved.

    `ended_at` is UTC, by Blink's clock, where it is known. `found` is there if its
    thumbnail was what told that the command worked.
    """

    accepted: AcceptedCommand
    ended_at: datetime | None = None
    found: NewThumbnail | None = None


async def run_command(
    client: BlinkClient, camera_key: str, progress: Progress
) -> EndedCommand:
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
        accepted = await _post_until_accepted(client, camera, progress)
        if accepted.command is None:
            found = await wait_for_new_thumbnail(client, accepted)
            return EndedCommand(accepted=accepted, found=found)
        ended_at = await _wait_for_end(client, accepted.command)
        return EndedCommand(accepted=accepted, ended_at=ended_at)
    except RefusedError, CommandFailedError, CommandTimeoutError:
        # It may have gone, or gone offline, since the last poll: that says more.
        _check_camera(client.last_homescreen, camera_key)
        raise


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


async def _post_until_accepted(
    client: BlinkClient, camera: Camera, progress: Progress
) -> AcceptedCommand:
    """Send the command until Blink takes it.

    The homescreen of before is read beside each POST, so that it costs no time.
    """
    clock = asyncio.get_running_loop().time
    started = clock()
    gap = _FIRST_BUSY_GAP
    while True:
        progress.attempts += 1
        progress.busy_seconds = clock() - started
        sent_at = datetime.now(UTC)
        account = client.account
        before, command = await _send_command(client, camera)
        if isinstance(command, RefusedError) and client.account != account:
            # The homescreen has led to another tier, which was asked nothing yet.
            continue
        if not isinstance(command, BusyError):
            break
        pause = gap * uniform(0.75, 1.25)
        if clock() + pause > started + BUSY_DEADLINE:
            raise command
        await asyncio.sleep(pause)
        gap = min(gap * 1.5, _LONGEST_BUSY_GAP)

    if isinstance(before, BaseException):
        raise before
    if isinstance(command, BaseException) and not isinstance(command, AnswerLostError):
        raise command
    accepted = command if isinstance(command, Command) else None
    posted_at = accepted.posted_at if accepted else before and before.blink_time
    return AcceptedCommand(
        camera=camera,
        before=before,
        command=accepted,
        posted_at=posted_at or sent_at,
    )


async def _send_command(
    client: BlinkClient, camera: Camera
) -> tuple[Homescreen | BaseException | None, Command | BaseException]:
    """Send the command and read the homescreen of before; return what came of both."""
    post = asyncio.ensure_future(client.request_snapshot(camera))
    try:
        before, command = await asyncio.gather(
            _read_before(client), post, return_exceptions=True
        )
    except asyncio.CancelledError:
        if post.done() and not post.cancelled() and not post.exception():
            await _let_go(client, post.result())
        raise
    return before, command


async def _read_before(client: BlinkClient) -> Homescreen | None:
    """Return a homescreen from before any camera can have taken its picture.

    None if it does not come that soon: one that comes late may show the new picture.
    """
    try:
        async with asyncio.timeout(_BEFORE_DEADLINE):
            try:
                return await client.get_homescreen()
            except BlinkConnectionError, BusyError, RefusedError:
                return await client.get_homescreen()
    except TimeoutError, BlinkConnectionError, BusyError, RefusedError:
        return None


async def _wait_for_end(client: BlinkClient, command: Command) -> datetime | None:
    """Follow the command to its end; return when it ended, by Blink's clock.

    A status that cannot be had now is asked for again: the camera works on meanwhile.
    """
    try:
        async for _ in every(
            *_FIRST_STATUS_GAPS, interval=_STATUS_INTERVAL, deadline=COMMAND_DEADLINE
        ):
            try:
                command = await in_time(client.get_command(command))
            except BlinkConnectionError, BusyError:
                continue
            if command.complete:
                break
    finally:
        if not command.complete:
            await _let_go(client, command)
    if not command.complete:
        raise CommandTimeoutError
    if not command.succeeded:
        raise CommandFailedError(command.message, command.codes)
    return command.blink_time


async def _let_go(client: BlinkClient, command: Command) -> None:
    """Tell Blink that nobody waits any more; what it answers changes nothing."""
    try:
        async with asyncio.timeout(2):
            await client.finish_command(command)
    except BlinkError, TimeoutError:
        pass

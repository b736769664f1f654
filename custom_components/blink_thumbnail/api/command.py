"""One command, from the POST to its end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from .camera import Camera
from .client import BlinkClient
from .errors import (
    BlinkConnectionError,
    BusyError,
    CameraOfflineError,
    CameraRemovedError,
    CommandFailedError,
    CommandTimeoutError,
    RefusedError,
)
from .homescreen import Homescreen
from .models import Command
from .pacing import every, in_time
from .post import let_go, post_until_accepted
from .progress import Progress
from .proof import AcceptedCommand, NewThumbnail, wait_for_new_thumbnail

# All in seconds. A sleeping battery camera has been seen to take just under a minute.
COMMAND_DEADLINE: Final = 75
# No camera answers before some two seconds. The requests saved there pay for asking
# more often when most cameras finish; later a second is little beside what has passed.
# This makes less than one request a second in all, which is what Blink's app makes.
_FIRST_STATUS_GAPS: Final = (2.5, 0.4, 0.4, 0.4)
_STATUS_INTERVAL: Final = 1.0

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
        accepted = await post_until_accepted(client, camera, progress)
        try:
            return await _follow(client, accepted)
        except BaseException:
            accepted.before.close()
            raise
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


async def _follow(client: BlinkClient, accepted: AcceptedCommand) -> EndedCommand:
    """Follow a command to its end, or to its picture where the answer was lost."""
    if accepted.command is None:
        found = await wait_for_new_thumbnail(client, accepted)
        return EndedCommand(accepted=accepted, found=found)
    ended_at = await _wait_for_end(client, accepted.command)
    return EndedCommand(accepted=accepted, ended_at=ended_at)


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
            await let_go(client, command)
    if not command.complete:
        raise CommandTimeoutError
    if not command.succeeded:
        raise CommandFailedError(command.message, command.codes)
    return command.blink_time

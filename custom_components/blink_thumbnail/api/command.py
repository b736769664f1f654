"""One command: posted until Blink takes it, and followed to its end."""

import asyncio
from functools import partial
from random import uniform
from typing import Final

from .baseline import Baseline, NewThumbnail
from .camera import Camera
from .client import BlinkClient
from .codes import error_for
from .errors import (
    AnswerLostError,
    BlinkError,
    BusyError,
    CommandFailedError,
    CommandTimeoutError,
    CoolingDownError,
    RetryableError,
)
from .models import Command, CommandEnd
from .pacing import Ticker, patiently, see_through
from .progress import Progress, Stage

# All in seconds. A clip after motion holds its network for 10 to 60 s, and a press
# during one must outlast it.
BUSY_DEADLINE: Final = 90
_SHORTEST_BUSY_GAP: Final = 2.0
_LONGEST_BUSY_GAP: Final = 10.0
# Of what has passed: so much longer, at the most, a press takes than it must.
_BUSY_SHARE: Final = 0.25
# After a fault that may pass. One is always retried, and more of them for so long.
_RETRY_GAP: Final = 2.0
_LONGEST_RETRY_GAP: Final = 10.0
_RETRY_DEADLINE: Final = 20.0

# A sleeping battery camera has been seen to take just under a minute.
COMMAND_DEADLINE: Final = 75
_STATUS_INTERVAL: Final = 1.0

# An abandoned command blocks the next one.
_CANCEL_DEADLINE: Final = 2
# A busy network has been seen to answer after 13.
_POST_DEADLINE: Final = 15


async def post_until_accepted(
    client: BlinkClient,
    camera: Camera,
    baseline: Baseline,
    progress: Progress,
    until: float,
) -> Command | NewThumbnail:
    """Send the command until Blink takes it, and return it.

    Where an answer was lost, Blink may have taken the command: then the homescreen is
    asked before each retry, and returns its picture if that is there by now. While the
    first one works, Blink refuses a second as busy.

    Raises:
        BlinkError: Blink has not taken it by `until`, in seconds of the event loop's
            clock, or a fault does not pass.
    """
    clock = asyncio.get_running_loop().time
    started_at = clock()
    first_fault_at: float | None = None
    is_lost = False
    while True:
        if not is_lost:
            baseline.read()
        elif found := await _find_new_thumbnail(client, baseline, until):
            return found
        progress.attempts += 1
        progress.busy_seconds = clock() - started_at
        try:
            command = await _post(client, camera)
        except BusyError as err:
            failure: BlinkError = err
            progress.reach(Stage.WAITING_FOR_CAMERA)
            busy_gap = max(_SHORTEST_BUSY_GAP, progress.busy_seconds * _BUSY_SHARE)
            pause = min(busy_gap, _LONGEST_BUSY_GAP) * uniform(0.75, 1.25)
        except CoolingDownError as err:
            failure, pause = err, err.seconds
        except RetryableError as err:
            failure, pause = err, max(err.seconds or 0, _RETRY_GAP)
            is_lost = is_lost or isinstance(err, AnswerLostError)
            first_fault_at = first_fault_at or clock()
            if (
                pause > _LONGEST_RETRY_GAP
                or clock() + pause > first_fault_at + _RETRY_DEADLINE
            ):
                raise
        else:
            baseline.accept()
            return command
        if clock() + pause > until:
            raise failure
        await asyncio.sleep(pause)
        # It may be in another network by now, or on another tier.
        if (homescreen := client.last_homescreen) is not None:
            camera = homescreen.cameras.get(camera.key, camera)


async def _find_new_thumbnail(
    client: BlinkClient, baseline: Baseline, until: float
) -> NewThumbnail | None:
    """Look once if the homescreen shows a new thumbnail."""
    try:
        homescreen = await patiently(client.get_homescreen, until)
    except RetryableError:
        return None
    found = baseline.find_new(homescreen)
    # It may be that of a clip, which makes busy as well.
    return found if found and found.taken_after else None


async def _post(client: BlinkClient, camera: Camera) -> Command:
    """Send the command once. If this is cancelled, so is what Blink makes of it."""
    under_way = asyncio.Lock()
    post = asyncio.create_task(client.request_snapshot(camera, under_way))
    try:
        await asyncio.wait([post])
    except BaseException:
        await see_through(_cancel_posted(client, post, under_way))
        raise
    return await post


async def follow(
    client: BlinkClient, baseline: Baseline, command: Command, until: float
) -> CommandEnd:
    """Follow the command until it has ended well, or until its end cannot be told.

    A request for the status that fails is repeated: the camera works on meanwhile.

    Raises:
        CommandFailedError: The camera did not carry it out.
        BlinkError: As of BlinkClient.
    """
    clock = asyncio.get_running_loop().time
    failure: BlinkError = CommandTimeoutError()
    running_at = command.posted_at
    unknown_at: float | None = None
    try:
        async for _ in Ticker(
            *client.command_times.gaps(baseline.camera_key),
            interval=_STATUS_INTERVAL,
            deadline=COMMAND_DEADLINE,
        ):
            asked_at = clock()
            try:
                command = await patiently(partial(client.get_command, command), until)
            except RetryableError as err:
                failure, unknown_at = err, unknown_at or asked_at
                continue
            if command.complete:
                break
            failure, unknown_at, running_at = CommandTimeoutError(), None, asked_at
            baseline.looks.note_running(asked_at)
    finally:
        if not command.complete:
            await see_through(cancel(client, command))
    if not command.complete:
        return CommandEnd(at=unknown_at or clock(), failure=failure)
    if not command.succeeded:
        error = error_for(command.codes.get("status_code")) or CommandFailedError
        raise error(command.message, command.codes)
    if unknown_at is None:
        client.command_times.learn(
            baseline.camera_key,
            running_at - command.posted_at,
            asked_at - command.posted_at,
        )
    # If nobody could tell for a while, it may have ended at the beginning of that.
    return CommandEnd(at=unknown_at or asked_at)


async def _cancel_posted(
    client: BlinkClient, post: asyncio.Task[Command], under_way: asyncio.Lock
) -> None:
    """Cancel a command that Blink has taken, or is about to take.

    What Blink does not have yet, it shall not get: also not once more, with another
    token.
    """
    try:
        async with asyncio.timeout(_POST_DEADLINE), under_way:
            if not post.done():
                post.cancel()
    except TimeoutError:
        post.cancel()
    await asyncio.wait([post])
    if not post.cancelled() and not post.exception():
        await cancel(client, post.result())


async def cancel(client: BlinkClient, command: Command) -> None:
    """Tell Blink that nobody waits any more; what it answers changes nothing."""
    try:
        async with asyncio.timeout(_CANCEL_DEADLINE):
            await client.finish_command(command)
    except BlinkError, TimeoutError:
        pass

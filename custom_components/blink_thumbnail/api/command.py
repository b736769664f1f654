"""One command: sent until Blink takes it, and followed to its end."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import uniform
from typing import Final

from .camera import Camera
from .client import BlinkClient
from .errors import (
    AnswerLostError,
    BlinkConnectionError,
    BlinkError,
    BusyError,
    CommandFailedError,
    CommandTimeoutError,
    RefusedError,
)
from .models import Command
from .pacing import every, in_time
from .proof import AcceptedCommand, Baseline

# All in seconds. A clip after motion holds its network for 10 to 60 s, and a press
# during one must outlast it.
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

# A command that nobody waits for any more, from its POST on, holds up the next one.
_LETTING_GO_DEADLINE: Final = 2


@dataclass(slots=True, kw_only=True)
class Progress:
    """What is known of a snapshot, on its way and at its end, whatever that is.

    `begun_at` is when its turn came, in seconds of the event loop's clock. `attempts`
    counts the commands that were sent until Blink took one, or none, and `busy_seconds`
    is how long it took from the first to the last of them. `thumbnail` is the camera's
    new one, as soon as it is proved.
    """

    begun_at: float | None = None
    attempts: int = 0
    busy_seconds: float = 0.0
    thumbnail: str | None = None


async def post_until_accepted(
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
        account = client.account
        try:
            return await _post(client, camera)
        except RefusedError:
            # The homescreen may have led to another tier, which was asked nothing yet.
            if client.account == account:
                raise
        except BusyError:
            pause = gap * uniform(0.75, 1.25)
            if clock() + pause > started + BUSY_DEADLINE:
                raise
            await asyncio.sleep(pause)
            gap = min(gap * 1.5, _LONGEST_BUSY_GAP)


async def _post(client: BlinkClient, camera: Camera) -> AcceptedCommand:
    """Send the command once, while the homescreen of before is read."""
    sent_at = datetime.now(UTC)
    baseline = Baseline(client)
    post = asyncio.create_task(client.request_snapshot(camera))
    try:
        await asyncio.wait([post])
        homescreen = await baseline.wait()
        command = await _unless_lost(post)
    except BaseException:
        baseline.close()
        await _withdraw(client, post)
        raise
    posted_at = command.posted_at if command else homescreen and homescreen.blink_time
    return AcceptedCommand(
        camera=camera,
        baseline=baseline,
        command=command,
        posted_at=posted_at or sent_at,
    )


async def _unless_lost(post: Awaitable[Command]) -> Command | None:
    """Return what Blink answered, None if the answer was lost."""
    try:
        return await post
    except AnswerLostError:
        return None


async def wait_for_end(client: BlinkClient, command: Command) -> datetime | None:
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


async def _withdraw(client: BlinkClient, post: Awaitable[Command]) -> None:
    """Let a command go that Blink has taken, or is about to take."""
    try:
        async with asyncio.timeout(_LETTING_GO_DEADLINE):
            await let_go(client, await post)
    except BlinkError, TimeoutError:
        pass


async def let_go(client: BlinkClient, command: Command) -> None:
    """Tell Blink that nobody waits any more; what it answers changes nothing."""
    try:
        async with asyncio.timeout(_LETTING_GO_DEADLINE):
            await client.finish_command(command)
    except BlinkError, TimeoutError:
        pass

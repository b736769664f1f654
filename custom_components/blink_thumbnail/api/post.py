"""The POST of a command, sent until Blink takes it."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from random import uniform
from typing import Final

from .before import Before
from .camera import Camera
from .client import BlinkClient
from .errors import AnswerLostError, BlinkError, BusyError, RefusedError
from .models import Command
from .progress import Progress
from .proof import AcceptedCommand

# All in seconds. A clip after motion holds its network for 10 to 60 s, and a press
# during one must outlast it.
BUSY_DEADLINE: Final = 90
_FIRST_BUSY_GAP: Final = 2.0
_LONGEST_BUSY_GAP: Final = 10.0

# A command that nobody waits for any more, from its POST on, holds up the next one.
_LETTING_GO_DEADLINE: Final = 2


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
    before = Before(client)
    post = asyncio.create_task(client.request_snapshot(camera))
    try:
        await asyncio.wait([post])
        homescreen = await before.wait()
        command = await _unless_lost(post)
    except BaseException:
        before.close()
        await _withdraw(client, post)
        raise
    posted_at = command.posted_at if command else homescreen and homescreen.blink_time
    return AcceptedCommand(
        camera=camera,
        before=before,
        command=command,
        posted_at=posted_at or sent_at,
    )


async def _unless_lost(post: Awaitable[Command]) -> Command | None:
    """Return what Blink answered, None if the answer was lost."""
    try:
        return await post
    except AnswerLostError:
        return None


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

"""What does not go well in the demo, so that a person sees failures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from blink_cloud import Account, Camera, OldMedia

OFFLINE: Final = "Back yard"

# A system does one thing at a time. These two keep no favourite waiting: the one is
# alone in its system, and the other has one neighbour only.
BUSY: Final = "Kitchen"
SLOW: Final = "Workshop path"

# Seconds, and those between two clips.
CLIP: Final = 20
PAUSE: Final = 25
SLOW_SECONDS: Final = (18, 24)

TOLD: Final = f"""\
Three cameras have their troubles. Press and see:
    {OFFLINE} is offline: a press says so at once.
    {BUSY} records {CLIP} of every {CLIP + PAUSE} seconds: a press waits for the end.
    {SLOW} is slow: a picture takes some {sum(SLOW_SECONDS) // 2} seconds.
"""


@asynccontextmanager
async def trouble(account: Account) -> AsyncIterator[None]:
    """Let three cameras of the demo's account have their troubles."""
    # A clip replaces a picture before anybody has looked at it.
    account.cloud.settings.old_media = OldMedia.KEPT
    cameras = {camera.name: camera for camera in account.cameras}
    cameras[OFFLINE].online = False
    cameras[SLOW].snapshot_seconds = SLOW_SECONDS
    recording = asyncio.create_task(_record_often(cameras[BUSY]))
    try:
        yield
    finally:
        recording.cancel()
        with suppress(asyncio.CancelledError):
            await recording


async def _record_often(camera: Camera) -> None:
    """Record one clip after the other, with pauses."""
    while True:
        camera.record_clip(seconds=CLIP)
        await asyncio.sleep(CLIP + PAUSE)

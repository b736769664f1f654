"""The proof that a picture was taken after it was asked for."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .camera import Camera
from .client import BlinkClient
from .errors import (
    AnswerLostError,
    BlinkConnectionError,
    BlinkError,
    BusyError,
    CameraRemovedError,
    RefusedError,
    ThumbnailUnchangedError,
)
from .homescreen import Homescreen
from .models import Command
from .pacing import every, in_time

# Seconds. By then no camera can have taken its picture.
_BASELINE_DEADLINE: Final = 1.5
_PASSING: Final = (BlinkConnectionError, BusyError, RefusedError)

# Seconds. Right after the command's end the homescreen may still show the picture of
# before.
HOMESCREEN_DEADLINE: Final = 15
_HOMESCREEN_INTERVAL: Final = 1.0

# Seconds. The homescreen alone tells whether a command works whose answer was lost.
LOST_ANSWER_DEADLINE: Final = 75
_LOST_ANSWER_INTERVAL: Final = 5.0

# How often a thumbnail that may be a clip's is looked at again.
_DOUBTS: Final = 3
# Between the clocks of Blink's hosts and of its cameras.
_CLOCK_TOLERANCE: Final = timedelta(seconds=5)


class Baseline:
    """What cameras showed before a command: the homescreen read beside its POST.

    One that comes late may show the new picture already. It still tells of the cameras
    that have not moved since the homescreen that was read last.
    """

    def __init__(self, client: BlinkClient) -> None:
        """Begin to read it."""
        self._client = client
        self._last = client.last_homescreen
        self._clock = asyncio.get_running_loop().time
        self._deadline = self._clock() + _BASELINE_DEADLINE
        self._is_late = False
        self._reading = asyncio.create_task(self._read())

    async def wait(self) -> Homescreen | None:
        """Return it if it comes soon, else None.

        Raises:
            BlinkError: It told of a trouble that no second try would mend.
        """
        await asyncio.wait([self._reading], timeout=self._deadline - self._clock())
        return None if self._is_late else self._read_so_far()

    def camera(self, key: str) -> Camera | None:
        """Return what a camera showed, None as long as that is not known."""
        homescreen = self._read_so_far()
        if homescreen is None:
            return None
        camera = homescreen.cameras.get(key)
        if camera is None or not self._is_late:
            return camera
        last = self._last and self._last.cameras.get(key)
        return camera if last and last.thumbnail == camera.thumbnail else None

    def close(self) -> None:
        """Read no further."""
        if not self._reading.cancel() and not self._reading.cancelled():
            # It is known, and nobody else asks for it any more.
            self._reading.exception()

    def _read_so_far(self) -> Homescreen | None:
        """Return what has come by now."""
        return self._reading.result() if self._reading.done() else None

    async def _read(self) -> Homescreen | None:
        """Ask for the homescreen, and once more if that does not help."""
        try:
            try:
                homescreen = await in_time(self._client.get_homescreen())
            except _PASSING:
                homescreen = await in_time(self._client.get_homescreen())
        except BlinkError as err:
            # If it comes late, the requests for the command meet the trouble as well.
            if isinstance(err, _PASSING) or self._clock() > self._deadline:
                return None
            raise
        self._is_late = self._clock() > self._deadline
        return homescreen


@dataclass(frozen=True, kw_only=True)
class AcceptedCommand:
    """A command on its way, with the homescreen read around its POST.

    `command` is None if Blink's answer was lost. `posted_at` is UTC, by Blink's clock
    where it is known.
    """

    camera: Camera
    baseline: Baseline
    command: Command | None
    posted_at: datetime


@dataclass(frozen=True, kw_only=True)
class NewThumbnail:
    """A thumbnail from after the POST, and the homescreen that proves it."""

    camera: Camera
    thumbnail: str
    homescreen: Homescreen


async def wait_for_new_thumbnail(
    client: BlinkClient, accepted: AcceptedCommand, ended_at: datetime | None = None
) -> NewThumbnail:
    """Ask for the homescreen until it shows a new thumbnail, and return that.

    Where the answer to the POST was lost, this alone tells whether the camera works.

    A picture from well before the command's end may be a clip's, with ours to follow:
    then a few more homescreens are asked. If none has a later one it must be ours, and
    it is in any case from after the POST.
    """
    doubtful: NewThumbnail | None = None
    failure: BlinkError
    if accepted.command:
        failure = ThumbnailUnchangedError()
        ticks = every(0, interval=_HOMESCREEN_INTERVAL, deadline=HOMESCREEN_DEADLINE)
    else:
        failure = AnswerLostError()
        ticks = every(interval=_LOST_ANSWER_INTERVAL, deadline=LOST_ANSWER_DEADLINE)
    doubts = _DOUBTS
    async for _ in ticks:
        try:
            homescreen = await in_time(client.get_homescreen())
        except (BlinkConnectionError, BusyError) as err:
            failure = err
            continue
        camera = homescreen.cameras.get(accepted.camera.key)
        if camera is None:
            # One odd homescreen proves nothing.
            failure = CameraRemovedError()
            continue
        if camera.thumbnail is not None and _is_new(camera, accepted):
            found = NewThumbnail(
                camera=camera, thumbnail=camera.thumbnail, homescreen=homescreen
            )
            if not doubts or not _may_be_a_clip(camera, ended_at):
                return found
            doubts -= 1
            doubtful = found
        elif accepted.command:
            failure = ThumbnailUnchangedError()
    if doubtful:
        return doubtful
    raise failure


def _may_be_a_clip(camera: Camera, ended_at: datetime | None) -> bool:
    """Return if a picture was taken too long before the command's end to be its own."""
    return (
        camera.thumbnail_time is not None
        and ended_at is not None
        and camera.thumbnail_time < ended_at - _CLOCK_TOLERANCE
    )


def _is_new(camera: Camera, accepted: AcceptedCommand) -> bool:
    """Return if the camera shows a picture from after the POST.

    It is another one than before, and not from an earlier time. Where there is no
    before, the time alone must prove it.
    """
    before = accepted.baseline.camera(camera.key)
    if before is None:
        return (
            camera.thumbnail_time is not None
            and camera.thumbnail_time >= accepted.posted_at
        )
    if camera.thumbnail == before.thumbnail:
        return False
    if camera.thumbnail_time is not None:
        return camera.thumbnail_time >= accepted.posted_at - _CLOCK_TOLERANCE
    return camera.thumbnail_minute is None or not _is_earlier(
        camera.thumbnail_minute, accepted.posted_at
    )


def _is_earlier(minute: datetime, posted_at: datetime) -> bool:
    """Return if a local clock's minute is one from before the POST.

    Such a clock may go by the wrong zone or daylight saving, which sets it off by half
    hours: those do not count against a picture.
    """
    behind = (posted_at - minute) % timedelta(minutes=30)
    return timedelta(minutes=2) < behind < timedelta(minutes=28)

"""What a camera showed before its command, and what it then shows that is new."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from types import TracebackType
from typing import Final, Self

from .camera import Camera
from .camera_clocks import SHORTEST_UPLOAD, SOONEST_PICTURE
from .client import BlinkClient
from .errors import BlinkError, RetryableError
from .homescreen import Homescreen
from .late_looks import LateLooks
from .pacing import in_time

# Seconds. By then the homescreen shows a picture: it has been seen to lag 2 to 3, and
# more now and then (facts: section 8). What made a network busy was most likely a clip,
# whose picture may come late as well.
_LAG: Final = 4.0
_LAG_AFTER_BUSY: Final = 6.0

# Between the clocks of Blink's hosts and of its cameras.
_CLOCK_TOLERANCE: Final = timedelta(seconds=5)
# By which a picture may be dated ahead of Blink's clock, which is known to a second.
_AHEAD: Final = timedelta(seconds=2)


@dataclass(frozen=True, kw_only=True)
class NewThumbnail:
    """A thumbnail from after the POST, and the homescreen that proves it.

    `dated_at` is when it was taken, by the camera's clock, None where nothing tells it
    to the second. `taken_after` is what it was certainly taken after, by Blink's clock,
    None where it may be from before the POST: the camera's clock may be ahead. UTC.
    """

    camera: Camera
    thumbnail: str
    homescreen: Homescreen
    dated_at: datetime | None
    taken_after: datetime | None

    @property
    def taken_at(self) -> datetime | None:
        """When it was taken, UTC, None if nothing tells it or it is in the future."""
        read_at = self.homescreen.read_at
        if self.dated_at is None or self.dated_at > read_at + _AHEAD:
            return None
        return min(self.dated_at, read_at)

    def is_certain(self, ended_at: datetime) -> bool:
        """Return if it is the command's own picture, and not that of an earlier clip.

        `ended_at` is when the command ended, UTC, by Blink's clock.
        """
        return self.taken_after is not None and (
            self.dated_at is None or self.dated_at >= ended_at - _CLOCK_TOLERANCE
        )


class Baseline:
    """What a camera showed before its command: nothing of it is new.

    The homescreen is read concurrently with the POST, so that it costs no time. One
    that was written too late may show the new picture already; it still tells that a
    camera has not moved since the homescreen before it.

    A scope: no reading goes on when it is left.
    """

    def __init__(
        self, client: BlinkClient, camera_key: str, past_thumbnails: Collection[str]
    ) -> None:
        """Take the camera, and the thumbnails that it is known to have shown."""
        self.camera_key = camera_key
        self.posted_at = asyncio.get_running_loop().time()
        self._client = client
        self._past_thumbnails = past_thumbnails
        self._readings: list[asyncio.Task[Homescreen | None]] = []
        self.accepted_at = inf
        self.looks = LateLooks(client, camera_key, self.posted_at, inf)

    async def __aenter__(self) -> Self:
        """Read nothing yet."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the readings."""
        for reading in self._readings:
            reading.cancel()
        if self._readings:
            await asyncio.wait(self._readings)
        await self.looks.end()

    def read(self) -> None:
        """Read the homescreen, as the command is posted now.

        An earlier reading goes on: it may be about to find the account's new tier.
        """
        self.posted_at = asyncio.get_running_loop().time()
        last = self._client.last_homescreen
        self._readings.append(asyncio.create_task(self._read(self.posted_at, last)))

    def accept(self) -> None:
        """Note that Blink has taken the command: it has begun by now.

        That may be long after the POST was sent, and a clip may have ended meanwhile.
        """
        self.accepted_at = asyncio.get_running_loop().time()
        self.looks = LateLooks(
            self._client,
            self.camera_key,
            self.posted_at,
            self.accepted_at + self.lag,
        )

    @property
    def lag(self) -> float:
        """The seconds by which homescreens may lag now."""
        return _LAG if len(self._readings) == 1 else _LAG_AFTER_BUSY

    def find_new(self, homescreen: Homescreen) -> NewThumbnail | None:
        """Return what the camera shows if that is from after the POST by its clock.

        That may be behind, where nothing is known of it, and a time to the second that
        is in the future is none: then the thumbnail must differ from the baseline's,
        and not be from an earlier minute.
        """
        camera = homescreen.cameras.get(self.camera_key)
        if camera is None or camera.thumbnail is None:
            return None
        posted_at = self._client.clock.at(self.posted_at)
        thumbnail, dated_at = camera.thumbnail, camera.thumbnail_time
        found = NewThumbnail(
            camera=camera,
            thumbnail=thumbnail,
            homescreen=homescreen,
            dated_at=dated_at,
            taken_after=self._taken_after(thumbnail, dated_at, homescreen, posted_at),
        )
        before = self.camera
        if before and before.camera_id != camera.camera_id:
            # It was added again: then the same picture would have another path.
            before = None
        is_known = (
            thumbnail in self._past_thumbnails
            or self.looks.is_old(thumbnail)
            or (before is not None and thumbnail == before.thumbnail)
        )
        told_at = dated_at if found.taken_at else None
        is_new = bool(found.taken_after or (told_at and told_at >= posted_at))
        clocks = self._client.camera_clocks
        if not is_new and not (told_at and clocks.is_known(self.camera_key, posted_at)):
            minute = camera.thumbnail_minute or dated_at or posted_at
            is_new = before is not None and minute > posted_at - timedelta(minutes=1)
        return found if is_new and not is_known else None

    def _taken_after(
        self,
        thumbnail: str,
        dated_at: datetime | None,
        homescreen: Homescreen,
        posted_at: datetime,
    ) -> datetime | None:
        """Return what a picture was taken after, None if that is before the POST."""
        clocks, taken_after = self._client.camera_clocks, None
        if dated_at:
            taken_after = clocks.taken_after(self.camera_key, dated_at, posted_at)
        if taken_after and taken_after > homescreen.read_at:
            # The camera's clock was set: what it told before says nothing now.
            clocks.forget(self.camera_key)
            taken_after = None
        if taken_after and taken_after >= posted_at:
            return taken_after
        if self.accepted_at == inf:
            return None
        accepted_at = self._client.clock.at(self.accepted_at)
        has_come = self.looks.has_come(thumbnail, homescreen.asked_at)
        if has_come or (taken_after and taken_after + SHORTEST_UPLOAD >= accepted_at):
            # What took it ended when the command had begun: it is the command's, or
            # came later.
            return posted_at
        return None

    def learn(self, own: NewThumbnail) -> None:
        """Learn how far ahead the camera's clock is, from the command's own picture."""
        if own.dated_at:
            clock = self._client.clock
            self._client.camera_clocks.learn(
                self.camera_key,
                own.dated_at,
                clock.at(self.posted_at),
                clock.at(self.looks.running_at),
            )

    @property
    def camera(self) -> Camera | None:
        """The camera as it was before the POST, None if that is not known."""
        if not self._readings or not self._readings[-1].done():
            return None
        homescreen = self._readings[-1].result()
        return homescreen.cameras.get(self.camera_key) if homescreen else None

    async def _read(
        self, posted_at: float, last: Homescreen | None
    ) -> Homescreen | None:
        """Return the homescreen as it was before the POST, None if that fails."""
        clock = asyncio.get_running_loop().time
        for _ in range(2):
            try:
                homescreen = await in_time(self._client.get_homescreen())
            except RetryableError:
                continue
            except BlinkError:
                # The requests for the command meet it as well.
                return None
            if clock() <= posted_at + SOONEST_PICTURE or self._was_written_before(
                homescreen, posted_at + SOONEST_PICTURE
            ):
                return homescreen
            return homescreen if self._has_not_moved(last, homescreen) else None
        return None

    def _was_written_before(self, homescreen: Homescreen, moment: float) -> bool:
        """Return if Blink wrote a homescreen before a moment of the loop's clock."""
        return homescreen.date is not None and homescreen.date + timedelta(
            seconds=1
        ) <= self._client.clock.at(moment)

    def _has_not_moved(self, last: Homescreen | None, homescreen: Homescreen) -> bool:
        """Return if the camera shows what it showed on the last homescreen before."""
        then = last and last.cameras.get(self.camera_key)
        now = homescreen.cameras.get(self.camera_key)
        return bool(then and now and then.thumbnail == now.thumbnail)

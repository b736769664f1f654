"""What a camera shows while its command runs, once no homescreen can lag any more."""

import asyncio
from contextlib import suppress
from math import inf
from typing import Final

from .client import BlinkClient
from .errors import BlinkError
from .homescreen import Homescreen
from .pacing import in_time

# Seconds. A camera's new picture may be there so long before its command has ended.
_LEAD: Final = 2.0


class LateLooks:
    """The looks at the homescreen once it does not lag behind the command's beginning.

    What they show well before the command's end is from before it, and what comes after
    any of them is from after its beginning.
    """

    def __init__(
        self, client: BlinkClient, camera_key: str, posted_at: float, starts_at: float
    ) -> None:
        """Take when a command was sent, and the first look at it makes sense.

        By the loop's clock, as `running_at`, which is when the command still ran: it
        may have ended before its answer came.
        """
        self.running_at = posted_at
        self._client = client
        self._camera_key = camera_key
        self._starts_at = starts_at
        self._look: asyncio.Task[None] | None = None
        self._shown: list[tuple[float, str | None]] = []

    async def end(self) -> None:
        """End a look that is under way."""
        if self._look:
            self._look.cancel()
            await asyncio.wait([self._look])

    def note_running(self, asked_at: float) -> None:
        """Note that the command still ran at a moment of the loop's clock.

        If the dates of the camera's pictures prove nothing, one look is taken: it has
        nothing new to show yet.
        """
        self.running_at = asked_at
        if (
            self._look is None
            and asked_at >= self._starts_at
            and not self._are_dates_good()
        ):
            self._look = asyncio.create_task(self._async_look())

    def note(self, homescreen: Homescreen) -> None:
        """Note what the camera shows, if that homescreen does not lag any more."""
        camera = homescreen.cameras.get(self._camera_key)
        if camera and homescreen.asked_at >= self._starts_at:
            self._shown.append((homescreen.asked_at, camera.thumbnail))

    def has_come(self, thumbnail: str, asked_at: float) -> bool:
        """Return if a thumbnail that was seen at a moment had not been there before."""
        shown = [thumbnail for at, thumbnail in self._shown if at < asked_at]
        return bool(shown) and thumbnail not in shown

    def is_old(self, thumbnail: str) -> bool:
        """Return if a thumbnail was there well before the command ended."""
        looked_at, shown = self._shown[0] if self._shown else (inf, None)
        return looked_at + _LEAD <= self.running_at and thumbnail == shown

    def _are_dates_good(self) -> bool:
        """Return if the camera dates its pictures by a clock that is known."""
        homescreen = self._client.last_homescreen
        camera = homescreen and homescreen.cameras.get(self._camera_key)
        dated_at = camera and camera.thumbnail_time
        return dated_at is not None and self._client.camera_clocks.is_known(
            self._camera_key, self._client.clock.now()
        )

    async def _async_look(self) -> None:
        """Look at a homescreen that is read now, unless that fails."""
        with suppress(BlinkError):
            self.note(await in_time(self._client.get_homescreen()))

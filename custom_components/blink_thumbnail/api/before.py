"""What a camera showed before its command: the homescreen read beside the POST."""

import asyncio
from typing import Final

from .camera import Camera
from .client import BlinkClient
from .errors import BlinkConnectionError, BlinkError, BusyError, RefusedError
from .homescreen import Homescreen
from .pacing import in_time

# Seconds. By then no camera can have taken its picture.
_SOON: Final = 1.5

_PASSING: Final = (BlinkConnectionError, BusyError, RefusedError)


class Before:
    """A homescreen on its way, which is to tell what a camera has shown until now.

    One that comes late may show the new picture already. It still tells of the cameras
    that have not moved since the homescreen that was read last.
    """

    def __init__(self, client: BlinkClient) -> None:
        """Begin to read it."""
        self._client = client
        self._last = client.last_homescreen
        self._clock = asyncio.get_running_loop().time
        self._deadline = self._clock() + _SOON
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

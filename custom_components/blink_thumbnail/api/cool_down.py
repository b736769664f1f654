"""The pause after Blink, or the edge in front of it, has asked for fewer requests."""

import asyncio
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from math import inf
import random
from typing import Final

from .codes import TOO_FAST_SECONDS
from .errors import BlockedError, CoolingDownError

# Seconds, where nobody says how many. Blink has published no limits: the first pause is
# as long as a poll's interval, and each that was not enough is followed by one twice as
# long. The edge also refuses a request out of the blue: a press can wait for that.
_FIRST_OF_EDGE: Final = 10.0
_FIRST: Final = 300.0
_LONGEST: Final = 3600.0
_EDGE_STATUSES: Final = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_ACCEPTABLE)
# Many homes are turned away at the same time, and must not all come back together.
_JITTER: Final = (1.0, 1.2)

# Seconds. Longer than this Blink has asked nobody to wait.
_LONGEST_STATED: Final = 86400.0


class CoolDown:
    """A pause: while it lasts, `check` lets no request through.

    It belongs to the account and outlives the client: a reload must not end it.
    """

    def __init__(self) -> None:
        """Start without a pause."""
        self._until = -inf
        self._length = 0.0
        self._next = _FIRST
        self._is_first = True
        self._error = CoolingDownError

    @property
    def remaining(self) -> float:
        """The seconds until the pause is over; 0 without one."""
        return max(0.0, self._until - asyncio.get_running_loop().time())

    def check(self) -> None:
        """Raise CoolingDownError during a pause."""
        if remaining := self.remaining:
            until = datetime.now(UTC) + timedelta(seconds=remaining)
            raise self._error(seconds=remaining, until=until)

    def start_for(self, seconds: float) -> None:
        """Start a pause whose length Blink has stated; it lasts a day at most."""
        now = asyncio.get_running_loop().time()
        self._until = max(self._until, now + min(seconds, _LONGEST_STATED))
        self._error = CoolingDownError

    def start(
        self, status: int, retry_after: float | None, code: int | None = None
    ) -> None:
        """Start a pause, exactly as long as Retry-After says if it is there.

        `status` is the HTTP status that asked for it, and `code` the one in Blink's
        JSON; without one, 403 and 406 come from the edge.
        """
        is_edge = code is None and status in _EDGE_STATUSES
        first = _FIRST_OF_EDGE if is_edge else TOO_FAST_SECONDS.get(code or 0)
        # Refusals of requests that were sent together count once.
        if not self.remaining:
            if first and self._is_first:
                self._length = first
            else:
                self._length = max(self._next, first or 0)
                self._next = min(self._next * 2, _LONGEST)
            self._is_first = False
        seconds = retry_after
        if seconds is None:
            seconds = min(self._length * random.uniform(*_JITTER), _LONGEST)
        self.start_for(seconds)
        self._error = BlockedError if is_edge else CoolingDownError

    def reset(self) -> None:
        """Make the next pause a short one again, because Blink has answered."""
        self._is_first, self._next = True, _FIRST

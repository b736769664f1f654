"""The pause after Blink, or the edge in front of it, has asked for fewer requests."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import inf
import random
from typing import Final

from .errors import BlockedError, CoolingDownError

# Seconds. Blink has published no limits: the first pause is as long as a poll's
# interval, and each that was not enough is followed by one twice as long.
_FIRST: Final = 300.0
_SHORTEST: Final = 30.0
_LONGEST: Final = 3600.0
_LONGEST_WAIT: Final = 86400.0
# Many homes are turned away at the same time, and must not all come back together.
_JITTER: Final = (1.0, 1.2)


class CoolDown:
    """A pause: while it lasts, `check` lets no request through.

    It belongs to the account and outlives the client: a reload must not end it.
    """

    def __init__(self) -> None:
        """Start without a pause."""
        self._until = -inf
        self._next = self._length = _FIRST
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
        self._until = max(self._until, now + min(seconds, _LONGEST_WAIT))
        self._error = CoolingDownError

    def start(self, status: int, retry_after: str | None) -> None:
        """Start a pause, as long as Retry-After says if it is there, within bounds.

        `status` is the HTTP status that asked for it: 429 comes from Blink itself, any
        other from the edge.
        """
        now = asyncio.get_running_loop().time()
        seconds = _retry_after_seconds(retry_after)
        # Refusals of requests that were sent together count once.
        if now >= self._until:
            self._length, self._next = self._next, min(self._next * 2, _LONGEST)
        if seconds is None:
            seconds = self._length * random.uniform(*_JITTER)
        self._until = max(self._until, now + min(max(seconds, _SHORTEST), _LONGEST))
        from_blink = status == HTTPStatus.TOO_MANY_REQUESTS
        self._error = CoolingDownError if from_blink else BlockedError

    def reset(self) -> None:
        """Make the next pause a short one again, because Blink has answered."""
        self._next = _FIRST


def _retry_after_seconds(value: str | None) -> float | None:
    """Return the seconds of a Retry-After header, which may also hold a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value[:9])
    try:
        date = parsedate_to_datetime(value)
        return (date.astimezone(UTC) - datetime.now(UTC)).total_seconds()
    except ValueError, OverflowError:
        return None

"""The pause after Blink, or the edge in front of it, has asked for fewer requests."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import inf
import random
from typing import Final

from .errors import BlockedError, CoolingDownError

# Seconds. Nobody has published what Blink wants: as long as a poll's interval at first,
# twice as long each time that this was not enough.
_FIRST: Final = 300.0
_SHORTEST: Final = 30.0
_LONGEST: Final = 3600.0
_LONGEST_WAIT: Final = 86400.0
# Many homes are turned away at the same time; they must not come back together.
_JITTER: Final = (1.0, 1.2)


class CoolDown:
    """Refuses an account's requests while it lasts.

    It belongs to the account: whoever makes a new client for the account hands it on.
    """

    def __init__(self) -> None:
        """Start without a pause."""
        self._until = -inf
        self._next = self._length = _FIRST
        self._error = CoolingDownError

    @property
    def left(self) -> float:
        """How long the pause still lasts, in seconds; 0 without one."""
        return max(0.0, self._until - asyncio.get_running_loop().time())

    def check(self) -> None:
        """Raise CoolingDownError during a pause."""
        if left := self.left:
            until = datetime.now(UTC) + timedelta(seconds=left)
            raise self._error(seconds=left, until=until)

    def wait(self, seconds: float) -> None:
        """Start a pause of which Blink has said how long it is, at most a day."""
        now = asyncio.get_running_loop().time()
        self._until = max(self._until, now + min(seconds, _LONGEST_WAIT))
        self._error = CoolingDownError

    def start(self, status: int, retry_after: str | None) -> None:
        """Start a pause, as long as Blink's Retry-After says, within bounds.

        `status` is the HTTP status that asked for it: 429 is Blink's own, others are
        the edge's.
        """
        now = asyncio.get_running_loop().time()
        seconds = _retry_after_seconds(retry_after)
        # Requests that were on their way together are one reason, not several.
        if now >= self._until:
            self._length, self._next = self._next, min(self._next * 2, _LONGEST)
        if seconds is None:
            seconds = self._length * random.uniform(*_JITTER)
        self._until = max(self._until, now + min(max(seconds, _SHORTEST), _LONGEST))
        own = status == HTTPStatus.TOO_MANY_REQUESTS
        self._error = CoolingDownError if own else BlockedError

    def is_over(self) -> None:
        """Take note that Blink answers again: the next pause starts short."""
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

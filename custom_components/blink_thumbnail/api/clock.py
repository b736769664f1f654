"""Blink's clock, the one clock by which the age of a picture is told."""

import asyncio
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class BlinkClock:
    """Tells Blink's time, learned from the Date headers of its answers.

    All that happens here is timed by the event loop's clock, which nobody sets. A Date
    is cut to whole seconds and was written somewhere between the request and its
    answer: each one narrows down how far Blink's clock is from the loop's. Until the
    first one comes, this machine's clock has to do.
    """

    def __init__(self) -> None:
        """Start without knowing anything."""
        # What the loop's clock must be corrected by lies between the two; seconds.
        self._least = -inf
        self._most = inf

    def learn(self, date: datetime, sent_at: float, received_at: float) -> None:
        """Learn from the Date of an answer, and when it was asked for and came."""
        written = (date - _EPOCH).total_seconds()
        least, most = written - received_at, written + 1 - sent_at
        self._least, self._most = max(self._least, least), min(self._most, most)
        if self._least > self._most:
            # One of the clocks was set, or the machine has slept.
            self._least, self._most = least, most

    def now(self) -> datetime:
        """Return what time it is for Blink, UTC."""
        return self.at(asyncio.get_running_loop().time())

    def at(self, moment: float) -> datetime:
        """Return what time it was for Blink at a moment of the loop's clock, UTC."""
        if self._most == inf:
            ago = asyncio.get_running_loop().time() - moment
            return datetime.now(UTC) - timedelta(seconds=ago)
        return _EPOCH + timedelta(seconds=moment + (self._least + self._most) / 2)

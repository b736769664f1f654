"""What is remembered of an account's requests, over all its clients."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Final

from .clock import BlinkClock
from .cool_down import CoolDown

HOUR: Final = 3600
DAY: Final = 86400

# Seconds. Finer than this nobody needs to know, and a day of it stays small.
_GRAIN: Final = 300


class RequestKind(StrEnum):
    """What a request is for; THUMBNAIL is the one that wakes a camera."""

    SIGN_IN = "sign_in"
    TOKEN = "token"
    TIER_INFO = "tier_info"
    HOMESCREEN = "homescreen"
    THUMBNAIL = "thumbnail"
    COMMAND = "command"
    PICTURE = "picture"


class RequestCounts:
    """Counts requests by kind, over a day."""

    def __init__(self) -> None:
        """Start with none."""
        self._counts: dict[int, Counter[RequestKind]] = {}

    def add(self, kind: RequestKind) -> None:
        """Count a request that is being sent."""
        now = self._now()
        if now not in self._counts:
            oldest = now - DAY // _GRAIN
            for past in [past for past in self._counts if past < oldest]:
                del self._counts[past]
            self._counts[now] = Counter()
        self._counts[now][kind] += 1

    def last(self, seconds: int) -> Counter[RequestKind]:
        """Return how many there were in the last seconds, at most a day."""
        oldest = self._now() - seconds // _GRAIN
        recent = (count for past, count in self._counts.items() if past > oldest)
        return sum(recent, Counter())

    @staticmethod
    def _now() -> int:
        """Return the number of the span of time that counts are kept for."""
        return int(asyncio.get_running_loop().time() // _GRAIN)


@dataclass(slots=True)
class Traffic:
    """An account's pauses, its counts, and what is known of Blink's clock.

    They belong to the account: whoever makes a new client for the account hands them
    on, so that a reload neither ends a pause nor forgets a burst. Blink's REST hosts
    and its OAuth host pause apart: a token that cannot be refreshed for a while still
    serves. `next_code` is the pause before Blink sends another code. `accepted` counts
    the commands that Blink took: a busy network refuses many for one picture.
    `tier_asked_at` is when a gateway was last asked where the account has moved to.
    """

    rest: CoolDown = field(default_factory=CoolDown)
    oauth: CoolDown = field(default_factory=CoolDown)
    next_code: CoolDown = field(default_factory=CoolDown)
    requests: RequestCounts = field(default_factory=RequestCounts)
    accepted: RequestCounts = field(default_factory=RequestCounts)
    clock: BlinkClock = field(default_factory=BlinkClock)
    tier_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    tier_asked_at: float = -inf

    def check(self, kind: RequestKind) -> None:
        """Raise CoolingDownError during the host's pause; else count a request."""
        oauth = kind in (RequestKind.SIGN_IN, RequestKind.TOKEN)
        (self.oauth if oauth else self.rest).check()
        self.requests.add(kind)

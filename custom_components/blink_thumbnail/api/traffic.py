"""An account's pauses and request counts, which outlive its clients."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Final

from .clock import BlinkClock
from .cool_down import CoolDown
from .field_notes import FieldNotes

HOUR: Final = 3600
DAY: Final = 86400

# Fine enough for an hour's count, and a day of buckets stays small.
_BUCKET_SECONDS: Final = 300


class RequestKind(StrEnum):
    """What a request is for; only THUMBNAIL wakes a camera."""

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
        """Start with no counts."""
        self._counts: dict[int, Counter[RequestKind]] = {}

    def add(self, kind: RequestKind) -> None:
        """Count one request, now."""
        now = self._now()
        if now not in self._counts:
            oldest = now - DAY // _BUCKET_SECONDS
            for past in [past for past in self._counts if past < oldest]:
                del self._counts[past]
            self._counts[now] = Counter()
        self._counts[now][kind] += 1

    def last(self, seconds: int) -> Counter[RequestKind]:
        """Return the counts of the last seconds, a day at most."""
        oldest = self._now() - seconds // _BUCKET_SECONDS
        recent = (count for past, count in self._counts.items() if past > oldest)
        return sum(recent, Counter())

    def as_dict(self) -> dict[str, dict[str, int]]:
        """Return the counts of the last day, by how many seconds ago they were."""
        now = self._now()
        return {
            str((now - past) * _BUCKET_SECONDS): {
                str(kind): count for kind, count in counts.items()
            }
            for past, counts in self._counts.items()
        }

    def load(self, kept: Mapping[str, Mapping[str, int]], seconds: float) -> None:
        """Take up counts that were kept so many seconds ago, if there are none yet."""
        if self._counts:
            return
        now = self._now()
        for ago, counts in kept.items():
            past = now - int((float(ago) + seconds) // _BUCKET_SECONDS)
            known = {RequestKind(kind): count for kind, count in counts.items()}
            self._counts.setdefault(past, Counter()).update(known)

    @staticmethod
    def _now() -> int:
        """Return the number of the present bucket."""
        return int(asyncio.get_running_loop().time() // _BUCKET_SECONDS)


@dataclass(slots=True)
class Traffic:
    """An account's pauses, its counts, and what is known of Blink's clock.

    They belong to the account and are handed on to each new client, so that a reload
    neither ends a pause nor forgets a burst. Blink's REST hosts and its OAuth host
    pause separately: an access token that cannot be refreshed for a while may still be
    valid. `code_pause` is the wait before Blink sends another code. `accepted` counts
    the commands that Blink accepted: a busy network refuses many for one picture.
    `tier_asked_at` is when a gateway was last asked where the account has moved to.
    `notes` are what its answers taught, and `lost_token` is the refresh token whose
    answer was lost last.
    """

    rest_pause: CoolDown = field(default_factory=CoolDown)
    oauth_pause: CoolDown = field(default_factory=CoolDown)
    code_pause: CoolDown = field(default_factory=CoolDown)
    requests: RequestCounts = field(default_factory=RequestCounts)
    accepted: RequestCounts = field(default_factory=RequestCounts)
    clock: BlinkClock = field(default_factory=BlinkClock)
    notes: FieldNotes = field(default_factory=FieldNotes)
    tier_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    tier_asked_at: float = -inf
    lost_token: str | None = field(default=None, repr=False)

    def check(self, kind: RequestKind) -> None:
        """Count a request, unless its host's pause raises CoolingDownError."""
        is_oauth = kind in (RequestKind.SIGN_IN, RequestKind.TOKEN)
        (self.oauth_pause if is_oauth else self.rest_pause).check()
        self.requests.add(kind)

    def note_limit(self) -> None:
        """Note after how many requests Blink asks for fewer.

        Facts: unknown number 18.
        """
        requests = self.requests.last(HOUR).total()
        self.notes.measure("requests in the hour before a limit", requests)

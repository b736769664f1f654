"""By how much the clock of each camera may be ahead of Blink's."""

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

# Seconds. No camera has taken its picture so soon after the POST.
SOONEST_PICTURE: Final = 1.5
# What takes a picture ends so long after it at the soonest, when Blink has the picture.
# It may be longer one time than the other: of a long command no more than this counts.
SHORTEST_UPLOAD: Final = timedelta(seconds=1)
_LONGEST: Final = timedelta(seconds=SOONEST_PICTURE) + SHORTEST_UPLOAD

# A clock may be set: the last few pictures count, for a day. A date is cut to whole
# seconds.
_PICTURES: Final = 8
_AGE: Final = timedelta(days=1)
_DATE_STEP: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """By how much a clock was ahead at the most."""

    at: datetime
    by: timedelta


class CameraClocks:
    """Tells when a picture was certainly taken, whatever its camera's clock says.

    A camera that is ahead dates a clip from before a POST as if it were from after it.
    The snapshots that are proved without their dates tell how far ahead it can be: each
    was taken SHORTEST_UPLOAD before its command was last seen running, or later. This
    rests on a clock that nobody sets between two of them.
    """

    def __init__(self) -> None:
        """Start without knowing anything."""
        self._ahead: defaultdict[str, deque[_Ahead]] = defaultdict(
            partial(deque, maxlen=_PICTURES)
        )

    def learn(
        self,
        camera_key: str,
        dated_at: datetime,
        posted_at: datetime,
        running_at: datetime,
    ) -> None:
        """Learn from a command's own picture.

        All are UTC: its date by the camera's clock, the POST and when the command was
        last seen running by Blink's.
        """
        soonest = posted_at + timedelta(seconds=SOONEST_PICTURE)
        ended_after = min(max(running_at, soonest), posted_at + _LONGEST)
        taken_after = ended_after - SHORTEST_UPLOAD
        ahead = _Ahead(posted_at, dated_at + _DATE_STEP - taken_after)
        self._ahead[camera_key].append(ahead)

    def forget(self, camera_key: str) -> None:
        """Know nothing of a clock any more."""
        self._ahead.pop(camera_key, None)

    def is_known(self, camera_key: str, now: datetime) -> bool:
        """Return if anything is known of a camera's clock."""
        return self.taken_after(camera_key, now, now) is not None

    def taken_after(
        self, camera_key: str, dated_at: datetime, now: datetime
    ) -> datetime | None:
        """Return what a picture was certainly taken after, UTC by Blink's clock.

        None while nothing is known of the camera's clock.
        """
        recent = [
            ahead.by
            for ahead in self._ahead.get(camera_key, ())
            if now - ahead.at < _AGE
        ]
        return dated_at - min(recent) if recent else None

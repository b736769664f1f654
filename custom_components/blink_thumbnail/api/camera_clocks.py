"""By how much the clock of each camera may be ahead of Blink's."""

from collections import defaultdict, deque
from datetime import datetime, timedelta
from functools import partial
from typing import Final

# Seconds. No camera has taken its picture so soon after the POST.
SOONEST_PICTURE: Final = 1.5

# A clock may be set: the last few pictures count. A date is cut to whole seconds.
_PICTURES: Final = 3
_DATE_STEP: Final = timedelta(seconds=1)


class CameraClocks:
    """Tells when a picture was certainly taken, whatever its camera's clock says.

    A camera that is ahead dates a clip from before a POST as if it were from after it.
    The snapshots that are proved without their dates tell how far ahead it can be: each
    was taken SOONEST_PICTURE after its POST or later.
    """

    def __init__(self) -> None:
        """Start without knowing anything."""
        self._ahead: defaultdict[str, deque[timedelta]] = defaultdict(
            partial(deque[timedelta], maxlen=_PICTURES)
        )

    def learn(self, camera_key: str, dated_at: datetime, posted_at: datetime) -> None:
        """Learn from a command's own picture; both UTC, the POST by Blink's clock."""
        soonest = posted_at + timedelta(seconds=SOONEST_PICTURE)
        self._ahead[camera_key].append(dated_at + _DATE_STEP - soonest)

    def taken_after(self, camera_key: str, dated_at: datetime) -> datetime | None:
        """Return what a picture was certainly taken after, UTC by Blink's clock.

        None while nothing is known of the camera's clock.
        """
        ahead = self._ahead.get(camera_key)
        return dated_at - min(ahead) if ahead else None

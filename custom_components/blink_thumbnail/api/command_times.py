"""When a command is asked for its status: soon after its end, where that is due."""

from dataclasses import dataclass
from typing import Final

# All in seconds. No camera answers before some two seconds. The requests saved there
# pay for asking more often when most cameras finish; later a second is little beside
# what has passed. This makes less than one request a second in all, which is what
# Blink's app makes.
_FIRST: Final = 2.5
_GAPS: Final[tuple[float, ...]] = (0.3, 0.3, 0.3, 0.3)
# While a command is not due, since the camera may be faster this time.
_EARLY_GAP: Final = 2.0
# For a camera whose time repeats: by how much it may differ, the gaps from that time
# on, and what is taken off it while each command has ended when it is due.
_STEADY: Final = 0.2
_DUE_GAPS: Final[tuple[float, ...]] = (0.03, 0.17, 0.3, 0.5)
_STEP: Final = 0.07
# For one whose time varies, so long before it is due it is asked.
_SPREAD: Final = 0.5


@dataclass
class _Usual:
    """How long a camera's commands usually take, and if that repeats."""

    seconds: float
    is_steady: bool = False


class CommandTimes:
    """How long the commands of each camera usually take, learned from the last ones."""

    def __init__(self) -> None:
        """Start without knowing anything."""
        self._usual: dict[str, _Usual] = {}

    def gaps(self, camera_key: str) -> list[float]:
        """Return the first gaps between status requests, in seconds."""
        usual = self._usual.get(camera_key)
        if usual is None:
            return [_FIRST, *_GAPS]
        if usual.is_steady:
            due, gaps = usual.seconds + _DUE_GAPS[0], _DUE_GAPS[1:]
        else:
            due, gaps = max(usual.seconds - _SPREAD, _FIRST), _GAPS
        early: list[float] = []
        at = _FIRST
        while due - at > _EARLY_GAP:
            early.append(at - sum(early))
            at += _EARLY_GAP
        return [*early, due - sum(early), *gaps]

    def learn(self, camera_key: str, running: float, ended: float) -> None:
        """Learn from a command, which ran after `running` and had ended by `ended`.

        Both in seconds after its POST.
        """
        usual = self._usual.get(camera_key)
        # One that was never seen running tells only that it had ended.
        took = (running + ended) / 2 if running else ended - _STEP
        if usual is None:
            self._usual[camera_key] = _Usual(took)
        elif usual.is_steady and running < usual.seconds <= ended:
            # It had ended when it was due, and may have done so a little earlier.
            usual.seconds -= _STEP
        else:
            apart = abs(took - usual.seconds)
            usual.is_steady = apart <= _STEADY
            # Between the two, if it only varies.
            if _STEADY < apart < 2 * _SPREAD:
                took = (usual.seconds + took) / 2
            usual.seconds = took

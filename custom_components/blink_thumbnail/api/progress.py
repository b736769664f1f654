"""How far a snapshot is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What is being waited for; FETCHING is from the command's end on."""

    WAITING_FOR_TURN = "waiting_for_turn"
    WAITING_FOR_CAMERA = "waiting_for_camera"
    TAKING = "taking"
    FETCHING = "fetching"


def _tell_nobody() -> None:
    """Have nobody who listens."""


@dataclass(slots=True, kw_only=True)
class Progress:
    """What is known of a snapshot, on its way and at its end, whatever that is.

    `started_at` is when its turn came, in seconds of the event loop's clock. `attempts`
    counts the commands that were sent until Blink took one, or none, and `busy_seconds`
    is how long it took from the first to the last of them. `thumbnail` is the camera's
    new one, as soon as it is proved. `on_stage` is called at each new stage, which are
    four at the most.
    """

    started_at: float | None = None
    attempts: int = 0
    busy_seconds: float = 0.0
    thumbnail: str | None = None
    stage: Stage | None = None
    on_stage: Callable[[], None] = _tell_nobody

    def reach(self, stage: Stage) -> None:
        """Reach a stage, if it is another than the last."""
        if stage is not self.stage:
            self.stage = stage
            self.on_stage()

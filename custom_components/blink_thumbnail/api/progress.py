"""How far a snapshot has come."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Progress:
    """What is known of a snapshot, on its way and at its end, whatever that is.

    `attempts` counts the commands that were sent until Blink took one, or none, and
    `busy_seconds` is how long it took from the first to the last of them. `thumbnail`
    is the camera's new one, as soon as it is proved.
    """

    attempts: int = 0
    busy_seconds: float = 0.0
    thumbnail: str | None = None

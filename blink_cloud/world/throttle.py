"""A limit on tries."""

from dataclasses import dataclass


@dataclass(slots=True)
class Throttle:
    """Closes for a while after too many tries (facts: section 1, errors).

    Attributes:
        tries: How many there were since it was last open or reset.
        opens_at: When it opens again, on the loop's clock.
    """

    tries: int = 0
    opens_at: float = float("-inf")

    def seconds(self, now: float) -> float:
        """How long it stays closed, in seconds; 0 if it is open."""
        return max(0.0, self.opens_at - now)

    def count(self, now: float, *, limit: int, pause: float) -> None:
        """Count a try; the last one that is allowed closes it."""
        self.tries += 1
        if self.tries >= limit:
            self.tries = 0
            self.opens_at = now + pause

    def reset(self) -> None:
        """Forget the tries."""
        self.tries = 0

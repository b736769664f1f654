"""The codes that an account's owner is sent at a sign-in."""

from dataclasses import dataclass, field
import math
from typing import TYPE_CHECKING

from .throttle import Throttle

if TYPE_CHECKING:
    from .cloud import BlinkCloud

DIGITS = 6


@dataclass(slots=True)
class Verification:
    """The second factor of one account.

    That only the newest code is good, and only once, is invented; so are all limits.

    Attributes:
        codes: All codes that were sent, newest last: the owner's telephone.
        fixed_code: The code that is sent every time; None sends random ones.
    """

    _cloud: BlinkCloud
    fixed_code: str | None = None
    codes: list[str] = field(default_factory=list)
    _sent: Throttle = field(default_factory=Throttle)
    _wrong: Throttle = field(default_factory=Throttle)
    _sent_at: float = float("-inf")
    _pending: str | None = None

    @property
    def seconds_until_try(self) -> int:
        """How long no code is looked at, in seconds; 0 after few wrong ones."""
        return self._wrong.seconds(self._cloud.time())

    @property
    def seconds_until_send(self) -> int:
        """How long no code is sent, in seconds; 0 after few codes."""
        return max(self.seconds_until_try, self._sent.seconds(self._cloud.time()))

    def send_code(self) -> int:
        """Send a code; give the seconds after which another one may be asked for."""
        settings = self._cloud.settings
        now = self._cloud.time()
        wait = self._sent_at + settings.next_code_seconds - now
        if wait > 0 and self._pending and not settings.sends_code_early:
            return math.ceil(wait)
        self._sent.count(
            now, limit=settings.codes_limit, pause=settings.throttle_seconds
        )
        self._pending = self.fixed_code or self._random_code()
        self._sent_at = now
        self.codes.append(self._pending)
        return settings.next_code_seconds

    def accept(self, code: str) -> bool:
        """Whether a code is the one that was sent last, and still good."""
        settings = self._cloud.settings
        now = self._cloud.time()
        good = self._sent_at + settings.code_seconds > now
        if not good or self._pending is None or code != self._pending:
            self._wrong.count(
                now, limit=settings.code_tries, pause=settings.throttle_seconds
            )
            return False
        self._pending = None
        self._wrong.reset()
        self._sent.reset()
        return True

    def _random_code(self) -> str:
        """Six digits."""
        return f"{self._cloud.random.randrange(10**DIGITS):0{DIGITS}}"

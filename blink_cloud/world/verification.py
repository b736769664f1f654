"""The codes that an account's owner is sent at a sign-in."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from blink_cloud.wire.settings import CodeScope

from .throttle import Throttle

if TYPE_CHECKING:
    from .cloud import BlinkCloud
    from .sessions import Session

DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """A code, the sign-in that it is for, and when it was sent on the loop's clock."""

    code: str
    session: Session
    at: float


@dataclass(slots=True)
class Verification:
    """The second factor of one account.

    That only the newest code is good, and only once, is invented, and so are all
    limits but the length of a lock-out (facts: section 13.6).

    Attributes:
        codes: All codes that were sent, newest last: the owner's telephone.
        fixed_code: The code that is sent every time; None sends random ones.
        method: How they are sent, in Blink's word: `sms`, `whatsapp`, `voice`, or
            `email`, which is invented; None does not say.
    """

    _cloud: BlinkCloud
    fixed_code: str | None = None
    method: str | None = "sms"
    codes: list[str] = field(default_factory=list)
    _sendings: Throttle = field(default_factory=Throttle)
    _wrong_codes: Throttle = field(default_factory=Throttle)
    _sent: _Sent | None = None

    @property
    def seconds_until_try(self) -> float:
        """How long all codes are refused, in seconds; 0 unless many were wrong."""
        return self._wrong_codes.seconds(self._cloud.time())

    @property
    def seconds_until_send(self) -> float:
        """How long no code is sent, in seconds; 0 unless many were."""
        sendings = self._sendings.seconds(self._cloud.time())
        return max(self.seconds_until_try, sendings)

    def send_code(self, session: Session) -> float:
        """Send a code; return the seconds until another may be asked for."""
        settings = self._cloud.settings
        now = self._cloud.time()
        if settings.code_scope is CodeScope.ACCOUNT and self._sent:
            seconds = self._sent.at + settings.next_code_seconds - now
            if seconds > 0:
                return seconds
        self._sendings.count(
            now, limit=settings.codes_limit, pause=settings.code_throttle_seconds
        )
        code = self.fixed_code or self._random_code()
        self._sent = _Sent(code=code, session=session, at=now)
        self.codes.append(code)
        return settings.next_code_seconds

    def accept(self, code: str, session: Session) -> bool:
        """Whether a code is the last sent, and still good, and here."""
        settings = self._cloud.settings
        now = self._cloud.time()
        sent = self._sent
        anywhere = settings.code_scope is CodeScope.ACCOUNT
        if (
            sent is None
            or sent.code != code
            or not (anywhere or sent.session is session)
            or sent.at + settings.code_seconds <= now
        ):
            self._wrong_codes.count(
                now, limit=settings.code_tries, pause=settings.code_throttle_seconds
            )
            return False
        self._sent = None
        self._wrong_codes.reset()
        self._sendings.reset()
        return True

    def _random_code(self) -> str:
        """Six digits."""
        return f"{self._cloud.random.randrange(10**DIGITS):0{DIGITS}}"

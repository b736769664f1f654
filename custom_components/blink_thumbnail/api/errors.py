"""What can go wrong with Blink's cloud, one class for each word that users read."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar


class BlinkError(Exception):
    """A request to Blink, or an update of a thumbnail, did not succeed.

    `reason` is one word that names the kind of failure. `message` is what Blink
    said about it, or its status; it is empty where there is nothing to add. `codes`
    is what Blink said in numbers: its HTTP status by the name `http`, the length of a
    picture by the name `bytes`, all else by the names in Blink's JSON.
    """

    reason: ClassVar[str] = "failed"

    # After how many seconds another try makes sense, if that is known.
    seconds: float | None = None

    def __init__(
        self, message: str = "", codes: Mapping[str, int] | None = None
    ) -> None:
        """Keep Blink's message, which never holds a token or an address."""
        super().__init__(message or self.reason)
        self.message = message
        self.codes = codes or {}


class BlinkAuthError(BlinkError):
    """Blink refused the refresh token: only a new sign-in helps."""

    reason = "invalid_auth"


class VagueRefusalError(BlinkAuthError):
    """Blink refused the refresh token in words that may not be about it."""


class SimulatedCloudError(BlinkError):
    """The address of the simulated cloud is not a loopback address."""

    reason = "simulated_cloud"


class AppOutdatedError(BlinkError):
    """Blink asks for a newer app (facts: section 1, status 426)."""

    reason = "app_outdated"


# What may pass by itself: the same request can succeed in a moment.


class RetryableError(BlinkError):
    """A retry may succeed."""


class BlinkConnectionError(RetryableError):
    """Blink could not be reached, or is out of order."""

    reason = "cannot_connect"


class BadAnswerError(BlinkConnectionError):
    """Blink answered with something that cannot be used."""

    reason = "bad_answer"


class AnswerLostError(BlinkConnectionError):
    """The request may have reached Blink, but its answer never came."""


class RefreshFailedError(BlinkConnectionError):
    """A refresh failed for a passing reason; the refresh token may still be good."""

    def __init__(self, *, seconds: float) -> None:
        """Keep the seconds until the next try."""
        super().__init__()
        self.seconds = seconds


class RefusedError(RetryableError):
    """Blink understood the request and refused it.

    Retryable, since one of Blink's many hosts may not know yet what the others know.
    """

    reason = "refused"


class CameraNotFoundError(RefusedError):
    """Blink does not know the camera that a command is for."""

    reason = "removed"


class BusyError(RetryableError):
    """The camera's network is busy with another command, a clip or a live view."""

    reason = "busy"


class BadPictureError(RetryableError):
    """Blink's picture is not a whole JPEG."""

    reason = "bad_picture"


# A pause that Blink has asked for.


class CoolingDownError(BlinkError):
    """Blink has asked for a pause: nothing is sent for `seconds`, or `until` UTC."""

    reason = "cooling_down"
    seconds: float

    def __init__(self, *, seconds: float, until: datetime) -> None:
        """Keep when the pause ends."""
        super().__init__(until.isoformat(timespec="seconds"))
        self.seconds = seconds
        self.until = until


class BlockedError(CoolingDownError):
    """The edge in front of Blink turns us away, with 403 or 406."""

    reason = "blocked"


# What a sign-in meets.


class InvalidCredentialsError(BlinkError):
    """Blink does not know this e-mail address with this password."""

    reason = "invalid_credentials"


class PastedTokenError(BlinkError):
    """What was pasted holds no refresh token."""

    reason = "no_refresh_token"


class InvalidCodeError(BlinkError):
    """Blink does not accept the code: it is mistyped, or too old."""

    reason = "invalid_code"


class SignInExpiredError(BlinkError):
    """The sign-in has expired: it must be started again."""

    reason = "sign_in_expired"


# What becomes of a snapshot.


class CameraOfflineError(BlinkError):
    """The camera, or the sync module that it connects through, is offline."""

    reason = "offline"


class CameraAsleepError(BlinkError):
    """A doorbell takes pictures only after a ring or motion (facts: section 13.4)."""

    reason = "asleep"


class CameraRemovedError(BlinkError):
    """The camera is not, or no longer, in the account."""

    reason = "removed"


class CommandFailedError(BlinkError):
    """The camera took the command and did not carry it out."""

    reason = "failed"


class CommandTimeoutError(BlinkError):
    """The camera took the command and did not finish it in time."""

    reason = "timeout"


class ThumbnailUnchangedError(BlinkError):
    """The command succeeded, but Blink still shows an earlier picture."""

    reason = "unchanged"

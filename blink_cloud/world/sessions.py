"""Sign-ins in progress: how far each has come, and what it may do."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
import hashlib
from typing import TYPE_CHECKING

from .throttle import Throttle

if TYPE_CHECKING:
    from .account import Account
    from .cloud import BlinkCloud

# Both come with the first answer, and no client gets on without them. One's name is
# invented; the other's value is the CSRF token (facts: section 13.6).
SESSION_COOKIE = "oauth_session"
CSRF_COOKIE = "csrf-protection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """What an app asked for when it opened a sign-in (facts: section 2.1).

    Attributes:
        client_id: `ios` or `android`.
        redirect_uri: Where its code is sent.
        code_challenge: SHA-256 of its verifier, in Base64 for addresses.
        hardware_id: What it calls the device that it runs on.
        state: What it gets back beside its code.
    """

    client_id: str
    redirect_uri: str
    code_challenge: str
    hardware_id: str
    state: str

    def allows(self, form: Mapping[str, str]) -> bool:
        """Whether a form asks for tokens for the same app, with its verifier.

        The Android profile leaves the hardware id out (facts: section 2.2).
        """
        hardware_id = form.get("hardware_id")
        if hardware_id is None and self.client_id == "android":
            hardware_id = self.hardware_id
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return (
            form.get("client_id"),
            form.get("redirect_uri"),
            hardware_id,
            challenge,
        ) == (
            self.client_id,
            self.redirect_uri,
            self.hardware_id,
            self.code_challenge,
        )


@dataclass(slots=True, eq=False, kw_only=True)
class Session:
    """One sign-in.

    Attributes:
        authorization: What it is for.
        csrf_token: What its forms have to bring.
        ends_at: When it is forgotten, on the loop's clock.
        account: The account whose password was right.
        signed_in: Whether nothing is missing any more.
    """

    authorization: Authorization
    csrf_token: str
    ends_at: float
    account: Account | None = None
    signed_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _AuthorizationCode:
    """What a code is for, and until when on the loop's clock."""

    account: Account
    authorization: Authorization
    ends_at: float


@dataclass(slots=True)
class Sessions:
    """All sign-ins, and the authorization codes that came out of them."""

    _cloud: BlinkCloud
    _sessions: dict[str, Session] = field(default_factory=dict)
    _codes: dict[str, _AuthorizationCode] = field(default_factory=dict)
    _passwords: dict[str, Throttle] = field(default_factory=dict)

    def start(self, authorization: Authorization) -> Mapping[str, str]:
        """Open a sign-in; return its cookies."""
        self._prune()
        session = Session(
            authorization=authorization,
            csrf_token=self.opaque(),
            ends_at=self._cloud.time() + self._cloud.settings.session_seconds,
        )
        key = self.opaque()
        self._sessions[key] = session
        return {SESSION_COOKIE: key, CSRF_COOKIE: session.csrf_token}

    def find(self, cookies: Mapping[str, str]) -> Session | None:
        """The sign-in that cookies belong to."""
        self._prune()
        session = self._sessions.get(cookies.get(SESSION_COOKIE, ""))
        if session is None or session.csrf_token != cookies.get(CSRF_COOKIE):
            return None
        return session

    def password_throttle(self, username: str) -> Throttle:
        """The throttle of a username, whether or not it has an account."""
        return self._passwords.setdefault(username, Throttle())

    def issue_code(self, account: Account, authorization: Authorization) -> str:
        """Issue the authorization code of a finished sign-in."""
        code = self.opaque()
        self._codes[code] = _AuthorizationCode(
            account=account,
            authorization=authorization,
            ends_at=self._cloud.time()
            + self._cloud.settings.authorization_code_seconds,
        )
        return code

    def redeem(self, form: Mapping[str, str]) -> Account | None:
        """The account of a form's code, which any attempt uses up (invented)."""
        self._prune()
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or not code.authorization.allows(form):
            return None
        return code.account

    def _prune(self) -> None:
        """Forget what has ended."""
        now = self._cloud.time()
        for key in [key for key, one in self._sessions.items() if one.ends_at <= now]:
            del self._sessions[key]
        for key in [key for key, one in self._codes.items() if one.ends_at <= now]:
            del self._codes[key]

    def opaque(self) -> str:
        """Random letters and digits."""
        return self._cloud.random.randbytes(24).hex()

"""Signing in with e-mail address, password and the code that Blink sends.

This is the authorization code flow with PKCE as several clients of Blink's cloud do it
(facts: section 2.1), over the pages that Blink's app shows a person.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
import json
from math import isfinite
import re
import secrets
from typing import Any, Final

from aiohttp import ClientSession, hdrs
from yarl import URL

from . import endpoints, oauth
from .errors import (
    BadAnswerError,
    BlinkAuthError,
    BlinkConnectionError,
    InvalidCodeError,
    InvalidCredentialsError,
    SignInExpiredError,
)
from .http import Answer, send
from .parse import text
from .traffic import RequestKind, Traffic

# The pages are made for the browser inside the app.
_USER_AGENT: Final = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1"
)

_REDIRECTS: Final = range(300, 400)
# Blink answered 412 until June 2026, and has answered 202 since.
_CODE_WANTED: Final = (HTTPStatus.ACCEPTED, HTTPStatus.PRECONDITION_FAILED)
# What Blink says in `error_cause`, whatever the status (facts: sections 1 and 13.6).
_NOT_KNOWN: Final = "invalid_user_credentials"
_EXPIRED: Final = ("empty_cookies", "session_expired")
_TOO_MANY: Final = ("2fa_rate_limit_exceeded", "too_many_invalid_request")
_INVALID_CODE: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.PRECONDITION_FAILED,
)
_OAUTH_ARGS = re.compile(
    r"""<script\b[^>]*\bid=["']?oauth-args\b[^>]*>(.*?)</script>""", re.DOTALL
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeSent:
    """Blink has sent a code.

    `to` is the e-mail address, or as much of the telephone number as Blink shows; None
    if Blink does not say. `seconds` must pass before Blink sends another code; 0 if
    Blink does not say.
    """

    to: str | None
    seconds: float


class SignIn:
    """One sign-in. Nothing of it is kept but what `get_token` returns.

    Every method raises BlinkConnectionError if Blink does not answer, BadAnswerError
    if its answer is unreadable, and CoolingDownError if it wants a pause.
    """

    def __init__(
        self, session: ClientSession, hardware_id: str, traffic: Traffic
    ) -> None:
        """Take a session whose cookie jar is the sign-in's own.

        `hardware_id` is a UUID that no other installation uses: Blink has blocked
        ids that many had in common (facts: section 2.3). `traffic` belongs to the
        e-mail address, so that a new sign-in does not end Blink's waiting time.
        """
        self.hardware_id = hardware_id
        self.session = session
        self._traffic = traffic
        self._code_verifier = secrets.token_urlsafe(64)
        self._csrf_token = ""
        # Blink accepts a code once: if the answer is lost, it may be used up.
        self._code_in_doubt = False

    async def send_password(self, email: str, password: str) -> CodeSent | None:
        """Send e-mail address and password; return None if Blink wants no code.

        Too soon after it has sent one, Blink sends no other: that one is good here,
        too, if it belongs to the account and not to its sign-in (facts: section 13.6).

        Raises:
            InvalidCredentialsError: Blink does not know them.
            SignInExpiredError: Blink has forgotten the sign-in in between.
        """
        self.session.cookie_jar.clear()
        challenge = sha256(self._code_verifier.encode()).digest()
        await self._get_page(
            endpoints.AUTHORIZE_PATH,
            app_brand="blink",
            app_version="50.1",
            client_id=oauth.CLIENT_ID,
            code_challenge=urlsafe_b64encode(challenge).decode().rstrip("="),
            code_challenge_method="S256",
            device_brand="Apple",
            device_model="iPhone16,1",
            device_os_version="26.1",
            hardware_id=self.hardware_id,
            redirect_uri=oauth.REDIRECT_URI,
            response_type="code",
            scope="client",
        )
        page = await self._get_page(endpoints.SIGN_IN_PATH)
        self._csrf_token = _csrf_token(page.body)
        page = await self._post(
            endpoints.SIGN_IN_PATH, username=email, password=password
        )
        if page.status in _REDIRECTS:
            return None
        if page.status in _CODE_WANTED:
            return self._code_sent(page.data, email)
        cause = text(page.data, "error_cause")
        if (cause or page.status) in (_NOT_KNOWN, HTTPStatus.UNAUTHORIZED):
            raise InvalidCredentialsError
        raise BadAnswerError(f"HTTP {page.status}")

    async def send_code(self, code: str) -> None:
        """Send the code that the person has typed.

        Raises:
            InvalidCodeError: It is mistyped or too old, and can be typed again.
            SignInExpiredError: Blink has forgotten the sign-in.
        """
        if self._code_in_doubt and await self._is_verified():
            return
        form = {"2fa_code": code, "remember_me": "false"}
        try:
            page = await self._post(endpoints.VERIFY_PATH, **form)
        except BlinkConnectionError:
            self._code_in_doubt = True
            raise
        self._code_in_doubt = False
        if page.status in (HTTPStatus.OK, HTTPStatus.CREATED):
            return
        if page.status in _INVALID_CODE:
            raise InvalidCodeError
        raise BadAnswerError(f"HTTP {page.status}")

    async def get_token(self) -> dict[str, Any]:
        """Return the tokens, as `exchange` does; it can be called again if it fails.

        Raises:
            SignInExpiredError: Blink has forgotten the sign-in.
        """
        code = await self._get_authorization()
        if code is None:
            raise SignInExpiredError
        try:
            return await oauth.exchange(
                self.session,
                code,
                self._code_verifier,
                self.hardware_id,
                self._traffic,
            )
        except BlinkAuthError:
            raise SignInExpiredError from None

    async def _is_verified(self) -> bool:
        """Return whether Blink has accepted a code whose answer was lost."""
        try:
            return await self._get_authorization() is not None
        except BadAnswerError:
            return False

    async def _get_authorization(self) -> str | None:
        """Return an authorization code; None before the sign-in is complete."""
        page = await self._get_page(endpoints.AUTHORIZE_PATH)
        if not page.location.startswith(oauth.REDIRECT_URI):
            return None
        code = URL(page.location).query.get("code")
        if not code:
            raise BadAnswerError
        return code

    def _code_sent(self, data: dict[str, Any], email: str) -> CodeSent:
        """Read where the code went, and when Blink sends another."""
        seconds = _waiting_time(data)
        self._traffic.code_pause.start_for(seconds)
        if data.get("tsv_state") == "email" or data.get("tsv_methods") == ["email"]:
            return CodeSent(to=email, seconds=seconds)
        return CodeSent(to=text(data, "phone"), seconds=seconds)

    async def _get_page(self, path: str, **parameters: str) -> Answer:
        """Get a page, or the redirect in its place."""
        page = await self._request("GET", path, params=parameters)
        if page.status != HTTPStatus.OK and page.status not in _REDIRECTS:
            raise BadAnswerError(f"HTTP {page.status}")
        return page

    async def _post(self, path: str, **form: str) -> Answer:
        """Send a form as the sign-in page does."""
        origin = f"https://{endpoints.OAUTH_HOST}"
        return await self._request(
            "POST",
            path,
            data={**form, "csrf-token": self._csrf_token},
            headers={
                hdrs.ORIGIN: origin,
                hdrs.REFERER: f"{origin}{endpoints.SIGN_IN_PATH}",
            },
        )

    async def _request(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        **content: Any,
    ) -> Answer:
        """Send one request, and raise what any page may answer."""
        # Its cookies are gone, and with them all that Blink knows it by.
        if self.session.closed:
            raise SignInExpiredError
        self._traffic.check(RequestKind.SIGN_IN)
        answer = await send(
            self.session,
            RequestKind.SIGN_IN,
            method,
            endpoints.address(endpoints.OAUTH_HOST, path),
            headers={hdrs.USER_AGENT: _USER_AGENT, **(headers or {})},
            **content,
        )
        self._traffic.notes.see(f"{method} {path}", answer)
        cause = text(answer.data, "error_cause")
        if cause in _EXPIRED:
            raise SignInExpiredError
        if cause in _TOO_MANY or answer.asks_for_pause:
            if seconds := _waiting_time(answer.data):
                self._traffic.oauth_pause.start_for(seconds)
            else:
                self._traffic.oauth_pause.start(answer.status, answer.retry_after)
            self._traffic.oauth_pause.check()
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise BlinkConnectionError(f"HTTP {answer.status}")
        return answer


def _csrf_token(page: bytes) -> str:
    """Return the token that the sign-in page holds for its form."""
    match = _OAUTH_ARGS.search(page.decode(errors="replace"))
    try:
        arguments = json.loads(match[1]) if match else None
    except ValueError, RecursionError:
        arguments = None
    if not isinstance(arguments, dict):
        raise BadAnswerError
    if text(arguments, "error-cause") in _EXPIRED:
        raise SignInExpiredError
    token = text(arguments, "csrf-token")
    if token is None:
        raise BadAnswerError
    return token


def _waiting_time(data: dict[str, Any]) -> float:
    """Return how long Blink tells a person to wait, in seconds; 0 if it does not.

    Facts: sections 1, 9 and 13.6.
    """
    return _seconds(data, "next_time_in_secs") or _seconds(
        data, "lockout_time_remaining"
    )


def _seconds(data: dict[str, Any], name: str) -> float:
    """Return a number of seconds, which may be no whole number; 0 without one."""
    try:
        seconds = float(data.get(name, 0))
    except TypeError, ValueError, OverflowError:
        return 0.0
    return seconds if isfinite(seconds) and seconds > 0 else 0.0

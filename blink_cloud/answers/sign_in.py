"""The sign-in with e-mail, password and code (facts: section 2.1).

An app opens it with `authorize`, reads the CSRF token off the sign-in page, sends the
password and, mostly, a code that was sent to the owner, and asks `authorize` again,
with nothing but its cookies, for an authorization code. Bodies of errors that the facts
do not have are invented.
"""

from collections.abc import Mapping
from http import HTTPStatus
import json
import math
import re
from urllib.parse import urlencode

from blink_cloud.wire.endpoints import Endpoint
from blink_cloud.wire.replies import Json, RefusedError, Reply
from blink_cloud.world.account import Account
from blink_cloud.world.sessions import (
    CSRF_COOKIE,
    SESSION_COOKIE,
    Authorization,
    Session,
)

from .calls import Call
from .oauth import form_of, oauth_error, oauth_route

AUTHORIZE_PATH = "/oauth/v2/authorize"
SIGN_IN_PATH = "/oauth/v2/signin"
VERIFY_PATH = "/oauth/v2/2fa/verify"

REDIRECT_URIS = {
    "ios": "immedia-blink://applinks.blink.com/signin/callback",
    "android": "https://applinks.blink.com/signin/callback",
}
"""Where codes are sent, by `client_id` (facts: section 2.1; facts: section 2.2)."""

EMPTY_COOKIES = Reply(
    status=400,
    body={
        "error": "bad_request",
        "error_cause": "empty_cookies",
        "error_description": "Empty Cookies.",
    },
)
"""The answer to clients that lost their cookies (facts: section 1, errors)."""

SESSION_EXPIRED = Reply(
    status=401, body={"error": "unauthorized", "error_cause": "session_expired"}
)
"""The answer to cookies of a sign-in that has expired (facts: section 13.6)."""

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sign in</title></head>
<body>
<div id="root"></div>
<script id="oauth-args" type="application/json">{arguments}</script>
</body>
</html>
"""


def _authorize(call: Call) -> Reply:
    """Open a sign-in, or end it: without parameters, its code is asked for."""
    return _open(call) if call.query else _authorization_code(call)


def _open(call: Call) -> Reply:
    """Open a sign-in, and send the app to its page."""
    query = call.query
    client_id = query.get("client_id", "")
    challenge = query.get("code_challenge", "")
    wrong = [
        name
        for name, right in (
            ("client_id", client_id in REDIRECT_URIS),
            ("redirect_uri", query.get("redirect_uri") == REDIRECT_URIS.get(client_id)),
            ("response_type", query.get("response_type") == "code"),
            ("scope", query.get("scope") == "client"),
            ("code_challenge", _CHALLENGE.fullmatch(challenge)),
            ("code_challenge_method", query.get("code_challenge_method") == "S256"),
            ("hardware_id", query.get("hardware_id")),
        )
        if not right
    ]
    if wrong:
        return oauth_error(400, "invalid_request", f"Invalid {', '.join(wrong)}")
    cookies = call.cloud.sessions.start(
        Authorization(
            client_id=client_id,
            redirect_uri=query["redirect_uri"],
            code_challenge=challenge,
            hardware_id=query["hardware_id"],
            # It comes back also where none was sent (facts: section 13.6).
            state=query.get("state") or call.cloud.sessions.opaque(),
        )
    )
    return Reply(status=302, headers={"Location": SIGN_IN_PATH}, cookies=cookies)


def _authorization_code(call: Call) -> Reply:
    """Send the app back with its code; to the page again if it comes too early."""
    session = _session(call)
    if session.account is None or not session.signed_in:
        return Reply(status=302, headers={"Location": SIGN_IN_PATH})
    asked = session.authorization
    code = call.cloud.sessions.issue_code(session.account, asked)
    answer = urlencode({"code": code, "state": asked.state})
    location = f"{asked.redirect_uri}?{answer}"
    return Reply(status=302, headers={"Location": location})


def _page(call: Call) -> Reply:
    """The page, which says that a sign-in has expired (facts: section 13.6).

    That it has a CSRF token even then is the harder case for apps, and invented.
    """
    session = call.cloud.sessions.find(call.cookies)
    arguments = {
        "csrf-token": session.csrf_token if session else call.cloud.sessions.opaque(),
        "ip-country": "DE",
        "otp-self-service": False,
        "passkey-device-allow": True,
    }
    if session is None:
        arguments |= {
            "error": "unauthorized",
            "error-cause": "session_expired",
            "status-code": 401,
        }
    return Reply(
        body=_PAGE.format(arguments=json.dumps(arguments)),
        content_type="text/html; charset=utf-8",
    )


def _sign_in(call: Call) -> Reply:
    """Check e-mail and password; send a code if the account wants one.

    No way to ask for another code is known but to send the password again.
    """
    form = form_of(call)
    session = _session(call)
    _check_csrf(session, form)
    settings = call.cloud.settings
    username = form.get("username", "").strip().casefold()
    throttle = call.cloud.sessions.password_throttle(username)
    if seconds := throttle.seconds(call.cloud.time()):
        return _too_many(call, "too_many_invalid_request", seconds)
    account = call.cloud.find_account(username)
    if account is None or form.get("password") != account.password:
        throttle.count(
            call.cloud.time(),
            limit=settings.password_tries,
            pause=settings.throttle_seconds,
        )
        return _refusal(401, "invalid_user_credentials")
    throttle.reset()
    session.account = account
    session.signed_in = not account.second_factor
    if session.signed_in:
        return Reply(status=302, headers={"Location": AUTHORIZE_PATH})
    return _send_code(call, session, account)


def _send_code(call: Call, session: Session, account: Account) -> Reply:
    """Send a code to the owner, and ask the app for it."""
    if seconds := account.verification.seconds_until_send:
        return _too_many(call, "2fa_rate_limit_exceeded", seconds)
    seconds = account.verification.send_code(session)
    return Reply(
        status=call.cloud.settings.wanted_code_status,
        body={
            "next_time_in_secs": _seconds(call, seconds),
            **_destination(account),
            "user_id": account.user_id,
        },
    )


def _destination(account: Account) -> dict[str, Json]:
    """Say where a code has gone; that of an e-mail is invented."""
    match account.verification.method:
        case None:
            return {}
        case "email":
            return {"tsv_methods": ["email"], "tsv_state": "email"}
        case method:
            return {
                "phone": account.phone,
                "tsv_methods": ["sms", "whatsapp", "voice"],
                "tsv_state": method,
            }


def _verify(call: Call) -> Reply:
    """Check the code that the owner was sent."""
    form = form_of(call)
    session = _session(call)
    _check_csrf(session, form)
    if session.account is None:
        return SESSION_EXPIRED
    verification = session.account.verification
    if seconds := verification.seconds_until_try:
        return _too_many(call, "2fa_rate_limit_exceeded", seconds)
    if not verification.accept(form.get("2fa_code", ""), session):
        return _refusal(call.cloud.settings.wrong_code_status, "invalid_2fa_code")
    session.signed_in = True
    return Reply(status=201, body={"status": "auth-completed"})


def _session(call: Call) -> Session:
    """The sign-in that a request belongs to.

    Raises:
        RefusedError: It lacks a cookie, or its sign-in has expired.
    """
    session = call.cloud.sessions.find(call.cookies)
    if session is not None:
        return session
    has_all = {SESSION_COOKIE, CSRF_COOKIE} <= call.cookies.keys()
    raise RefusedError(SESSION_EXPIRED if has_all else EMPTY_COOKIES)


def _check_csrf(session: Session, form: Mapping[str, str]) -> None:
    """Refuse a form without the page's CSRF token; the answer is invented."""
    if form.get("csrf-token") != session.csrf_token:
        raise RefusedError(_refusal(403, "invalid_csrf_token"))


def _refusal(status: int, cause: str, **more: Json) -> Reply:
    """An error as the sign-in writes it (facts: section 1, errors)."""
    error = HTTPStatus(status).phrase.casefold().replace(" ", "_")
    return Reply(status=status, body={"error": error, "error_cause": cause, **more})


def _too_many(call: Call, cause: str, seconds: float) -> Reply:
    """The answer after too many tries, of a password (facts: section 1, errors).

    Of a code, it has another cause (facts: section 13.6).
    """
    return _refusal(429, cause, next_time_in_secs=_seconds(call, seconds))


def _seconds(call: Call, seconds: float) -> float:
    """A waiting time, which need not be a whole number (facts: section 13.6)."""
    return math.ceil(seconds) if call.cloud.settings.whole_seconds else seconds


ROUTES = [
    oauth_route(Endpoint.AUTHORIZE, "GET", AUTHORIZE_PATH, _authorize),
    oauth_route(Endpoint.SIGN_IN_PAGE, "GET", SIGN_IN_PATH, _page),
    oauth_route(Endpoint.SIGN_IN, "POST", SIGN_IN_PATH, _sign_in),
    oauth_route(Endpoint.VERIFY, "POST", VERIFY_PATH, _verify),
]
"""The way to an authorization code."""

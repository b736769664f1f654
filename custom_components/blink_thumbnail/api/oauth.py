"""Blink's token endpoint."""

from http import HTTPStatus
import re
from typing import Any, Final

from aiohttp import ClientSession, hdrs

from . import endpoints
from .assumptions import Assumption
from .errors import (
    AnswerLostError,
    BadAnswerError,
    BlinkAuthError,
    BlinkConnectionError,
    VagueRefusalError,
)
from .http import send
from .parse import integer, text
from .traffic import RequestKind, Traffic
from .verdicts import REFRESH

CLIENT_ID: Final = "ios"
# As the published example sends it, which works as it stands.
_USER_AGENT: Final = "Blink"
REDIRECT_URI: Final = "immedia-blink://applinks.blink.com/signin/callback"

_HEADER_VALUE = re.compile(r"[!-~]+")

# Seconds, for an answer without a usable `expires_in`; Blink's own say 14400.
_DEFAULT_LIFETIME: Final = 3600
_LONGEST_LIFETIME: Final = 86400 * 365

# What Blink says when the refresh token itself is invalid, and what it may say then, or
# for a reason that passes. A new sign-in would not help where it refuses the client, or
# has switched a grant off.
_REFUSAL: Final = "invalid_grant"
_VAGUE_REFUSALS: Final = {"access_denied", "invalid_token", "unauthorized"}


async def refresh(
    session: ClientSession, refresh_token: str, traffic: Traffic
) -> dict[str, Any]:
    """Exchange a refresh token for an access token, and mostly a new refresh token.

    Returns what `parse_token` does. If there is a new refresh token, store it before
    all else: the old one is then spent (facts: section 1).

    Raises:
        BlinkAuthError: Blink refuses the refresh token.
        VagueRefusalError: Perhaps it does; the refresh token may still be good.
        CoolingDownError: Blink wants a pause; the refresh token was not sent.
        BlinkConnectionError: Anything else; the refresh token may still be good.
    """
    form = {
        "grant_type": REFRESH,
        "refresh_token": refresh_token,
        # Refreshes tokens from a sign-in as another client, too.
        "client_id": "android",
        "scope": "client",
    }
    try:
        token = await _request_token(session, form, traffic)
    except AnswerLostError:
        traffic.lost_token = refresh_token
        raise
    except BlinkAuthError:
        _note_lost(traffic, refresh_token, is_refused=True)
        raise
    _note_lost(traffic, refresh_token, is_refused=False)
    is_new = token.get("refresh_token", refresh_token) != refresh_token
    traffic.notes.judge(Assumption.REFRESH_ROTATES, is_new)
    return token


def _note_lost(traffic: Traffic, refresh_token: str, *, is_refused: bool) -> None:
    """Note what became of a refresh token whose first answer was lost."""
    if traffic.lost_token == refresh_token:
        traffic.lost_token = None
        traffic.notes.judge(Assumption.SPENT_TOKEN_REFUSED, is_refused)


async def exchange(
    session: ClientSession,
    code: str,
    code_verifier: str,
    hardware_id: str,
    traffic: Traffic,
) -> dict[str, Any]:
    """Exchange a sign-in's authorization code for tokens (facts: section 2.1).

    Returns what `parse_token` does, always with a refresh token.

    Raises:
        BlinkAuthError: Blink refuses the code, which is spent or too old.
        CoolingDownError: Blink wants a pause.
        BlinkConnectionError: Anything else.
    """
    form = {
        "grant_type": "authorization_code",
        "app_brand": "blink",
        "client_id": CLIENT_ID,
        "code": code,
        "code_verifier": code_verifier,
        "hardware_id": hardware_id,
        "redirect_uri": REDIRECT_URI,
        "scope": "client",
    }
    token = await _request_token(session, form, traffic)
    if "refresh_token" not in token:
        raise BadAnswerError
    return token


async def _request_token(
    session: ClientSession, form: dict[str, str], traffic: Traffic
) -> dict[str, Any]:
    """Send a token request and read its answer."""
    traffic.check(RequestKind.TOKEN)
    answer = await send(
        session,
        RequestKind.TOKEN,
        "POST",
        endpoints.address(endpoints.OAUTH_HOST, endpoints.TOKEN_PATH),
        headers={hdrs.ACCEPT: "application/json", hdrs.USER_AGENT: _USER_AGENT},
        data=form,
    )
    traffic.notes.see(form["grant_type"], answer)
    status = answer.status
    if status == HTTPStatus.OK:
        traffic.oauth_pause.reset()
        return parse_token(answer.read_object())
    if answer.asks_for_pause:
        traffic.oauth_pause.start(status, answer.retry_after)
        traffic.oauth_pause.check()
    if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED):
        error = text(answer.data, "error")
        if error == _REFUSAL:
            raise BlinkAuthError
        if error in _VAGUE_REFUSALS:
            raise VagueRefusalError
    raise BlinkConnectionError(f"HTTP {status}")


def parse_token(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the tokens of an answer.

    `access_token` and `expires_in` (seconds; assumed where Blink does not say), and
    `refresh_token` if there is a new one. An answer without a usable access token is
    not dropped if it has a new refresh token, which is then all that is returned: the
    old one may be spent by now.

    Raises:
        BadAnswerError: There is neither.
    """
    token: dict[str, Any] = {}
    if refresh_token := text(answer, "refresh_token"):
        token["refresh_token"] = refresh_token
    access_token = text(answer, "access_token")
    if access_token and _HEADER_VALUE.fullmatch(access_token):
        lifetime = integer(answer, "expires_in") or 0
        if not 0 < lifetime <= _LONGEST_LIFETIME:
            lifetime = _DEFAULT_LIFETIME
        token |= {"access_token": access_token, "expires_in": lifetime}
    if not token:
        raise BadAnswerError
    return token

"""Blink's token endpoint."""

from http import HTTPStatus
import re
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout, hdrs

from . import endpoints
from .cool_down import CoolDown, is_rate_limit
from .errors import BlinkAuthError, BlinkConnectionError
from .parse import integer, parse_object, text

_TIMEOUT: Final = ClientTimeout(total=30)

_HEADER_VALUE = re.compile(r"[!-~]+")

# Seconds, for an answer without `expires_in`; Blink's own are 14400.
_DEFAULT_LIFETIME: Final = 3600
_LONGEST_LIFETIME: Final = 86400 * 365

# What Blink says when the refresh token itself is no good. A client that is refused,
# or a grant that is switched off, is nothing that a new sign-in would change.
_REFUSALS: Final = {"access_denied", "invalid_grant", "invalid_token", "unauthorized"}


async def refresh(
    session: ClientSession, refresh_token: str, cool_down: CoolDown
) -> dict[str, Any]:
    """Exchange a refresh token for an access token, and mostly a new refresh token.

    Returns `access_token`, `expires_in` (seconds) and, unless the old one stays, a
    new `refresh_token`; the old one must then be taken for spent (facts: section 1).

    Raises:
        BlinkAuthError: Blink refuses the refresh token.
        CoolingDownError: Blink wants a pause; the refresh token is kept for later.
        BlinkConnectionError: Anything else; the refresh token may still be good.
    """
    cool_down.check()
    form = {
        "grant_type": "refresh_token",
        "refresh_token": refresh_token,
        "client_id": "android",
        "scope": "client",
    }
    try:
        async with session.post(
            endpoints.address(endpoints.OAUTH_HOST, endpoints.TOKEN_PATH),
            data=form,
            headers={"Accept": "application/json"},
            # A redirect would carry the refresh token to another host.
            allow_redirects=False,
            timeout=_TIMEOUT,
        ) as response:
            status, body = response.status, await response.read()
            retry_after = response.headers.get(hdrs.RETRY_AFTER)
    except (ClientError, TimeoutError, OSError) as err:
        raise BlinkConnectionError(type(err).__name__) from None
    try:
        answer = parse_object(body)
    except BlinkConnectionError:
        answer = {}
    if is_rate_limit(status, answer):
        cool_down.start(retry_after)
        cool_down.check()
    if status == HTTPStatus.OK:
        return parse_token(answer)
    if (
        status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED)
        and text(answer, "error") in _REFUSALS
    ):
        raise BlinkAuthError
    raise BlinkConnectionError(f"HTTP {status}")


def parse_token(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer brings, with a lifetime even where it names none.

    An answer with a new refresh token is never thrown away for a missing lifetime:
    the old token may be spent by now.

    Raises:
        BlinkConnectionError: It brings no access token.
    """
    access_token = text(answer, "access_token")
    if not access_token or not _HEADER_VALUE.fullmatch(access_token):
        raise BlinkConnectionError
    token = {
        name: value
        for name in ("access_token", "refresh_token")
        if (value := text(answer, name))
    }
    lifetime = integer(answer, "expires_in") or 0
    if not 0 < lifetime <= _LONGEST_LIFETIME:
        lifetime = _DEFAULT_LIFETIME
    return {**token, "expires_in": lifetime}

"""The token endpoint of `api.oauth.blink.com`."""

from collections.abc import Callable, Mapping
import json
import re
from urllib.parse import parse_qs

from blink_cloud.wire.endpoints import OAUTH_HOST, Endpoint
from blink_cloud.wire.replies import NOT_ACCEPTABLE, Json, RefusedError, Reply
from blink_cloud.world.account import Account

from .calls import Call, Route

type Form = Mapping[str, str]

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


def _token(call: Call) -> Reply:
    """Issue tokens (facts: section 1), for JSON too (facts: section 13.6)."""
    form = form_of(call, _FORM, _JSON)
    grant = GRANTS.get(form.get("grant_type", ""))
    if grant is None:
        return oauth_error(401, "unsupported_grant_type", "Invalid grant type")
    if not form.get("client_id"):
        return oauth_error(401, "invalid_client", "Invalid client")
    return grant(call, form)


def _refresh(call: Call, form: Form) -> Reply:
    """Exchange a refresh token for new ones."""
    tokens = call.cloud.tokens
    used = form.get("refresh_token", "")
    account = tokens.refresher(used)
    if account is None:
        return _refused(call, "Invalid refresh token")
    return _issued(call, account, tokens.rotate(used, account))


def _exchange(call: Call, form: Form) -> Reply:
    """Exchange an authorization code for tokens (facts: section 2.1)."""
    account = call.cloud.sessions.redeem(form)
    if account is None:
        return _refused(call, "Invalid authorization code")
    return _issued(call, account, call.cloud.tokens.issue_refresh(account))


def _issued(call: Call, account: Account, refresh_token: str | None) -> Reply:
    """Hand tokens out (facts: section 1, response)."""
    settings = call.cloud.settings
    body: dict[str, Json] = {
        "access_token": call.cloud.tokens.issue_access(account),
        "scope": "client",
        "token_type": "Bearer",
    }
    if settings.answer_expires_in:
        body["expires_in"] = settings.expires_in
    if refresh_token is not None:
        body["refresh_token"] = refresh_token
    return Reply(body=body)


def _refused(call: Call, description: str) -> Reply:
    """Refuse a grant."""
    status = call.cloud.settings.refused_token_status
    return oauth_error(status, "invalid_grant", description)


GRANTS: dict[str, Callable[[Call, Form], Reply]] = {
    "authorization_code": _exchange,
    "refresh_token": _refresh,
}
"""What issues tokens, by `grant_type`."""


def oauth_error(status: int, error: str, description: str) -> Reply:
    """An error as the token endpoint writes it (facts: section 1, errors)."""
    body = {"error": error, "error_description": description}
    return Reply(status=status, body=body)


def form_of(call: Call, *kinds: str) -> Form:
    """The fields of a body.

    Args:
        call: The request.
        kinds: The content types that are taken; without any, forms.

    Raises:
        RefusedError: It is of another; the answer is invented.
    """
    if _kind(call) not in (kinds or (_FORM,)):
        raise RefusedError(oauth_error(400, "invalid_request", "Form expected"))
    return _fields(call)


def _kind(call: Call) -> str:
    """The content type of a body."""
    return call.headers.get("Content-Type", "").partition(";")[0].strip().casefold()


def _fields(call: Call) -> Form:
    """The fields of a body that may have none."""
    if _kind(call) != _JSON:
        fields = parse_qs(call.body, keep_blank_values=True)
        return {name: values[0] for name, values in fields.items()}
    try:
        body = json.loads(call.body)
    except ValueError:
        body = None
    body = body if isinstance(body, dict) else {}
    return {name: value for name, value in body.items() if isinstance(value, str)}


def oauth_route(
    endpoint: Endpoint, method: str, path: str, handler: Callable[[Call], Reply]
) -> Route:
    """A route behind the edge, which refuses some hardware ids (facts: section 2.3)."""

    def checked(call: Call, part: Mapping[str, str]) -> Reply:
        places = (call.query, call.headers, _fields(call))
        found = {place.get("hardware_id") for place in places}
        if found & call.cloud.settings.blocked_hardware_ids:
            return NOT_ACCEPTABLE
        return handler(call)

    return Route(
        endpoint=endpoint,
        method=method,
        serves=_is_oauth,
        pattern=re.compile(re.escape(path)),
        handler=checked,
    )


def _is_oauth(host: str) -> bool:
    """Whether a host is that of the sign-in and the tokens."""
    return host == OAUTH_HOST


ROUTES = [oauth_route(Endpoint.TOKEN, "POST", "/oauth/token", _token)]
"""The way to a bearer token."""

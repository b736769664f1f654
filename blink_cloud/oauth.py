"""What `api.oauth.blink.com` answers: for now, the token endpoint alone."""

from collections.abc import Callable, Mapping
import re
from urllib.parse import parse_qs

from .calls import Call, Route
from .endpoints import OAUTH_HOST, Endpoint
from .replies import NOT_ACCEPTABLE, Json, RefusedError, Reply

type Form = Mapping[str, str]


def _token(call: Call, part: Mapping[str, str]) -> Reply:
    """Issue tokens (facts: section 1)."""
    form = _form(call)
    settings = call.cloud.settings
    hardware_ids = {form.get("hardware_id"), call.headers.get("hardware_id")}
    if hardware_ids & settings.blocked_hardware_ids:
        return NOT_ACCEPTABLE
    grant = GRANTS.get(form.get("grant_type", ""))
    if grant is None:
        return oauth_error(401, "unsupported_grant_type", "Invalid grant type")
    if not form.get("client_id"):
        status = settings.refused_client_status
        return oauth_error(status, "invalid_client", "Invalid client")
    return grant(call, form)


def _refresh(call: Call, form: Form) -> Reply:
    """Exchange a refresh token for new ones."""
    tokens = call.cloud.tokens
    settings = call.cloud.settings
    used = form.get("refresh_token", "")
    account = tokens.refresher(used)
    if account is None:
        status = settings.refused_token_status
        return oauth_error(status, "invalid_grant", "Invalid refresh token")
    body: dict[str, Json] = {
        "access_token": tokens.issue_access(account),
        "scope": "client",
        "token_type": "Bearer",
    }
    if settings.answer_expires_in:
        body["expires_in"] = settings.expires_in
    if (following := tokens.rotate(used, account)) is not None:
        body["refresh_token"] = following
    return Reply(body=body)


GRANTS: dict[str, Callable[[Call, Form], Reply]] = {"refresh_token": _refresh}
"""What issues tokens, by `grant_type`."""


def oauth_error(status: int, error: str, description: str) -> Reply:
    """An error as the token endpoint writes it (facts: section 1, errors)."""
    body = {"error": error, "error_description": description}
    return Reply(status=status, body=body)


def _form(call: Call) -> Form:
    """The fields of the body; the answer to another content type is invented."""
    kind = call.headers.get("Content-Type", "").partition(";")[0].strip().casefold()
    if kind != "application/x-www-form-urlencoded":
        raise RefusedError(oauth_error(400, "invalid_request", "Form expected"))
    fields = parse_qs(call.body, keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _is_oauth(host: str) -> bool:
    """Whether a host is this one."""
    return host == OAUTH_HOST


ROUTES = [
    Route(
        endpoint=Endpoint.TOKEN,
        method="POST",
        serves=_is_oauth,
        pattern=re.compile("/oauth/token"),
        handler=_token,
    )
]
"""All that comes before a bearer token."""

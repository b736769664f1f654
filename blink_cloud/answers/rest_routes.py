"""What all answers of the hosts `rest-<tier>` have in common."""

from collections.abc import Callable, Mapping
import re

from blink_cloud.wire.endpoints import Endpoint, rest_tier
from blink_cloud.wire.replies import (
    NOT_ACCEPTABLE,
    UNAUTHORIZED,
    RefusedError,
    Reply,
    message,
)
from blink_cloud.world.account import Account

from .calls import Call, Route

type Part = Mapping[str, str]


def bearer_account(call: Call) -> Account:
    """The account of the bearer token (facts: section 1, errors)."""
    account = call.cloud.tokens.bearer(call.bearer or "")
    if account is None:
        raise RefusedError(UNAUTHORIZED)
    return account


def check_tier(call: Call, account: Account) -> None:
    """Refuse an account that lives elsewhere; what Blink answers is not known."""
    if rest_tier(call.host) == account.tier:
        return
    match call.cloud.settings.wrong_tier_status:
        case 401:
            raise RefusedError(UNAUTHORIZED)
        case 406:
            raise RefusedError(NOT_ACCEPTABLE)
        case status:
            raise RefusedError(message("Account not found", status=status))


def rest_route(
    endpoint: Endpoint,
    method: str,
    path: str,
    handler: Callable[[Call, Account, Part], Reply],
) -> Route:
    """A route for the signed-in, on the tier of their account."""

    def checked(call: Call, part: Part) -> Reply:
        account = bearer_account(call)
        check_tier(call, account)
        return handler(call, account, part)

    return Route(
        endpoint=endpoint,
        method=method,
        serves=is_rest,
        pattern=pattern(path),
        handler=checked,
    )


def is_rest(host: str) -> bool:
    """Whether a host is one of these."""
    return rest_tier(host) is not None


def pattern(path: str) -> re.Pattern[str]:
    """A path in which `{name}` stands for a number."""
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>\\d{1,18})", path))

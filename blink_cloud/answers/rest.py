"""What the hosts `rest-<tier>` answer."""

from dataclasses import replace

from blink_cloud.wire.endpoints import Endpoint, rest_tier
from blink_cloud.wire.replies import NOT_ACCEPTABLE, Json, RefusedError, Reply, message
from blink_cloud.wire.settings import Done, OfflineCommand
from blink_cloud.world.account import Account
from blink_cloud.world.commands import Command

from . import command_replies
from .calls import (
    Call,
    Route,
    camera_of,
    check_account,
    network_of,
)
from .homescreen import homescreen
from .media import media_not_found, picture_reply
from .rest_routes import (
    Part,
    bearer_account,
    check_tier,
    is_rest,
    pattern,
    rest_route,
)


def _tier_info(call: Call, part: Part) -> Reply:
    """Where an account lives (facts: section 3)."""
    tier = rest_tier(call.host)
    if tier in call.cloud.settings.refusing_gateways:
        return NOT_ACCEPTABLE
    account = bearer_account(call)
    if tier not in call.cloud.settings.gateways:
        check_tier(call, account)
    return Reply(body={"tier": account.tier, "account_id": account.id})


def _user_info(call: Call, account: Account, part: Part) -> Reply:
    """Who this is; the fields are invented."""
    body: dict[str, Json] = {"user_id": account.user_id, "email": account.email}
    return Reply(body={**body, "account_id": account.id, "tier": account.tier})


def _old_login(call: Call, part: Part) -> Reply:
    """Refuse whom Blink let in until October 2025 (facts: section 1, errors)."""
    return message("An app update is required", status=426)


def _homescreen(call: Call, account: Account, part: Part) -> Reply:
    """Everything at a glance (facts: section 4)."""
    check_account(account, part)
    now = call.cloud.time()
    if now - account.homescreen_at < call.cloud.settings.homescreen_gap:
        raise RefusedError(message("Forbidden", status=403))
    account.homescreen_at = now
    return Reply(
        body=homescreen(account, int(part["version"])),
        headers={"Client-Id": str(account.client_id), "User-Id": str(account.user_id)},
    )


def _thumbnail(call: Call, account: Account, part: Part) -> Reply:
    """Take a picture (facts: section 5; facts: section 7)."""
    camera = camera_of(account, part)
    settings = call.cloud.settings
    if camera.asleep:
        raise _refusal(call, "Doorbell is asleep", 2440)
    code = camera.offline_code
    if code is not None and settings.offline_command is OfflineCommand.REFUSED:
        raise _refusal(call, "Device is offline", code)
    command = camera.start_command()
    if command is None:
        raise RefusedError(replace(settings.busy, delay=settings.busy_delay))
    return command_replies.accepted(command)


def _refusal(call: Call, words: str, code: int) -> RefusedError:
    """A command that Blink does not start (facts: section 13.2); words are invented."""
    status = call.cloud.settings.refusal_status
    return RefusedError(message(words, status=status, code=code))


def _command(call: Call, account: Account, part: Part) -> Reply:
    """How a command stands (facts: section 6)."""
    command = _known_command(call, account, part)
    return command_replies.progress(command, app_form="account" in part)


def _command_done(call: Call, account: Account, part: Part) -> Reply:
    """End a command (facts: section 6); that it leaves no picture is invented."""
    settings = call.cloud.settings
    match settings.done_accounts_form if "account" in part else settings.done:
        case Done.NOT_FOUND:
            return message("Not Found", status=404)
        case Done.REFUSED:
            return message("Command cannot be ended", status=400, code=900)
        case Done.ENDS:
            _known_command(call, account, part).cancel(call.cloud.time())
            return message("Command done", status=200, code=902)


def _media(call: Call, account: Account, part: Part) -> Reply:
    """A picture (facts: section 4.5)."""
    camera = network_of(account, part).camera(int(part["camera"]))
    if camera is None:
        raise media_not_found(call.cloud)
    return picture_reply(
        camera,
        segment=part["type"],
        name=part["name"],
        query=call.query,
    )


def _known_command(call: Call, account: Account, part: Part) -> Command:
    """The command that a path is about; the words of the refusal are invented."""
    network = network_of(account, part)
    command = call.cloud.find_command(int(part["command"]))
    if command is None or command.camera.network is not network:
        raise RefusedError(message("Command not found", status=404, code=906))
    return command


_COMMAND = "/network/{network}/command/{command}"
_APP_COMMAND = "/accounts/{account}/networks/{network}/commands/{command}"
_FULL_NAME = r"/(?P<type>\w+)/{camera}/(?P<name>thumbnail/thumbnail\.jpg)"

ROUTES = [
    Route(
        endpoint=Endpoint.OLD_LOGIN,
        method="POST",
        serves=is_rest,
        pattern=pattern(r"/api/v\d/account/login"),
        handler=_old_login,
    ),
    Route(
        endpoint=Endpoint.TIER_INFO,
        method="GET",
        serves=is_rest,
        pattern=pattern("/api/v1/users/tier_info"),
        handler=_tier_info,
    ),
    rest_route(Endpoint.USER_INFO, "GET", r"/api/v\d/users/info", _user_info),
    rest_route(
        Endpoint.HOMESCREEN,
        "GET",
        "/api/v(?P<version>[34])/accounts/{account}/homescreen",
        _homescreen,
    ),
    rest_route(
        Endpoint.THUMBNAIL,
        "POST",
        "/network/{network}/camera/{camera}/thumbnail",
        _thumbnail,
    ),
    rest_route(
        Endpoint.THUMBNAIL,
        "POST",
        "/accounts/{account}/networks/{network}/cameras/{camera}/thumbnail",
        _thumbnail,
    ),
    rest_route(
        Endpoint.THUMBNAIL,
        "POST",
        "/api/v1/accounts/{account}/networks/{network}"
        "/(?P<family>owls|doorbells)/{camera}/thumbnail",
        _thumbnail,
    ),
    rest_route(Endpoint.COMMAND, "GET", _COMMAND, _command),
    rest_route(Endpoint.COMMAND, "GET", _APP_COMMAND, _command),
    rest_route(Endpoint.COMMAND_DONE, "POST", f"{_COMMAND}/done/?", _command_done),
    rest_route(Endpoint.COMMAND_DONE, "POST", f"{_APP_COMMAND}/done/?", _command_done),
    rest_route(
        Endpoint.MEDIA,
        "GET",
        "/api/v3/media/accounts/{account}/networks/{network}" + _FULL_NAME,
        _media,
    ),
    rest_route(
        Endpoint.MEDIA,
        "GET",
        "/api/v3/media/production/account/{account}/network/{network}" + _FULL_NAME,
        _media,
    ),
    rest_route(
        Endpoint.MEDIA,
        "GET",
        r"/media/\w+/account/{account}/network/{network}/(?P<type>\w+)/{camera}"
        r"/(?P<name>.+)",
        _media,
    ),
]
"""What apps ask today, and the door that is closed to older ones."""

"""Blink's hosts and paths, and the one switch that points them at a simulated cloud.

Everything here comes from what several independent clients of Blink's cloud agree on
(facts: sections 1 to 6).
"""

from ipaddress import ip_address
import os
import re
from typing import TYPE_CHECKING, Final

from yarl import URL

from .errors import BadAnswerError, SimulatedCloudError

if TYPE_CHECKING:
    from .camera import Camera
    from .models import Account

SIMULATED_CLOUD_VARIABLE: Final = "BLINK_THUMBNAIL_SIMULATED_CLOUD"

OAUTH_HOST: Final = "api.oauth.blink.com"
TOKEN_PATH: Final = "/oauth/token"
AUTHORIZE_PATH: Final = "/oauth/v2/authorize"
SIGN_IN_PATH: Final = "/oauth/v2/signin"
VERIFY_PATH: Final = "/oauth/v2/2fa/verify"

# The gateways that know an account's tier, in the order in which they are tried.
GATEWAY_TIERS: Final = ("prod", "prde", "prsg", "a001")
TIER_INFO_PATH: Final = "/api/v1/users/tier_info"

_TIER = re.compile(r"[a-z0-9]+")
_PRINTABLE = re.compile(r"[!-~]+")
_REST_HOST = re.compile(r"rest-[a-z0-9]+\.immedia-semi\.com")


def rest_host(tier: str) -> str:
    """Return the REST host of a tier, or raise BadAnswerError for a bad one."""
    if not _TIER.fullmatch(tier):
        raise BadAnswerError
    return f"rest-{tier}.immedia-semi.com"


def address(host: str, path: str) -> URL:
    """Return the address of a path on one of Blink's hosts.

    With the environment variable BLINK_THUMBNAIL_SIMULATED_CLOUD set to a base address
    such as `http://127.0.0.1:8124`, the real host becomes the first segment of the
    path there.

    Raises:
        SimulatedCloudError: The variable holds anything but a loopback address.
    """
    if base := simulated_cloud():
        return URL(f"{base}/{host}{path}", encoded=True)
    return URL(f"https://{host}{path}", encoded=True)


def simulated_cloud() -> str | None:
    """Return the base address of the simulated cloud, None for Blink's real one."""
    if not (base := os.environ.get(SIMULATED_CLOUD_VARIABLE)):
        return None
    try:
        url = URL(base)
        loopback = (
            url.scheme in ("http", "https") and ip_address(url.host or "").is_loopback
        )
    except ValueError:
        loopback = False
    if not loopback:
        raise SimulatedCloudError(
            f"{SIMULATED_CLOUD_VARIABLE} must be a loopback address such as"
            " http://127.0.0.1:8124"
        )
    return base.rstrip("/")


def picture_address(account: Account, thumbnail: str) -> URL:
    """Return where a thumbnail's JPEG is.

    A thumbnail is a path on the account's REST host, or a whole address. Old forms
    want `.jpg` at their end, the current one is complete (facts: section 4.5).

    Raises:
        BadAnswerError: It is no address, or lies on a host that must not see the
            access token.
    """
    if not _PRINTABLE.fullmatch(thumbnail):
        raise BadAnswerError
    host, path = rest_host(account.tier), thumbnail
    if not thumbnail.startswith("/"):
        try:
            url = URL(thumbnail, encoded=True)
        except ValueError as err:
            raise BadAnswerError from err
        host, path = url.raw_host or "", url.raw_path_qs
        plain = url.explicit_port is None and url.raw_user is None
        if url.scheme != "https" or not plain or not _REST_HOST.fullmatch(host):
            raise BadAnswerError
    if "?" not in path and not path.endswith(".jpg"):
        path += ".jpg"
    return address(host, path)


def homescreen_path(account: Account) -> str:
    """Return the path of the account's homescreen."""
    return f"/api/v3/accounts/{account.account_id}/homescreen"


def thumbnail_path(account: Account, camera: Camera) -> str:
    """Return the path that takes a snapshot; each of Blink's lists has its own."""
    network, camera_id = camera.network_id, camera.camera_id
    if camera.kind == "camera":
        return f"/network/{network}/camera/{camera_id}/thumbnail"
    return (
        f"/api/v1/accounts/{account.account_id}/networks/{network}"
        f"/{camera.kind}s/{camera_id}/thumbnail"
    )


def command_path(network_id: int, command_id: int) -> str:
    """Return the path of a command's status."""
    return f"/network/{network_id}/command/{command_id}"

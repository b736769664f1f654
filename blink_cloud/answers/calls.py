"""A request as its handler sees it, whichever way it came."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import re

from blink_cloud.wire.endpoints import Endpoint
from blink_cloud.wire.replies import RefusedError, Reply, message
from blink_cloud.world.account import Account
from blink_cloud.world.camera import Camera
from blink_cloud.world.cloud import BlinkCloud
from blink_cloud.world.families import CODES, Family
from blink_cloud.world.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, read to its end.

    Attributes:
        cloud: The cloud that was asked.
        method: The HTTP method.
        host: The host that was meant.
        path: The path on it, decoded.
        query: The query.
        headers: The headers; the case of their names does not matter.
        cookies: The cookies.
        body: The body as text.
    """

    cloud: BlinkCloud
    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: str

    @property
    def bearer(self) -> str | None:
        """The bearer token that came with it."""
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        return token.strip() if scheme.casefold() == "bearer" and token else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What answers a path.

    Attributes:
        endpoint: The name under which faults and the log know it.
        method: The HTTP method.
        serves: Whether a host has it.
        pattern: The path; named groups are what it is about.
        handler: Answers it without ever waiting, so that a request has its whole
            effect or none.
    """

    endpoint: Endpoint
    method: str
    serves: Callable[[str], bool]
    pattern: re.Pattern[str]
    handler: Callable[[Call, Mapping[str, str]], Reply]


def network_of(account: Account, part: Mapping[str, str]) -> Network:
    """The network that a path is about.

    Raises:
        RefusedError: The account has no such network, or the path names another
            account; the words of both answers are invented.
    """
    check_account(account, part)
    network = account.network(int(part["network"]))
    if network is None:
        raise RefusedError(message("Network not found", status=404, code=300))
    return network


def camera_of(account: Account, part: Mapping[str, str]) -> Camera:
    """The camera that a path is about; a path that names no list is of `cameras`.

    Raises:
        RefusedError: Its network has none with this id in this list (facts: section
            5), with the number for it (facts: section 13.2).
    """
    family = Family(part.get("family") or Family.CAMERA)
    camera = network_of(account, part).camera(int(part["camera"]))
    if camera is None or camera.family is not family:
        status = account.cloud.settings.camera_not_found_status
        code = CODES[family]
        raise RefusedError(message("Camera not found", status=status, code=code))
    return camera


def check_account(account: Account, part: Mapping[str, str]) -> None:
    """Refuse a path that names another account."""
    if part.get("account", str(account.id)) != str(account.id):
        raise RefusedError(message("Account not found", status=404))

"""The cloud's hosts, and its endpoints by the names under which faults are ordered."""

from enum import StrEnum
import re

OAUTH_HOST = "api.oauth.blink.com"
_REST_HOST = re.compile(r"rest-([a-z0-9]+)\.immedia-semi\.com")


class Endpoint(StrEnum):
    """One kind of request."""

    AUTHORIZE = "authorize"
    """Both times: with parameters, and for the authorization code."""
    SIGN_IN_PAGE = "sign_in_page"
    SIGN_IN = "sign_in"
    VERIFY = "verify"
    TOKEN = "token"
    OLD_LOGIN = "old_login"
    """With e-mail and password, as apps signed in until 2025."""
    TIER_INFO = "tier_info"
    USER_INFO = "user_info"
    HOMESCREEN = "homescreen"
    THUMBNAIL = "thumbnail"
    COMMAND = "command"
    COMMAND_DONE = "command_done"
    MEDIA = "media"
    NETWORKS = "networks"
    NETWORK = "network"
    SYNC_MODULE = "sync_module"
    CAMERA_USAGE = "camera_usage"
    CAMERA_CONFIG = "camera_config"
    CAMERA_STATUS = "camera_status"
    CAMERA_SIGNALS = "camera_signals"
    CHANGED_MEDIA = "changed_media"
    ASIDE = "aside"
    """What some clients ask on their way, and which is empty here."""
    UNKNOWN = "unknown"
    """A host, path or method that the cloud does not know."""


def rest_host(tier: str) -> str:
    """The host that serves the accounts of a tier (facts: section 3)."""
    return f"rest-{tier}.immedia-semi.com"


def rest_tier(host: str) -> str | None:
    """The tier that a host serves; None for every other host."""
    match = _REST_HOST.fullmatch(host)
    return match and match[1]

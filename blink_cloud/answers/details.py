"""Networks, sync modules and cameras one by one, as older clients read them.

The facts do not have these answers. Their fields are those of published samples and
those that blinkpy reads; values that no sample has are invented.
"""

from blink_cloud.wire.endpoints import Endpoint
from blink_cloud.wire.replies import Json, RefusedError, Reply, message
from blink_cloud.wire.settings import ThumbnailForm
from blink_cloud.world.account import Account
from blink_cloud.world.camera import Camera
from blink_cloud.world.families import Family
from blink_cloud.world.network import Network

from .calls import Call, Route, camera_of, check_account, network_of
from .homescreen import network_entry, signals, status, sync_module_entry
from .rest_routes import Part, rest_route

_FULL_FORMS = {
    ThumbnailForm.FULL,
    ThumbnailForm.FULL_PRODUCTION,
    ThumbnailForm.ABSOLUTE,
}


def _networks(call: Call, account: Account, part: Part) -> Reply:
    """All networks; those without a sync module are not onboarded here."""
    summary: dict[str, Json] = {
        str(network.id): {
            "name": network.name,
            "onboarded": network.sync_module is not None,
        }
        for network in account.networks
    }
    networks = [_network(network) for network in account.networks]
    return Reply(body={"summary": summary, "networks": networks})


def _one_network(call: Call, account: Account, part: Part) -> Reply:
    """One network, also for an update: clients send no changes, but want to see it."""
    return Reply(body={"network": _network(network_of(account, part))})


def _network(network: Network) -> Json:
    """A network; `busy` is false whatever happens (facts: section 7)."""
    module = network.sync_module
    return {
        **network_entry(network),
        "deleted_at": None,
        "description": "",
        "network_origin": "normal",
        "locale": "",
        "arm_string": "Armed" if network.armed else "Disarmed",
        "busy": False,
        "camera_error": not all(camera.online for camera in network.cameras),
        "sync_module_error": module is not None and not module.online,
        "account_id": network.account.id,
    }


def _sync_module(call: Call, account: Account, part: Part) -> Reply:
    """A network's sync module; the words of the refusal are invented."""
    network = network_of(account, part)
    if network.sync_module is None:
        raise RefusedError(message("Sync module not found", status=404, code=400))
    module = {
        **sync_module_entry(network, network.sync_module),
        "last_activity": "1970-01-01",
        "ip_address": "192.0.2.1",
        "mac_address": None,
        "os_version": "6.16.3",
        "account_id": account.id,
    }
    return Reply(body={"syncmodule": module})


def _camera_usage(call: Call, account: Account, part: Part) -> Reply:
    """All cameras, and how much of their batteries was used: nothing."""
    unused = {"usage": 0, "lv_seconds": 0, "clip_seconds": 0}
    networks: list[Json] = [
        {
            "network_id": network.id,
            "name": network.name,
            "cameras": [
                {"id": camera.id, "name": camera.name, **unused}
                for camera in network.cameras
                if camera.family is Family.CAMERA
            ],
        }
        for network in account.networks
    ]
    body: dict[str, Json] = {"range_days": 7, "reference": {"usage": 400}}
    return Reply(body={**body, "networks": networks})


def _camera_config(call: Call, account: Account, part: Part) -> Reply:
    """A camera."""
    camera = camera_of(account, part)
    return Reply(body={"camera": [_config(camera)], "signals": signals(camera)})


def _device_config(call: Call, account: Account, part: Part) -> Reply:
    """A mini or doorbell."""
    return Reply(body=_config(camera_of(account, part)))


def _camera_status(call: Call, account: Account, part: Part) -> Reply:
    """A camera in one more shape."""
    return Reply(body={"camera_status": _config(camera_of(account, part))})


def _config(camera: Camera) -> dict[str, Json]:
    """Return a camera's configuration."""
    return {
        "id": camera.id,
        "name": camera.name,
        "type": camera.type,
        "network_id": camera.network.id,
        "account_id": camera.network.account.id,
        "serial": camera.serial,
        "fw_version": camera.firmware,
        "enabled": camera.enabled,
        "thumbnail": _thumbnail(camera),
        "status": status(camera),
        "battery_state": camera.battery,
        "battery_voltage": 163 if camera.battery == "ok" else 128,
        "temperature": signals(camera)["temp"],
        "wifi_strength": -40 - camera.id % 30,
    }


def _thumbnail(camera: Camera) -> str | int | None:
    """Form B where homescreens have form C (facts: section 4.5)."""
    shown = camera.shown
    if camera.thumbnail_override is None and camera.thumbnail_form in _FULL_FORMS:
        return shown.ts if shown else None
    return camera.thumbnail


def _camera_signals(call: Call, account: Account, part: Part) -> Reply:
    """A camera's signals."""
    camera = camera_of(account, part)
    stamp = call.cloud.now().isoformat(timespec="seconds")
    return Reply(body={**signals(camera), "updated_at": stamp})


def _changed_media(call: Call, account: Account, part: Part) -> Reply:
    """The clips since a time: none, for this cloud keeps only their thumbnails."""
    check_account(account, part)
    body: dict[str, Json] = {"limit": 500, "purge_id": 0, "refresh_count": 0}
    return Reply(body={**body, "media": []})


def _aside(path: str, body: Json) -> Route:
    """Something that has nothing to do with pictures; that it is empty is invented."""

    def answer(call: Call, account: Account, part: Part) -> Reply:
        check_account(account, part)
        return Reply(body=body)

    return rest_route(Endpoint.ASIDE, "GET", path, answer)


ROUTES = [
    rest_route(Endpoint.NETWORKS, "GET", "/networks", _networks),
    rest_route(Endpoint.NETWORK, "GET", "/network/{network}", _one_network),
    rest_route(Endpoint.NETWORK, "POST", "/network/{network}/update", _one_network),
    rest_route(
        Endpoint.SYNC_MODULE, "GET", "/network/{network}/syncmodules", _sync_module
    ),
    rest_route(Endpoint.CAMERA_USAGE, "GET", "/api/v1/camera/usage", _camera_usage),
    rest_route(
        Endpoint.CAMERA_CONFIG,
        "GET",
        "/network/{network}/camera/{camera}/config",
        _camera_config,
    ),
    rest_route(
        Endpoint.CAMERA_CONFIG,
        "GET",
        "/api/v1/accounts/{account}/networks/{network}"
        "/(?P<family>owls|doorbells)/{camera}/config",
        _device_config,
    ),
    rest_route(
        Endpoint.CAMERA_STATUS,
        "GET",
        "/network/{network}/camera/{camera}/status",
        _camera_status,
    ),
    rest_route(
        Endpoint.CAMERA_SIGNALS,
        "GET",
        "/network/{network}/camera/{camera}/signals",
        _camera_signals,
    ),
    rest_route(
        Endpoint.CHANGED_MEDIA,
        "GET",
        "/api/v1/accounts/{account}/media/changed",
        _changed_media,
    ),
    _aside("/api/v1/account/options", {}),
    _aside("/api/v1/accounts/{account}/media/count", {"count": 0}),
    _aside("/api/v1/accounts/{account}/notifications/configuration", {}),
    _aside("/api/v1/accounts/{account}/subscriptions/plans", {"subscriptions": []}),
    _aside("/api/v1/networks/{network}/programs", {"programs": []}),
]
"""What the app itself no longer asks for."""

"""The homescreen, as Blink writes it."""

from blink_cloud.wire.replies import Json
from blink_cloud.wire.settings import ThumbnailForm
from blink_cloud.world.account import Account
from blink_cloud.world.camera import Camera
from blink_cloud.world.families import Family
from blink_cloud.world.network import Accessory, Network, SyncModule

V4 = 4


def homescreen(account: Account, version: int) -> dict[str, Json]:
    """Write an account's homescreen (facts: section 4).

    Args:
        account: The account.
        version: 3 or 4; 4 also has the fields that newer apps know. Values of
            `changed`, `color`, `subscription_id`, `network_type` and
            `vo9_compatible` are invented.
    """
    settings = account.cloud.settings
    stamp = account.created_at.isoformat(timespec="seconds")
    lists: dict[Family, list[Json]] = {family: [] for family in Family}
    for camera in account.cameras:
        lists[camera.family].append(_device(camera, version))
    accessories = [one for network in account.networks for one in network.accessories]
    screen: dict[str, Json] = {
        "account": {
            "id": account.id,
            "email_verified": True,
            "email_verification_required": False,
            "amazon_account_linked": False,
        },
        "networks": [network_entry(network) for network in account.networks],
        "sync_modules": [
            sync_module_entry(network, network.sync_module)
            for network in account.networks
            if network.sync_module
        ],
        "cameras": lists[Family.CAMERA],
        "sirens": [],
        "chimes": [],
        "video_stats": {
            "storage": 0,
            "auto_delete_days": 30,
            "auto_delete_day_options": [3, 7, 14, 30],
        },
        "doorbell_buttons": [],
        "owls": lists[Family.OWL],
        "doorbells": lists[Family.DOORBELL],
        "app_updates": {
            "message": "OK",
            "code": 103,
            "update_available": False,
            "update_required": False,
        },
        "device_limits": {
            "camera": 10,
            "chime": 5,
            "doorbell": 10,
            "doorbell_button": 2,
            "owl": 10,
            "siren": 5,
            "total_devices": 20,
        },
        "whats_new": {
            "updated_at": 20260101,
            "url": "https://updates.blinkforhome.com/",
        },
        "subscriptions": {"updated_at": stamp},
        "entitlements": {"updated_at": stamp},
        "tiv_lock_enable": True,
        "tiv_lock_status": {"locked": False},
        "accessories": {
            kind: [_accessory(one) for one in accessories if one.type == kind]
            for kind in ("storm", "rosie", "io4_bep", "solar")
        },
    }
    if version == V4:
        screen["changed"] = True
    return {key: screen[key] for key in screen if key not in settings.missing_lists}


def network_entry(network: Network) -> dict[str, Json]:
    """An entry of `networks`."""
    stamp = network.created_at.isoformat(timespec="seconds")
    return {
        "id": network.id,
        "name": network.name,
        "created_at": stamp,
        "updated_at": stamp,
        "time_zone": network.time_zone,
        "dst": True,
        "armed": network.armed,
        "lv_save": False,
    }


def sync_module_entry(network: Network, module: SyncModule) -> dict[str, Json]:
    """An entry of `sync_modules`."""
    stamp = module.created_at.isoformat(timespec="seconds")
    return {
        "id": module.id,
        "name": network.name,
        "type": module.type,
        "subtype": module.subtype,
        "network_id": network.id,
        "created_at": stamp,
        "updated_at": stamp,
        "onboarded": True,
        "status": "online" if module.online else "offline",
        "serial": module.serial,
        "fw_version": "4.5.22",
        "last_hb": network.account.cloud.now().isoformat(timespec="seconds"),
        "wifi_strength": 5,
        "enable_temp_alerts": True,
        "local_storage_enabled": False,
        "local_storage_compatible": module.type == "sm2",
        "local_storage_status": "unavailable",
        "revision": "00",
    }


def _device(camera: Camera, version: int) -> Json:
    """An entry of `cameras`, `owls` or `doorbells` (facts: section 4.2)."""
    shown = camera.shown
    updated = camera.created_at if shown is None else shown.taken_at
    entry: dict[str, Json] = {
        "id": camera.id,
        "name": camera.name,
        "type": camera.type,
        "network_id": camera.network.id,
        "created_at": camera.created_at.isoformat(timespec="seconds"),
        "updated_at": updated.isoformat(timespec="seconds"),
        "serial": camera.serial,
        "fw_version": camera.firmware,
        "enabled": camera.enabled,
        "status": status(camera),
        "local_storage_enabled": False,
        "local_storage_compatible": camera.type != "white",
        "snooze_time_remaining": None,
        "revision": None if camera.type == "white" else "00",
    }
    if _has_thumbnail(camera):
        entry["thumbnail"] = camera.thumbnail
    if _has_timestamp(camera, version):
        entry["thumbnail_timestamp"] = shown.ts if shown else None
    match camera.family:
        case Family.CAMERA:
            entry |= {"usage_rate": False, "snooze": False, **_power(camera)}
        case Family.OWL:
            entry |= {"onboarded": camera.onboarded, "snooze": False}
        case Family.DOORBELL:
            entry |= {
                "onboarded": camera.onboarded,
                "doorbell_mode": camera.doorbell_mode,
                "changing_mode": False,
                "config_out_of_sync": False,
                "config_out_of_date": False,
                "snooze": False,
                "color": "black",
                **_power(camera),
            }
    if version == V4:
        entry |= {"color": "white", "subscription_id": None}
    if version == V4 and camera.family is Family.CAMERA:
        entry |= {"network_type": "sync_module", "vo9_compatible": False}
    return entry


def status(camera: Camera) -> str:
    """The device's status (facts: section 10)."""
    if camera.status is not None:
        return camera.status
    if not camera.online:
        return "offline"
    return "online" if camera.family is Family.OWL else "done"


def _has_thumbnail(camera: Camera) -> bool:
    """Whether there is a field for the thumbnail at all."""
    return (
        camera.thumbnail_override is not None
        or camera.thumbnail_form is not ThumbnailForm.MISSING
    )


def _has_timestamp(camera: Camera, version: int) -> bool:
    """Whether the thumbnail's time is beside it (facts: unknown number 17)."""
    return version == V4 or camera.network.account.cloud.settings.timestamp_in_v3


def _power(camera: Camera) -> dict[str, Json]:
    """What minis lack (facts: section 4.2)."""
    heard = signals(camera) if camera.has_signals else {}
    return {"battery": camera.battery, "issues": [], "signals": heard}


def signals(camera: Camera) -> dict[str, Json]:
    """How well a device is heard, and how warm it is (facts: section 10)."""
    return {
        "lfr": 3 + camera.id % 3,
        "wifi": 2 + camera.id % 4,
        "temp": 58 + camera.id % 23,
        "battery": 3 if camera.battery == "ok" else 1,
    }


def _accessory(accessory: Accessory) -> Json:
    """An entry of a list in `accessories`."""
    return {
        "id": accessory.id,
        "type": accessory.type,
        "serial": accessory.serial,
        "target": accessory.camera.family.word,
        "target_id": accessory.camera.id,
    }

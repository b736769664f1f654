"""Tests of the homescreen."""

import asyncio
from random import Random
import re

import pytest

from blink_cloud import (
    FAMILIES,
    Account,
    BlinkCloud,
    Camera,
    Network,
    Settings,
    ThumbnailForm,
    demo_account,
)

from .conftest import Caller

LISTS = {
    "account",
    "networks",
    "sync_modules",
    "cameras",
    "sirens",
    "chimes",
    "video_stats",
    "doorbell_buttons",
    "owls",
    "doorbells",
    "app_updates",
    "device_limits",
    "whats_new",
    "subscriptions",
    "entitlements",
    "tiv_lock_enable",
    "tiv_lock_status",
    "accessories",
}
COMMON = {
    *("id", "name", "type", "network_id", "created_at", "updated_at", "serial"),
    *("fw_version", "enabled", "thumbnail", "status", "local_storage_enabled"),
    *("local_storage_compatible", "snooze_time_remaining", "revision"),
}
POWER = {"battery", "issues", "signals"}
FIELDS = {
    "cameras": COMMON | POWER | {"usage_rate", "snooze"},
    "owls": COMMON | {"onboarded", "snooze"},
    "doorbells": COMMON
    | POWER
    | {
        *("onboarded", "doorbell_mode", "changing_mode", "config_out_of_sync"),
        *("config_out_of_date", "snooze", "color"),
    },
}


async def test_lists_and_fields(caller: Caller, network: Network) -> None:
    """Every device is in the list of its type, with the fields of that list."""
    cameras = [network.add_camera(model, type=model) for model in FAMILIES]
    mini = next(one for one in cameras if one.type == "owl")
    mounts = {"storm": cameras[0], "rosie": mini, "io4_bep": mini, "solar": cameras[1]}
    for kind, camera in mounts.items():
        network.add_accessory(camera, type=kind)
    screen = await caller.homescreen()
    assert set(screen) == LISTS
    for family, fields in FIELDS.items():
        assert {one["type"] for one in screen[family]} == {
            model for model in FAMILIES if FAMILIES[model] == family
        }
        assert all(set(one) == fields for one in screen[family])
    assert screen["sync_modules"][0]["network_id"] == screen["networks"][0]["id"]
    assert list(screen["accessories"]) == list(mounts)
    for kind, camera in mounts.items():
        (one,) = screen["accessories"][kind]
        assert (one["target"], one["target_id"]) == (
            "owl" if camera is mini else "camera",
            camera.id,
        )


async def test_v4_and_timestamps(
    caller: Caller, cloud: BlinkCloud, camera: Camera
) -> None:
    """Version 4 has the thumbnail's time, version 3 only if asked to."""
    taken = int(camera.pictures[-1].taken_at.timestamp())
    assert (await caller.device(camera, 4))["thumbnail_timestamp"] == taken
    assert "thumbnail_timestamp" not in await caller.device(camera, 3)
    cloud.settings.timestamp_in_v3 = True
    assert (await caller.device(camera, 3))["thumbnail_timestamp"] == taken


async def test_missing_lists(caller: Caller, cloud: BlinkCloud) -> None:
    """Lists that old homescreens lacked can be left out."""
    cloud.settings.missing_lists = frozenset({"doorbells", "accessories"})
    assert set(await caller.homescreen()) == LISTS - {"doorbells", "accessories"}


async def test_asked_too_often(
    caller: Caller, cloud: BlinkCloud, camera: Camera
) -> None:
    """Whoever asks too soon after an answer is refused, where that is set."""
    path = f"/api/v3/accounts/{caller.account.id}/homescreen"
    cloud.settings.homescreen_gap = 15
    statuses = []
    for _ in range(5):
        statuses.append((await caller.ask("GET", path)).status)
        await asyncio.sleep(8)
    assert statuses == [200, 403, 200, 403, 200]


async def test_doorbell_modes(
    caller: Caller, account: Account, network: Network
) -> None:
    """A doorbell hangs on the sync module if there is one, unless it is told not to."""
    modes = []
    alone = account.add_network("Alone", sync_module=False)
    for where, mode in ((network, None), (alone, None), (network, "standalone")):
        door = where.add_camera("Door", type="lotus")
        door.doorbell_mode = mode or door.doorbell_mode
        modes.append((await caller.device(door))["doorbell_mode"])
    assert modes == ["lfr", "always_on", "standalone"]


async def test_status(caller: Caller, network: Network, camera: Camera) -> None:
    """Devices and sync modules go offline and leave."""
    mini = network.add_camera("Shelf", type="owl")
    assert (await caller.device(camera))["status"] == "done"
    assert (await caller.device(mini))["status"] == "online"
    mini.status, mini.onboarded = "done", False
    entry = await caller.device(mini)
    assert (entry["status"], entry["onboarded"]) == ("done", False)
    mini.status = None
    assert network.sync_module
    mini.online = network.sync_module.online = False
    camera.rename("Lawn")
    screen = await caller.homescreen()
    assert screen["owls"][0]["status"] == "offline"
    assert screen["sync_modules"][0]["status"] == "offline"
    assert screen["cameras"][0]["name"] == "Lawn"
    network.remove_camera(camera)
    assert (await caller.homescreen())["cameras"] == []


@pytest.mark.parametrize(
    ("type", "form", "pattern"),
    [
        ("white", None, r"/media/production/account/A/network/N/camera/C/clip_\w{8}_T"),
        (
            "owl",
            "old",
            r"/media/e008/account/A/network/N/owl/C/thumbnail/fw_.*__\w{8}_T",
        ),
        (
            "catalina",
            None,
            r"/api/v3/media/production/account/A/network/N/catalina/C/F",
        ),
        ("lotus", None, r"/api/v3/media/accounts/A/networks/N/lotus/C/F"),
        ("hawk", None, r"/api/v3/media/accounts/A/networks/N/hawk/C/F"),
        ("xt2", "integer", r"\d{10}"),
        ("xt2", "numeric_string", r"\d{10}"),
        (
            "sedona",
            "absolute",
            (
                r"https://rest-e008\.immedia-semi\.com"
                r"/api/v3/media/accounts/A/networks/N/sedona/C/F"
            ),
        ),
        ("owl", "null", None),
        ("owl", "missing", None),
    ],
)
async def test_thumbnail_forms(
    caller: Caller, network: Network, type: str, form: str | None, pattern: str | None
) -> None:
    """Thumbnails have the form that is usual for a type, or the one that is set."""
    camera = network.add_camera("Here", type=type)
    camera.take_picture()
    if form:
        camera.thumbnail_form = ThumbnailForm(form)
    entry = await caller.device(camera)
    if pattern is None:
        assert ("thumbnail" in entry) is (form == "null")
        assert entry.get("thumbnail") is None
        return
    for short, long in {
        "/A/": f"/{caller.account.id}/",
        "/N/": f"/{network.id}/",
        "/C/": f"/{camera.id}/",
        "/F": r"/thumbnail/thumbnail\.jpg\?ts=\d{10}&ext=",
        "_T": r"_\d{4}_\d\d_\d\d__\d\d_\d\d[AP]M",
    }.items():
        pattern = pattern.replace(short, long)
    assert re.fullmatch(pattern, str(entry["thumbnail"]))
    assert isinstance(entry["thumbnail"], int) is (form == "integer")
    assert entry["thumbnail"] == camera.thumbnail
    assert (await caller.picture(camera)).status == 200


async def test_old_form_has_utc(
    caller: Caller, cloud: BlinkCloud, network: Network
) -> None:
    """The time in an old name is UTC, by a clock of 24 hours, wherever it is taken."""
    network.time_zone = "America/New_York"
    camera = network.add_camera("Hall", type="white")
    for day, hour, time in ((1, 16, "01__16_05PM"), (2, 1, "02__01_05AM")):
        moment = cloud.now().replace(day=day, hour=hour, minute=5)
        camera.take_picture(age=cloud.now() - moment)
        assert (await caller.device(camera))["thumbnail"].endswith(f"_2026_11_{time}")


async def test_never_photographed_and_overridden(
    caller: Caller, network: Network
) -> None:
    """A new camera has no thumbnail; one can be told to claim anything."""
    camera = network.add_camera("New", type="lotus")
    entry = await caller.device(camera, 4)
    assert (entry["thumbnail"], entry["thumbnail_timestamp"]) == (None, None)
    camera.thumbnail_override = "https://evil.example/picture.jpg"
    assert (await caller.device(camera))["thumbnail"] == camera.thumbnail_override


def test_same_chance_same_ids() -> None:
    """The same source of chance gives the same cloud."""
    first, second = (
        [one.id for one in demo_account(BlinkCloud(random=Random(5))).cameras]
        for _ in range(2)
    )
    assert first == second
    assert len(set(first)) == 8


def test_unknown_type(network: Network) -> None:
    """What has no lens is no camera."""
    with pytest.raises(ValueError, match="toaster"):
        network.add_camera("Kitchen", type="toaster")


async def test_demo_account() -> None:
    """The demo has eight cameras in three networks, photographed at eight times."""
    account = demo_account(BlinkCloud(Settings()))
    assert [len(one.cameras) for one in account.networks] == [5, 1, 2]
    assert [bool(one.sync_module) for one in account.networks] == [True, False, True]
    assert len({one.pictures[-1].taken_at for one in account.cameras}) == 8
    assert len({one.pictures[-1].jpeg for one in account.cameras}) == 8

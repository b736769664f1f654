"""Tests of what older clients read one by one."""

from typing import Any

import pytest

from blink_cloud import Account, Camera, Network, ThumbnailForm

from .conftest import Caller


async def read(caller: Caller, path: str, method: str = "GET") -> Any:
    """Ask for something that is there."""
    answer = await caller.ask(method, path)
    assert answer.status == 200
    return answer.json


async def test_networks(caller: Caller, account: Account, network: Network) -> None:
    """All networks are listed; those with a sync module are onboarded."""
    alone = account.add_network("Kitchen", sync_module=False)
    network.armed = False
    found = await read(caller, "/networks")
    assert found["summary"] == {
        str(network.id): {"name": "Home", "onboarded": True},
        str(alone.id): {"name": "Kitchen", "onboarded": False},
    }
    assert [one["id"] for one in found["networks"]] == [network.id, alone.id]
    one = (await read(caller, f"/network/{network.id}/update", "POST"))["network"]
    assert one == found["networks"][0]
    assert await read(caller, f"/network/{network.id}") == {"network": one}
    assert (one["armed"], one["arm_string"]) == (False, "Disarmed")


async def test_errors_of_a_network(
    caller: Caller, network: Network, camera: Camera
) -> None:
    """A network says what is offline, and never that it is busy."""
    path = f"/network/{network.id}/update"
    assert network.sync_module
    for camera.online, network.sync_module.online in (
        (True, True),
        (False, True),
        (True, False),
    ):
        camera.start_command()
        found = (await read(caller, path, "POST"))["network"]
        assert found["camera_error"] is not camera.online
        assert found["sync_module_error"] is not network.sync_module.online
        assert found["busy"] is False


async def test_sync_module(caller: Caller, account: Account, network: Network) -> None:
    """A network's sync module is that of the homescreen, in more words."""
    found = (await read(caller, f"/network/{network.id}/syncmodules"))["syncmodule"]
    (listed,) = (await caller.homescreen())["sync_modules"]
    assert found | listed == found
    alone = account.add_network("Kitchen", sync_module=False)
    answer = await caller.ask("GET", f"/network/{alone.id}/syncmodules")
    assert (answer.status, answer.json["code"]) == (404, 400)


async def test_camera_usage(caller: Caller, network: Network, camera: Camera) -> None:
    """Cameras are listed by network; minis and doorbells are not among them."""
    network.add_camera("Mini", type="owl")
    network.add_camera("Door", type="lotus")
    (found,) = (await read(caller, "/api/v1/camera/usage"))["networks"]
    assert (found["network_id"], found["name"]) == (network.id, "Home")
    assert [(one["id"], one["name"]) for one in found["cameras"]] == [
        (camera.id, "Garden")
    ]


@pytest.mark.parametrize("form", ThumbnailForm)
async def test_camera_config(
    caller: Caller, camera: Camera, form: ThumbnailForm
) -> None:
    """A camera's own answer has the time of the picture instead of its address."""
    camera.thumbnail_form = form
    path = f"/network/{camera.network.id}/camera/{camera.id}/config"
    (found,) = (await read(caller, path))["camera"]
    whole = form in {"full", "full_production", "absolute"}
    ts = camera.pictures[-1].ts
    assert found["thumbnail"] == (ts if whole else camera.thumbnail)
    assert (found["id"], found["name"]) == (camera.id, "Garden")
    camera.thumbnail_override = "https://example.com/x.jpg"
    (found,) = (await read(caller, path))["camera"]
    assert found["thumbnail"] == "https://example.com/x.jpg"


async def test_camera_without_picture(caller: Caller, network: Network) -> None:
    """A camera that took no picture has no time."""
    camera = network.add_camera("New")
    path = f"/network/{network.id}/camera/{camera.id}/config"
    (found,) = (await read(caller, path))["camera"]
    assert found["thumbnail"] is None


async def test_signals(caller: Caller, camera: Camera) -> None:
    """A camera's signals are those of the homescreen."""
    camera.battery = "low"
    path = f"/network/{camera.network.id}/camera/{camera.id}/signals"
    found = await read(caller, path)
    listed = (await caller.device(camera))["signals"]
    assert found | listed == found
    assert found["battery"] == 1


@pytest.mark.parametrize("type", ["owl", "lotus"])
async def test_config_of_others(caller: Caller, network: Network, type: str) -> None:
    """Minis and doorbells have answers of their own; cameras have one more."""
    other, camera = (network.add_camera("One", type=one) for one in (type, "xt2"))
    root = f"/api/v1/accounts/{caller.account.id}/networks/{network.id}"
    found = await read(caller, f"{root}/{other.family}/{other.id}/config")
    assert (found["id"], found["type"]) == (other.id, type)
    answer = await caller.ask("GET", f"{root}/{other.family}/{camera.id}/config")
    assert answer.json["code"] == (1900 if type == "owl" else 2400)
    path = f"/network/{network.id}/camera/{camera.id}/status"
    assert (await read(caller, path))["camera_status"]["id"] == camera.id


async def test_who_this_is(caller: Caller) -> None:
    """The account tells who its user is."""
    found = await read(caller, "/api/v2/users/info")
    assert found["email"] == caller.account.email


async def test_aside(caller: Caller, network: Network) -> None:
    """What other clients ask on their way is there, and empty."""
    account = f"/api/v1/accounts/{caller.account.id}"
    for path in (
        "/api/v1/account/options",
        f"{account}/media/count",
        f"{account}/notifications/configuration",
        f"{account}/subscriptions/plans",
        f"/api/v1/networks/{network.id}/programs",
    ):
        assert not any((await read(caller, path)).values())


@pytest.mark.parametrize("type", ["owl", "lotus"])
@pytest.mark.parametrize("what", ["config", "signals", "status"])
async def test_only_cameras(
    caller: Caller, network: Network, type: str, what: str
) -> None:
    """A mini or doorbell is no camera there."""
    other = network.add_camera("Other", type=type)
    path = f"/network/{network.id}/camera/{other.id}/{what}"
    answer = await caller.ask("GET", path)
    assert (answer.status, answer.json["code"]) == (404, 500)


async def test_clips(caller: Caller, camera: Camera) -> None:
    """There are never any clips."""
    camera.record_clip()
    path = f"/api/v1/accounts/{caller.account.id}/media/changed?since=0&page=1"
    assert (await read(caller, path))["media"] == []


async def test_closed(caller: Caller, camera: Camera) -> None:
    """All of it wants a bearer token, and the account's own tier."""
    network = f"/network/{camera.network.id}"
    paths = [
        ("GET", "/networks"),
        ("POST", f"{network}/update"),
        ("GET", f"{network}/syncmodules"),
        ("GET", "/api/v1/camera/usage"),
        ("GET", f"{network}/camera/{camera.id}/config"),
        ("GET", f"{network}/camera/{camera.id}/signals"),
        ("GET", f"/api/v1/accounts/{caller.account.id}/media/changed"),
    ]
    for method, path in paths:
        answer = await caller.ask(method, path, host="rest-e001.immedia-semi.com")
        assert answer.status == 404
    caller.bearer = None
    for method, path in paths:
        assert (await caller.ask(method, path)).status == 401

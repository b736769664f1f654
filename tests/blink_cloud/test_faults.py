"""Tests of faults: what is ordered happens, then and there only."""

import asyncio
from typing import Any

import aiohttp
import pytest

from blink_cloud import (
    BlinkCloud,
    Camera,
    Empty,
    Endpoint,
    Fault,
    Hang,
    Network,
    Reply,
    Reset,
    Slow,
    Truncated,
    WrongContentType,
    html,
    read_picture,
)

from .answer import Answer
from .conftest import REFRESH_TOKEN, Caller


async def ask(caller: Caller, camera: Camera, endpoint: Endpoint) -> Answer:
    """Make a request of a kind."""
    network = f"/network/{camera.network.id}"
    root = f"{network}/command/{await _command(camera)}"
    if endpoint is Endpoint.TOKEN:
        return await caller.token(REFRESH_TOKEN)
    if endpoint is Endpoint.THUMBNAIL:
        return await caller.snap(camera)
    method, path = {
        Endpoint.OLD_LOGIN: ("POST", "/api/v5/account/login"),
        Endpoint.TIER_INFO: ("GET", "/api/v1/users/tier_info"),
        Endpoint.USER_INFO: ("GET", "/api/v2/users/info"),
        Endpoint.HOMESCREEN: (
            "GET",
            f"/api/v4/accounts/{caller.account.id}/homescreen",
        ),
        Endpoint.COMMAND: ("GET", root),
        Endpoint.COMMAND_DONE: ("POST", f"{root}/done"),
        Endpoint.MEDIA: ("GET", str(camera.thumbnail)),
        Endpoint.UNKNOWN: ("GET", "/api/v9/nothing"),
        Endpoint.AUTHORIZE: ("GET", "/oauth/v2/authorize"),
        Endpoint.SIGN_IN_PAGE: ("GET", "/oauth/v2/signin"),
        Endpoint.SIGN_IN: ("POST", "/oauth/v2/signin"),
        Endpoint.VERIFY: ("POST", "/oauth/v2/2fa/verify"),
        Endpoint.NETWORKS: ("GET", "/networks"),
        Endpoint.NETWORK: ("POST", f"{network}/update"),
        Endpoint.SYNC_MODULE: ("GET", f"{network}/syncmodules"),
        Endpoint.CAMERA_USAGE: ("GET", "/api/v1/camera/usage"),
        Endpoint.CAMERA_CONFIG: ("GET", f"{network}/camera/{camera.id}/config"),
        Endpoint.CAMERA_SIGNALS: ("GET", f"{network}/camera/{camera.id}/signals"),
        Endpoint.CAMERA_STATUS: ("GET", f"{network}/camera/{camera.id}/status"),
        Endpoint.CHANGED_MEDIA: (
            "GET",
            f"/api/v1/accounts/{caller.account.id}/media/changed",
        ),
        Endpoint.ASIDE: ("GET", "/api/v1/account/options"),
    }[endpoint]
    host = "api.oauth.blink.com" if path.startswith("/oauth/") else None
    return await caller.ask(method, path, host=host)


async def _command(camera: Camera) -> int:
    """Return the id of a command of the camera that has ended."""
    await asyncio.sleep(5)
    command = camera.start_command()
    assert command
    await asyncio.sleep(5)
    return command.id


@pytest.mark.parametrize("endpoint", Endpoint)
async def test_any_endpoint(
    caller: Caller, camera: Camera, cloud: BlinkCloud, endpoint: Endpoint
) -> None:
    """A fault can be ordered for every kind of request, and is met once."""
    order = cloud.fault(
        endpoint, Reply(status=429, headers={"Retry-After": "60"}, body={"a": [1]})
    )
    faulty = await ask(caller, camera, endpoint)
    assert (faulty.status, faulty.json) == (429, {"a": [1]})
    assert faulty.headers["Retry-After"] == "60"
    assert (await ask(caller, camera, endpoint)).status != 429
    assert (order.seen, order.hits) == (2, 1)
    first = cloud.requests[0]
    assert (first.status, first.fault) == (429, order.fault)


async def test_when_and_how_often(caller: Caller, cloud: BlinkCloud) -> None:
    """A fault waits for its turn, lasts as long as ordered, and can be cleared."""
    cloud.fault(Endpoint.TIER_INFO, Reply(status=500), at=2, times=2)
    cloud.fault(Endpoint.TIER_INFO, Reply(status=503), at=5, times=None)
    path = "/api/v1/users/tier_info"
    statuses = [(await caller.ask("GET", path)).status for _ in range(7)]
    assert statuses == [200, 500, 500, 200, 503, 503, 503]
    assert cloud.count(Endpoint.TIER_INFO) == 7
    cloud.clear_faults()
    assert (await caller.ask("GET", path)).status == 200


async def test_one_camera(
    caller: Caller, network: Network, camera: Camera, cloud: BlinkCloud
) -> None:
    """A fault can be meant for the requests about one camera."""
    other = network.add_camera("Other")
    other.take_picture()
    await _command(other)
    for endpoint in (Endpoint.MEDIA, Endpoint.THUMBNAIL, Endpoint.COMMAND):
        cloud.fault(endpoint, Reply(status=500), camera=other)
        assert (await ask(caller, camera, endpoint)).status == 200
        assert (await ask(caller, other, endpoint)).status == 500
        assert cloud.count(endpoint, other) == 1


LOST: list[tuple[Fault, bool]] = [
    (Reset(), False),
    (Reset(after_effect=True), True),
    (Hang(), False),
    (Hang(after_effect=True), True),
    (Slow(seconds=20), False),
    (Slow(seconds=20, after_effect=True), True),
]


@pytest.mark.parametrize(("fault", "effect"), LOST)
async def test_lost_answers(
    caller: Caller, camera: Camera, cloud: BlinkCloud, fault: Fault, effect: bool
) -> None:
    """An answer is lost before or after the request had its effect."""
    cloud.fault(Endpoint.THUMBNAIL, fault)
    error = aiohttp.ClientConnectionError
    with pytest.raises(error if isinstance(fault, Reset) else TimeoutError):
        async with asyncio.timeout(10):
            await caller.snap(camera)
    await asyncio.sleep(60)
    assert len(camera.pictures) == 1 + effect
    assert cloud.count(Endpoint.THUMBNAIL) == 1
    assert cloud.requests[-1].status is None or isinstance(fault, Slow)


@pytest.mark.parametrize("after_effect", [True, False])
async def test_answer_instead(
    caller: Caller, camera: Camera, cloud: BlinkCloud, after_effect: bool
) -> None:
    """An answer may be replaced although the request had its effect."""
    fault = Reply(status=504, body="gateway timeout", after_effect=after_effect)
    cloud.fault(Endpoint.THUMBNAIL, fault)
    answer = await caller.snap(camera)
    assert (answer.status, answer.body) == (504, b"gateway timeout")
    await asyncio.sleep(5)
    assert len(camera.pictures) == 1 + after_effect


@pytest.mark.parametrize("after_effect", [True, False])
async def test_slow(
    caller: Caller, camera: Camera, cloud: BlinkCloud, after_effect: bool
) -> None:
    """A slow answer is the real one, and its effect is early or late."""
    camera.snapshot_seconds = (4, 4)
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=8, after_effect=after_effect))
    before = asyncio.get_running_loop().time()
    answer = await caller.snap(camera)
    assert 8 <= asyncio.get_running_loop().time() - before < 9
    status = await caller.command(camera, answer.json["id"])
    assert status["complete"] is after_effect


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Truncated(share=0.25), {"type": "image/jpeg", "share": 0.25}),
        (Empty(), {"type": "image/jpeg", "share": 0}),
        (WrongContentType(), {"type": "text/html; charset=utf-8", "share": 1}),
        (html(), {"type": "text/html; charset=utf-8", "share": None}),
    ],
)
async def test_bad_pictures(
    caller: Caller,
    camera: Camera,
    cloud: BlinkCloud,
    fault: Fault,
    expected: dict[str, Any],
) -> None:
    """A picture arrives in part, not at all, or as something else."""
    whole = (await caller.picture(camera)).body
    cloud.fault(Endpoint.MEDIA, fault)
    answer = await caller.picture(camera)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == expected["type"]
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    if expected["share"] is None:
        assert b"<html>" in answer.body
    else:
        assert answer.body == whole[: int(len(whole) * expected["share"])]
    assert read_picture((await caller.picture(camera)).body).number == 1


async def test_connection_ends_within_a_picture(
    caller: Caller, camera: Camera, cloud: BlinkCloud
) -> None:
    """A picture whose length is promised, but not kept."""
    cloud.fault(Endpoint.MEDIA, Truncated(closes=True))
    with pytest.raises(aiohttp.ClientPayloadError):
        await caller.picture(camera)
    assert (await caller.picture(camera)).status == 200

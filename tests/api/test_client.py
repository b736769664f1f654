"""Tests of the client: what Blink's answers mean, and where its token goes."""

import asyncio
import socket
from typing import override

from aiohttp import ClientSession, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
import pytest

from blink_cloud import (
    BUSY_BAD_REQUEST,
    BUSY_CODE_ONLY,
    BUSY_CONFLICT,
    BUSY_MESSAGE_ONLY,
    BUSY_OK,
    Account as CloudAccount,
    BlinkCloud,
    Camera as CloudCamera,
    Endpoint,
    Reply,
    Server,
    Slow,
)
from custom_components.blink_thumbnail.api import (
    Account,
    AppOutdatedError,
    BadPictureError,
    BlinkClient,
    BlinkConnectionError,
    BlinkError,
    Camera,
    CoolingDownError,
    RefusedError,
    Traffic,
)
from custom_components.blink_thumbnail.api.endpoints import SIMULATED_CLOUD_VARIABLE
from custom_components.blink_thumbnail.api.errors import BusyError


@pytest.fixture
def camera_seen(client: BlinkClient) -> Camera:
    """Return the camera, as the client has read it."""
    assert client.last_homescreen
    (camera,) = client.last_homescreen.cameras.values()
    return camera


async def test_regional_gateways(
    client: BlinkClient, cloud: BlinkCloud, account: CloudAccount
) -> None:
    """A gateway of another region answers 406; the next one knows the account."""
    cloud.settings.refusing_gateways = frozenset({"prod", "prde"})
    found = await client.find_account()
    assert (found.account_id, found.tier) == (account.id, account.tier)
    assert cloud.count(Endpoint.TIER_INFO) == 3


async def test_no_gateway(client: BlinkClient, cloud: BlinkCloud) -> None:
    """Each gateway is asked once; if none knows the account, the edge is in the way."""
    cloud.settings.refusing_gateways = cloud.settings.gateways
    for _ in range(2):
        with pytest.raises(CoolingDownError):
            await client.find_account()
    assert cloud.count(Endpoint.TIER_INFO) == 4


@pytest.mark.parametrize(
    "reply",
    [
        BUSY_CONFLICT,
        BUSY_OK,
        BUSY_BAD_REQUEST,
        BUSY_CODE_ONLY,
        BUSY_MESSAGE_ONLY,
    ],
)
async def test_busy_in_all_its_shapes(
    client: BlinkClient, cloud: BlinkCloud, camera_seen: Camera, reply: Reply
) -> None:
    """Busy is 409, or code 307, or a message that says so."""
    cloud.fault(Endpoint.THUMBNAIL, reply)
    with pytest.raises(BusyError):
        await client.request_snapshot(camera_seen)


@pytest.mark.parametrize(
    ("reply", "error", "message"),
    [
        (Reply(status=404, body={"message": "Gone"}), RefusedError, "Gone"),
        (Reply(status=404, body="<html>"), RefusedError, "HTTP 404"),
        (Reply(status=418, body={"message": "x" * 999}), RefusedError, "x" * 200),
        (Reply(body={"message": "Not now"}), RefusedError, "Not now"),
        (Reply(body={}), RefusedError, "HTTP 200"),
        (Reply(status=426, body={}), AppOutdatedError, "HTTP 426"),
        (Reply(status=302, headers={"Location": "/x"}), BlinkConnectionError, ""),
        (Reply(status=500, body={"message": "Oops"}), BlinkConnectionError, "Oops"),
        (Reply(body="[]"), BlinkConnectionError, ""),
    ],
)
async def test_refusals(
    client: BlinkClient,
    cloud: BlinkCloud,
    camera_seen: Camera,
    reply: Reply,
    error: type[BlinkError],
    message: str,
) -> None:
    """Every other answer that is no command is an error, with Blink's words."""
    cloud.fault(Endpoint.THUMBNAIL, reply)
    with pytest.raises(error) as caught:
        await client.request_snapshot(camera_seen)
    assert caught.value.message.startswith(message)


async def test_unreachable(
    client: BlinkClient, camera_seen: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that cannot have reached Blink is no lost answer."""
    monkeypatch.setenv(SIMULATED_CLOUD_VARIABLE, "http://127.0.0.1:9")
    with pytest.raises(BlinkConnectionError) as error:
        await client.request_snapshot(camera_seen)
    assert type(error.value) is BlinkConnectionError


async def test_name_that_is_never_resolved(
    account: CloudAccount, camera_seen: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a resolver hangs, nothing reaches Blink: that is no lost answer."""
    monkeypatch.delenv(SIMULATED_CLOUD_VARIABLE)
    clock = asyncio.get_running_loop().time

    class HangingResolver(AbstractResolver):
        """Never says where a host is."""

        @override
        async def resolve(
            self, host: str, port: int = 0, family: int = socket.AF_INET
        ) -> list[ResolveResult]:
            await asyncio.sleep(10_000)
            return []

        @override
        async def close(self) -> None:
            pass

    async def source(rejected: str | None = None) -> str:
        """Return a token that goes nowhere."""
        return "token"

    connector = TCPConnector(resolver=HangingResolver())
    async with ClientSession(connector=connector) as session:
        known = Account(account_id=account.id, tier=account.tier)
        client = BlinkClient(session, source, Traffic(), known)
        started = clock()
        with pytest.raises(BlinkConnectionError) as error:
            await client.request_snapshot(camera_seen)
    assert type(error.value) is BlinkConnectionError
    assert clock() - started < 15


async def test_late_answer_is_not_news(
    client: BlinkClient, cloud: BlinkCloud, camera: CloudCamera
) -> None:
    """Of two homescreens the one that was asked for later counts."""
    await asyncio.sleep(2)
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=5, after_effect=True))
    early = asyncio.create_task(client.get_homescreen())
    await asyncio.sleep(1)
    camera.take_picture()
    late = await client.get_homescreen()
    (then,), (now,) = (await early).cameras.values(), late.cameras.values()
    assert then.thumbnail != now.thumbnail
    assert client.last_homescreen is late


async def test_recent_homescreen_is_shared(
    client: BlinkClient, cloud: BlinkCloud
) -> None:
    """Several who need a homescreen no older than some seconds share one."""
    await asyncio.sleep(31)
    cloud.requests.clear()
    await asyncio.gather(
        *(
            client.get_homescreen(asyncio.get_running_loop().time() - 30)
            for _ in range(5)
        )
    )
    assert cloud.count(Endpoint.HOMESCREEN) == 1


async def test_account_must_be_known(session: ClientSession, server: Server) -> None:
    """A client without an account cannot ask for one's homescreen."""

    async def source(rejected: str | None = None) -> str:
        """Never asked."""
        raise AssertionError("unreachable")

    with pytest.raises(RuntimeError, match="not known"):
        await BlinkClient(session, source, Traffic()).get_homescreen()


async def test_token_goes_to_rest_hosts_only(
    client: BlinkClient, cloud: BlinkCloud, camera: CloudCamera
) -> None:
    """A thumbnail on a host of somebody else's is not asked for."""
    camera.thumbnail_override = "https://evil.example/thumbnail.jpg?ts=1"
    homescreen = await client.get_homescreen()
    (seen,) = homescreen.cameras.values()
    assert seen.thumbnail
    with pytest.raises(BlinkConnectionError):
        await client.get_picture(seen.thumbnail)
    assert not cloud.leaks


async def test_cloud_without_a_clock(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Without a Date header, Blink's time is not known, and nothing else is lost."""
    assert (await client.get_homescreen()).date
    cloud.settings.date_header = False
    homescreen = await client.get_homescreen()
    assert homescreen.date is None
    assert [each.name for each in homescreen.cameras.values()] == [camera.name]


async def test_picture_that_only_ends_like_one(
    client: BlinkClient, cloud: BlinkCloud, camera_seen: Camera
) -> None:
    """What lacks its beginning is no picture, whatever Blink calls it."""
    assert camera_seen.thumbnail
    jpeg = await client.get_picture(camera_seen.thumbnail)
    half = Reply(body=jpeg[len(jpeg) // 2 :], content_type="image/jpeg")
    cloud.fault(Endpoint.MEDIA, half)
    with pytest.raises(BadPictureError):
        await client.get_picture(camera_seen.thumbnail)


async def test_padded_picture(
    client: BlinkClient, cloud: BlinkCloud, camera_seen: Camera
) -> None:
    """A picture that is filled up with zeros is whole."""
    assert camera_seen.thumbnail
    jpeg = await client.get_picture(camera_seen.thumbnail)
    padded = Reply(body=jpeg + bytes(16), content_type="image/jpeg")
    cloud.fault(Endpoint.MEDIA, padded)
    assert (await client.get_picture(camera_seen.thumbnail)).startswith(jpeg)


@pytest.mark.parametrize(
    "content_type",
    [
        "IMAGE/JPEG",
        "image/jpeg; charset=binary",
        "image/jpg",
        "binary/octet-stream",
        "text/html",
    ],
)
async def test_type_of_a_picture(
    client: BlinkClient, cloud: BlinkCloud, camera_seen: Camera, content_type: str
) -> None:
    """A whole JPEG is one, whatever the answer calls it."""
    assert camera_seen.thumbnail
    jpeg = await client.get_picture(camera_seen.thumbnail)
    cloud.fault(Endpoint.MEDIA, Reply(body=jpeg, content_type=content_type))
    assert await client.get_picture(camera_seen.thumbnail) == jpeg


async def test_homescreen_needs_no_thread(
    client: BlinkClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread pool that is full of somebody else's work holds up no homescreen."""

    def run_in_executor(*args: object) -> None:
        """Never called."""
        raise AssertionError("unreachable")

    monkeypatch.setattr(asyncio.get_running_loop(), "run_in_executor", run_in_executor)
    assert (await client.get_homescreen()).cameras

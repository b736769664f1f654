"""Tests of an independent client: blinkpy, unedited, finds its Blink in the cloud."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import aiohttp
from blinkpy.auth import Auth, BlinkTwoFARequiredError, TokenRefreshFailed
from blinkpy.blinkpy import Blink
from blinkpy.helpers.util import json_load
import pytest

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Endpoint,
    Network,
    connector,
    read_picture,
    serve,
)

type Session = aiohttp.ClientSession


@pytest.fixture
async def session(cloud: BlinkCloud) -> AsyncGenerator[Session]:
    """Return a session for which Blink's own names are the cloud, over TLS."""
    async with (
        serve(cloud, tls=True) as server,
        aiohttp.ClientSession(connector=connector(server)) as session,
    ):
        yield session


def blink_of(session: Session, **data: Any) -> Any:
    """Return a blinkpy that knows some data, before it starts."""
    blink = Blink(session=session)
    blink.auth = Auth(data, no_prompt=True, session=session)
    return blink


@pytest.fixture
async def blink(session: Session, account: Account, camera: Camera) -> Any:
    """Return a blinkpy that is signed in with e-mail, password and code."""
    blink = blink_of(session, username=account.email, password=account.password)
    with pytest.raises(BlinkTwoFARequiredError):
        await blink.start()
    assert await blink.send_2fa_code(account.codes[-1])
    return blink


@pytest.mark.parametrize("wanted_code_status", [202, 412])
async def test_sign_in(
    session: Session,
    account: Account,
    camera: Camera,
    cloud: BlinkCloud,
    wanted_code_status: int,
) -> None:
    """It signs in with a code, and sees the account with its camera."""
    cloud.settings.wanted_code_status = wanted_code_status
    blink = blink_of(session, username=account.email, password=account.password)
    with pytest.raises(BlinkTwoFARequiredError):
        await blink.start()
    assert not await blink.send_2fa_code("no code")
    assert await blink.send_2fa_code(account.codes[-1])
    assert blink.available
    assert (blink.account_id, blink.auth.region_id) == (account.id, account.tier)
    assert blink.user_id == str(account.user_id)
    assert list(blink.cameras) == ["Garden"]
    assert {one.host for one in cloud.requests} == {
        "api.oauth.blink.com",
        "rest-prod.immedia-semi.com",
        f"rest-{account.tier}.immedia-semi.com",
    }
    assert Endpoint.UNKNOWN not in {one.endpoint for one in cloud.requests}
    assert cloud.leaks == []


async def test_sign_in_without_second_factor(
    session: Session, account: Account, camera: Camera
) -> None:
    """It signs in without a code where none is wanted."""
    account.second_factor = False
    blink = blink_of(session, username=account.email, password=account.password)
    assert await blink.start()
    assert account.codes == []


async def test_wrong_password(
    session: Session, account: Account, cloud: BlinkCloud
) -> None:
    """It is told that a password is wrong."""
    blink = blink_of(session, username=account.email, password="wrong")
    assert not await blink.start()
    assert cloud.requests[-1].endpoint is Endpoint.SIGN_IN
    assert cloud.requests[-1].status == 401


async def test_saved_and_started_again(
    blink: Any, session: Session, account: Account, cloud: BlinkCloud, tmp_path: Path
) -> None:
    """What it saves is enough to start again, without another code."""
    await blink.save(tmp_path / "blink.json")
    cloud.requests.clear()
    again = blink_of(session, **await json_load(tmp_path / "blink.json"))
    assert await again.start()
    assert list(again.cameras) == ["Garden"]
    assert again.auth.refresh_token != blink.auth.refresh_token
    assert len(account.codes) == 1
    assert cloud.requests[0].endpoint is Endpoint.TOKEN
    assert cloud.count(Endpoint.SIGN_IN) == 0


async def test_token_refreshed_on_the_way(blink: Any, cloud: BlinkCloud) -> None:
    """It refreshes its token by itself when that is about to end."""
    before = blink.auth.token, blink.auth.refresh_token
    cloud.requests.clear()
    await asyncio.sleep(14400 - 30)
    assert await blink.refresh(force=True)
    assert cloud.requests[0].endpoint is Endpoint.TOKEN
    assert {one.status for one in cloud.requests} == {200}
    assert blink.auth.token != before[0]
    assert blink.auth.refresh_token != before[1]


async def test_blocked_hardware_id(
    session: Session, account: Account, cloud: BlinkCloud
) -> None:
    """The literal that it once sent is refused before anybody reads a password."""
    blink = blink_of(session, username=account.email, password=account.password)
    blink.auth.hardware_id = "Blinkpy"
    assert not await blink.start()
    assert [(one.endpoint, one.status) for one in cloud.requests] == [
        (Endpoint.AUTHORIZE, 406)
    ]


async def test_blocked_hardware_id_in_refreshes(
    blink: Any, session: Session, cloud: BlinkCloud
) -> None:
    """It is refused in both kinds of refresh, and the token stays good."""
    uuid = blink.auth.hardware_id
    blink.auth.hardware_id = "Blinkpy"
    await asyncio.sleep(14400)
    cloud.requests.clear()
    with pytest.raises(TokenRefreshFailed):
        await blink.refresh(force=True)
    assert not await blink.start()
    assert [(one.endpoint, one.status) for one in cloud.requests] == [
        (Endpoint.TOKEN, 406),
        (Endpoint.TOKEN, 406),
        (Endpoint.AUTHORIZE, 406),
    ]
    blink.auth.hardware_id = uuid
    assert await blink.refresh(force=True)


@pytest.mark.parametrize("type", ["catalina", "white", "xt2", "owl", "lotus"])
async def test_snapshot(
    session: Session, network: Network, account: Account, type: str, tmp_path: Path
) -> None:
    """It takes a picture with every kind of camera, sees it, and saves it."""
    account.second_factor = False
    camera = network.add_camera("Porch", type=type)
    camera.take_picture()
    await _snap_and_save(session, camera, tmp_path / "porch.jpg")


@pytest.mark.parametrize("type", ["owl", "lotus"])
async def test_snapshot_without_sync_module(
    session: Session, account: Account, type: str, tmp_path: Path
) -> None:
    """It does so too with what stands alone in its network."""
    account.second_factor = False
    network = account.add_network("Alone", sync_module=False)
    camera = network.add_camera("Porch", type=type)
    camera.take_picture()
    await _snap_and_save(session, camera, tmp_path / "porch.jpg")


async def _snap_and_save(session: Session, camera: Camera, path: Path) -> None:
    """Take a picture with blinkpy, as its users do."""
    account = camera.network.account
    blink = blink_of(session, username=account.email, password=account.password)
    assert await blink.start()
    porch = blink.cameras["Porch"]
    assert read_picture(porch.image_from_cache).number == 1
    before = porch.thumbnail
    await porch.snap_picture()
    assert len(camera.pictures) == 2
    await blink.refresh(force=True)
    assert porch.thumbnail != before
    assert read_picture(porch.image_from_cache).number == 2
    await porch.image_to_file(path)
    saved = await asyncio.to_thread(path.read_bytes)
    assert read_picture(saved).number == 2

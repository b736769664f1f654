"""Tests of the server: names, certificates, clocks, start and stop."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
import os
from pathlib import Path
import signal
import subprocess
import sys

import aiohttp
import pytest

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Endpoint,
    Hang,
    Server,
    connector,
    serve,
)

from .conftest import REFRESH_TOKEN, Caller


async def test_tls_by_name(cloud: BlinkCloud, account: Account) -> None:
    """A client that knows nothing of us reaches Blink's own names."""
    async with (
        serve(cloud, tls=True) as server,
        aiohttp.ClientSession(connector=connector(server)) as session,
    ):
        url = "https://api.oauth.blink.com/oauth/token"
        form = {
            "grant_type": "refresh_token",
            "client_id": "android",
            "refresh_token": REFRESH_TOKEN,
        }
        async with session.post(url, data=form) as response:
            token = (await response.json())["access_token"]
        url = "https://rest-prod.immedia-semi.com/api/v1/users/tier_info"
        headers = {"Authorization": f"Bearer {token}"}
        async with session.get(url, headers=headers) as response:
            assert (await response.json())["account_id"] == account.id
    assert [(one.host, one.endpoint) for one in cloud.requests] == [
        ("api.oauth.blink.com", Endpoint.TOKEN),
        ("rest-prod.immedia-semi.com", Endpoint.TIER_INFO),
    ]


async def test_date_is_blinks(caller: Caller, cloud: BlinkCloud) -> None:
    """Every answer has Blink's time, errors too, unless it is switched off."""
    cloud.clock_offset = timedelta(minutes=-7)
    for path in (f"/api/v3/accounts/{caller.account.id}/homescreen", "/nothing"):
        date = (await caller.ask("GET", path)).headers["Date"]
        assert abs(parsedate_to_datetime(date) - cloud.now()) < timedelta(seconds=2)
    cloud.settings.date_header = False
    assert "Date" not in (await caller.ask("GET", "/nothing")).headers


async def test_clock_offset_is_in_pictures(camera: Camera, cloud: BlinkCloud) -> None:
    """A picture has Blink's time; its address is new even if the clock goes back."""
    before = camera.thumbnail
    cloud.clock_offset = timedelta(days=-3)
    picture = camera.take_picture()
    assert picture.taken_at == cloud.now()
    assert camera.thumbnail != before


async def test_hanging_answers_end_with_the_server(
    cloud: BlinkCloud, account: Account
) -> None:
    """A server stops at once, whatever still waits for an answer."""
    cloud.fault(Endpoint.TIER_INFO, Hang())
    async with aiohttp.ClientSession() as session:
        async with serve(cloud) as server:
            caller = Caller(session, server.base_url, account)
            path = "/api/v1/users/tier_info"
            waiting = asyncio.create_task(caller.ask("GET", path))
            await asyncio.sleep(1)
            assert [one.status for one in cloud.requests] == [None]
            before = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - before < 1
        with pytest.raises(aiohttp.ClientConnectionError):
            await waiting
        async with serve(cloud, port=server.port) as again:
            caller = Caller(session, again.base_url, account)
            assert (await caller.ask("GET", path)).status == 200


@pytest.mark.parametrize("host", ["192.0.2.1", "::1234"])
async def test_loopback_only(cloud: BlinkCloud, host: str) -> None:
    """The cloud is not for the network."""
    with pytest.raises(ValueError, match="loopback"):
        async with serve(cloud, host=host):
            pass


@pytest.mark.parametrize("path", ["", "/", "/rest-e008.immedia-semi.com", "/x//y"])
async def test_odd_paths(server: Server, path: str) -> None:
    """What cannot be found is said in JSON."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(server.base_url + path) as response,
    ):
        assert response.status == 404
        assert "message" in await response.json()


@contextmanager
def _run(*arguments: str) -> Generator[subprocess.Popen[str]]:
    """Have the cloud running on its own; it does not outlive a test that fails."""
    # Where a shell has started the tests in the background, SIGINT is ignored, and a
    # process would inherit that: Ctrl-C would not reach it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "blink_cloud", *arguments],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        try:
            yield process
        finally:
            process.kill()


# Two processes start one after the other, which takes long on a machine that is busy.
@pytest.mark.timeout(240)
def test_command_line() -> None:
    """It says where it is, is there, and ends quietly; a taken port is told."""
    with _run("--port", "0", "--snapshot-seconds", "0.1", "0.2") as first:
        assert first.stdout
        address = first.stdout.readline().split()[-1]
        assert "ada@example.com" in first.stdout.readline()
        assert "demo-password" in first.stdout.readline()
        assert "123456" in first.stdout.readline()
        assert "demo-refresh-token" in first.stdout.readline()
        with _run("--port", address.rpartition(":")[2]) as second:
            _, error = second.communicate()
        assert second.returncode == 1
        assert error.startswith("blink_cloud: ")
        assert error.count("\n") == 1
        first.send_signal(signal.SIGINT)
        _, error = first.communicate()
    assert (first.returncode, error) == (0, "")

"""Tests of requests with an access token, and of what their answers lead to."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

from aiohttp import ClientSession
import pytest
from yarl import URL

from blink_cloud import (
    UNAUTHORIZED,
    Account,
    BlinkCloud,
    Camera,
    Endpoint,
    Reply,
    Server,
    html,
)
from custom_components.blink_thumbnail.api import (
    BlinkAuthError,
    BlinkClient,
    CoolingDownError,
    RefusedError,
    RequestKind,
    Traffic,
)
from custom_components.blink_thumbnail.api.endpoints import address, rest_host
from custom_components.blink_thumbnail.api.http import Answer
from custom_components.blink_thumbnail.api.rest import Rest

from .test_snapshot import take_snapshot

# What aiohttp adds by itself, as every client of HTTP does.
OF_HTTP = {"Host", "Accept", "Accept-Encoding", "User-Agent", "Content-Length"}


class Asker:
    """Asks for an account's homescreen, with tokens from a list."""

    def __init__(self, session: ClientSession, account: Account) -> None:
        """Start without a token."""
        self.tokens: list[str] = []
        self.rejected: list[str | None] = []
        self.traffic = Traffic()
        self.rest = Rest(session, self.next_token, self.traffic)
        self.url: URL = address(
            rest_host(account.tier), f"/api/v3/accounts/{account.id}/homescreen"
        )

    async def next_token(self, rejected: str | None = None) -> str:
        """Return the next token, or say that there is none."""
        self.rejected.append(rejected)
        if not self.tokens:
            raise BlinkAuthError
        return self.tokens.pop(0)

    async def ask(self) -> Answer:
        """Send one request."""
        return await self.rest.request(RequestKind.HOMESCREEN, "GET", self.url)


@pytest.fixture
async def asker(server: Server, camera: Camera) -> AsyncGenerator[Asker]:
    """Return one who asks for the account of a camera."""
    async with ClientSession() as session:
        yield Asker(session, camera.network.account)


async def test_headers(
    client: BlinkClient, camera: Camera, sent_headers: list[dict[str, str]]
) -> None:
    """Every request has the two of the published examples, and no others of ours."""
    await take_snapshot(client, camera)
    assert len(sent_headers) > 3
    for headers in sent_headers:
        assert headers.keys() - OF_HTTP == {"Authorization", "Content-Type"}
        assert headers["Content-Type"] == "application/json"


async def test_rejected_token(asker: Asker, cloud: BlinkCloud, camera: Camera) -> None:
    """The request is repeated once, with a token that is not the rejected one."""
    asker.tokens = ["spent", camera.network.account.issue_access_token()]
    assert (await asker.ask()).status == 200
    assert asker.rejected == [None, "spent"]
    assert cloud.count(Endpoint.HOMESCREEN) == 2


async def test_two_rejected_tokens(asker: Asker, cloud: BlinkCloud) -> None:
    """The second refusal is Blink's answer."""
    asker.tokens = ["spent", "spent as well", "never asked for"]
    cloud.fault(Endpoint.HOMESCREEN, UNAUTHORIZED, times=None)
    answer = await asker.ask()
    with pytest.raises(RefusedError):
        asker.rest.raise_for_status(answer)
    assert cloud.count(Endpoint.HOMESCREEN) == 2


async def test_no_token(asker: Asker, cloud: BlinkCloud) -> None:
    """Without a token nothing is sent."""
    with pytest.raises(BlinkAuthError):
        await asker.ask()
    assert not cloud.requests


async def test_pause(asker: Asker, cloud: BlinkCloud, camera: Camera) -> None:
    """During a pause no token is asked for, and nothing sent; then both are."""
    asker.tokens = [camera.network.account.issue_access_token()] * 2
    slow_down = Reply(status=429, headers={"Retry-After": "60"})
    cloud.fault(Endpoint.HOMESCREEN, slow_down)
    with pytest.raises(CoolingDownError):
        asker.rest.raise_for_status(await asker.ask())
    await asyncio.sleep(59)
    with pytest.raises(CoolingDownError):
        await asker.ask()
    assert (len(asker.rejected), cloud.count(Endpoint.HOMESCREEN)) == (1, 1)
    await asyncio.sleep(2)
    asker.rest.raise_for_status(await asker.ask())


@pytest.mark.parametrize("is_of_account", [True, False])
async def test_edge(
    asker: Asker, cloud: BlinkCloud, camera: Camera, is_of_account: bool
) -> None:
    """A page of the edge's pauses the account, unless it is about one picture."""
    asker.tokens = [camera.network.account.issue_access_token()] * 2
    cloud.fault(Endpoint.HOMESCREEN, html(status=403))
    answer = await asker.ask()
    with pytest.raises(CoolingDownError if is_of_account else RefusedError):
        asker.rest.raise_for_status(answer, is_of_account=is_of_account)
    assert bool(asker.traffic.rest_pause.remaining) is is_of_account


@pytest.mark.parametrize("minutes", [-10, 0, 10])
async def test_clock(
    asker: Asker, cloud: BlinkCloud, camera: Camera, minutes: int
) -> None:
    """Each answer tells what time it is for Blink."""
    cloud.clock_offset = timedelta(minutes=minutes)
    asker.tokens = [camera.network.account.issue_access_token()]
    await asker.ask()
    apart = asker.traffic.clock.now() - cloud.now()
    assert abs(apart) < timedelta(seconds=1)


async def test_each_request_counts(
    asker: Asker, cloud: BlinkCloud, camera: Camera
) -> None:
    """The repetition after a rejected token does so, too."""
    asker.tokens = ["spent", camera.network.account.issue_access_token()]
    await asker.ask()
    assert asker.traffic.requests.last(3600) == {RequestKind.HOMESCREEN: 2}

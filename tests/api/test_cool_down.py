"""Tests of the pause that Blink asks for."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from blink_cloud import BlinkCloud, Endpoint, Json, Reply
from custom_components.blink_thumbnail.api import (
    BlinkClient,
    CoolingDownError,
    RefusedError,
)


@pytest.fixture(autouse=True)
def _no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the shortest pauses."""
    monkeypatch.setattr("random.uniform", min)


async def pause(client: BlinkClient) -> float:
    """Return for how long the client refuses to ask for the homescreen."""
    with pytest.raises(CoolingDownError) as error:
        await client.get_homescreen()
    assert error.value.until - datetime.now(UTC) == timedelta(
        seconds=error.value.seconds
    )
    return error.value.seconds


@pytest.mark.parametrize(
    ("status", "body"),
    [(429, {"message": "Slow down"}), (429, ""), (403, "<html>"), (406, "No")],
)
async def test_nothing_is_sent_during_a_pause(
    client: BlinkClient, cloud: BlinkCloud, status: int, body: Json
) -> None:
    """One such answer, and no further request until the pause is over."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=status, body=body))
    assert await pause(client) == pytest.approx(300)
    cloud.requests.clear()
    assert await pause(client) == pytest.approx(300, abs=1)
    assert not cloud.requests
    await asyncio.sleep(301)
    await client.get_homescreen()


@pytest.mark.parametrize("status", [403, 406])
async def test_blink_itself_refuses(
    client: BlinkClient, cloud: BlinkCloud, status: int
) -> None:
    """A refusal in Blink's own words is no pause."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=status, body={"message": "No"}))
    with pytest.raises(RefusedError):
        await client.get_homescreen()
    await client.get_homescreen()


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [("120", 120), ("0", 30), ("999999999999", 3600), ("soon", 300), ("-5", 300)],
)
async def test_retry_after(
    client: BlinkClient, cloud: BlinkCloud, retry_after: str, seconds: int
) -> None:
    """What Blink asks for is done, within bounds."""
    cloud.fault(
        Endpoint.HOMESCREEN, Reply(status=429, headers={"Retry-After": retry_after})
    )
    assert await pause(client) == pytest.approx(seconds)


async def test_retry_after_a_date(client: BlinkClient, cloud: BlinkCloud) -> None:
    """It may be a date, too."""
    await asyncio.sleep(2)
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=7), usegmt=True)
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=429, headers={"Retry-After": date}))
    assert await pause(client) == pytest.approx(420, abs=1)


async def test_pauses_grow(client: BlinkClient, cloud: BlinkCloud) -> None:
    """A pause that was not enough is followed by a longer one."""
    order = cloud.fault(Endpoint.HOMESCREEN, Reply(status=429), times=None)
    pauses = []
    for _ in range(6):
        pauses.append(await pause(client))
        await asyncio.sleep(pauses[-1] + 1)
    assert pauses == pytest.approx([300, 600, 1200, 2400, 3600, 3600])

    order.times = 0
    await client.get_homescreen()
    order.times = None
    assert await pause(client) == pytest.approx(300)


async def test_requests_on_their_way_together(
    client: BlinkClient, cloud: BlinkCloud
) -> None:
    """Two refusals of one moment are one pause, as long as the longer."""
    await asyncio.sleep(2)
    cloud.fault(
        Endpoint.HOMESCREEN,
        Reply(status=429, headers={"Retry-After": "1800"}),
    )
    cloud.fault(
        Endpoint.TIER_INFO,
        Reply(status=429, delay=0.5, headers={"Retry-After": "30"}),
    )
    await asyncio.gather(
        client.get_homescreen(), client.find_account(), return_exceptions=True
    )
    assert await pause(client) == pytest.approx(1800, abs=2)
    await asyncio.sleep(1801)
    for endpoint in (Endpoint.HOMESCREEN, Endpoint.TIER_INFO):
        cloud.fault(endpoint, Reply(status=429))
    await asyncio.gather(
        client.get_homescreen(), client.find_account(), return_exceptions=True
    )
    assert await pause(client) == pytest.approx(600, abs=2)

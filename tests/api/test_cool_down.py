"""Tests of the pause that Blink asks for."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from blink_cloud import BlinkCloud, Endpoint, Json, Reply
from custom_components.blink_thumbnail.api import (
    BlinkClient,
    BlinkConnectionError,
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
    ("status", "body", "seconds"),
    [
        (429, {"message": "Slow down"}, 300),
        (429, "", 300),
        (403, "<html>", 10),
        (406, "No", 10),
        (429, {"code": 106}, 3600),
        (400, {"code": 110}, 5),
        (403, {"code": 111}, 5),
        (200, {"code": 111}, 5),
    ],
)
async def test_nothing_is_sent_during_a_pause(
    client: BlinkClient, cloud: BlinkCloud, status: int, body: Json, seconds: int
) -> None:
    """One such answer, and no further request until the pause is over."""
    await asyncio.sleep(2)
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=status, body=body))
    assert await pause(client) == pytest.approx(seconds)
    cloud.requests.clear()
    await asyncio.sleep(seconds - 2)
    assert await pause(client) == pytest.approx(2, abs=1)
    assert not cloud.requests
    await asyncio.sleep(2)
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
    [
        ("1", 1),
        ("120", 120),
        ("7200", 7200),
        ("999999999999", 86400),
        ("soon", 300),
        ("-5", 300),
        ("Mon, 02 Nov 2026 08:00:00 GMT", 300),
    ],
)
async def test_retry_after(
    client: BlinkClient,
    cloud: BlinkCloud,
    monkeypatch: pytest.MonkeyPatch,
    retry_after: str,
    seconds: int,
) -> None:
    """What Blink asks for is done to the second, for a day at most."""
    if seconds != 300:
        monkeypatch.setattr("random.uniform", max)
    cloud.fault(
        Endpoint.HOMESCREEN, Reply(status=429, headers={"Retry-After": retry_after})
    )
    assert await pause(client) == pytest.approx(seconds, abs=0.1)


async def test_retry_at_once(client: BlinkClient, cloud: BlinkCloud) -> None:
    """Where Blink wants no pause, there is none."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=429, headers={"Retry-After": "0"}))
    with pytest.raises(RefusedError):
        await client.get_homescreen()
    await client.get_homescreen()


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


@pytest.mark.parametrize(
    ("reply", "first"),
    [
        (Reply(status=403, body="<html>"), 10),
        (Reply(status=429, body={"code": 111}), 5),
    ],
)
async def test_first_pause_is_short(
    client: BlinkClient, cloud: BlinkCloud, reply: Reply, first: int
) -> None:
    """A refusal out of the blue costs seconds; one after another as much as ever."""
    order = cloud.fault(Endpoint.HOMESCREEN, reply, times=None)
    pauses = []
    for _ in range(4):
        pauses.append(await pause(client))
        # A gateway that answers says that all is well.
        cloud.settings.refusing_gateways = cloud.settings.gateways
        await asyncio.sleep(pauses[-1] + 1)
    assert pauses == pytest.approx([first, 300, 600, 1200])

    order.times = 0
    await client.get_homescreen()
    order.times = None
    assert await pause(client) == pytest.approx(first)


async def test_code_that_wants_an_hour(client: BlinkClient, cloud: BlinkCloud) -> None:
    """A code that is about an hour means an hour each time."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=429, body={"code": 106}), times=None)
    for _ in range(2):
        assert await pause(client) == pytest.approx(3600)
        await asyncio.sleep(3601)


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


@pytest.mark.parametrize("minutes", [-10, 0, 10])
@pytest.mark.parametrize("status", [429, 503])
async def test_date_by_blinks_clock(
    client: BlinkClient, cloud: BlinkCloud, minutes: int, status: int
) -> None:
    """A date is compared with the answer's own: Home Assistant's clock may be off."""
    cloud.clock_offset = timedelta(minutes=minutes)
    until = format_datetime(cloud.now() + timedelta(seconds=20), usegmt=True)
    headers = {"Retry-After": until}
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=status, headers=headers))
    with pytest.raises(CoolingDownError) as raised:
        await client.get_homescreen()
    assert 18 <= raised.value.seconds <= 21


@pytest.mark.parametrize("value", ["soon", "", "-1", "20.5"])
async def test_server_error_that_says_nothing_of_a_pause(
    client: BlinkClient, cloud: BlinkCloud, value: str
) -> None:
    """It is an error that passes, as one without the header."""
    headers = {"Retry-After": value}
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=503, headers=headers))
    with pytest.raises(BlinkConnectionError):
        await client.get_homescreen()
    await client.get_homescreen()

"""Tests of the image: what a dashboard shows, and what it costs."""

import asyncio
from datetime import timedelta
from http import HTTPStatus
from itertools import pairwise

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Empty,
    Endpoint,
    Network,
    Reply,
    Server,
    Slow,
    ThumbnailForm,
)
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant

from .conftest import BUTTON, IMAGE, add_entry, press, served_picture, taken_at


async def test_downloaded_once_and_only_when_looked_at(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """Nobody looks, nothing is downloaded; three look, it is downloaded once."""
    await asyncio.sleep(1000)
    assert cloud.count(Endpoint.MEDIA) == 0
    pictures = await asyncio.gather(*(served_picture(hass_client) for _ in range(3)))
    assert {picture.number for picture in pictures} == {1}
    assert cloud.count(Endpoint.MEDIA) == 1


async def test_picture_that_came_by_itself(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """After a clip the next poll moves the state, and the next look shows it."""
    assert (await served_picture(hass_client)).number == 1
    camera.record_clip(seconds=10)
    await asyncio.sleep(310)
    assert cloud.count(Endpoint.MEDIA) == 1
    picture = await served_picture(hass_client)
    assert picture.number == 2
    assert taken_at(hass) == picture.taken_at.replace(microsecond=0)


async def test_state_changes_once_for_a_picture(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Automations on the image run once for an update, and never without news."""
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    await asyncio.sleep(1000)
    await press(hass)
    await asyncio.sleep(1000)
    states = [
        state.state
        for event in changes
        if event.data["entity_id"] == IMAGE and (state := event.data["new_state"])
    ]
    assert sum(old != new for old, new in pairwise(states)) == 1


async def test_poll_is_one_request(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """An hour without a look or a press is no more than twelve requests."""
    cloud.requests.clear()
    await asyncio.sleep(3600)
    assert {request.endpoint for request in cloud.requests} == {Endpoint.HOMESCREEN}
    assert 11 <= len(cloud.requests) <= 12


@pytest.mark.parametrize("fault", [Reply(status=500), Empty(), Reply(status=404)])
async def test_bad_picture_does_not_replace_a_good_one(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    fault: Reply | Empty,
) -> None:
    """What cannot be downloaded whole leaves the last good picture in its place."""
    assert (await served_picture(hass_client)).number == 1
    camera.take_picture()
    await asyncio.sleep(310)
    order = cloud.fault(Endpoint.MEDIA, fault, times=None)
    assert (await served_picture(hass_client)).number == 1
    order.times = 0
    await asyncio.sleep(60)
    assert (await served_picture(hass_client)).number == 2


@pytest.mark.parametrize("fault", [Reply(status=500), Empty(), Reply(status=404)])
async def test_picture_that_does_not_come_whole_at_once(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    fault: Reply | Empty,
) -> None:
    """It is fetched again: a browser looks only once for each new picture."""
    assert (await served_picture(hass_client)).number == 1
    camera.take_picture()
    await asyncio.sleep(310)
    cloud.fault(Endpoint.MEDIA, fault)
    assert (await served_picture(hass_client)).number == 2


async def test_newer_picture_during_a_slow_download(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """Whoever looks at the newer one does not wait for the older one."""
    await asyncio.sleep(298)
    camera.take_picture()
    cloud.fault(Endpoint.MEDIA, Slow(seconds=6, after_effect=True))
    look = asyncio.create_task(served_picture(hass_client))
    await asyncio.sleep(4)
    assert (await served_picture(hass_client)).number == 2
    assert not look.done()
    assert (await look).number == 2


async def test_no_good_picture_yet(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """Without any good picture the proxy says so, until there is one."""
    order = cloud.fault(Endpoint.MEDIA, Empty(), times=None)
    client = await hass_client()
    response = await client.get(f"/api/image_proxy/{IMAGE}")
    assert response.status == HTTPStatus.INTERNAL_SERVER_ERROR
    order.times = 0
    await asyncio.sleep(60)
    assert (await served_picture(hass_client)).number == 1


async def test_camera_that_never_took_a_picture(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    server: Server,
    network: Network,
    account: Account,
) -> None:
    """A new camera's state is unknown, until its first picture."""
    network.add_camera("Garden", type="owl")
    await add_entry(hass, account)
    state = hass.states.get(IMAGE)
    assert state and state.state == "unknown"
    client = await hass_client()
    response = await client.get(f"/api/image_proxy/{IMAGE}")
    assert response.status == HTTPStatus.INTERNAL_SERVER_ERROR

    await press(hass)
    assert (await served_picture(hass_client)).number == 1


@pytest.mark.parametrize(
    "form",
    [
        ThumbnailForm.OLD,
        ThumbnailForm.INTEGER,
        ThumbnailForm.NUMERIC_STRING,
        ThumbnailForm.FULL,
        ThumbnailForm.FULL_PRODUCTION,
        ThumbnailForm.ABSOLUTE,
    ],
)
@pytest.mark.parametrize("camera_type", ["catalina", "owl", "lotus"])
async def test_every_kind_of_camera_in_every_form(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    server: Server,
    network: Network,
    account: Account,
    camera_type: str,
    form: ThumbnailForm,
) -> None:
    """Each of Blink's lists and addresses leads to the picture and to its time."""
    camera = network.add_camera("Garden", type=camera_type)
    camera.thumbnail_form = form
    camera.take_picture(age=timedelta(hours=1))
    await add_entry(hass, account)
    first = await served_picture(hass_client)
    assert first.number == 1
    off = abs(taken_at(hass) - first.taken_at)
    assert off < timedelta(minutes=1)

    for number in (2, 3):
        before = taken_at(hass)
        await press(hass)
        picture = await served_picture(hass_client)
        assert picture.number == number
        assert taken_at(hass) > before
        assert abs(taken_at(hass) - picture.taken_at) < timedelta(seconds=3)


async def test_lagging_homescreen(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """A homescreen that lags some seconds behind the camera is waited for."""
    cloud.settings.homescreen_lag = 8
    await press(hass)
    assert (await served_picture(hass_client)).number == 2


@pytest.mark.parametrize("offset", [-300, 300])
async def test_clocks_that_differ(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    offset: int,
) -> None:
    """Blink's clock may be minutes away from Home Assistant's."""
    cloud.clock_offset = timedelta(seconds=offset)
    await press(hass)
    assert (await served_picture(hass_client)).number == 2


async def test_failing_polls_leave_the_picture(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """A picture stays true while Blink cannot be reached, and so does its time."""
    assert (await served_picture(hass_client)).number == 1
    before = taken_at(hass)
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500), times=None)
    await asyncio.sleep(1000)
    assert taken_at(hass) == before
    assert (await served_picture(hass_client)).number == 1
    state = hass.states.get(BUTTON)
    assert state and state.state == "unknown"


async def test_cameras_come_and_go(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    server: Server,
    network: Network,
    account: Account,
) -> None:
    """An account without cameras keeps being polled; a camera that comes is added."""
    await add_entry(hass, account)
    assert not hass.states.async_all("image")
    camera = network.add_camera("Garden", type="catalina")
    camera.take_picture()
    await asyncio.sleep(310)
    assert (await served_picture(hass_client)).number == 1

    network.remove_camera(camera)
    await asyncio.sleep(310)
    for entity_id in (IMAGE, BUTTON):
        state = hass.states.get(entity_id)
        assert state and state.state == "unavailable"

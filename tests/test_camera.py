"""Tests of the still: the last good picture, for all that draws cameras only."""

import asyncio
from http import HTTPStatus
import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import BlinkCloud, Camera, Endpoint, Reply, read_picture
from homeassistant.components.camera import async_get_image
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import press, state_of

STILL = "camera.garden_still_picture"


async def drawn(hass: HomeAssistant, client: ClientSessionGenerator) -> int:
    """Return the number of the picture that a dashboard draws."""
    state = hass.states.get(STILL)
    assert state
    response = await (await client()).get(state.attributes["entity_picture"])
    assert response.status == HTTPStatus.OK
    assert response.content_type == "image/jpeg"
    return read_picture(await response.read()).number


async def test_same_picture(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    camera: Camera,
) -> None:
    """It shows what the image shows, by another name, and streams nothing."""
    state = hass.states.get(STILL)
    assert state
    assert (state.name, state.state) == ("Garden Still picture", "idle")
    assert state.attributes["supported_features"] == 0
    assert await drawn(hass, hass_client_no_auth) == 1
    await press(hass)
    assert await drawn(hass, hass_client_no_auth) == 2


async def test_dashboard_that_is_left_open(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """An hour of looks wakes no camera, and asks Blink for one picture."""
    cloud.requests.clear()
    for _ in range(360):
        await drawn(hass, hass_client_no_auth)
        await asyncio.sleep(10)
    assert cloud.count(Endpoint.THUMBNAIL) == 0
    assert cloud.count(Endpoint.MEDIA) == 1
    # What is polled anyway.
    assert cloud.count(Endpoint.HOMESCREEN) <= 12
    assert len(cloud.requests) <= 13


async def test_film_of_stills(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """A card that wants a film gets the still, and the next one when it is there."""
    state = hass.states.get(STILL)
    assert state
    film = state.attributes["entity_picture"].replace("proxy", "proxy_stream")
    client = await hass_client_no_auth()
    cloud.requests.clear()
    async with client.get(film) as response:
        assert response.status == HTTPStatus.OK
        assert b"image/jpeg" in await response.content.readuntil(b"\r\n\r\n")
        await asyncio.sleep(600)
    assert cloud.count(Endpoint.MEDIA) == 1


async def test_no_picture_yet(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """Nothing is drawn."""
    cloud.fault(Endpoint.MEDIA, Reply(status=500), times=None)
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, STILL)


async def test_failing_polls(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """The last good picture stays."""
    assert await drawn(hass, hass_client_no_auth) == 1
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500), times=None)
    await asyncio.sleep(1000)
    assert state_of(hass, STILL) == "idle"
    assert await drawn(hass, hass_client_no_auth) == 1


async def test_film_without_a_picture(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It ends, and that is no error of ours in the log."""
    cloud.fault(Endpoint.MEDIA, Reply(status=404), times=None)
    state = hass.states.get(STILL)
    assert state
    film = state.attributes["entity_picture"].replace("proxy", "proxy_stream")
    client = await hass_client_no_auth()
    async with client.get(film) as response:
        assert not await response.read()
    errors = [one for one in caplog.records if one.levelno >= logging.ERROR]
    # The tests' clock stands still for the access log.
    assert {one.name for one in errors} <= {"aiohttp.access"}

"""Tests of the coordinator: polls while Blink wants a pause."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import Account, BlinkCloud, Camera, Endpoint, Reply, Server
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import add_entry, press

SLOW_DOWN = Reply(status=429, headers={"Retry-After": "1800"})


async def test_polls_are_put_off(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """A pause of half an hour is half an hour without a request, presses included."""
    cloud.fault(Endpoint.HOMESCREEN, SLOW_DOWN)
    await asyncio.sleep(310)
    cloud.requests.clear()
    await asyncio.sleep(900)
    with pytest.raises(HomeAssistantError, match=r"a pause, which ends at \d\d:\d\d"):
        await press(hass)
    await asyncio.sleep(800)
    assert not cloud.requests
    await asyncio.sleep(120)
    assert cloud.count(Endpoint.HOMESCREEN) == 1
    await press(hass)
    assert len(camera.pictures) == 2


async def test_pause_during_set_up(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    camera: Camera,
    account: Account,
) -> None:
    """Home Assistant retries the set-up at its pace; the pause outlives the client."""
    cloud.fault(Endpoint.HOMESCREEN, SLOW_DOWN)
    entry = await add_entry(hass, account)
    cloud.requests.clear()
    await asyncio.sleep(1700)
    await hass.async_block_till_done()
    assert not cloud.requests
    await asyncio.sleep(700)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_pause_in_the_middle_of_an_update(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """An update that meets a pause ends with it, and sends nothing more."""
    cloud.fault(Endpoint.COMMAND, SLOW_DOWN)
    with pytest.raises(HomeAssistantError) as error:
        await press(hass)
    assert error.value.translation_key == "cooling_down"
    assert cloud.requests[-1].endpoint is Endpoint.COMMAND

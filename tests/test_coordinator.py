"""Tests of the coordinator: polls while Blink wants a pause."""

import asyncio
import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Endpoint,
    Hang,
    Reply,
    Server,
    Slow,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import add_entry, press, served_picture

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


async def test_press_does_not_hide_that_polls_fail(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A press that reads no homescreen does not count as a good poll."""
    for endpoint in (Endpoint.HOMESCREEN, Endpoint.THUMBNAIL):
        cloud.fault(endpoint, Reply(status=500), times=None)
    await asyncio.sleep(310)
    with pytest.raises(HomeAssistantError):
        await press(hass)
    await asyncio.sleep(310)
    assert caplog.text.count("Error fetching Blink Thumbnail data") <= 2
    assert len([one for one in caplog.records if "Error fetch" in one.message]) == 1


async def test_outdated_app_is_told_in_polls(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Blink's wish for a newer app is not told as a lost connection."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=426), times=None)
    await asyncio.sleep(310)
    assert "no longer accepts this version" in caplog.text


async def test_refusals_do_not_queue_for_a_silent_homescreen(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    camera: Camera,
    account: Account,
) -> None:
    """Several presses that need a homescreen to refuse give up at the same time."""
    for number in range(5):
        camera.network.add_camera(f"Mini {number}", type="owl").online = False
    await add_entry(hass, account)
    await asyncio.sleep(200)
    cloud.fault(Endpoint.HOMESCREEN, Hang(), times=None)
    started = hass.loop.time()
    results = await asyncio.gather(
        *(press(hass, f"button.mini_{number}_update_thumbnail") for number in range(5)),
        return_exceptions=True,
    )
    assert {type(result) for result in results} == {HomeAssistantError}
    assert hass.loop.time() - started < 20


async def test_one_odd_homescreen_costs_no_picture(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Cameras that are away for one poll come back as they were."""
    await press(hass)
    assert (await served_picture(hass_client)).number == 2
    cloud.settings.missing_lists = frozenset({"cameras"})
    await asyncio.sleep(310)
    cloud.settings.missing_lists = frozenset()
    cloud.fault(Endpoint.MEDIA, Reply(status=500), times=None)
    await asyncio.sleep(310)
    assert (await served_picture(hass_client)).number == 2
    assert "does not generate unique IDs" not in caplog.text


async def test_slow_picture_is_there_for_the_next_look(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """A download that outlasts a look goes on; the look gets the last good picture."""
    assert (await served_picture(hass_client)).number == 1
    camera.take_picture()
    await asyncio.sleep(310)
    cloud.fault(Endpoint.MEDIA, Slow(seconds=9, after_effect=True), times=None)
    assert (await served_picture(hass_client)).number == 1
    await asyncio.sleep(5)
    assert (await served_picture(hass_client)).number == 2
    assert cloud.count(Endpoint.MEDIA) == 2


async def test_recovery_by_a_press_is_logged(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """That polls fail is logged once, and once that this is over."""
    caplog.set_level(logging.INFO)
    order = cloud.fault(Endpoint.HOMESCREEN, Reply(status=500), times=None)
    await asyncio.sleep(310)
    assert caplog.text.count("Error fetching Blink") == 1
    order.times = 0
    await press(hass)
    await asyncio.sleep(700)
    assert caplog.text.count("recovered") == 1

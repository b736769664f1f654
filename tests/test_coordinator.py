"""Tests of the coordinator: polls while Blink wants a pause."""

import asyncio
from collections import Counter
import logging
from typing import Any

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
from custom_components.blink_thumbnail.coordinator import BlinkCoordinator
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component

from .conftest import add_entry, press, served_picture, taken_at, update_entity
from .test_services import respond

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


async def test_pause_of_two_hours(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """Nothing is sent until Blink's pause is over, and the next poll comes then."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=429, headers={"Retry-After": "7200"}))
    polls = cloud.count(Endpoint.HOMESCREEN)
    while cloud.count(Endpoint.HOMESCREEN) == polls:
        await asyncio.sleep(1)
    cloud.requests.clear()
    await asyncio.sleep(7198)
    assert not cloud.requests
    await asyncio.sleep(5)
    assert cloud.count(Endpoint.HOMESCREEN) == 1


@pytest.mark.parametrize("status", [403, 406])
@pytest.mark.parametrize(
    "endpoint", [Endpoint.HOMESCREEN, Endpoint.THUMBNAIL, Endpoint.COMMAND]
)
async def test_press_waits_for_a_short_pause(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    endpoint: Endpoint,
    status: int,
) -> None:
    """A request that the edge refuses out of the blue costs seconds, no picture."""
    cloud.fault(endpoint, Reply(status=status, body="<html>"))
    started = hass.loop.time()
    await press(hass)
    assert 10 < hass.loop.time() - started < 30
    assert (await served_picture(hass_client)).number == 2


async def test_polls_after_refusals_of_the_edge(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """An edge that goes on refusing is asked less and less often."""
    cloud.settings.refusing_gateways = cloud.settings.gateways
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=403, body="<html>"), times=None)
    cloud.requests.clear()
    await asyncio.sleep(4 * 3600)
    assert cloud.count(Endpoint.HOMESCREEN) <= 9


async def test_update_entity_in_a_loop(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """An automation that asks every few seconds gets a poll a minute at the most."""
    await async_setup_component(hass, "homeassistant", {})
    for fault in (None, Reply(status=500)):
        if fault:
            cloud.fault(Endpoint.HOMESCREEN, fault, times=None)
        cloud.requests.clear()
        for _ in range(360):
            await update_entity(hass)
            await asyncio.sleep(10)
        assert 50 < cloud.count(Endpoint.HOMESCREEN) < 75


async def test_entry_that_goes_during_a_poll(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What Blink answers then is news for nobody, and nothing goes wrong."""
    await async_setup_component(hass, "homeassistant", {})
    await asyncio.sleep(100)
    camera.network.add_camera("Shed")
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=5))
    poll = hass.async_create_task(update_entity(hass))
    await asyncio.sleep(1)
    await hass.config_entries.async_remove(entry.entry_id)
    await poll
    await asyncio.sleep(10)
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []


async def test_update_entity_is_a_poll(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """It shows news at once if it comes rarely, and within a minute if it does not."""
    await async_setup_component(hass, "homeassistant", {})
    await asyncio.sleep(100)
    for wait in (0, 60):
        await asyncio.sleep(5)
        before = taken_at(hass)
        camera.take_picture()
        await update_entity(hass)
        await asyncio.sleep(wait)
        assert taken_at(hass) > before


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
        *(press(hass, f"button.mini_{number}_take_picture") for number in range(5)),
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


@pytest.mark.parametrize("pictures", [5, 40])
async def test_cost_of_news(
    hass: HomeAssistant,
    server: Server,
    account: Account,
    pictures: int,
) -> None:
    """Each picture is written once; not all cameras for the news of each one."""
    networks = [account.add_network(f"N{n}", sync_module=True) for n in range(8)]
    for number in range(40):
        networks[number % 8].add_camera(f"Camera {number}").take_picture()
    entry = await add_entry(hass, account)
    coordinator: BlinkCoordinator = entry.runtime_data
    broadcasts = Counter[str]()
    writes = Counter[str]()

    @callback
    def count(event: Event[Any]) -> None:
        """Count what is written of a state, news or not."""
        writes[event.data["entity_id"]] += 1

    coordinator.async_add_listener(lambda: broadcasts.update(["news"]))
    hass.bus.async_listen(EVENT_STATE_CHANGED, count)
    hass.bus.async_listen(
        EVENT_STATE_REPORTED, count, event_filter=callback(lambda data: True)
    )
    await respond(
        hass,
        {"entity_id": [f"image.camera_{number}" for number in range(pictures)]},
    )
    await hass.async_block_till_done()
    assert broadcasts["news"] < 3
    assert writes.total() <= 10 * pictures

"""Tests of the pictures: news goes forward only."""

import asyncio

from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import BlinkCloud, Camera, Endpoint, Slow, ThumbnailForm
from homeassistant.core import HomeAssistant

from .conftest import press, served_picture, taken_at


async def test_slow_poll_does_not_turn_an_update_back(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """A homescreen from before the update that arrives after it changes nothing."""
    polls = cloud.count(Endpoint.HOMESCREEN)
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=20, after_effect=True))
    while cloud.count(Endpoint.HOMESCREEN) == polls:
        await asyncio.sleep(1)
    await press(hass)
    updated = taken_at(hass)
    await asyncio.sleep(30)
    assert taken_at(hass) == updated
    assert (await served_picture(hass_client)).number == 2


async def test_newer_picture_seen_by_a_poll_stays(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """An update whose picture arrives late does not hide a later one."""
    cloud.fault(Endpoint.MEDIA, Slow(seconds=25, after_effect=True))
    await asyncio.sleep(280)
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(6)
    camera.take_picture()
    await task
    assert (await served_picture(hass_client)).number == 3


async def test_lagging_replica(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """A homescreen that falls back to a thumbnail from before is not followed."""
    old = camera.thumbnail
    await press(hass)
    updated = taken_at(hass)
    camera.thumbnail_override = old
    await asyncio.sleep(310)
    assert taken_at(hass) == updated
    assert (await served_picture(hass_client)).number == 2


async def test_every_new_picture_moves_the_state(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """Two old-form pictures of one minute have two times."""
    camera.thumbnail_form = ThumbnailForm.OLD
    times = [taken_at(hass)]
    for _ in range(3):
        camera.take_picture()
        await asyncio.sleep(301)
        times.append(taken_at(hass))
    assert times == sorted(set(times))

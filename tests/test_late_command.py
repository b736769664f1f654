"""Tests of commands that begin later than they were sent.

A line that is slow that way, a token that must be refreshed first, eight other POSTs
under way, or a POST that never arrives: a clip can end in between, after the moment
that all proofs count from, and before the camera's command begins.
"""

import asyncio
from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import BlinkCloud, Camera, Endpoint, Hang, Reset, Slow, ThumbnailForm
from homeassistant.core import HomeAssistant

from .conftest import press
from .test_promise import outcome, shown


@pytest.mark.parametrize("slow", [1.2, 1.6, 2.0])
async def test_second_press_after_a_clip(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    slow: float,
) -> None:
    """Who presses just after a clip does not share it with who pressed before him.

    The clip ended 0.9 s after the first press, and 0.2 s before the second one.
    """
    clock = hass.loop.time
    camera.clock_offset = timedelta(seconds=2)
    camera.snapshot_seconds = (2.6, 2.6)
    await asyncio.sleep(302.9 - clock() % 1)
    await press(hass)
    await asyncio.sleep(301 - clock() % 1)
    cloud.settings.homescreen_lag = 2.5
    camera.snapshot_seconds = (2, 2)
    camera.record_clip(seconds=10)
    await asyncio.sleep(9.1)
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=slow))
    first = hass.async_create_task(outcome(hass))
    await asyncio.sleep(1.1)
    asked_at = cloud.now()
    assert await outcome(hass) == "updated"
    assert (await shown(hass)).taken_at >= asked_at
    await first


@pytest.mark.parametrize(
    ("form", "ahead"),
    [
        (ThumbnailForm.OLD, 0),
        (ThumbnailForm.FULL, 8),
        (ThumbnailForm.FULL, 15),
    ],
)
@pytest.mark.parametrize(
    ("fault", "left"),
    [
        (Slow(seconds=2.5), 2),
        (Reset(), 1.8),
        (Hang(), 17),
    ],
    ids=["slow", "reset", "hang"],
)
async def test_clip_that_ends_while_the_command_is_on_its_way(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    form: ThumbnailForm,
    ahead: int,
    fault: Slow | Reset | Hang,
    left: float,
) -> None:
    """Who presses during a clip does not get its first moment, from before he pressed.

    It comes to Blink's list after the command was first sent; but it began long before,
    and its picture is from its beginning.
    """
    camera.thumbnail_form = form
    camera.clock_offset = timedelta(seconds=ahead)
    cloud.settings.clip_dated_at_start = True
    camera.snapshot_seconds = (2.5, 2.5)
    await press(hass)
    await asyncio.sleep(301)
    cloud.settings.homescreen_lag = 3.5
    camera.record_clip(seconds=5 + left)
    await asyncio.sleep(5)
    cloud.fault(Endpoint.THUMBNAIL, fault)
    asked_at = cloud.now()
    assert await outcome(hass) == "updated"
    assert (await shown(hass)).taken_at >= asked_at


async def test_clip_that_ends_while_a_token_is_refreshed(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """The same on a good line, once every few hours: the token has to be renewed."""
    camera.thumbnail_form = ThumbnailForm.OLD
    cloud.settings.clip_dated_at_start = True
    camera.snapshot_seconds = (2.5, 2.5)
    await asyncio.sleep(301)
    cloud.settings.homescreen_lag = 3.5
    camera.record_clip(seconds=7)
    await asyncio.sleep(5)
    camera.network.account.revoke_access_tokens()
    cloud.fault(Endpoint.TOKEN, Slow(seconds=2.1))
    asked_at = cloud.now()
    assert await outcome(hass) == "updated"
    assert (await shown(hass)).taken_at >= asked_at


async def test_camera_whose_clock_is_behind(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """The press gets its picture, and the house says that it was taken for it."""
    camera.clock_offset = -timedelta(seconds=5)
    await asyncio.sleep(301)
    result = await outcome(hass)
    await asyncio.sleep(301)
    assert (await shown(hass)).number == 2
    event = hass.states.get("event.garden_picture_result")
    assert event
    assert (result, event.attributes["source"]) == ("updated", "button")

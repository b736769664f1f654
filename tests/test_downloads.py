"""Tests of downloads on demand: one that failed is not asked for again at each look."""

import asyncio
from collections import Counter

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import (
    BlinkCloud,
    Camera,
    Empty,
    Endpoint,
    Network,
    PictureInfo,
    Reply,
    read_picture,
)
from homeassistant.components.image import async_get_image
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import IMAGE, press

# What the store of the pictures answers for one that is not there.
DENIED = Reply(
    status=403,
    body='<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    content_type="application/xml",
)


async def look(hass: HomeAssistant) -> PictureInfo:
    """Return what a dashboard shows."""
    return read_picture((await async_get_image(hass, IMAGE)).content)


@pytest.mark.parametrize(
    "fault",
    [
        Reply(status=404),
        DENIED,
        Reply(status=503),
        Empty(),
        Reply(status=426),
        Reply(status=400, body={"message": "Mode not supported", "code": 2447}),
    ],
)
@pytest.mark.parametrize("gap", [10, 300])
async def test_download_that_fails(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    fault: Reply | Empty,
    gap: int,
) -> None:
    """An hour of looks at one costs a dozen requests, and it is there in the end."""
    assert (await look(hass)).number == 1
    camera.take_picture()
    await asyncio.sleep(310)
    order = cloud.fault(Endpoint.MEDIA, fault, times=None)
    cloud.requests.clear()
    for _ in range(3600 // gap):
        assert (await look(hass)).number == 1
        await asyncio.sleep(gap)
    assert 5 <= cloud.count(Endpoint.MEDIA) <= 12

    order.times = 0
    await asyncio.sleep(600)
    assert (await look(hass)).number == 2


async def test_asked_for_again_soon(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """What passes by itself costs a minute, also after an earlier picture's trouble."""
    assert (await look(hass)).number == 1
    for number in (2, 3):
        camera.take_picture()
        await asyncio.sleep(310)
        order = cloud.fault(Endpoint.MEDIA, Reply(status=500), times=None)
        assert (await look(hass)).number == number - 1
        order.times = 0
        await asyncio.sleep(50)
        assert (await look(hass)).number == number - 1
        await asyncio.sleep(10)
        assert (await look(hass)).number == number


async def test_next_picture_is_asked_for_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """What is wrong with a picture says nothing about the next one."""
    assert (await look(hass)).number == 1
    camera.take_picture()
    await asyncio.sleep(310)
    order = cloud.fault(Endpoint.MEDIA, Reply(status=404), times=None)
    for _ in range(5):
        await look(hass)
        await asyncio.sleep(200)
    order.times = 0
    camera.take_picture()
    await asyncio.sleep(310)
    assert (await look(hass)).number == 3


async def test_update_does_not_wait(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """An update fetches its picture whatever looks have met."""
    camera.take_picture()
    await asyncio.sleep(310)
    cloud.fault(Endpoint.MEDIA, Reply(status=404), times=3)
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, IMAGE)
    await press(hass)
    assert (await look(hass)).number == 3


async def test_pause_puts_nothing_off(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """A pause has an end of its own, at which the picture is asked for."""
    cloud.fault(Endpoint.MEDIA, Reply(status=429, headers={"Retry-After": "5"}))
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, IMAGE)
    await asyncio.sleep(6)
    assert (await look(hass)).number == 1


async def test_denied_picture_pauses_nobody(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    network: Network,
) -> None:
    """One forbidden picture on a dashboard costs no other camera its updates."""
    network.add_camera("Shed").take_picture()
    await asyncio.sleep(310)
    cloud.fault(Endpoint.MEDIA, DENIED, times=None, camera=camera)
    reasons = Counter[str | None]()
    for _ in range(12):
        with pytest.raises(HomeAssistantError) as error:
            await async_get_image(hass, IMAGE)
        reasons[error.value.translation_key] += 1
        await asyncio.sleep(100)
        await press(hass, "button.shed_take_picture")
        await asyncio.sleep(200)
    assert reasons == {"no_picture": 12}

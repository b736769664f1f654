"""Tests of a new address that still brings the picture before: its bytes tell."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import BlinkCloud, Camera, Endpoint, Reply, ThumbnailForm
from homeassistant.core import HomeAssistant

from .conftest import press
from .test_promise import outcome, shown


@pytest.mark.parametrize("form", [ThumbnailForm.FULL, ThumbnailForm.OLD])
@pytest.mark.parametrize("times", [1, 2, None])
async def test_address_that_brings_the_picture_before(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    form: ThumbnailForm,
    times: int | None,
) -> None:
    """It is asked for again; where it never brings another, the press says so.

    All of a camera's addresses are one file with another `ts`: a host that has not got
    the new one yet, or keeps it in a cache, answers with the old bytes.
    """
    camera.thumbnail_form = form
    await press(hass)
    await asyncio.sleep(301)
    before = camera.pictures[-1].jpeg
    cloud.fault(
        Endpoint.MEDIA, Reply(body=before, content_type="image/jpeg"), times=times
    )
    asked_at = cloud.now()
    result = await outcome(hass)
    if times:
        assert result == "updated"
    assert result != "updated" or (await shown(hass)).taken_at >= asked_at

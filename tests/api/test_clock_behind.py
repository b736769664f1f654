"""Tests of cameras whose clock is behind Blink's, or is set between two pictures."""

import asyncio
from datetime import timedelta

import pytest

from blink_cloud import BlinkCloud, Camera, ThumbnailForm, read_picture
from custom_components.blink_thumbnail.api import BlinkClient

from .test_snapshot import take_snapshot


@pytest.mark.parametrize("form", [ThumbnailForm.FULL, ThumbnailForm.INTEGER])
@pytest.mark.parametrize(("behind", "seconds"), [(3, 2.5), (4, 2.5), (10, 8), (45, 8)])
async def test_camera_whose_clock_is_behind(
    client: BlinkClient,
    camera: Camera,
    form: ThumbnailForm,
    behind: int,
    seconds: float,
) -> None:
    """Its picture is told from an old one, though its date is from before the POST."""
    camera.thumbnail_form = form
    camera.snapshot_seconds = (seconds, seconds)
    camera.clock_offset = -timedelta(seconds=behind)
    client.camera_clocks.forget(camera.serial)
    for _ in range(2):
        await asyncio.sleep(300)
        snapshot = await take_snapshot(client, camera)
        assert read_picture(snapshot.jpeg).number == len(camera.pictures)


async def test_old_form_of_a_camera_that_is_behind(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A name of the minute before is believed, too."""
    camera.thumbnail_form = ThumbnailForm.OLD
    camera.snapshot_seconds = (5, 5)
    camera.clock_offset = -timedelta(seconds=25)
    await asyncio.sleep(362 - cloud.now().second)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == len(camera.pictures)


async def test_clock_that_is_set_forward(client: BlinkClient, camera: Camera) -> None:
    """What was known of it makes one picture wait at the most."""
    clock = asyncio.get_running_loop().time
    camera.snapshot_seconds = (2.6, 2.6)
    await take_snapshot(client, camera)
    camera.clock_offset = timedelta(seconds=300)
    took = []
    for _ in range(2):
        await asyncio.sleep(300)
        started = clock()
        await take_snapshot(client, camera)
        took.append(clock() - started)
    assert took[0] > 2.6 + 3
    assert took[1] < 2.6 + 1

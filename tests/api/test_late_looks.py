"""Tests of the looks at a homescreen that does not lag any more."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from blink_cloud import BlinkCloud, Camera, Endpoint, Hang
from custom_components.blink_thumbnail.api import BlinkClient
from custom_components.blink_thumbnail.api.late_looks import LateLooks

from .test_snapshot import take_snapshot


@pytest.mark.parametrize(("is_known", "looks"), [(True, 2), (False, 3)])
async def test_no_look_where_dates_prove(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, is_known: bool, looks: int
) -> None:
    """A long command costs one more homescreen if its camera's clock is not known."""
    if not is_known:
        client.camera_clocks.forget(camera.serial)
    camera.snapshot_seconds = (8, 8)
    await asyncio.sleep(60)
    cloud.requests.clear()
    await take_snapshot(client, camera)
    assert cloud.count(Endpoint.HOMESCREEN) == looks


async def test_look_ends_with_its_update(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Nobody looks any more, and nobody waits for a look, once it is cancelled."""
    client.camera_clocks.forget(camera.serial)
    camera.snapshot_seconds = (20, 20)
    await asyncio.sleep(5)
    snapshot = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(3)
    cloud.requests.clear()
    cloud.fault(Endpoint.HOMESCREEN, Hang())
    await asyncio.sleep(3)
    assert cloud.count(Endpoint.HOMESCREEN) == 1
    (look,) = (
        task for task in asyncio.all_tasks() if "LateLooks" in str(task.get_coro())
    )
    clock = asyncio.get_running_loop().time
    cancelled_at = clock()
    snapshot.cancel()
    with suppress(asyncio.CancelledError):
        await snapshot
    assert look.cancelled()
    assert clock() - cancelled_at < 0.5


@pytest.mark.parametrize(("seconds", "is_old"), [(1.9, False), (2.0, True)])
async def test_old_if_it_was_there_well_before_the_end(
    client: BlinkClient, seconds: float, is_old: bool
) -> None:
    """A new picture may be there two seconds before its command has ended."""
    assert client.last_homescreen
    (camera,) = client.last_homescreen.cameras.values()
    looks = LateLooks(client, camera.key, posted_at=0, starts_at=4)
    for asked_at in (3.9, 4):
        looks.note(replace(client.last_homescreen, asked_at=asked_at))
    looks.note_running(4 + seconds)
    assert camera.thumbnail
    assert looks.is_old(camera.thumbnail) is is_old
    assert not looks.is_old("/new.jpg")
    assert looks.has_come("/new.jpg", 4.1)
    assert not looks.has_come("/new.jpg", 4)

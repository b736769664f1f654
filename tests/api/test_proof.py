"""Tests of the baseline, and of what proves that a picture is new."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from blink_cloud import (
    BlinkCloud,
    Camera,
    CommandFails,
    CommandUnchanged,
    Endpoint,
    Fault,
    Hang,
    Reply,
    Reset,
    Slow,
    ThumbnailForm,
    read_picture,
)
from custom_components.blink_thumbnail.api import (
    BlinkClient,
    BlinkError,
    ThumbnailUnchangedError,
)

from .test_snapshot import take_snapshot


@pytest.mark.parametrize(
    ("endpoint", "fault"),
    [
        (Endpoint.HOMESCREEN, Slow(seconds=5)),
        (Endpoint.HOMESCREEN, Hang()),
        (Endpoint.HOMESCREEN, Reset()),
        (Endpoint.HOMESCREEN, Reply(status=429)),
        (Endpoint.THUMBNAIL, Reply(status=426)),
        (Endpoint.THUMBNAIL, Hang()),
        (Endpoint.COMMAND, Hang()),
    ],
)
@pytest.mark.parametrize("cancelled_after", [None, 0.0, 1.0, 3.0])
@pytest.mark.parametrize("fails", [False, True])
async def test_no_task_is_left(
    client: BlinkClient,
    cloud: BlinkCloud,
    camera: Camera,
    endpoint: Endpoint,
    fault: Fault,
    cancelled_after: float | None,
    fails: bool,
) -> None:
    """After success, failure and cancellation nobody reads a homescreen any more."""
    await asyncio.sleep(5)
    tasks = asyncio.all_tasks()
    cloud.fault(endpoint, fault, times=3)
    if fails:
        camera.next_command(CommandFails())
    snapshot = asyncio.create_task(take_snapshot(client, camera))
    if cancelled_after is not None:
        await asyncio.sleep(cancelled_after)
        snapshot.cancel()
    with suppress(asyncio.CancelledError, BlinkError):
        await snapshot
    await asyncio.sleep(0)
    ours = {
        task
        for task in asyncio.all_tasks() - tasks
        if "blink_thumbnail" in str(task.get_coro())
    }
    assert not ours


async def test_reading_before_costs_no_time(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """The homescreen of before is asked for together with the command."""
    await asyncio.sleep(2)
    cloud.requests.clear()
    await take_snapshot(client, camera)
    first, second = sorted(cloud.requests, key=lambda request: request.at)[:2]
    assert {first.endpoint, second.endpoint} == {
        Endpoint.HOMESCREEN,
        Endpoint.THUMBNAIL,
    }
    assert first.at == second.at


async def test_last_poll_is_no_proof(client: BlinkClient, camera: Camera) -> None:
    """A thumbnail that moved since the last poll, by a clip, is not taken for new."""
    camera.take_picture(age=timedelta(seconds=20))
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 3


@pytest.mark.parametrize("at", [1, 2])
async def test_homescreen_fails_once(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, at: int
) -> None:
    """Neither the homescreen of before nor that of after may be had at once."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=502), at=at)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2


@pytest.mark.parametrize("fault", [Reply(status=502), Slow(seconds=6)])
async def test_homescreen_of_before_cannot_be_had_in_time(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, fault: Reply | Slow
) -> None:
    """Then the time of the new picture proves it, as Blink's clock tells it."""
    cloud.fault(Endpoint.HOMESCREEN, fault, times=2)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2


@pytest.mark.parametrize("fault", [Reply(status=502), Slow(seconds=6)])
async def test_nothing_proves_that_it_is_new(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, fault: Reply | Slow
) -> None:
    """Without a homescreen of before and without a time there is no success."""
    camera.thumbnail_form = ThumbnailForm.OLD
    cloud.fault(Endpoint.HOMESCREEN, fault, times=2)
    with pytest.raises(ThumbnailUnchangedError):
        await take_snapshot(client, camera)


async def test_late_homescreen_of_before(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """It still tells what is old, if it shows no other picture than the last poll."""
    camera.thumbnail_form = ThumbnailForm.OLD
    await client.get_homescreen()
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=4, after_effect=True), times=None)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2
    assert snapshot.replaced


async def test_late_homescreen_of_before_shows_a_clip(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """What moved since the last poll may be ours or not: that is no proof."""
    camera.thumbnail_form = ThumbnailForm.OLD
    await client.get_homescreen()
    camera.take_picture()
    camera.next_command(CommandUnchanged())
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=2, after_effect=True), times=None)
    with pytest.raises(ThumbnailUnchangedError):
        await take_snapshot(client, camera)


async def test_clip_in_the_middle_is_not_taken_for_ours(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A picture from long before the command's end is looked at again."""
    camera.snapshot_seconds = (20, 20)
    cloud.settings.homescreen_lag = 2
    task = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(5)
    camera.take_picture()
    snapshot = await task
    assert read_picture(snapshot.jpeg).number == 3


async def test_thumbnail_from_before_the_command_is_not_new(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A picture of a minute ago that shows up late is not taken for ours."""
    camera.next_command(CommandUnchanged())
    task = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(1)
    camera.take_picture(age=timedelta(minutes=1))
    with pytest.raises(ThumbnailUnchangedError):
        await task


async def test_camera_that_still_has_no_picture(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A camera that never took a picture, and did not take one now either."""
    camera.thumbnail_form = ThumbnailForm.NULL
    with pytest.raises(ThumbnailUnchangedError):
        await take_snapshot(client, camera)


async def test_doubtful_picture_is_taken_in_the_end(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A picture from well before the end is ours if no later one follows."""
    camera.snapshot_seconds = (20, 20)
    camera.next_command(CommandUnchanged())
    task = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(5)
    camera.take_picture()
    await asyncio.sleep(15.5)
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=502), at=2, times=None)
    snapshot = await task
    assert read_picture(snapshot.jpeg).number == 2


async def test_old_form_picture_from_before_is_not_new(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A picture of twenty minutes ago that shows up late is not taken for ours."""
    camera.thumbnail_form = ThumbnailForm.OLD
    camera.next_command(CommandUnchanged())
    task = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(1)
    camera.take_picture(age=timedelta(minutes=20))
    with pytest.raises(ThumbnailUnchangedError):
        await task


async def test_homescreen_of_before_that_shows_the_new_picture(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """One that comes after the camera has worked is not taken for that of before."""
    camera.snapshot_seconds = (2.5, 2.5)
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=4))
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2


async def test_picture_of_a_clip_during_the_wait_is_not_ours(
    client: BlinkClient, camera: Camera
) -> None:
    """What the camera showed when Blink took the command counts, not at the press."""
    camera.thumbnail_form = ThumbnailForm.OLD
    camera.record_clip(seconds=40)
    camera.next_command(CommandUnchanged())
    with pytest.raises(ThumbnailUnchangedError):
        await take_snapshot(client, camera)
    assert [one.kind for one in camera.pictures] == ["snapshot", "clip"]


async def test_homescreen_lags_behind(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Blink may take some seconds to show the new picture."""
    cloud.settings.homescreen_lag = 12
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2


async def test_homescreen_lags_too_long(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Nobody waits half a minute for a picture that Blink does not show."""
    cloud.settings.homescreen_lag = 25
    with pytest.raises(ThumbnailUnchangedError):
        await take_snapshot(client, camera)


async def test_picture_of_just_before_the_post(
    client: BlinkClient, camera: Camera
) -> None:
    """A picture dated two seconds before the POST is never called new."""
    camera.snapshot_seconds = (2.5, 2.5)
    camera.next_command(CommandUnchanged())
    task = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(2)
    camera.take_picture(age=timedelta(seconds=4))
    with pytest.raises(ThumbnailUnchangedError):
        await task


async def test_homescreen_hangs(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A homescreen that does not come is asked for again, while there is time."""
    cloud.fault(Endpoint.HOMESCREEN, Hang(), at=2)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2


async def test_baseline_on_a_slow_line(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A homescreen that comes late is one from before the POST, as its Date tells."""
    camera.thumbnail_form = ThumbnailForm.OLD
    camera.snapshot_seconds = (5, 5)
    await asyncio.sleep(60)
    # No poll has seen this one.
    camera.take_picture()
    await asyncio.sleep(60)
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=3, after_effect=True), times=None)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 3

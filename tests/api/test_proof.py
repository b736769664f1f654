"""Tests of the baseline, and of what proves that a picture is new."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from types import CoroutineType
from typing import Any

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
    BlinkConnectionError,
    BlinkError,
    ThumbnailUnchangedError,
)
from custom_components.blink_thumbnail.api.baseline import Baseline, NewThumbnail

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
        if isinstance(coroutine := task.get_coro(), CoroutineType)
        and "blink_thumbnail" in coroutine.cr_code.co_filename
    }
    assert not ours


async def test_reading_before_costs_no_time(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """The baseline is read concurrently with the POST."""
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
    """Neither the baseline nor the homescreen after the command may come at once."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=502), at=at)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2


@pytest.mark.parametrize("fault", [Reply(status=502), Slow(seconds=6)])
async def test_baseline_cannot_be_read_in_time(
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
    """Without a baseline and without a time there is no success."""
    camera.thumbnail_form = ThumbnailForm.OLD
    cloud.fault(Endpoint.HOMESCREEN, fault, times=2)
    with pytest.raises(ThumbnailUnchangedError):
        await take_snapshot(client, camera)


async def test_late_baseline(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """It still tells what is old, if it shows no other picture than the last poll."""
    camera.thumbnail_form = ThumbnailForm.OLD
    await client.get_homescreen()
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=4, after_effect=True), times=None)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2
    assert snapshot.replaced


async def test_late_baseline_shows_a_clip(
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


async def test_doubtful_picture_from_before_the_command(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A clip's that shows up late is not ours because nothing can be seen any more."""
    client.camera_clocks.forget(camera.serial)
    cloud.settings.homescreen_lag = 3
    camera.snapshot_seconds = (2.5, 2.5)
    camera.record_clip(seconds=8)
    await asyncio.sleep(8.1)
    task = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(4)
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=502), times=None)
    with pytest.raises(BlinkConnectionError):
        await task


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


async def test_baseline_that_shows_the_new_picture(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """One that comes after the camera has worked is no baseline."""
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


async def test_picture_that_comes_between_two_looks(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """It is believed at once if the look before it could not lag any more."""
    clock = asyncio.get_running_loop().time
    client.camera_clocks.forget(camera.serial)
    cloud.settings.homescreen_lag = 2.5
    camera.snapshot_seconds = (2.5, 2.5)
    started = clock()
    await take_snapshot(client, camera)
    assert clock() - started < 2.5 + 4


@pytest.mark.parametrize("lag", [0, 5])
async def test_clip_that_held_the_network_may_show_late(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, lag: int
) -> None:
    """It has six seconds to do so, and no more: then what is there is ours."""
    client.camera_clocks.forget(camera.serial)
    cloud.settings.homescreen_lag = lag
    camera.snapshot_seconds = (2.5, 2.5)
    await asyncio.sleep(60)
    camera.record_clip(seconds=8)
    await asyncio.sleep(1)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == len(camera.pictures) == 3
    posted_at = max(
        one.at for one in cloud.requests if one.endpoint is Endpoint.THUMBNAIL
    )
    assert cloud.time() - posted_at < 2.5 + 6 + 1.5


@pytest.mark.parametrize("cause", [CommandUnchanged(), CommandFails()])
async def test_failure_does_not_make_a_late_clip_new(
    client: BlinkClient,
    cloud: BlinkCloud,
    camera: Camera,
    cause: CommandUnchanged | CommandFails,
) -> None:
    """What is known of the camera's clock is kept, whatever an update came to."""
    camera.snapshot_seconds = (2.5, 2.5)
    cloud.settings.homescreen_lag = 3
    await asyncio.sleep(60)
    camera.next_command(cause)
    with pytest.raises(BlinkError):
        await take_snapshot(client, camera)
    await asyncio.sleep(300)
    await client.get_homescreen()
    camera.record_clip(seconds=8)
    await asyncio.sleep(10)
    camera.next_command(CommandUnchanged())
    with pytest.raises(ThumbnailUnchangedError):
        await take_snapshot(client, camera)


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


class Proof:
    """A baseline whose command is posted now, and homescreens made up for it."""

    def __init__(self, client: BlinkClient, *past_thumbnails: str) -> None:
        """Take what the client has read of its one camera."""
        assert client.last_homescreen
        self.homescreen = client.last_homescreen
        (self.camera,) = self.homescreen.cameras.values()
        self.baseline = Baseline(client, self.camera.key, past_thumbnails)
        self.posted_at = client.clock.at(self.baseline.posted_at)

    def find_new(self, thumbnail: str | None = "/new.jpg", **shown: object) -> bool:
        """Return if the camera is believed to show a new picture."""
        camera: Any = replace(
            self.camera,
            **{
                "thumbnail": thumbnail,
                "thumbnail_time": None,
                "thumbnail_minute": None,
                **shown,
            },  # type: ignore[arg-type]
        )
        homescreen = replace(self.homescreen, cameras={camera.key: camera})
        return self.baseline.find_new(homescreen) is not None


@pytest.mark.parametrize(
    ("seconds", "is_new"), [(-60, False), (-0.1, False), (0, True), (1, True)]
)
async def test_time_proves(client: BlinkClient, seconds: float, is_new: bool) -> None:
    """A time from after the POST needs no baseline."""
    proof = Proof(client)
    taken_at = proof.posted_at + timedelta(seconds=seconds)
    assert proof.find_new(thumbnail_time=taken_at) is is_new


@pytest.mark.parametrize(("seconds", "is_new"), [(2, True), (2.1, False)])
async def test_time_in_the_future_proves_nothing(
    client: BlinkClient, seconds: float, is_new: bool
) -> None:
    """A camera's clock that is ahead says nothing, beyond what clocks may differ."""
    proof = Proof(client)
    taken_at = proof.homescreen.read_at + timedelta(seconds=seconds)
    assert proof.find_new(thumbnail_time=taken_at) is is_new


async def test_known_thumbnail_is_not_new(client: BlinkClient) -> None:
    """Whatever its time says, what the camera has shown already is not new."""
    proof = Proof(client, "/past.jpg")
    taken_at = proof.posted_at + timedelta(seconds=1)
    assert not proof.find_new("/past.jpg", thumbnail_time=taken_at)
    assert proof.find_new("/new.jpg", thumbnail_time=taken_at)


async def test_nothing_without_a_time_before_the_baseline(client: BlinkClient) -> None:
    """Nobody knows what the camera showed until then."""
    proof = Proof(client)
    assert not proof.find_new()
    assert not proof.find_new(thumbnail_minute=proof.posted_at)


async def test_baseline_proves(client: BlinkClient) -> None:
    """Without a time it must differ, and not be from an earlier minute."""
    await asyncio.sleep(2)
    proof = Proof(client)
    async with proof.baseline as baseline:
        baseline.read()
        await asyncio.sleep(1)
        assert proof.find_new()
        assert proof.camera.thumbnail
        assert not proof.find_new(proof.camera.thumbnail)
        assert not proof.find_new(None)
        gone = replace(proof.homescreen, cameras={})
        assert baseline.find_new(gone) is None
        posted_at = client.clock.at(baseline.posted_at)
        for seconds, is_new in ((59, True), (60, False)):
            minute = posted_at - timedelta(seconds=seconds)
            assert proof.find_new(thumbnail_minute=minute) is is_new


async def test_baseline_under_another_id(client: BlinkClient) -> None:
    """A path that is another because the id is another is no new picture."""
    await asyncio.sleep(2)
    proof = Proof(client)
    async with proof.baseline as baseline:
        baseline.read()
        await asyncio.sleep(1)
        assert proof.find_new()
        other_id = proof.camera.camera_id + 1
        assert not proof.find_new(camera_id=other_id)
        posted_at = client.clock.at(baseline.posted_at)
        assert proof.find_new(camera_id=other_id, thumbnail_time=posted_at)


@pytest.mark.parametrize(
    ("seconds", "is_known"), [(1.4, True), (1.6, False), (2.4, False)]
)
async def test_late_baseline_that_moved(
    client: BlinkClient,
    cloud: BlinkCloud,
    camera: Camera,
    seconds: float,
    is_known: bool,
) -> None:
    """What came when the camera may have worked already is no baseline."""
    cloud.settings.date_header = False
    await asyncio.sleep(5)
    camera.take_picture()
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=seconds, after_effect=True), times=2)
    async with Proof(client).baseline as baseline:
        baseline.read()
        assert baseline.camera is None
        await asyncio.sleep(10)
        assert bool(baseline.camera) is is_known


async def test_baseline_is_read_again(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """One fault that passes does not cost the proof; there is no third reading."""
    await asyncio.sleep(5)
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=502))
    async with Proof(client).baseline as baseline:
        baseline.read()
        await asyncio.sleep(3)
        seen = [baseline.camera]
        cloud.requests.clear()
        cloud.fault(Endpoint.HOMESCREEN, Reply(status=502), times=None)
        baseline.read()
        await asyncio.sleep(3)
        seen.append(baseline.camera)
        assert [bool(each) for each in seen] == [True, False]
        assert cloud.count(Endpoint.HOMESCREEN) == 2


@pytest.mark.parametrize(("seconds", "is_known"), [(0.4, True), (1.7, False)])
async def test_late_baseline_whose_date_is_cut(
    client: BlinkClient,
    cloud: BlinkCloud,
    camera: Camera,
    seconds: float,
    is_known: bool,
) -> None:
    """A Date is cut to its second: Blink may have written almost a second later."""
    for _ in range(12):
        await asyncio.sleep(5.1)
        await client.get_homescreen()
    camera.take_picture()
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=seconds))
    await asyncio.sleep(7 - cloud.now().microsecond / 1e6)
    async with Proof(client).baseline as baseline:
        baseline.read()
        await asyncio.sleep(5)
        assert bool(baseline.camera) is is_known


async def test_late_baseline_that_did_not_move(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """What shows the picture of the last poll is from before, however late it is."""
    cloud.settings.date_header = False
    await asyncio.sleep(5)
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=4, after_effect=True))
    async with Proof(client).baseline as baseline:
        baseline.read()
        await asyncio.sleep(10)
        assert baseline.camera


async def test_scope_is_left_at_once(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Its readings are cancelled, and have ended when it is left."""
    await asyncio.sleep(5)
    cloud.fault(Endpoint.HOMESCREEN, Hang(), times=None)
    clock = asyncio.get_running_loop().time
    tasks = asyncio.all_tasks()
    async with Proof(client).baseline as baseline:
        for _ in range(2):
            baseline.read()
            await asyncio.sleep(1)
        readings = {
            task
            for task in asyncio.all_tasks() - tasks
            if "Baseline._read" in str(task.get_coro())
        }
        left_at = clock()
    assert len(readings) == 2
    assert all(reading.cancelled() for reading in readings)
    assert clock() == pytest.approx(left_at, abs=0.1)


@pytest.mark.parametrize(("seconds", "is_certain"), [(5, True), (5.1, False)])
async def test_certain(client: BlinkClient, seconds: float, is_certain: bool) -> None:
    """A picture from about the command's end is the command's own."""
    proof = Proof(client)
    found = NewThumbnail(
        camera=proof.camera,
        thumbnail="/new.jpg",
        homescreen=proof.homescreen,
        dated_at=proof.posted_at - timedelta(seconds=seconds),
        taken_after=proof.posted_at,
    )
    assert found.is_certain(proof.posted_at) is is_certain
    assert replace(found, dated_at=None).is_certain(proof.posted_at)
    assert not replace(found, taken_after=None).is_certain(proof.posted_at)


async def test_picture_without_a_time_is_looked_at_again(
    client: BlinkClient, camera: Camera
) -> None:
    """It is believed 4 s after the command's end, when no homescreen lags any more."""
    camera.thumbnail_form = ThumbnailForm.OLD
    camera.snapshot_seconds = (3, 3)
    clock = asyncio.get_running_loop().time
    started = clock()
    await take_snapshot(client, camera)
    assert 3 + 4 <= clock() - started < 3 + 4 + 2


async def test_homescreen_is_asked_for_once_a_second(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """For 15 s, the first time at once."""
    await asyncio.sleep(5)
    camera.next_command(CommandUnchanged())
    camera.snapshot_seconds = (3, 3)
    cloud.requests.clear()
    with pytest.raises(ThumbnailUnchangedError):
        await take_snapshot(client, camera)
    # One of them is the baseline.
    assert cloud.count(Endpoint.HOMESCREEN) == 1 + 16


async def test_reason_of_a_homescreen_that_fails(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """If it fails to the end, that is why there is no picture."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=502), at=2, times=None)
    with pytest.raises(BlinkConnectionError):
        await take_snapshot(client, camera)


async def test_reason_of_a_homescreen_that_failed(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """If it is there in the end, and shows no new picture, that is why."""
    camera.next_command(CommandUnchanged())
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=502), at=2, times=3)
    with pytest.raises(ThumbnailUnchangedError):
        await take_snapshot(client, camera)

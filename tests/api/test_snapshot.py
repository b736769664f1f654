"""Tests of one snapshot: how soon its end is noticed, and what proves it."""

import asyncio
from contextlib import nullcontext
from datetime import timedelta
from itertools import pairwise
from statistics import mean, median

import pytest

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    CommandUnchanged,
    Endpoint,
    Hang,
    Reply,
    Reset,
    Slow,
    ThumbnailForm,
    Truncated,
    read_picture,
)
from custom_components.blink_thumbnail.api import (
    BadPictureError,
    BlinkClient,
    CameraRemovedError,
    Progress,
    Snapshot,
    ThumbnailUnchangedError,
    take_snapshot as api_take_snapshot,
)
from custom_components.blink_thumbnail.api.errors import BusyError, CameraOfflineError


async def take_snapshot(client: BlinkClient, camera: Camera) -> Snapshot:
    """Take a snapshot, as the coordinator's queue has it done."""
    return await api_take_snapshot(
        client, f"camera_{camera.id}", nullcontext(), Progress()
    )


def posts(cloud: BlinkCloud, camera: Camera) -> list[float]:
    """Return when a camera was commanded, in seconds of the loop's clock."""
    return [
        request.at
        for request in cloud.requests
        if request.endpoint is Endpoint.THUMBNAIL and request.camera_id == camera.id
    ]


async def test_end_is_noticed_soon_and_cheaply(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Less than half a second is added, with a status request a second at most.

    Commands of 2 to 6 s in even steps, so that no schedule can be tuned to them.
    """
    clock = asyncio.get_running_loop().time
    added, rates = [], []
    for step in range(41):
        seconds = 2 + step * 0.1
        camera.snapshot_seconds = (seconds, seconds)
        cloud.requests.clear()
        started = clock()
        await take_snapshot(client, camera)
        took = clock() - started
        added.append(took - seconds)
        rates.append(cloud.count(Endpoint.COMMAND) / took)
    assert median(added) < 0.5
    assert max(added) < 1
    assert mean(rates) <= 1.0


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


@pytest.mark.parametrize("fault", [Reset(after_effect=True), Hang(after_effect=True)])
async def test_lost_answer_costs_no_second_picture(
    client: BlinkClient,
    cloud: BlinkCloud,
    camera: Camera,
    fault: Reset | Hang,
) -> None:
    """While the camera works Blink is busy, and the homescreen tells of the end."""
    camera.snapshot_seconds = (40, 40)
    cloud.fault(Endpoint.THUMBNAIL, fault)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2
    assert len(camera.pictures) == 2


@pytest.mark.parametrize(
    "fault", [Reset(), Reply(status=500), Reply(status=503), Reply(status=404)]
)
async def test_lost_command(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, fault: Reset | Reply
) -> None:
    """A command that never reached Blink is sent again, after some seconds."""
    clock = asyncio.get_running_loop().time
    camera.snapshot_seconds = (3, 3)
    cloud.fault(Endpoint.THUMBNAIL, fault)
    started = clock()
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2
    assert len(camera.pictures) == 2
    assert clock() - started < 3 + 10


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


async def test_camera_leaves_during_the_update(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A camera that leaves while it works is said to have left."""
    task = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(1.5)
    cloud.fault(
        Endpoint.COMMAND,
        Reply(body={"complete": True, "status": 0, "status_code": 908}),
        times=None,
    )
    camera.network.remove_camera(camera)
    with pytest.raises(CameraRemovedError):
        await task


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


@pytest.mark.parametrize("seconds", [6, 8, 12, 20])
async def test_slow_answer_to_the_command(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, seconds: int
) -> None:
    """A picture taken before Blink answered the POST is new all the same."""
    camera.snapshot_seconds = (2.5, 2.5)
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=seconds, after_effect=True))
    snapshot = await take_snapshot(client, camera)
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


@pytest.mark.parametrize("endpoint", [Endpoint.HOMESCREEN, Endpoint.THUMBNAIL])
async def test_cancelled_around_the_post(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, endpoint: Endpoint
) -> None:
    """A command that Blink has just taken, or is about to take, is let go, too."""
    cloud.fault(endpoint, Slow(seconds=1.4, after_effect=True))
    task = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cloud.count(Endpoint.COMMAND_DONE) == 1


async def test_busy_camera_is_asked_less_often_but_never_forgotten(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A press during a long clip backs off, and still notices its end soon."""
    camera.record_clip(seconds=75)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 3
    gaps = [after - before for before, after in pairwise(posts(cloud, camera))]
    assert gaps[0] < 3 < gaps[-1]
    assert max(gaps) < 13


async def test_two_busy_cameras_do_not_ask_in_step(
    client: BlinkClient, cloud: BlinkCloud, account: Account, camera: Camera
) -> None:
    """Presses of the same moment do not come back to Blink in the same moments."""
    desk = account.add_network("Work").add_camera("Desk")
    await client.get_homescreen()
    camera.record_clip(seconds=40)
    desk.record_clip(seconds=40)
    await asyncio.gather(take_snapshot(client, camera), take_snapshot(client, desk))
    both = zip(posts(cloud, camera), posts(cloud, desk), strict=False)
    assert any(abs(one - other) > 0.05 for one, other in both)


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


async def test_lost_answer_of_a_slow_camera(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A sleeping camera has as long as if Blink had answered."""
    camera.snapshot_seconds = (68, 68)
    cloud.fault(Endpoint.THUMBNAIL, Reset(after_effect=True))
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2


async def test_lost_answer_of_a_camera_that_is_too_slow(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """And no longer: until then all that can be seen is that it is busy."""
    camera.snapshot_seconds = (100, 100)
    cloud.fault(Endpoint.THUMBNAIL, Reset(after_effect=True))
    with pytest.raises(BusyError):
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


async def test_picture_comes_whole_at_last(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A download that fails twice is tried again."""
    cloud.fault(Endpoint.MEDIA, Truncated(), times=2)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2


async def test_picture_never_comes_whole(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A download that always fails is given up soon."""
    cloud.fault(Endpoint.MEDIA, Truncated(), times=None)
    with pytest.raises(BadPictureError):
        await take_snapshot(client, camera)
    assert cloud.count(Endpoint.MEDIA) < 5


async def test_homescreen_hangs(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A homescreen that does not come is asked for again, while there is time."""
    cloud.fault(Endpoint.HOMESCREEN, Hang(), at=2)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2


async def test_status_hangs(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A status that does not come is asked for again, long before it is lost."""
    cloud.fault(Endpoint.COMMAND, Hang())
    clock = asyncio.get_running_loop().time
    started = clock()
    await take_snapshot(client, camera)
    assert clock() - started < 15


@pytest.mark.parametrize("fault", [None, Reply(status=503)])
async def test_camera_that_is_back(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, fault: Reply | None
) -> None:
    """A camera that was offline some seconds ago is asked, once it is back."""
    camera.online = False
    await asyncio.sleep(10)
    with pytest.raises(CameraOfflineError):
        await take_snapshot(client, camera)
    camera.online = True
    await asyncio.sleep(6)
    if fault:
        cloud.fault(Endpoint.HOMESCREEN, fault)
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2


async def test_offline_rests_on_one_homescreen(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """All who are refused at the same time share what says that they are offline."""
    camera.online = False
    await asyncio.sleep(10)
    await client.get_homescreen()
    await asyncio.sleep(10)
    cloud.requests.clear()
    results = await asyncio.gather(
        *(take_snapshot(client, camera) for _ in range(8)), return_exceptions=True
    )
    assert {type(result) for result in results} == {CameraOfflineError}
    assert [request.endpoint for request in cloud.requests] == [Endpoint.HOMESCREEN]


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

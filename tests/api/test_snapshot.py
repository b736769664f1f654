"""Tests of one snapshot: how soon its end is noticed, and its picture downloaded."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from statistics import mean, median

import pytest

from blink_cloud import (
    BlinkCloud,
    Camera,
    Endpoint,
    Kind,
    Reply,
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
    take_snapshot as api_take_snapshot,
)
from custom_components.blink_thumbnail.api.errors import CameraOfflineError


async def take_snapshot(client: BlinkClient, camera: Camera) -> Snapshot:
    """Take a snapshot, as the coordinator's queue has it done."""
    return await api_take_snapshot(client, camera.serial, asyncio.Lock(), Progress())


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


async def test_turn_is_held_for_the_command_only(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """The next one in the queue need not wait for this one's picture."""
    clock = asyncio.get_running_loop().time
    turn = asyncio.Lock()

    camera.snapshot_seconds = (5, 5)
    cloud.settings.homescreen_lag = 3
    started = clock()
    snapshot = asyncio.create_task(
        api_take_snapshot(client, camera.serial, turn, Progress())
    )
    await asyncio.sleep(0.1)
    async with turn:
        assert 5 <= clock() - started < 6.1
    await snapshot
    assert clock() - started > 8


@pytest.mark.parametrize("form", [ThumbnailForm.FULL, ThumbnailForm.OLD])
async def test_when_it_was_taken(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, form: ThumbnailForm
) -> None:
    """To the second where Blink tells it; else it is the command's end."""
    camera.thumbnail_form = form
    camera.snapshot_seconds = (20, 20)
    await client.get_homescreen()
    cloud.settings.homescreen_lag = 2
    await asyncio.sleep(5)
    asked_at = cloud.now()
    started, progress = asyncio.get_running_loop().time(), Progress()
    snapshot = await api_take_snapshot(client, camera.serial, asyncio.Lock(), progress)
    assert progress.thumbnail == snapshot.thumbnail
    assert progress.started_at == started
    taken_at = camera.pictures[-1].taken_at
    assert abs(snapshot.taken_at - taken_at) < timedelta(seconds=2)
    if form is ThumbnailForm.FULL:
        # The upload may have been as short as that.
        assert snapshot.taken_at - snapshot.taken_after == timedelta(seconds=1)
    else:
        # All that is certain is that it came after the POST.
        after_the_post = (snapshot.taken_after - asked_at).total_seconds()
        assert after_the_post == pytest.approx(0, abs=0.6)
    assert snapshot.thumbnail == camera.thumbnail
    assert snapshot.replaced not in (None, snapshot.thumbnail)


@pytest.mark.parametrize("phase", [0.1 * step for step in range(10)])
@pytest.mark.parametrize("offset", [0, 7])
async def test_only_the_first_picture_of_a_quick_camera_waits(
    client: BlinkClient, camera: Camera, offset: int, phase: float
) -> None:
    """Its second one is told from a clip's, however its date is cut to the second."""
    clock = asyncio.get_running_loop().time
    client.camera_clocks.forget(camera.serial)
    camera.clock_offset = timedelta(seconds=offset)
    took = []
    for seconds, after in ((3.4, 0), (2.6, phase)):
        camera.snapshot_seconds = (seconds, seconds)
        await asyncio.sleep(60 + after - clock() % 1)
        started = clock()
        await take_snapshot(client, camera)
        took.append(clock() - started)
    assert took[0] > 3.4 + 3
    assert took[1] < 2.6 + 1


@pytest.mark.parametrize("offset", [0, 7])
async def test_clip_of_just_before_is_told_from_a_quick_picture(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, offset: int
) -> None:
    """A clip that ended as the command was sent is never taken for its picture."""
    clock = asyncio.get_running_loop().time
    camera.clock_offset = timedelta(seconds=offset)
    camera.snapshot_seconds = (2.6, 2.6)
    for step in range(20):
        client.camera_clocks.forget(camera.serial)
        cloud.settings.homescreen_lag = 0
        await asyncio.sleep(60 + step / 10 - clock() % 1)
        await take_snapshot(client, camera)
        cloud.settings.homescreen_lag = 3
        await asyncio.sleep(60 - clock() % 1)
        camera.record_clip(seconds=8)
        await asyncio.sleep(8.02)
        snapshot = await take_snapshot(client, camera)
        clip, own = camera.pictures[-2:]
        assert (clip.kind, own.kind) == (Kind.CLIP, Kind.SNAPSHOT)
        assert read_picture(snapshot.jpeg).number == own.number


async def test_downloads_are_a_second_apart(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Three tries, and the failure of the last one counts."""
    cloud.fault(Endpoint.MEDIA, Truncated(), times=None)
    with pytest.raises(BadPictureError):
        await take_snapshot(client, camera)
    at = [one.at for one in cloud.requests if one.endpoint is Endpoint.MEDIA]
    gaps = [after - before for before, after in pairwise(at)]
    assert gaps == [pytest.approx(1, abs=0.2)] * 2


@pytest.mark.parametrize(("age", "requests"), [(4.0, 0), (6.0, 1)])
async def test_how_old_the_word_of_an_offline_camera_may_be(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, age: float, requests: int
) -> None:
    """A homescreen of the last five seconds is believed."""
    camera.online = False
    await asyncio.sleep(2)
    await client.get_homescreen()
    cloud.requests.clear()
    await asyncio.sleep(age)
    with pytest.raises(CameraOfflineError):
        await take_snapshot(client, camera)
    assert cloud.count(Endpoint.HOMESCREEN) == requests
    assert cloud.count(Endpoint.THUMBNAIL) == 0


async def test_camera_that_was_never_there(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A homescreen of now is asked before a camera is said to have left."""
    key = f"camera_{camera.id}"
    await asyncio.sleep(10)
    cloud.requests.clear()
    with pytest.raises(CameraRemovedError):
        await api_take_snapshot(client, key, asyncio.Lock(), Progress())
    assert [one.endpoint for one in cloud.requests] == [Endpoint.HOMESCREEN]


async def test_camera_goes_offline_during_the_update(
    client: BlinkClient, camera: Camera
) -> None:
    """That it is offline says more than that its command has failed."""
    camera.online = False
    with pytest.raises(CameraOfflineError):
        await take_snapshot(client, camera)


@pytest.mark.parametrize("form", [ThumbnailForm.FULL, ThumbnailForm.OLD])
async def test_camera_is_added_again_during_the_update(
    client: BlinkClient, camera: Camera, form: ThumbnailForm
) -> None:
    """It is asked under its new id, and its new picture is found there."""
    camera.record_clip(seconds=20)
    task = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(5)
    camera.network.remove_camera(camera)
    again = camera.network.add_camera("Garden")
    again.thumbnail_form = form
    again.serial = camera.serial
    again.take_picture(age=timedelta(minutes=2))
    snapshot = await task
    assert snapshot.camera.camera_id == again.id
    assert snapshot.thumbnail == again.thumbnail
    assert read_picture(snapshot.jpeg).number == 2

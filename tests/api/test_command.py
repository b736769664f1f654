"""Tests of one command: posted until Blink takes it, and followed to its end."""

import asyncio
from itertools import pairwise

import pytest

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    CommandFails,
    CommandNeverEnds,
    Endpoint,
    Fault,
    Hang,
    Reply,
    Reset,
    Slow,
    read_picture,
)
from custom_components.blink_thumbnail.api import (
    BlinkClient,
    BlinkError,
    Camera as AskedCamera,
    CoolingDownError,
    Progress,
    RefreshFailedError,
    take_snapshot as api_take_snapshot,
)
from custom_components.blink_thumbnail.api.errors import (
    BusyError,
    CameraOfflineError,
    CommandFailedError,
    CommandTimeoutError,
)
from custom_components.blink_thumbnail.api.models import Command

from .test_snapshot import take_snapshot


def posts(cloud: BlinkCloud, camera: Camera) -> list[float]:
    """Return when a camera was commanded, in seconds of the loop's clock."""
    return [
        request.at
        for request in cloud.requests
        if request.endpoint is Endpoint.THUMBNAIL and request.camera_id == camera.id
    ]


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


@pytest.mark.parametrize("seconds", [6, 8, 12, 20])
async def test_slow_answer_to_the_command(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, seconds: int
) -> None:
    """A picture taken before Blink answered the POST is new all the same."""
    camera.snapshot_seconds = (2.5, 2.5)
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=seconds, after_effect=True))
    snapshot = await take_snapshot(client, camera)
    assert read_picture(snapshot.jpeg).number == 2


@pytest.mark.parametrize("endpoint", [Endpoint.HOMESCREEN, Endpoint.THUMBNAIL])
async def test_cancelled_around_the_post(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, endpoint: Endpoint
) -> None:
    """A command that Blink has just taken, or is about to take, is cancelled, too."""
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


async def test_status_hangs(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A status that does not come is asked for again, long before it is lost."""
    cloud.fault(Endpoint.COMMAND, Hang())
    clock = asyncio.get_running_loop().time
    started = clock()
    await take_snapshot(client, camera)
    assert clock() - started < 15


async def follow_up(
    client: BlinkClient, camera: Camera, *, fails: type[BlinkError] | None = None
) -> tuple[Progress, float]:
    """Take a snapshot; return what is known of it in the end, and how long it took."""
    clock = asyncio.get_running_loop().time
    started, progress = clock(), Progress()
    snapshot = api_take_snapshot(client, camera.serial, asyncio.Lock(), progress)
    if fails is None:
        await snapshot
    else:
        with pytest.raises(fails):
            await snapshot
    # One that cannot work says so before it has its turn.
    began = None if fails is CameraOfflineError else started
    assert progress.started_at == began
    return progress, clock() - started


async def test_progress(client: BlinkClient, camera: Camera) -> None:
    """A command that Blink takes at once is one attempt, and has not met busy."""
    progress, _ = await follow_up(client, camera)
    assert (progress.attempts, progress.busy_seconds) == (1, 0)
    assert progress.thumbnail == camera.thumbnail


async def test_progress_of_a_busy_network(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Each attempt counts, and the time from the first to the last."""
    camera.record_clip(seconds=30)
    progress, _ = await follow_up(client, camera)
    at = posts(cloud, camera)
    assert progress.attempts == len(at) > 3
    assert progress.busy_seconds == pytest.approx(at[-1] - at[0], abs=0.1)


async def test_gaps_of_a_busy_network(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Each is a quarter of what has passed, 2 to 10 s, and off by a quarter of that."""
    camera.record_clip(seconds=600)
    _, took = await follow_up(client, camera, fails=BusyError)
    at = posts(cloud, camera)
    for before, after in pairwise(at):
        usual = min(max(2.0, (before - at[0]) / 4), 10.0)
        assert after - before == pytest.approx(usual, rel=0.25, abs=0.1)
    assert 12 < len(at) < 20
    assert 90 - 12.5 < took <= 90.5


@pytest.mark.parametrize("fault", [Reply(status=404), Reply(status=500), Reset()])
async def test_fault_that_does_not_pass(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, fault: Fault
) -> None:
    """It is retried every 2 s, and told after 20."""
    cloud.fault(Endpoint.THUMBNAIL, fault, times=None)
    _, took = await follow_up(client, camera, fails=BlinkError)
    gaps = [after - before for before, after in pairwise(posts(cloud, camera))]
    # Before a retry of what may have arrived, the homescreen is asked.
    assert all(2 <= gap < 2.9 for gap in gaps)
    assert 16 < took <= 21


async def test_pause_in_the_middle_of_a_busy_network(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A pause that ends before the busy deadline is waited out, to the second."""
    slow_down = Reply(status=429, headers={"Retry-After": "60"})
    cloud.fault(Endpoint.THUMBNAIL, slow_down)
    await follow_up(client, camera)
    first, second = posts(cloud, camera)
    assert second - first == pytest.approx(60, abs=0.5)


async def test_pause_that_is_too_long(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """One that ends later is told at once."""
    slow_down = Reply(status=429, headers={"Retry-After": "91"})
    cloud.fault(Endpoint.THUMBNAIL, slow_down)
    _, took = await follow_up(client, camera, fails=CoolingDownError)
    assert took < 1


async def test_command_that_never_ends(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """It is asked for once a second, given up after 75 s, and cancelled."""
    camera.next_command(CommandNeverEnds())
    _, took = await follow_up(client, camera, fails=CommandTimeoutError)
    assert 74 < took < 76.5
    assert 60 < cloud.count(Endpoint.COMMAND) <= 76
    assert cloud.count(Endpoint.COMMAND_DONE) == 1


async def test_command_that_failed_needs_no_end(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """What has ended is not cancelled once more, ended well or not."""
    await follow_up(client, camera)
    camera.next_command(CommandFails())
    await follow_up(client, camera, fails=CommandFailedError)
    assert cloud.count(Endpoint.COMMAND_DONE) == 0


@pytest.mark.parametrize("fault", [Hang(), Reply(status=500)])
async def test_blink_does_not_hear_that_nobody_waits(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, fault: Fault
) -> None:
    """Who goes away does not stay for that, and meets no error of its own."""
    camera.snapshot_seconds = (40, 40)
    cloud.fault(Endpoint.COMMAND_DONE, fault)
    task = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(5)
    task.cancel()
    await asyncio.wait([task], timeout=1.8)
    # It is given two seconds.
    assert task.done() is isinstance(fault, Reply)
    await asyncio.wait([task], timeout=0.5)
    assert task.cancelled()
    assert cloud.count(Endpoint.COMMAND_DONE) == 1


async def test_cancelled_while_the_post_hangs(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Its answer is waited for as long as one may take, and no longer."""
    cloud.fault(Endpoint.THUMBNAIL, Hang(after_effect=True))
    task = asyncio.create_task(take_snapshot(client, camera))
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.wait([task], timeout=13)
    assert not task.done()
    await asyncio.wait([task], timeout=2)
    assert task.cancelled()


async def test_lost_statuses_teach_nothing(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Nobody knows how long the command took, if its end was not seen."""
    key = camera.serial
    unknown = client.command_times.gaps(key)
    camera.snapshot_seconds = (20, 20)
    cloud.fault(Endpoint.COMMAND, Reply(status=500), at=15, times=12)
    await follow_up(client, camera)
    assert client.command_times.gaps(key) == unknown
    await follow_up(client, camera)
    assert client.command_times.gaps(key) != unknown


async def test_progress_of_nothing(client: BlinkClient, camera: Camera) -> None:
    """A camera that is not asked has met no busy network."""
    camera.online = False
    await client.get_homescreen()
    progress, _ = await follow_up(client, camera, fails=CameraOfflineError)
    assert (progress.attempts, progress.busy_seconds) == (0, 0)
    assert progress.thumbnail is None


@pytest.mark.parametrize(("seconds", "is_waited_for"), [(9.0, True), (11.0, False)])
async def test_token_that_needs_some_seconds(
    client: BlinkClient,
    camera: Camera,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    is_waited_for: bool,
) -> None:
    """The next refresh is waited for if it is due soon."""
    request = client.request_snapshot
    failures = [RefreshFailedError(seconds=seconds)]

    async def request_snapshot(asked: AskedCamera, lock: asyncio.Lock) -> Command:
        """Fail once for want of a token."""
        if failures:
            raise failures.pop()
        return await request(asked, lock)

    monkeypatch.setattr(client, "request_snapshot", request_snapshot)
    camera.snapshot_seconds = (3, 3)
    if is_waited_for:
        _, took = await follow_up(client, camera)
        assert seconds + 3 < took < seconds + 4
    else:
        _, took = await follow_up(client, camera, fails=RefreshFailedError)
        assert took < 1

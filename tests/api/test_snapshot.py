"""Tests of one snapshot: how soon its end is noticed, and its picture downloaded."""

import asyncio
from contextlib import nullcontext
from statistics import mean, median

import pytest

from blink_cloud import (
    BlinkCloud,
    Camera,
    Endpoint,
    Reply,
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
    return await api_take_snapshot(
        client, f"camera_{camera.id}", nullcontext(), Progress()
    )


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

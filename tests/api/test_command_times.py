"""Tests of how soon a command's end is noticed where a camera's time is known."""

import asyncio
from random import Random
from statistics import mean, median

import pytest

from blink_cloud import BlinkCloud, Camera, Endpoint
from custom_components.blink_thumbnail.api import BlinkClient

from .test_snapshot import take_snapshot


async def measure(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, times: list[float]
) -> tuple[list[float], float]:
    """Take a snapshot of each duration; return how much each took longer.

    Also return how many status requests there were for each second.
    """
    clock = asyncio.get_running_loop().time
    added, total = [], 0.0
    cloud.requests.clear()
    for seconds in times:
        camera.snapshot_seconds = (seconds, seconds)
        started = clock()
        await take_snapshot(client, camera)
        added.append(clock() - started - seconds)
        total += clock() - started
        await asyncio.sleep(30)
    return added, cloud.count(Endpoint.COMMAND) / total


@pytest.mark.parametrize("usual", [2.2, 3.0, 4.5, 9.0, 20.0])
async def test_camera_whose_time_repeats(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera, usual: float
) -> None:
    """After some pictures the end is noticed within a twentieth of the time."""
    random = Random(1)
    times = [usual + random.uniform(-0.05, 0.05) for _ in range(40)]
    added, requests = await measure(client, cloud, camera, times)
    assert mean(added[10:]) < 0.05 * usual
    assert requests <= 1


async def test_camera_whose_time_varies(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """What was learned does no harm where it does not help."""
    random = Random(1)
    times = [3 + random.uniform(-0.5, 0.5) for _ in range(60)]
    added, requests = await measure(client, cloud, camera, times)
    assert median(added) < 0.3
    assert max(added) < 1.1
    assert requests <= 1.1


async def test_camera_that_is_faster_now(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """A camera that was slow once does not keep anybody waiting."""
    added, _ = await measure(client, cloud, camera, [20.0, 20.0, 3.0, 3.0, 3.0])
    assert max(added) < 2.1
    assert added[-1] < 0.5

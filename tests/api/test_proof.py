"""Tests of the baseline: it is a scope, and nothing of it is left behind."""

import asyncio
from contextlib import nullcontext, suppress

import pytest

from blink_cloud import (
    BlinkCloud,
    Camera,
    CommandFails,
    Endpoint,
    Fault,
    Hang,
    Reply,
    Reset,
    Slow,
)
from custom_components.blink_thumbnail.api import (
    BlinkClient,
    BlinkError,
    Progress,
    take_snapshot,
)


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
    snapshot = asyncio.create_task(
        take_snapshot(client, f"camera_{camera.id}", nullcontext(), Progress())
    )
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

"""Tests of a task that several callers wait for."""

import asyncio

import pytest

from custom_components.blink_thumbnail.api.shared_task import SharedTask


async def work() -> str:
    """Take ten seconds."""
    await asyncio.sleep(10)
    return "done"


async def test_all_get_its_result() -> None:
    """One task runs for all who wait."""
    shared = SharedTask(asyncio.create_task(work()))
    await asyncio.gather(shared.wait(), shared.wait())
    assert shared.task.result() == "done"
    assert not shared.is_cancelled


async def test_goes_on_for_the_others() -> None:
    """One who goes away leaves it to those who stay."""
    shared = SharedTask(asyncio.create_task(work()))
    first, second = (asyncio.create_task(shared.wait()) for _ in range(2))
    await asyncio.sleep(1)
    first.cancel()
    await second
    assert first.cancelled()
    assert shared.task.result() == "done"


async def test_ends_with_the_last_caller() -> None:
    """It is being cancelled at once, so that nobody new joins it."""
    shared = SharedTask(asyncio.create_task(work()))
    callers = [asyncio.create_task(shared.wait()) for _ in range(2)]
    await asyncio.sleep(1)
    for caller in callers:
        caller.cancel()
    await asyncio.wait(callers)
    assert shared.is_cancelled
    await asyncio.wait([shared.task])
    assert shared.task.cancelled()
    assert shared.is_cancelled


async def test_its_error_is_the_callers() -> None:
    """Waiting raises nothing of the task's: each caller asks it for its result."""

    async def fail() -> str:
        raise ValueError

    shared = SharedTask(asyncio.create_task(fail()))
    await shared.wait()
    with pytest.raises(ValueError):  # noqa: PT011  # Any would do
        shared.task.result()

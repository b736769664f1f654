"""Tests of how often Blink is asked, and how long an answer is waited for."""

import asyncio
from datetime import UTC, datetime
from itertools import count

import pytest

from custom_components.blink_thumbnail.api import CoolingDownError
from custom_components.blink_thumbnail.api.errors import AnswerLostError
from custom_components.blink_thumbnail.api.pacing import (
    Ticker,
    in_time,
    patiently,
    see_through,
    wait_out,
)


def now() -> float:
    """Return the loop's time."""
    return asyncio.get_running_loop().time()


def is_at(seconds: float) -> object:
    """Return what equals so many seconds, but for the driven clock's steps."""
    return pytest.approx(seconds, abs=0.01)


class Pauses:
    """A request that Blink answers after some pauses."""

    def __init__(self, *seconds: float) -> None:
        """Take how long each pause is."""
        self.left = list(seconds)

    async def __call__(self) -> str:
        """Ask for the next pause, or answer."""
        if not self.left:
            return "answer"
        raise CoolingDownError(seconds=self.left.pop(0), until=datetime.now(UTC))


async def test_ticks() -> None:
    """The first gaps come first, then the interval, until the deadline."""
    started = now()
    ticks = [now() - started async for _ in Ticker(0, 2, interval=3, deadline=10)]
    assert ticks == [is_at(0), is_at(2), is_at(5), is_at(8)]


async def test_tick_at_the_deadline() -> None:
    """One that is due just then still comes: a deadline of 0 is one tick."""
    assert [True async for _ in Ticker(0, interval=1, deadline=0)] == [True]


async def test_clock_that_does_not_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real clock has moved on at each look at it, also for a deadline of 0."""
    loop = asyncio.get_running_loop()
    standing, looks = loop.time, count(1)
    monkeypatch.setattr(loop, "time", lambda: standing() + next(looks) * 1e-6)
    assert [True async for _ in Ticker(0, interval=1, deadline=0)] == [True]


async def test_work_counts_into_the_gap() -> None:
    """What takes less than a gap delays nothing."""
    started = now()
    ticks = []
    async for _ in Ticker(0, interval=2, deadline=5):
        ticks.append(now() - started)
        await asyncio.sleep(1.5)
    assert ticks == [is_at(0), is_at(2), is_at(4)]


async def test_missed_ticks() -> None:
    """What takes longer is followed by one tick at once, and then by the interval."""
    started = now()
    ticks = []
    async for _ in Ticker(0, interval=2, deadline=10):
        ticks.append(now() - started)
        if len(ticks) == 1:
            await asyncio.sleep(7)
    assert ticks == [is_at(0), is_at(7), is_at(9)]


async def test_answer_that_does_not_come() -> None:
    """After some seconds it counts as lost."""
    started = now()
    with pytest.raises(AnswerLostError):
        await in_time(asyncio.sleep(60))
    assert now() - started == is_at(8)
    assert await in_time(asyncio.sleep(7, "answer")) == "answer"


@pytest.mark.parametrize("pauses", [[], [20.0], [20.0, 9.0]])
async def test_pauses_that_end_in_time(pauses: list[float]) -> None:
    """They are waited out to the second."""
    started = now()
    assert await wait_out(Pauses(*pauses), started + 30) == "answer"
    assert now() - started == is_at(sum(pauses))


@pytest.mark.parametrize(("pauses", "waited"), [([31.0], 0.0), ([20.0, 11.0], 20.0)])
async def test_pause_that_ends_too_late(pauses: list[float], waited: float) -> None:
    """It is told at once, and not when there is no time left."""
    started = now()
    with pytest.raises(CoolingDownError):
        await wait_out(Pauses(*pauses), started + 30)
    assert now() - started == is_at(waited)


async def test_pause_is_no_slow_answer() -> None:
    """Each answer has its time, however long the pause before it was."""
    assert await patiently(Pauses(20.0), now() + 30) == "answer"
    with pytest.raises(AnswerLostError):
        await patiently(lambda: asyncio.sleep(60), now() + 30)


async def test_cleanup_is_seen_through() -> None:
    """However often its task is cancelled; who was cancelled hears so in the end."""
    done: list[str] = []

    async def clean_up() -> None:
        """Need some seconds."""
        await asyncio.sleep(5)
        done.append("cleaned up")

    async def work() -> None:
        """Go on only if nobody cancels."""
        await see_through(clean_up())
        done.append("went on")

    task = asyncio.create_task(work())
    for _ in range(2):
        await asyncio.sleep(1)
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == ["cleaned up"]
    await work()
    assert done[1:] == ["cleaned up", "went on"]

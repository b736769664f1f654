"""Tests of the queue: it knows nothing of HTTP, and neither do they."""

import asyncio
import gc

import pytest

from custom_components.blink_thumbnail.api import (
    QueueClosedError,
    SnapshotQueue,
    Turn,
)


class Desk:
    """A queue, and a record of what it does when."""

    def __init__(self) -> None:
        """Start with nothing done."""
        self.queue = SnapshotQueue[str](asyncio.create_task)
        self.log: list[str] = []
        self.taken_at: dict[str, float] = {}
        self.tasks = 0

    def ask(self, camera: str, queue_key: str = "network") -> asyncio.Task[str]:
        """Ask for a camera: ten seconds of command, two of fetching.

        Its picture is good for those who asked before the command's end.
        """
        self.tasks += 1
        number, asked_at = self.tasks, now()
        taken_at = self.taken_at

        async def job(turn: Turn) -> str:
            picture = f"{camera} {number}"
            async with turn:
                self.log.append(f"{camera} starts")
                await asyncio.sleep(10)
                self.log.append(f"{camera} ends")
                taken_at[picture] = now()
            await asyncio.sleep(2)
            return picture

        return asyncio.create_task(
            self.queue.run(
                camera, queue_key, job, lambda picture: taken_at[picture] >= asked_at
            )
        )


@pytest.fixture
def desk() -> Desk:
    """Return a desk with an empty queue."""
    return Desk()


def now() -> float:
    """Return the loop's time."""
    return asyncio.get_running_loop().time()


async def test_one_at_a_time_in_a_queue(desk: Desk) -> None:
    """The next command starts when the last has ended, not when it is fetched."""
    started = now()
    a, b = await asyncio.gather(desk.ask("a"), desk.ask("b"))
    assert (a, b) == ("a 1", "b 2")
    assert desk.log == ["a starts", "a ends", "b starts", "b ends"]
    assert now() - started == pytest.approx(22, abs=0.1)


async def test_queues_in_parallel(desk: Desk) -> None:
    """Two queues do not wait for each other."""
    started = now()
    await asyncio.gather(desk.ask("a", "one"), desk.ask("b", "two"))
    assert now() - started == pytest.approx(12, abs=0.1)


async def test_callers_share_a_job(desk: Desk) -> None:
    """Those who ask while a command waits or runs get its result."""
    first = desk.ask("a")
    waiting = [desk.ask("b")]
    await asyncio.sleep(5)
    running, waiting = desk.ask("a"), [*waiting, desk.ask("b")]
    assert await first == await running == "a 1"
    assert {await task for task in waiting} == {"b 2"}


async def test_picture_from_before_the_wish_is_not_shared(desk: Desk) -> None:
    """The picture of a command that has ended predates the next request."""
    first = desk.ask("a")
    await asyncio.sleep(11)
    second = desk.ask("a")
    assert (await first, await second) == ("a 1", "a 2")


async def test_second_press_starts_when_the_first_is_over(desk: Desk) -> None:
    """A camera is not commanded again while its last picture is still proved."""
    started = now()
    first = desk.ask("a")
    await asyncio.sleep(11)
    second = desk.ask("a")
    await asyncio.sleep(0.5)
    assert desk.log == ["a starts", "a ends"]
    await asyncio.gather(first, second)
    assert now() - started == pytest.approx(24, abs=0.1)


async def test_cancelled_caller_leaves_the_others(desk: Desk) -> None:
    """One who goes does not take the others' picture away."""
    first, second = desk.ask("a"), desk.ask("a")
    await asyncio.sleep(5)
    first.cancel()
    assert await second == "a 1"
    assert first.cancelled()


async def test_last_caller_cancels_waiting_work(desk: Desk) -> None:
    """Work that nobody waits for any more is not started."""
    first, second, third = desk.ask("a"), desk.ask("b"), desk.ask("c")
    await asyncio.sleep(5)
    second.cancel()
    await asyncio.gather(first, third)
    assert "b starts" not in desk.log


async def test_asked_again_after_the_last_caller_went(desk: Desk) -> None:
    """A new caller gets a new job, not the one that is being cancelled."""
    first = desk.ask("a")
    await asyncio.sleep(5)
    first.cancel()
    await asyncio.sleep(0)
    assert await desk.ask("a") == "a 2"


async def test_failure_reaches_every_caller_and_no_later_one(desk: Desk) -> None:
    """All who share a job share its failure; the next one starts afresh."""

    async def fail(turn: Turn) -> str:
        async with turn:
            await asyncio.sleep(1)
            raise ValueError

    results = await asyncio.gather(
        *(desk.queue.run("a", "network", fail, bool) for _ in range(2)),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [ValueError, ValueError]
    assert await desk.ask("a") == "a 1"


@pytest.mark.parametrize("ticks", [0, 1, 2])
async def test_failure_when_the_last_caller_goes(
    desk: Desk, caplog: pytest.LogCaptureFixture, ticks: int
) -> None:
    """Nobody hears of it any more, and it is no error of ours."""
    failing: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def fail(turn: Turn) -> str:
        async with turn:
            return await asyncio.shield(failing)

    caller = asyncio.create_task(desk.queue.run("a", "network", fail, bool))
    await asyncio.sleep(1)
    failing.set_exception(ValueError())
    for _ in range(ticks):
        await asyncio.sleep(0)
    caller.cancel()
    await asyncio.wait([caller])
    await asyncio.sleep(1)
    gc.collect()
    assert "never retrieved" not in caplog.text


async def test_failure_without_a_pause(desk: Desk) -> None:
    """A job that fails at once, in an eager task, is not kept for the next caller."""
    loop = asyncio.get_running_loop()
    queue = SnapshotQueue[str](
        lambda work: asyncio.Task(work, loop=loop, eager_start=True)
    )

    async def fail(turn: Turn) -> str:
        async with turn:
            raise ValueError

    async def succeed(turn: Turn) -> str:
        async with turn:
            return "picture"

    with pytest.raises(ValueError):  # noqa: PT011  # Any would do
        await queue.run("a", "network", fail, bool)
    assert await queue.run("a", "network", succeed, bool) == "picture"


async def test_owner_ends_the_jobs(desk: Desk) -> None:
    """Callers hear of it if the owner of the tasks ends them."""
    tasks: list[asyncio.Task[str]] = []

    async def job(turn: Turn) -> str:
        async with turn:
            await asyncio.sleep(10)
            return ""

    def create_task(work: object) -> asyncio.Task[str]:
        tasks.append(asyncio.create_task(work))  # type: ignore[arg-type]
        return tasks[-1]

    queue = SnapshotQueue[str](create_task)
    caller = asyncio.create_task(queue.run("a", "network", job, bool))
    await asyncio.sleep(1)
    tasks[0].cancel()
    with pytest.raises(QueueClosedError):
        await caller


async def test_closed(desk: Desk) -> None:
    """What runs and what waits is cancelled, and nothing more is started."""
    first, second = desk.ask("a"), desk.ask("b")
    await asyncio.sleep(5)
    desk.queue.close()
    for asked in (first, second, desk.ask("c")):
        with pytest.raises(QueueClosedError):
            await asked
    assert desk.log == ["a starts"]


async def test_closed_for_one_who_would_ask_again(desk: Desk) -> None:
    """A caller whose shared picture was too old starts nothing in a closed queue."""
    started = 0

    async def job(turn: Turn) -> str:
        nonlocal started
        started += 1
        await asyncio.sleep(10)
        asyncio.get_running_loop().call_soon(desk.queue.close)
        return "picture"

    callers = [
        asyncio.create_task(desk.queue.run("a", "network", job, lambda _: False))
        for _ in range(2)
    ]
    first, second = await asyncio.gather(*callers, return_exceptions=True)
    assert first == "picture"
    assert isinstance(second, QueueClosedError)
    assert started == 1

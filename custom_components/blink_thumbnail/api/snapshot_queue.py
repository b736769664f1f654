"""Who goes when: one command at a time in a lane, lanes side by side, jobs shared."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from .errors import CameraRemovedError


@dataclass(eq=False)
class _Job[T]:
    """A job on its way, and how many callers wait for it."""

    task: asyncio.Task[T]
    callers: int = 0


type Turn = AbstractAsyncContextManager[None]


class SnapshotQueue[SnapshotT]:
    """Runs one job at a time for each camera, and gives each its turn in its lane.

    A lane is what Blink lets do one thing at a time: a network, or a mini. Callers that
    ask for a camera whose turn has not ended share its job. After that its picture is
    older than the next caller's wish: that one gets a job of its own, which starts when
    the first is over.
    """

    def __init__(
        self,
        create_task: Callable[
            [Coroutine[Any, Any, SnapshotT]], asyncio.Task[SnapshotT]
        ],
    ) -> None:
        """Take what makes tasks, so that their owner can end them."""
        self._create_task = create_task
        self._jobs: dict[str, _Job[SnapshotT]] = {}
        self._cameras: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._lanes: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def run(
        self, camera_key: str, lane: str, job: Callable[[Turn], Awaitable[SnapshotT]]
    ) -> SnapshotT:
        """Return what the camera's job returns, or raise what it raises.

        The job enters the turn that it is given for as long as it needs its lane.

        A cancelled caller leaves the job to the others. When the last one is gone the
        job is cancelled.

        Raises:
            CameraRemovedError: The job's owner ended it.
        """
        shared = self._jobs.get(camera_key)
        if shared is None:
            shared = _Job(self._create_task(self._work(camera_key, lane, job)))
            # Its last caller may go just when it fails, and never hear of it.
            shared.task.add_done_callback(
                lambda task: task.cancelled() or task.exception()
            )
            # A task may begin at once, and fail at once: then nobody can share it.
            if not shared.task.done():
                self._jobs[camera_key] = shared
        shared.callers += 1
        try:
            await asyncio.wait([shared.task])
        finally:
            shared.callers -= 1
            if not shared.callers and not shared.task.done():
                shared.task.cancel()
                # Whoever asks now gets a new job, behind the one that is going.
                self._close(camera_key, shared.task)
        if shared.task.cancelled():
            raise CameraRemovedError
        return shared.task.result()

    async def _work(
        self, camera_key: str, lane: str, job: Callable[[Turn], Awaitable[SnapshotT]]
    ) -> SnapshotT:
        """Do a job, after any other one of its camera."""
        try:
            async with self._cameras[camera_key]:
                return await job(self._turn(camera_key, lane))
        finally:
            self._close(camera_key, asyncio.current_task())

    @asynccontextmanager
    async def _turn(self, camera_key: str, lane: str) -> AsyncGenerator[None]:
        """Have the lane alone; nobody shares the job any more when that is over."""
        async with self._lanes[lane]:
            yield
        self._close(camera_key, asyncio.current_task())

    def _close(self, camera_key: str, task: asyncio.Task[Any] | None) -> None:
        """Let nobody else share a job."""
        job = self._jobs.get(camera_key)
        if job is not None and job.task is task:
            del self._jobs[camera_key]

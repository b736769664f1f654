"""Who goes when: one command at a time in a lane, lanes side by side, jobs shared."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from .errors import CameraRemovedError


@dataclass(eq=False)
class _Job[T]:
    """A job on its way, and how many callers wait for it."""

    task: asyncio.Task[T]
    callers: int = 0


class SnapshotQueue[CommandT, SnapshotT]:
    """Runs a job for each camera: its command in its lane, the rest outside.

    A lane is what Blink lets do one thing at a time: a network, or a mini. Callers that
    ask for a camera whose command waits or runs share its job. Once the command has
    ended its picture is older than the next caller's wish: that one gets a job of its
    own, which starts when the first is over.
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
        self,
        camera_key: str,
        lane: str,
        command: Callable[[], Awaitable[CommandT]],
        finish: Callable[[CommandT], Awaitable[SnapshotT]],
    ) -> SnapshotT:
        """Return what the camera's job returns, or raise what it raises.

        A cancelled caller leaves the job to the others. When the last one is gone the
        job is cancelled.

        Raises:
            CameraRemovedError: The job's owner ended it.
        """
        job = self._jobs.get(camera_key)
        if job is None:
            job = _Job(self._create_task(self._work(camera_key, lane, command, finish)))
            # Its last caller may go just when it fails, and never hear of it.
            job.task.add_done_callback(
                lambda task: task.cancelled() or task.exception()
            )
            # A task may begin at once, and fail at once: then nobody can share it.
            if not job.task.done():
                self._jobs[camera_key] = job
        job.callers += 1
        try:
            await asyncio.wait([job.task])
        finally:
            job.callers -= 1
            if not job.callers and not job.task.done():
                job.task.cancel()
                # Whoever asks now gets a new job, behind the one that is going.
                self._close(camera_key, job.task)
        if job.task.cancelled():
            raise CameraRemovedError
        return job.task.result()

    async def _work(
        self,
        camera_key: str,
        lane: str,
        command: Callable[[], Awaitable[CommandT]],
        finish: Callable[[CommandT], Awaitable[SnapshotT]],
    ) -> SnapshotT:
        """Do a job when its turn comes."""
        try:
            async with self._cameras[camera_key]:
                async with self._lanes[lane]:
                    ended = await command()
                self._close(camera_key, asyncio.current_task())
                return await finish(ended)
        finally:
            self._close(camera_key, asyncio.current_task())

    def _close(self, camera_key: str, task: asyncio.Task[Any] | None) -> None:
        """Let nobody else share a job."""
        job = self._jobs.get(camera_key)
        if job is not None and job.task is task:
            del self._jobs[camera_key]

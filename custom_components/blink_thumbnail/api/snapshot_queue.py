"""Whose turn it is: one at a time in a queue, queues in parallel, jobs shared."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from .shared_task import SharedTask

type Turn = asyncio.Lock


class QueueClosedError(Exception):
    """The queue was closed: there is no result, and nothing is under way any more."""


class SnapshotQueue[T]:
    """Runs one job at a time for each camera, and gives each its turn in its queue.

    A caller who asks for a camera that has a job already shares it, if its result is
    then good enough for him. If not, he gets a job that was started after he asked.
    """

    def __init__(
        self, create_task: Callable[[Coroutine[Any, Any, T]], asyncio.Task[T]]
    ) -> None:
        """Take what creates tasks."""
        self._create_task = create_task
        self._jobs: dict[str, SharedTask[T]] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._is_closed = False

    async def run(
        self,
        camera_key: str,
        queue_key: str,
        job: Callable[[Turn], Awaitable[T]],
        is_good: Callable[[T], bool],
    ) -> T:
        """Return what the camera's job returns, or raise what it raises.

        The job enters the turn that it is given for as long as it needs its queue.
        `is_good` says if the result of a job that was under way already will do; if
        not, there is one that was started later.

        Raises:
            QueueClosedError: The queue was closed.
        """
        if shared := self._get(camera_key):
            result = await self._wait_for(shared)
            if is_good(result):
                return result
        return await self._wait_for(
            self._get(camera_key) or self._start(camera_key, queue_key, job)
        )

    def close(self) -> None:
        """Cancel all jobs, and take no more."""
        self._is_closed = True
        for shared in list(self._jobs.values()):
            if not shared.is_cancelled:
                shared.task.cancel()

    def _get(self, camera_key: str) -> SharedTask[T] | None:
        """Return the job that a camera has, unless that is being cancelled."""
        shared = self._jobs.get(camera_key)
        return None if shared is None or shared.is_cancelled else shared

    def _start(
        self, camera_key: str, queue_key: str, job: Callable[[Turn], Awaitable[T]]
    ) -> SharedTask[T]:
        """Start a job that others can share until it ends."""
        if self._is_closed:
            raise QueueClosedError
        shared = SharedTask(self._create_task(self._work(queue_key, job)))
        # A task may begin at once, and end at once: then nobody can share it.
        if not shared.task.done():
            self._jobs[camera_key] = shared
            shared.task.add_done_callback(lambda _: self._forget(camera_key, shared))
        return shared

    async def _work(self, queue_key: str, job: Callable[[Turn], Awaitable[T]]) -> T:
        """Do a job."""
        return await job(self._turns[queue_key])

    async def _wait_for(self, shared: SharedTask[T]) -> T:
        """Return what a job returns."""
        await shared.wait()
        if shared.task.cancelled():
            # Not by its callers, since one of them is here: its owner ends it.
            raise QueueClosedError
        return shared.task.result()

    def _forget(self, camera_key: str, shared: SharedTask[T]) -> None:
        """Let nobody else share a job that has ended."""
        if self._jobs.get(camera_key) is shared:
            del self._jobs[camera_key]

"""A task that several callers wait for."""

import asyncio


class SharedTask[T]:
    """Has one task run for all who want its result.

    A caller who is cancelled leaves it to the others. When the last one is gone, the
    task is cancelled.
    """

    def __init__(self, task: asyncio.Task[T]) -> None:
        """Take the task."""
        self.task = task
        self._callers = 0
        # Its last caller may go just when it fails, and never retrieve the error.
        task.add_done_callback(lambda task: task.cancelled() or task.exception())

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled, or is being cancelled."""
        return self.task.cancelled() or bool(self.task.cancelling())

    async def wait(self) -> None:
        """Wait until it has ended, one way or the other."""
        self._callers += 1
        try:
            await asyncio.wait([self.task])
        finally:
            self._callers -= 1
            if not self._callers and not self.task.cancelling():
                self.task.cancel()

"""Runs what a script of this folder is about, until it is done or is to end."""

import asyncio
from collections.abc import Coroutine
import signal
import sys
from typing import Any, Final

from .errors import DemoError

# What a shell returns for what was interrupted.
INTERRUPTED: Final = 130


def run(work: Coroutine[Any, Any, None], if_ended: int = INTERRUPTED) -> int:
    """Do the work and return the exit code; a DemoError is shown as it is.

    Args:
        work: What to do.
        if_ended: The exit code if somebody ended it.
    """
    try:
        asyncio.run(_until_signal(work))
    except DemoError as error:
        print(error, file=sys.stderr)
        return 1
    except asyncio.CancelledError:
        return if_ended
    return 0


async def _until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Do the work; the first signal to end cancels it, a second changes nothing."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end() -> None:
        for number in ends:
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in ends:
        loop.add_signal_handler(number, end)
    await task

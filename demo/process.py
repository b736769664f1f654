"""Home Assistant as a child process."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
import json
import os
from pathlib import Path
import signal
import sys
from typing import Any, Final

from .config_folder import DOMAIN, STAND_INS
from .errors import DemoError

SIMULATED_CLOUD_VARIABLE: Final = "BLINK_THUMBNAIL_SIMULATED_CLOUD"

# "If restart is requested, exits with code 100", says `hass --help`.
RESTART: Final = 100

# Home Assistant gives its own stages of shutdown about a minute in the worst case; the
# demo has nothing that is worth so long a wait.
STOP_SECONDS: Final = 20


@asynccontextmanager
async def home_assistant(
    folder: Path, cloud_url: str
) -> AsyncIterator[HomeAssistantProcess]:
    """Have Home Assistant running; it has ended when this is left."""
    process = HomeAssistantProcess(folder, cloud_url)
    try:
        yield process
    finally:
        await process.stop()


class HomeAssistantProcess:
    """A Home Assistant that is started at once, and anew whenever it asks for that.

    Attributes:
        log: What it says on its standard outputs: its log, and what Python adds to it.
    """

    def __init__(self, folder: Path, cloud_url: str) -> None:
        self.log = folder / "console.log"
        self._folder = folder
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(STAND_INS),
            SIMULATED_CLOUD_VARIABLE: cloud_url,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False
        self._runner = asyncio.create_task(self._run())

    async def while_it_runs[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Return what the work returns; DemoError if Home Assistant ends before."""
        task = asyncio.create_task(work)
        try:
            await asyncio.wait(
                (task, self._runner), return_when=asyncio.FIRST_COMPLETED
            )
            if task.done():
                return task.result()
        finally:
            task.cancel()
            await asyncio.wait((task,))
        code = self._runner.result()
        raise DemoError(f"Home Assistant ended by itself, with exit code {code}.")

    def secrets(self) -> Iterator[str]:
        """Yield the tokens that Home Assistant keeps for the integration."""
        stored = json.loads((self._folder / ".storage/core.config_entries").read_text())
        for entry in stored["data"]["entries"]:
            if entry["domain"] == DOMAIN:
                token = entry["data"]["token"]
                yield token["access_token"]
                yield token["refresh_token"]

    async def stop(self) -> None:
        """Ask Home Assistant to stop, wait for it, and end it if it does not."""
        self._stopping = True
        self._send(signal.SIGTERM)
        _, still_running = await asyncio.wait((self._runner,), timeout=STOP_SECONDS)
        if still_running:
            self._send(signal.SIGKILL)
            await asyncio.wait((self._runner,))

    async def _run(self) -> int:
        """Run Home Assistant until it ends for good; return its exit code."""
        while True:
            # A process group of its own: Ctrl-C in the terminal reaches the demo only,
            # which then takes everything down in order. And no installing: all that
            # is needed is there, so that no start needs a network.
            with self.log.open("a") as log:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    *("-m", "demo.tethered", "--skip-pip", "--log-no-color"),
                    *("--config", str(self._folder)),
                    env=self._environment,
                    # Closed when this process ends, even if it is killed.
                    stdin=asyncio.subprocess.PIPE,
                    stdout=log,
                    stderr=asyncio.subprocess.STDOUT,
                    process_group=0,
                )
            if self._stopping:
                self._send(signal.SIGTERM)
            code = await self._process.wait()
            if code != RESTART or self._stopping:
                return code

    def _send(self, number: signal.Signals) -> None:
        """Send a signal to Home Assistant; all of its group is killed with it."""
        if self._process is None or self._process.returncode is not None:
            return
        if number is signal.SIGKILL:
            os.killpg(self._process.pid, number)
        else:
            self._process.send_signal(number)

"""What is kept of a run: a screenshot of each step, and both logs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
import shutil
from time import monotonic
from typing import Final

from playwright.async_api import Error as PlaywrightError, Page

from demo.config_folder import CHECKOUT
from demo.errors import DemoError
from demo.stage import Stage

FOLDER: Final = CHECKOUT / ".e2e"


class Record:
    """The record of one run, in a folder that is empty at its start."""

    def __init__(self, on: Stage) -> None:
        self._on = on
        self._steps = 0
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()

    @asynccontextmanager
    async def step(self, page: Page, title: str) -> AsyncIterator[None]:
        """Tell of a step and keep how the page looks at its end.

        Raises:
            DemoError: The step failed; it says which one, and why.
        """
        self._steps += 1
        start = monotonic()
        name = f"{self._steps}-{title.lower().replace(' ', '-')}"
        try:
            yield
            await page.screenshot(path=FOLDER / f"{name}.png")
        except Exception as error:
            # The page may be in no state for it, and the reason is told all the same.
            with suppress(PlaywrightError):
                await page.screenshot(path=FOLDER / f"{name}-failed.png")
            raise DemoError(f"Step {self._steps} failed: {title}.\n{error}") from error
        print(f"{self._steps}. {title}: {monotonic() - start:.1f} s", flush=True)

    def keep_logs(self) -> None:
        """Keep what Home Assistant said, and what the cloud was asked."""
        shutil.copy(self._on.process.log, FOLDER / "home-assistant.log")
        (FOLDER / "cloud.log").write_text(_requests(self._on))


def _requests(on: Stage) -> str:
    """Return what the cloud was asked, one request per line."""
    return "".join(
        f"{one.at:.3f} {one.status} {one.method} {one.host}{one.path}\n"
        for one in on.account.cloud.log.requests
    )

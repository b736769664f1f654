"""The browser: the Chromium of the system, without a window."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import shutil
from typing import Final

from playwright.async_api import Page, async_playwright, expect

from demo.errors import DemoError

WIDTH: Final = 1280
HEIGHT: Final = 800

# Seconds for anything to appear: a machine with two busy cores needs some.
PATIENCE: Final = 30


@asynccontextmanager
async def browser_page() -> AsyncIterator[Page]:
    """Have a page of a browser with an empty profile; raise DemoError without one."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise DemoError("There is no chromium on PATH.")
    async with async_playwright() as playwright:
        # Its sandbox does not work for root, nor in most containers.
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        try:
            page = await browser.new_page(
                viewport={"width": WIDTH, "height": HEIGHT},
                color_scheme="light",
                locale="en-US",
                reduced_motion="reduce",
            )
            page.set_default_timeout(PATIENCE * 1000)
            expect.set_options(timeout=PATIENCE * 1000)
            yield page
        finally:
            await browser.close()

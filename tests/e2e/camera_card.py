"""A camera on the dashboard: its picture and its button."""

import base64
from typing import Any, Final

from playwright.async_api import Locator, Page, expect

from blink_cloud import Kind, PictureInfo, read_picture

# What the page shows, and not what Home Assistant has: the bytes of its image element.
_FETCH: Final = """
async (image) => {
  const answer = await fetch(image.src);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}
"""


class CameraCard:
    """The section that the dashboard has for a camera."""

    def __init__(self, page: Page, name: str) -> None:
        self._section: Locator = page.locator(
            "hui-section", has=page.get_by_text(name, exact=True)
        )
        self._image: Locator = self._section.locator("hui-image img")

    async def press(self) -> None:
        """Press the camera's button."""
        await self._section.locator("hui-tile-card").click()

    async def picture(self) -> PictureInfo:
        """Tell which picture is on the screen."""
        content: Any = await self._image.evaluate(_FETCH)
        return read_picture(base64.b64decode(content))

    async def newer_snapshot(self, number: int) -> PictureInfo:
        """Wait until a snapshot with a higher number is on the screen."""
        while True:
            source = await self._image.get_attribute("src")
            info = await self.picture()
            if info.number > number and info.kind is Kind.SNAPSHOT:
                return info
            await expect(self._image).not_to_have_attribute("src", source or "")

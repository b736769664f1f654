"""A camera on the dashboard: its picture, and what stands above it."""

from typing import Final

from playwright.async_api import Locator, Page, expect

from blink_cloud import Kind, PictureInfo

from .shown import shown_picture

# Milliseconds after a press until something must be seen to happen.
AT_ONCE: Final = 1000


class CameraCard:
    """The section that the dashboard has for a camera."""

    def __init__(self, page: Page, name: str) -> None:
        self._section: Locator = page.locator(
            "hui-section", has=page.get_by_text(name, exact=True)
        )
        self._image: Locator = self._section.locator("hui-image img")
        self._badges: Locator = self._section.locator("hui-entity-heading-badge")

    async def press(self) -> None:
        """Tap on the picture."""
        await self._section.locator("hui-picture-entity-card").click()

    async def picture(self) -> PictureInfo:
        """Tell which picture is on the screen."""
        return await shown_picture(self._image)

    async def newer_snapshot(self, number: int) -> PictureInfo:
        """Wait until a snapshot with a higher number is on the screen."""
        while True:
            source = await self._image.get_attribute("src")
            info = await self.picture()
            if info.number > number and info.kind is Kind.SNAPSHOT:
                return info
            await expect(self._image).not_to_have_attribute("src", source or "")

    async def see_status(self, text: str) -> None:
        """See a picture status."""
        await expect(self._badges.last).to_have_text(text)

    async def see_status_at_once(self, text: str) -> None:
        """See a picture status within a second."""
        await expect(self._badges.last).to_have_text(text, timeout=AT_ONCE)

    async def see_age(self, text: str) -> None:
        """See a part of the words for a picture's age."""
        await expect(self._badges.first).to_contain_text(text)

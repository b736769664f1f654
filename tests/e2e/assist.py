"""Assist's dialog in the browser."""

from typing import Final

from playwright.async_api import Page, expect

from demo.check import expose
from demo.stage import Stage

# What it says when there is a new picture.
UPDATED: Final = "The new picture of {camera} is ready."


async def ask_assist(on: Stage, page: Page, image: str, sentence: str) -> None:
    """Expose a camera's image, and type a sentence to Assist where the page is."""
    await expose(on.home, image)
    await page.reload()
    # It has a key on every page.
    dashboard = page.locator("hui-root")
    await expect(dashboard).to_be_attached()
    await page.keyboard.press("a")
    box = page.locator("ha-assist-chat").get_by_role("textbox")
    await box.fill(sentence)
    await box.press("Enter")


async def hear(page: Page, answer: str) -> None:
    """Wait for Assist's answer."""
    chat = page.locator("ha-assist-chat")
    await expect(chat.get_by_text(answer, exact=True)).to_be_visible()

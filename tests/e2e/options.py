"""The options dialog: who may look at pictures."""

from typing import Final

from playwright.async_api import Page, expect

from demo.client import HomeAssistantClient
from demo.config_folder import DOMAIN

from .sign_in import close, submit

# Stands in for an AI, of which only this is asked before somebody wants it to look.
_AI: Final = "ai_task.my_ai"
_AI_NAME: Final = "My AI"
_GENERATES_DATA_WITH_ATTACHMENTS: Final = 3


async def choose_who_may_look(home: HomeAssistantClient, page: Page, url: str) -> None:
    """Read what happens to pictures, choose an AI, and find it chosen later."""
    await page.goto(f"{url}/config/integrations/integration/{DOMAIN}")
    await _configure(page)
    await expect(page.get_by_text("No AI task entity accepts")).to_be_visible()
    await close(page)
    await home.post(
        f"/api/states/{_AI}",
        state="unknown",
        attributes={
            "friendly_name": _AI_NAME,
            "supported_features": _GENERATES_DATA_WITH_ATTACHMENTS,
        },
    )
    await _configure(page)
    await expect(
        page.get_by_text("Without a choice, no picture is sent")
    ).to_be_visible()
    await expect(page.get_by_text("sent to the provider of that AI")).to_be_visible()
    picker = page.locator("ha-entity-picker")
    await expect(picker).not_to_contain_text(_AI_NAME)
    await picker.click()
    await page.get_by_text(_AI_NAME).last.click()
    await submit(page)
    await close(page, "Finish")
    await page.reload()
    await _configure(page)
    await expect(picker).to_contain_text(_AI_NAME)


async def _configure(page: Page) -> None:
    """Open the dialog of the only entry."""
    await page.get_by_role("button", name="Configure").first.click()

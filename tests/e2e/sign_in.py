"""The config flow, as a person goes through it."""

from playwright.async_api import Page

from blink_cloud import DEMO_CODE, DEMO_EMAIL, DEMO_PASSWORD


async def open_add_dialog(page: Page, url: str) -> None:
    """Choose the integration among all that can be added."""
    await page.goto(f"{url}/config/integrations/dashboard")
    await page.get_by_text("Add integration").click()
    await page.get_by_placeholder("Search for a brand name").fill("Blink Thumb")
    await page.get_by_text("Blink Thumbnail").click()


async def sign_in(page: Page) -> None:
    """Choose to sign in; type e-mail address, password and code."""
    await page.get_by_text("Sign in to Blink", exact=True).click()
    # The names by which a browser's password manager finds the fields.
    await page.locator("input[autocomplete=username]").fill(DEMO_EMAIL)
    await page.locator("input[autocomplete=current-password]").fill(DEMO_PASSWORD)
    await _submit(page)
    await page.locator("input[autocomplete=one-time-code]").fill(DEMO_CODE)
    await _submit(page)


async def _submit(page: Page) -> None:
    """Send the form that is open."""
    await page.get_by_role("button", name="Submit").click()

"""The config flow, as a person goes through it."""

from playwright.async_api import Page, expect

from blink_cloud import DEMO_CODE, DEMO_EMAIL, DEMO_PASSWORD


async def open_add_dialog(page: Page, url: str) -> None:
    """Choose the integration among all that can be added."""
    await page.goto(f"{url}/config/integrations/dashboard")
    await page.get_by_text("Add integration").click()
    await page.get_by_placeholder("Search for a brand name").fill("Blink Thumb")
    await page.get_by_text("Blink Thumbnail").click()


async def sign_in(page: Page) -> None:
    """Choose to sign in; send e-mail address, password and code."""
    await fill_in(page)
    await submit(page)
    await send_code(page)


async def fill_in(page: Page) -> None:
    """Choose to sign in, and type e-mail address and password."""
    await page.get_by_text("Sign in to Blink", exact=True).click()
    # The names by which a browser's password manager finds the fields.
    await page.locator("input[autocomplete=username]").fill(DEMO_EMAIL)
    await page.locator("input[autocomplete=current-password]").fill(DEMO_PASSWORD)


async def send_code(page: Page) -> None:
    """Type and send the code."""
    await page.locator("input[autocomplete=one-time-code]").fill(DEMO_CODE)
    await submit(page)


async def submit(page: Page) -> None:
    """Send the form that is open."""
    await page.get_by_role("button", name="Submit").click()


async def finish(page: Page) -> None:
    """Leave the new devices as they are, and see the account."""
    await page.get_by_role("button", name="Skip and finish").click()
    await expect(page.get_by_text("Home, Kitchen, Workshop")).to_be_visible()


async def close(page: Page, button: str = "Close") -> None:
    """Close the dialog, and wait until it has gone back in the page's history."""
    await page.get_by_role("button", name=button).last.click()
    # Back comes a moment after the dialog is out of sight, and would end the loading
    # of the next page.
    await page.wait_for_function("!history.state?.dialog")

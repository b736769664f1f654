"""A notification with a picture, and the picture's own address on a phone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from playwright.async_api import Page, expect

from blink_cloud import PictureInfo, read_picture
from demo.errors import DemoError


async def read_notification(page: Page, text: str) -> str:
    """Open the notifications where the page is; return the picture's address in one."""
    await page.get_by_text("Notifications", exact=True).click()
    drawer = page.locator("notification-drawer")
    await expect(drawer.get_by_text(text)).to_be_visible()
    picture = drawer.locator("img[src*=authSig]")
    await expect(picture).to_be_visible()
    address: str = await picture.evaluate("picture => picture.src")
    return address


@asynccontextmanager
async def phone_page(page: Page) -> AsyncIterator[Page]:
    """Have a page of a phone on which nobody is signed in."""
    browser = page.context.browser
    if browser is None:
        raise DemoError("The browser has ended.")
    phone = await browser.new_context(viewport={"width": 390, "height": 844})
    try:
        yield await phone.new_page()
    finally:
        await phone.close()


async def open_address(phone: Page, address: str) -> PictureInfo:
    """Open a picture by its own address, which opens nothing else; tell which it is."""
    path, _, signature = address.partition("?")
    for other in (path, f"{path.replace('.jpg', '0.jpg')}?{signature}", address[:-9]):
        refused = await phone.goto(other)
        if refused is None or refused.status != HTTPStatus.UNAUTHORIZED:
            raise DemoError(f"{other} is open to everybody.")
    opened = await phone.goto(address)
    if opened is None or opened.headers["content-type"] != "image/jpeg":
        raise DemoError("The address opens no picture.")
    return read_picture(await opened.body())

"""The pictures of the README and of docs/, made by the thing itself."""

import io
from typing import Final

from PIL import Image
from playwright.async_api import Page, expect

from demo.arrange import make_dashboard
from demo.cameras import FIRST
from demo.config_folder import CHECKOUT
from demo.dashboard import URL_PATH
from demo.stage import Stage
from demo.trouble import OFFLINE

from .assist import UPDATED, ask_assist, hear
from .camera_card import CameraCard
from .sign_in import fill_in, finish, open_add_dialog, send_code, submit

DOCS: Final = CHECKOUT / "docs"


async def take_screenshots(on: Stage, page: Page) -> None:
    """Take all of them on the way from adding the account to a new picture."""
    await open_add_dialog(page, on.url)
    await fill_in(page)
    await _keep(page, "sign-in", width=900, height=600)
    await submit(page)
    await send_code(page)
    await finish(page)

    await make_dashboard(on.home)
    await page.goto(f"{on.url}/{URL_PATH}")
    front_door, offline = CameraCard(page, FIRST), CameraCard(page, OFFLINE)
    before = await front_door.picture()
    await front_door.press()
    await front_door.newer_snapshot(before.number)
    await offline.press()
    await offline.see_status("Offline")
    await _open(page, f"{on.url}/{URL_PATH}/cameras")
    await _keep(page, "dashboard", width=1280, height=900)
    await _open(page, f"{on.url}/{URL_PATH}/wall")
    await _keep(page, "wall", width=1400, height=560)
    await page.set_viewport_size({"width": 390, "height": 1000})
    await _open(page, f"{on.url}/{URL_PATH}/wall")
    await _keep(page, "phone", width=390, height=1000)
    await page.set_viewport_size({"width": 1280, "height": 820})
    await _open(page, f"{on.url}/security")
    await _keep(page, "security", width=1280, height=820)

    await page.goto(f"{on.url}/config/devices/dashboard")
    await page.get_by_text(FIRST, exact=True).click()
    # The activity comes last.
    await expect(page.locator("ha-logbook").get_by_text("Taking")).to_be_visible()
    await _keep(page, "device", width=1280, height=820)

    await page.set_viewport_size({"width": 900, "height": 640})
    await _open(page, f"{on.url}/{URL_PATH}/cameras")
    sentence = f"Take a picture of the {FIRST.lower()}"
    await ask_assist(on, page, "image.front_door", sentence)
    await hear(page, UPDATED.format(camera=FIRST))
    await _keep(page, "assist", width=900, height=640)


async def _open(page: Page, url: str) -> None:
    """Open a page anew, and wait for its pictures."""
    await page.goto(url)
    await page.reload()
    await expect(page.locator("hui-image img").last).to_be_attached()


async def _keep(page: Page, name: str, width: int, height: int) -> None:
    """Write a picture with the 256 colours that suit it, which spares most bytes."""
    await page.set_viewport_size({"width": width, "height": height})
    await page.mouse.move(0, 0)
    await page.wait_for_load_state("networkidle")
    content = await page.screenshot(animations="disabled")
    with Image.open(io.BytesIO(content)) as image:
        image.convert("RGB").quantize(256).save(DOCS / f"{name}.png", optimize=True)

"""The story: from adding the account to signing in anew."""

from typing import Final

from playwright.async_api import Page, expect

from blink_cloud import Camera
from demo.arrange import make_dashboard
from demo.check import end_cleanly
from demo.config_folder import DOMAIN
from demo.dashboard import URL_PATH
from demo.errors import DemoError
from demo.stage import Stage

from .camera_card import CameraCard
from .record import Record
from .sign_in import open_add_dialog, sign_in

CLIP_SECONDS: Final = 6


class Story:
    """What a person does and sees, step by step."""

    def __init__(self, on: Stage, page: Page, record: Record) -> None:
        self._on = on
        self._page = page
        self._step = record.step

    async def run(self) -> None:
        """Go through all of it; DemoError at the first thing that is not as it should.

        The page is closed at its end.
        """
        async with self._step("Add the account"):
            await self._add_the_account()
        async with self._step("See the cameras"):
            await self._see_the_cameras()
        async with self._step("Press a button"):
            await self._press_a_button()
        async with self._step("Press while it records"):
            await self._press_while_it_records()
        async with self._step("Press one that is offline"):
            await self._press_one_that_is_offline()
        async with self._step("Run the action"):
            await self._run_the_action()
        async with self._step("Sign in anew"):
            await self._sign_in_anew()
        # Home Assistant's shutdown would wait for the page.
        await self._page.close()
        await end_cleanly(self._on)

    async def _add_the_account(self) -> None:
        await open_add_dialog(self._page, self._on.url)
        await sign_in(self._page)
        await expect(self._page.get_by_text("Success!")).to_be_visible()

    async def _see_the_cameras(self) -> None:
        """Every camera is a device, with its picture on its page."""
        page = self._page
        await page.goto(f"{self._on.url}/config/devices/dashboard?domain={DOMAIN}")
        for camera in self._on.account.cameras:
            await expect(
                page.get_by_text(camera.name, exact=True).first
            ).to_be_visible()

    async def _press_a_button(self) -> None:
        """The picture on the screen becomes a newer one, without a reload."""
        await make_dashboard(self._on.home)
        await self._page.goto(f"{self._on.url}/{URL_PATH}")
        await self._page.evaluate("window.notReloaded = true")
        card = CameraCard(self._page, "Front door")
        before = await card.picture()
        await card.press()
        await card.newer_snapshot(before.number)
        if not await self._page.evaluate("window.notReloaded"):
            raise DemoError("The page was loaded anew.")

    async def _press_while_it_records(self) -> None:
        """The press waits for the clip, and then takes a picture of its own."""
        card = CameraCard(self._page, "Driveway")
        before = await card.picture()
        clip = self._camera("Driveway").record_clip(seconds=CLIP_SECONDS)
        await card.press()
        # The clip's own thumbnail comes between.
        after = await card.newer_snapshot(before.number)
        if after.taken_at < clip.moment(clip.ends_at):
            raise DemoError("The picture was taken while the camera recorded.")

    async def _press_one_that_is_offline(self) -> None:
        self._camera("Back yard").online = False
        await CameraCard(self._page, "Back yard").press()
        await expect(self._page.locator("ha-toast")).to_contain_text(
            "Back yard is offline. Check its battery, its Wi-Fi and its sync module"
        )

    async def _run_the_action(self) -> None:
        page = self._page
        await page.goto(f"{self._on.url}/config/developer-tools/action")
        await page.get_by_text("Go to YAML mode").click()

    async def _sign_in_anew(self) -> None:
        self._on.account.revoke_access_tokens()
        self._on.account.revoke_refresh_tokens()

    def _camera(self, name: str) -> Camera:
        """Return the camera with a name, at Blink's end."""
        return next(one for one in self._on.account.cameras if one.name == name)

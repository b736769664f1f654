"""The story: from adding the account to signing in anew."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from typing import Final

from playwright.async_api import Page, expect

from blink_cloud import Camera, PictureInfo
from demo.arrange import USER, make_dashboard
from demo.config_folder import DOMAIN
from demo.dashboard import URL_PATH
from demo.errors import DemoError
from demo.stage import Stage

from .assist import UPDATED, ask_assist, hear
from .automations import automate, have_run
from .camera_card import CameraCard
from .notification import open_address, phone_page, read_notification
from .options import choose_who_may_look
from .record import Record
from .shown import shown_picture
from .sign_in import close, finish, open_add_dialog, sign_in

CLIP_SECONDS: Final = 6

AREA: Final = "Garden"

ACTION: Final = """\
action: blink_thumbnail.update_thumbnail
target:
  device_id: {network}
  exclude:
    entity_id: image.workbench
"""


class Story:
    """What a person does and sees, step by step."""

    def __init__(self, on: Stage, page: Page, record: Record) -> None:
        self._on = on
        self._page = page
        self._record = record

    async def run(self) -> None:
        """Go through all of it; DemoError where something is not as it should be."""
        async with self._step("Add the account"):
            await self._add_the_account()
        async with self._step("See the cameras"):
            await self._see_the_cameras()
        async with self._step("See them without a dashboard"):
            await self._see_them_without_a_dashboard()
        async with self._step("Make automations"):
            await automate(self._on.home, self._page, self._on.url)
        async with self._step("Take a picture"):
            await self._take_a_picture()
        async with self._step("Press while it records"):
            await self._press_while_it_records()
        async with self._step("Press one that is offline"):
            await self._press_one_that_is_offline()
        async with self._step("Read the notification"):
            address = await self._read_the_notification()
        async with (
            phone_page(self._page) as phone,
            self._record.step(phone, "Open its picture on a phone"),
        ):
            await self._open_its_picture(phone, address)
        async with self._step("Read the activity"):
            await self._read_the_activity()
        async with self._step("Browse the pictures"):
            await self._browse_the_pictures()
        async with self._step("Run the action"):
            await self._run_the_action()
        async with self._step("Ask Assist"):
            await self._ask_assist()
        async with self._step("Choose who may look"):
            await choose_who_may_look(self._on.home, self._page, self._on.url)
        async with self._step("Lose the sign-in"):
            await self._lose_the_sign_in()
        async with self._step("Sign in anew"):
            await self._sign_in_anew()

    async def _add_the_account(self) -> None:
        """All it takes is the e-mail address, the password and the code."""
        # Between this sign-in and the next one lie days, not the minute that Blink
        # wants between two codes.
        self._on.account.cloud.settings.next_code_seconds = 1
        page = self._page
        await open_add_dialog(page, self._on.url)
        await sign_in(page)
        await finish(page)

    async def _see_the_cameras(self) -> None:
        """All are in the list of devices, and one has a page with a button."""
        page = self._page
        await page.goto(f"{self._on.url}/config/devices/dashboard?domain={DOMAIN}")
        rows = page.locator("ha-data-table [role=row]")
        for camera in self._on.account.cameras:
            name = page.get_by_text(camera.name, exact=True)
            await expect(rows.filter(has=name).first).to_be_visible()
        await page.get_by_text("Front door", exact=True).click()
        await expect(page.get_by_text("Video Doorbell (lotus)")).to_be_visible()
        await expect(page.get_by_text("Take picture")).to_be_visible()

    async def _see_them_without_a_dashboard(self) -> None:
        """The dashboards that Home Assistant makes itself show their pictures."""
        home = self._on.home
        area = await home.command("config/area_registry/create", name=AREA)
        for device in await home.command("config/device_registry/list"):
            if device["name"] == AREA:
                await home.command(
                    "config/device_registry/update",
                    device_id=device["id"],
                    area_id=area["area_id"],
                )
        await self._page.goto(f"{self._on.url}/home/areas-{area['area_id']}")
        await self._see_picture("Garden")
        await self._page.goto(f"{self._on.url}/security")
        for camera in self._on.account.cameras:
            await self._see_picture(camera.name)

    async def _take_a_picture(self) -> None:
        """The picture on the screen becomes a newer one, without a reload."""
        await make_dashboard(self._on.home)
        await self._open_dashboard()
        await self._page.evaluate("window.notReloaded = true")
        await self._press("Front door", sees=("Taking",))
        if not await self._page.evaluate("window.notReloaded"):
            raise DemoError("The page was loaded anew.")

    async def _press_while_it_records(self) -> None:
        """The press waits for the clip, and then takes a picture of its own."""
        clip = self._camera("Driveway").record_clip(seconds=CLIP_SECONDS)
        after = await self._press("Driveway", sees=("Waiting for the camera", "Taking"))
        if after.taken_at < clip.moment(clip.ends_at):
            raise DemoError("The picture was taken while the camera recorded.")
        requests = self._on.account.cloud.log.requests
        if not any(one.status == HTTPStatus.CONFLICT for one in requests):
            raise DemoError("The camera had stopped recording before the press.")

    async def _press_one_that_is_offline(self) -> None:
        """The toast says why there is no picture, and the card when it has gone."""
        self._camera("Back yard").online = False
        card = CameraCard(self._page, "Back yard")
        await card.press()
        await self._see_toast(
            "Back yard is offline. Check its battery or power supply, its Wi-Fi"
        )
        await expect(self._page.locator("ha-toast .message")).to_be_hidden()
        await card.see_status("Offline")
        await card.see_age("hours ago")

    async def _read_the_notification(self) -> str:
        """Both automations have run, and one shows what the front door sees instead."""
        await have_run(self._on.home)
        return await read_notification(self._page, "The back yard cannot be seen.")

    async def _open_its_picture(self, phone: Page, address: str) -> None:
        """Who is not signed in sees this one picture by its own address."""
        info = await open_address(phone, address)
        shown = self._camera("Front door").shown
        if shown is None or (info.camera, info.number) != ("Front door", shown.number):
            raise DemoError(f"The address opens picture {info}.")

    async def _read_the_activity(self) -> None:
        """It says who has asked for the picture, and why there is none."""
        await self._page.goto(f"{self._on.url}/logbook")
        entries = self._page.locator("ha-logbook-renderer .entry-container")
        for camera, status in (
            ("Back yard", "Offline"),
            ("Driveway", "Waiting for the camera"),
            ("Driveway", "Updated"),
        ):
            entry = entries.filter(has_text="Picture status").filter(has_text=camera)
            await expect(entry.filter(has_text=status)).to_contain_text(
                USER.capitalize()
            )

    async def _browse_the_pictures(self) -> None:
        """The media browser has the pictures of a camera, and a click shows one."""
        page = self._page
        await page.goto(f"{self._on.url}/media-browser")
        browser = page.locator("ha-media-player-browse")
        for folder in ("Blink Thumbnail", "Driveway"):
            await browser.locator(".title", has_text=folder).click()
        # Their titles are times, the newest first.
        await browser.locator(".title", has_text=":").first.click()
        info = await shown_picture(
            page.locator("hui-dialog-web-browser-play-media img")
        )
        shown = self._camera("Driveway").shown
        if shown is None or (info.camera, info.number) != ("Driveway", shown.number):
            raise DemoError(f"The media browser shows picture {info}.")

    async def _run_the_action(self) -> None:
        """The developer tools show what the action answers for a network's cameras."""
        page = self._page
        devices = await self._on.home.command("config/device_registry/list")
        network = next(one["id"] for one in devices if one["name"] == "Workshop")
        await page.goto(f"{self._on.url}/config/tools/action")
        await page.get_by_text("YAML mode").click()
        await page.locator(".cm-content").click()
        await page.keyboard.press("Control+A")
        await page.keyboard.insert_text(ACTION.format(network=network))
        await page.get_by_role("button", name="Perform action").click()
        response = page.locator("ha-card", has_text="Response").locator(".cm-content")
        await expect(response).to_contain_text("image.workshop_path:")
        await expect(response).to_contain_text("status: updated")
        await expect(response).not_to_contain_text("image.workbench")

    async def _ask_assist(self) -> None:
        """Assist takes a picture for a sentence, and says so when it is there."""
        await self._open_dashboard()
        card = CameraCard(self._page, "Front door")
        before = await card.picture()
        sentence = "Take a picture of the front door"
        await ask_assist(self._on, self._page, "image.front_door", sentence)
        await hear(self._page, UPDATED.format(camera="Front door"))
        await card.newer_snapshot(before.number)
        await self._page.keyboard.press("Escape")

    async def _lose_the_sign_in(self) -> None:
        """The toast says what is wrong, and a repair and a card ask to mend it."""
        self._on.account.revoke_access_tokens()
        self._on.account.revoke_refresh_tokens()
        await self._open_dashboard()
        await CameraCard(self._page, "Front door").press()
        await self._see_toast("Blink wants you to sign in again")
        await self._page.goto(f"{self._on.url}/config/repairs")
        await expect(self._page.get_by_text("Authentication expired")).to_be_visible()
        await self._page.goto(f"{self._on.url}/config/integrations/dashboard")
        await expect(self._page.get_by_text("Reconfigure")).to_be_visible()

    async def _sign_in_anew(self) -> None:
        """The card goes, and a button takes a picture again."""
        page = self._page
        await page.get_by_text("Reconfigure").click()
        await expect(page.get_by_text("Blink wants a new sign-in")).to_be_visible()
        await sign_in(page)
        await expect(
            page.get_by_text("Re-authentication was successful")
        ).to_be_visible()
        await close(page)
        await expect(page.get_by_text("Reconfigure")).to_be_hidden()
        await self._open_dashboard()
        await self._press("Front door")

    async def _open_dashboard(self) -> None:
        """Load the page of the dashboard."""
        await self._page.goto(f"{self._on.url}/{URL_PATH}")

    async def _press(self, name: str, sees: Sequence[str] = ()) -> PictureInfo:
        """Tap on a camera's picture and see it become a newer snapshot.

        Args:
            name: The camera's.
            sees: The first statuses that are seen, the very first of them at once.
        """
        card = CameraCard(self._page, name)
        before = await card.picture()
        await card.press()
        if sees:
            await card.see_status_at_once(sees[0])
        for status in sees[1:]:
            await card.see_status(status)
        after = await card.newer_snapshot(before.number)
        await card.see_status("Updated")
        await card.see_age("second")
        return after

    async def _see_picture(self, name: str) -> None:
        """See the picture that Blink has of a camera, which a card draws."""
        entity_id = f"camera.{name.lower().replace(' ', '_')}_still_picture"
        image = self._page.locator(f"hui-image img[src*='{entity_id}?']")
        info = await shown_picture(image)
        shown = self._camera(name).shown
        if shown is None or info.number != shown.number or info.camera != name:
            raise DemoError(f"The page shows picture {info} for {name}.")

    async def _see_toast(self, text: str) -> None:
        """See a text at the bottom of the page."""
        toast = self._page.locator("ha-toast .message")
        await expect(toast).to_contain_text(text)

    def _step(self, title: str) -> AbstractAsyncContextManager[None]:
        """Begin a step."""
        return self._record.step(self._page, title)

    def _camera(self, name: str) -> Camera:
        """Return the camera with a name, at Blink's end."""
        return next(one for one in self._on.account.cameras if one.name == name)

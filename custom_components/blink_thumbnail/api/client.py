"""BlinkClient: one method for one endpoint of Blink's REST hosts."""

import asyncio
from http import HTTPStatus
from math import inf
from typing import Final

from aiohttp import ClientSession

from . import endpoints
from .camera import Camera
from .camera_clocks import CameraClocks
from .clock import BlinkClock
from .codes import TOO_FAST_SECONDS, error_for
from .command_times import CommandTimes
from .errors import (
    AnswerLostError,
    BadAnswerError,
    BadPictureError,
    BlinkConnectionError,
    BlinkError,
    RefusedError,
)
from .homescreen import Homescreen
from .http import Answer
from .models import Account, Command
from .rest import AccessTokenSource, Rest, message
from .shared_task import SharedTask
from .traffic import RequestKind, Traffic

# Seconds. A tier that fails is in doubt once for each poll, not at every request.
_TIER_AGE: Final = 240.0

# Seconds between two homescreens of an account.
_HOMESCREEN_GAP: Final = 0.5

# For an account, side by side: all its cameras at once are no reason to be noticed.
_POSTS: Final = 8
_DOWNLOADS: Final = 4


class BlinkClient:
    """Blink's cloud for one account.

    Every method raises BlinkAuthError if no access token is available any more,
    BlinkConnectionError if Blink does not answer, BadAnswerError if it answers
    nonsense, CoolingDownError if it wants a pause, RefusedError if it refuses, and
    AppOutdatedError if it wants another app.
    """

    def __init__(
        self,
        session: ClientSession,
        access_token: AccessTokenSource,
        traffic: Traffic,
        account: Account | None = None,
    ) -> None:
        """Take a session, a source of access tokens, and the account if it is known.

        Without an account only `find_account` works, and it fills it in. `requests`
        counts what is sent, and `accepted` the commands among it that Blink took.
        """
        self._rest = Rest(session, access_token, traffic)
        self.requests = traffic.requests
        self.accepted = traffic.accepted
        self.notes = traffic.notes
        self._traffic = traffic
        self.command_times = CommandTimes()
        self.camera_clocks = CameraClocks()
        self._account = account
        self._homescreen: Homescreen | None = None
        self._reading: SharedTask[Homescreen] | None = None
        self._reading_at = -inf
        self._posts = asyncio.Semaphore(_POSTS)
        self._downloads = asyncio.Semaphore(_DOWNLOADS)

    @property
    def account(self) -> Account:
        """The account that the access token belongs to."""
        if self._account is None:
            raise RuntimeError("The account is not known yet")
        return self._account

    @property
    def clock(self) -> BlinkClock:
        """Blink's clock."""
        return self._traffic.clock

    @property
    def last_homescreen(self) -> Homescreen | None:
        """The newest homescreen that was read."""
        return self._homescreen

    async def find_account(
        self, gateways: tuple[str, ...] = endpoints.GATEWAY_TIERS
    ) -> Account:
        """Ask which account the token belongs to and which tier serves it.

        The gateway of a wrong region answers 406 (facts: section 3).
        """
        for tier in gateways:
            answer = await self._rest.request(
                RequestKind.TIER_INFO,
                "GET",
                endpoints.address(endpoints.rest_host(tier), endpoints.TIER_INFO_PATH),
            )
            if answer.status != HTTPStatus.NOT_ACCEPTABLE:
                break
        self._account = Account.from_json(self._rest.read_object(answer))
        return self._account

    async def get_homescreen(self, since: float | None = None) -> Homescreen:
        """Return a homescreen that was asked for at `since` or later, else from now on.

        `since` is in seconds of the event loop's clock. Callers share what they can,
        a failure too, and all of them together ask twice a second at the most.
        """
        now = asyncio.get_running_loop().time()
        reading = self._reading
        if (
            reading is None
            or reading.is_cancelled
            or self._reading_at < (now if since is None else since)
            or (since is None and reading.task.done())
        ):
            self._reading_at = max(now, self._reading_at + _HOMESCREEN_GAP)
            reading = self._reading = SharedTask(
                asyncio.create_task(self._read_homescreen(self._reading_at))
            )
        await reading.wait()
        return reading.task.result()

    async def _read_homescreen(self, asked_at: float) -> Homescreen:
        """Read the state of the account (facts: section 4).

        Where its tier does not serve it, another tier may do so now: that is followed.
        """
        await asyncio.sleep(asked_at - asyncio.get_running_loop().time())
        answer = await self._ask_for_homescreen()
        self._rest.raise_for_status(answer)
        homescreen = Homescreen.parse(
            answer.read_object(),
            self.account,
            asked_at=asked_at,
            read_at=self.clock.now(),
            date=answer.date,
        )
        self.notes.see_thumbnails(self._homescreen, homescreen)
        # Two requests can overtake each other: what was asked for later is newer.
        if self._homescreen is None or self._homescreen.asked_at <= asked_at:
            self._homescreen = homescreen
        return homescreen

    async def _ask_for_homescreen(self) -> Answer:
        """Ask the account's tier for the homescreen, or the one that it moved to."""
        kind, path = RequestKind.HOMESCREEN, endpoints.homescreen_path(self.account)
        tier = self.account.tier
        gateways: tuple[str, ...] = endpoints.GATEWAY_TIERS
        try:
            answer = await self._request(kind, "GET", path)
        except BlinkConnectionError:
            if not await self._has_moved(tier, gateways):
                raise
        else:
            if answer.is_from_edge:
                # It may be the edge that turns us away: one gateway tells.
                gateways = gateways[:1]
            elif answer.status < HTTPStatus.BAD_REQUEST or answer.asks_for_pause:
                return answer
            if not await self._has_moved(tier, gateways):
                return answer
        return await self._request(kind, "GET", path)

    async def _has_moved(self, tier: str, gateways: tuple[str, ...]) -> bool:
        """Return if another tier serves the account now; ask once in a while."""
        async with self._traffic.tier_lock:
            known, now = self.account, asyncio.get_running_loop().time()
            if known.tier != tier or now - self._traffic.tier_asked_at < _TIER_AGE:
                return known.tier != tier
            try:
                found = await self.find_account(gateways)
            except BlinkError:
                found = known
            self._traffic.tier_asked_at = now
            self._account = found if found.account_id == known.account_id else known
            return self._account.tier != tier

    async def request_snapshot(
        self, camera: Camera, under_way: asyncio.Lock | None = None
    ) -> Command:
        """Command a camera to take a snapshot (facts: section 5).

        `under_way` is locked while Blink may have the command and has not answered.

        Raises:
            BusyError: The camera's network is busy; nothing was done.
            AnswerLostError: Blink may or may not have taken the command.
        """
        path = endpoints.thumbnail_path(self.account, camera)
        async with self._posts:
            posted_at = asyncio.get_running_loop().time()
            try:
                answer = await self._request(
                    RequestKind.THUMBNAIL, "POST", path, under_way
                )
            except BadAnswerError as err:
                raise AnswerLostError from err
        code = answer.codes.get("code")
        if (
            answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            and not error_for(code)
            and code not in TOO_FAST_SECONDS
        ):
            if answer.asks_for_pause:
                self._rest.start_pause(answer)
            words = message(answer.data) or f"HTTP {answer.status}"
            raise AnswerLostError(words, answer.codes)
        self._rest.raise_for_status(answer)
        try:
            data = self._rest.read_object(answer)
        except BadAnswerError as err:
            # Blink said yes, and then nothing that can be read.
            raise AnswerLostError from err
        command = Command.accepted(data, camera.network_id, posted_at)
        if command is None:
            raise RefusedError(message(data) or f"HTTP {answer.status}", answer.codes)
        self.accepted.add(RequestKind.THUMBNAIL)
        return command

    async def get_command(self, command: Command) -> Command:
        """Ask how far a command is (facts: section 6)."""
        path = endpoints.command_path(command.network_id, command.command_id)
        answer = await self._request(RequestKind.COMMAND, "GET", path)
        return command.with_status(self._rest.read_object(answer))

    async def finish_command(self, command: Command) -> None:
        """Tell Blink that nobody waits for a command any more."""
        path = endpoints.command_path(command.network_id, command.command_id)
        answer = await self._request(RequestKind.COMMAND, "POST", f"{path}/done/")
        self._rest.raise_for_status(answer)

    async def get_picture(self, thumbnail: str) -> bytes:
        """Download a thumbnail's JPEG (facts: section 8).

        Raises:
            BadPictureError: What came is not a whole JPEG, or too large for one.
        """
        url = endpoints.picture_address(self.account, thumbnail)
        async with self._downloads:
            try:
                answer = await self._rest.request(RequestKind.PICTURE, "GET", url)
            except BadAnswerError as err:
                raise BadPictureError(err.message) from err
        # A picture that is denied says nothing about the account.
        self._rest.raise_for_status(answer, is_of_account=False)
        if (jpeg := answer.jpeg) is None:
            length = len(answer.body)
            codes = {**answer.codes, "bytes": length}
            raise BadPictureError(f"{length} bytes", codes)
        return jpeg

    async def _request(
        self,
        kind: RequestKind,
        method: str,
        path: str,
        under_way: asyncio.Lock | None = None,
    ) -> Answer:
        """Send a request to the host of the account's tier."""
        url = endpoints.address(endpoints.rest_host(self.account.tier), path)
        return await self._rest.request(kind, method, url, under_way)

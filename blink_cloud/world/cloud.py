"""The cloud itself: its accounts, clocks, faults and records."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
import time

from blink_cloud.wire.endpoints import Endpoint
from blink_cloud.wire.faults import Fault, FaultBook, FaultOrder
from blink_cloud.wire.request_log import Request, RequestLog
from blink_cloud.wire.settings import Settings

from .account import Account
from .camera import Camera
from .commands import Command
from .sessions import Sessions
from .tokens import Tokens

COMMANDS_KEPT = 1000
DEFAULT_PASSWORD = "correct-horse-battery"


class BlinkCloud:
    """Blink's cloud in a box; it lives in the event loop that serves it.

    Attributes:
        settings: How it behaves; may be changed at any time.
        random: The only source of chance.
        clock_offset: How far Blink's clock is ahead of the caller's.
        accounts: All accounts.
        tokens: Their tokens.
        sessions: Their sign-ins in progress.
        faults: What is ordered to go wrong.
        log: What was asked.
    """

    def __init__(
        self, settings: Settings | None = None, *, random: Random | None = None
    ) -> None:
        """Build an empty cloud; the same `random` gives the same ids."""
        self.settings = settings or Settings()
        self.random = random or Random()
        self.clock_offset = timedelta()
        self.accounts: list[Account] = []
        self.tokens = Tokens(self)
        self.sessions = Sessions(self)
        self.faults = FaultBook()
        self.log = RequestLog()
        self._commands: dict[int, Command] = {}
        self._last_id = self.random.randrange(100_000, 400_000)

    def now(self) -> datetime:
        """Blink's wall clock, in UTC."""
        # As the time module tells it, which a benchmark lets leap.
        return datetime.fromtimestamp(time.time(), UTC) + self.clock_offset

    def time(self) -> float:
        """Seconds on the running event loop's clock, which all durations follow."""
        try:
            return asyncio.get_running_loop().time()
        except RuntimeError:
            # A cloud may be furnished before the loop that serves it runs.
            return time.monotonic()

    def new_id(self) -> int:
        """An id that nothing else in this cloud has."""
        self._last_id += self.random.randrange(7, 900)
        return self._last_id

    def new_serial(self, prefix: str = "G8") -> str:
        """A serial number like those on devices."""
        letters = "0123456789ABCDEFGHJKLMNPQRSTUVWX"
        return prefix + "".join(self.random.choices(letters, k=14))

    def add_account(
        self,
        *,
        email: str,
        password: str = DEFAULT_PASSWORD,
        second_factor: bool = True,
        tier: str = "e008",
    ) -> Account:
        """Open an account.

        Args:
            email: Its address.
            password: Its password.
            second_factor: Whether a sign-in wants a code beside the password;
                `account.codes` has the codes that were sent.
            tier: The tier that serves it; assign `account.tier` to move it.
        """
        account = Account(self, email=email, password=password, tier=tier)
        account.second_factor = second_factor
        self.accounts.append(account)
        return account

    def find_account(self, email: str) -> Account | None:
        """The account with this e-mail address; case does not matter."""
        wanted = email.casefold()
        return next(
            (one for one in self.accounts if one.email.casefold() == wanted), None
        )

    def keep_command(self, command: Command) -> None:
        """Make a command known by its id; the oldest are forgotten."""
        self._commands[command.id] = command
        while len(self._commands) > COMMANDS_KEPT:
            del self._commands[next(iter(self._commands))]

    def find_command(self, command_id: int) -> Command | None:
        """The command with this id, as it stands now."""
        if command := self._commands.get(command_id):
            command.camera.network.settle()
            # A camera that was removed is no longer in its network.
            command.camera.own_queue.settle(self.time())
        return command

    def fault(
        self,
        endpoint: Endpoint,
        fault: Fault,
        *,
        at: int = 1,
        times: int | None = 1,
        camera: Camera | None = None,
    ) -> FaultOrder:
        """Order a fault; see `FaultOrder` for the meaning of the arguments."""
        order = FaultOrder(
            endpoint=endpoint,
            fault=fault,
            at=at,
            times=times,
            camera_id=camera.id if camera else None,
        )
        self.faults.orders.append(order)
        return order

    def clear_faults(self) -> None:
        """Cancel all faults, including those of the cameras' commands."""
        self.faults.orders.clear()
        for account in self.accounts:
            for camera in account.cameras:
                camera.clear_command_faults()

    @property
    def requests(self) -> list[Request]:
        """All requests, oldest first; clear it whenever you like."""
        return self.log.requests

    @property
    def secrets(self) -> list[str]:
        """All passwords and refresh tokens; only sign-ins and refreshes send them."""
        passwords = [account.password for account in self.accounts]
        return [*passwords, *self.tokens.refresh_tokens]

    @property
    def leaks(self) -> list[Request]:
        """Requests with a token or password where none may be."""
        return [request for request in self.requests if request.leaked]

    def count(self, endpoint: Endpoint, camera: Camera | None = None) -> int:
        """How often an endpoint was asked, for one camera or for all."""
        return self.log.count(endpoint, camera.id if camera else None)

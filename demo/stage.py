"""Puts a simulated cloud and a Home Assistant that is set up on the stage."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
import random
import socket
from tempfile import TemporaryDirectory
from typing import Final

from aiohttp import ClientError, ClientSession

from blink_cloud import (
    DEMO_REFRESH_TOKEN,
    Account,
    BlinkCloud,
    demo_account,
    serve,
)

from . import config_folder
from .arrange import arrange
from .cameras import Camera
from .client import HomeAssistantClient
from .config_folder import HOST
from .errors import DemoError
from .log import tail
from .process import HomeAssistantProcess, home_assistant
from .trouble import trouble

START_SECONDS: Final = 60

# Below the range of ports that Linux, macOS and Windows give away themselves.
_PORTS: Final = range(20000, 32768)


@dataclass(frozen=True, slots=True)
class Stage:
    """All that is on the stage."""

    url: str
    account: Account
    process: HomeAssistantProcess
    home: HomeAssistantClient
    cameras: list[Camera]


@asynccontextmanager
async def stage(
    port: int,
    refresh_token: str | None = DEMO_REFRESH_TOKEN,
    *,
    with_trouble: bool = True,
) -> AsyncIterator[Stage]:
    """Have everything running and set up; leave nothing behind.

    Args:
        port: Where Home Assistant listens.
        refresh_token: What the integration is added with; None leaves it to be added
            by a person, and the stage has no cameras.
        with_trouble: Whether some cameras have their troubles.

    Raises:
        DemoError: It did not come up, or something went wrong in the body. What Home
            Assistant said last has been printed then.
    """
    with TemporaryDirectory(prefix="blink-thumbnail-demo-") as name:
        folder = Path(name)
        config_folder.write(folder, port)
        process = None
        try:
            async with (
                _simulated_cloud() as (cloud_url, account),
                trouble(account) if with_trouble else nullcontext(),
                ClientSession() as session,
                home_assistant(folder, cloud_url) as process,
            ):
                url = f"http://{HOST}:{port}"
                home = HomeAssistantClient(session, url)
                try:
                    async with asyncio.timeout(START_SECONDS):
                        cameras = await process.while_it_runs(
                            arrange(home, refresh_token)
                        )
                except TimeoutError as error:
                    raise DemoError(
                        f"Home Assistant was not ready after {START_SECONDS} seconds."
                    ) from error
                yield Stage(url, account, process, home, cameras)
        except (DemoError, ClientError) as error:
            if process:
                print(tail(process.log.read_text()))
            if isinstance(error, ClientError):
                raise DemoError(f"Home Assistant did not answer: {error}") from error
            raise


def free_port() -> int:
    """Return a port that nobody listens on.

    It is none of those that a system gives away itself: until Home Assistant listens,
    any other program may be given one of them.
    """
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port


@asynccontextmanager
async def _simulated_cloud() -> AsyncIterator[tuple[str, Account]]:
    """Serve a cloud with the demo's account; give its address and the account."""
    cloud = BlinkCloud()
    account = demo_account(cloud)
    async with serve(cloud, host=HOST) as server:
        yield server.base_url, account

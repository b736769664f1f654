"""The command line: python -m demo [--port PORT | --check]."""

import argparse
import asyncio
from errno import EADDRINUSE
from importlib.metadata import version
import socket
import sys
from time import monotonic
from typing import Final

from blink_cloud import DEMO_CODE, DEMO_EMAIL, DEMO_PASSWORD

from .arrange import PASSWORD, USER
from .check import check
from .config_folder import HOST
from .errors import DemoError
from .run import run
from .stage import free_port, stage
from .trouble import TOLD

PORT: Final = 8123
CHECK_SECONDS: Final = 40

STARTING: Final = "Starting Home Assistant {version} and a simulated Blink cloud ..."
READY: Final = """\
Ready after {seconds:.0f} seconds:

    {url}

A browser on this machine is let in without a password
(where it asks for one: user {user}, password {password}).
To sign in to the simulated Blink account: {email}, {blink_password}, code {code}.
Home Assistant's log: {log}

{trouble}
Ctrl-C ends everything.
"""


async def run_demo(port: int) -> None:
    """Run the demo until it is cancelled."""
    _claim(port)
    start = monotonic()
    _say_starting()
    try:
        async with stage(port) as on:
            print(
                READY.format(
                    seconds=monotonic() - start,
                    url=on.url,
                    user=USER,
                    password=PASSWORD,
                    email=DEMO_EMAIL,
                    blink_password=DEMO_PASSWORD,
                    code=DEMO_CODE,
                    log=on.process.log,
                    trouble=TOLD,
                ),
                flush=True,
            )
            await on.process.while_it_runs(asyncio.Event().wait())
    except asyncio.CancelledError:
        print("\nEverything has ended.")
        raise


async def run_check() -> None:
    """Run the demo without a person, where it meets no other Home Assistant."""
    _say_starting()
    async with stage(free_port()) as on:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await check(on)
        except TimeoutError as error:
            raise DemoError(f"It took longer than {CHECK_SECONDS} seconds.") from error


def main() -> int:
    """Do what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="script/demo", description=__doc__)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--port", type=int, default=PORT, help="where Home Assistant listens"
    )
    kind.add_argument(
        "--check", action="store_true", help="press one button, look, and end"
    )
    arguments = parser.parse_args()
    if arguments.check:
        return run(run_check())
    # Somebody ends it: as it should be for a demo, but a check that was cut off has
    # shown nothing.
    return run(run_demo(arguments.port), if_ended=0)


def _say_starting() -> None:
    """Say what is about to start."""
    print(STARTING.format(version=version("homeassistant")), flush=True)


def _claim(port: int) -> None:
    """Make sure that Home Assistant can listen on a port, or raise DemoError."""
    with socket.socket() as probe:
        # As asyncio's servers do: a port that was in use a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == EADDRINUSE
            raise DemoError(
                f"Port {port} {'is taken' if taken else 'cannot be used'}. "
                "Choose another one: script/demo --port PORT"
            ) from error


if __name__ == "__main__":
    sys.exit(main())

"""The command line: python -m tests.e2e [--screenshots]."""

import argparse
import sys

from demo.check import end_cleanly
from demo.run import run
from demo.stage import free_port, stage

from .browser import browser_page
from .record import FOLDER, Record
from .screenshots import take_screenshots
from .story import Story


async def run_story() -> None:
    """Go through the story, and read Home Assistant's log after it."""
    async with stage(free_port(), refresh_token=None, with_trouble=False) as on:
        record = Record(on)
        try:
            async with browser_page() as page:
                await on.process.while_it_runs(Story(on, page, record).run())
            # The browser has ended: Home Assistant's shutdown would wait for its page.
            await end_cleanly(on)
        finally:
            record.keep_logs()
            print(f"Screenshots and logs: {FOLDER}", flush=True)


async def run_screenshots() -> None:
    """Make the pictures of the README and of docs/ anew."""
    async with (
        stage(free_port(), refresh_token=None) as on,
        browser_page() as page,
    ):
        await on.process.while_it_runs(take_screenshots(on, page))


def main() -> int:
    """Do what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="script/e2e", description=__doc__)
    parser.add_argument(
        "--screenshots",
        action="store_true",
        help="make the documents' pictures instead",
    )
    return run(run_screenshots() if parser.parse_args().screenshots else run_story())


if __name__ == "__main__":
    sys.exit(main())

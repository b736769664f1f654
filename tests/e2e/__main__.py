"""The command line: python -m tests.e2e [--screenshots]."""

import argparse
import asyncio
import sys

from demo.errors import DemoError
from demo.stage import free_port, stage

from .browser import browser_page
from .record import Record
from .story import Story


async def run_story() -> None:
    """Go through the story with everything of its own."""
    async with stage(free_port(), refresh_token=None) as on, browser_page() as page:
        await on.process.while_it_runs(Story(on, page, Record(on, page)).run())


def main() -> int:
    """Do what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="script/e2e", description=__doc__)
    parser.parse_args()
    try:
        asyncio.run(run_story())
    except DemoError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

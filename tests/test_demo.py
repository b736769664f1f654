"""Tests of the demo's parts that need no Home Assistant to try."""

from collections.abc import Generator
import os
from pathlib import Path
import select
import signal
import subprocess
import sys

import pytest

ROOT = Path(__file__).parents[1]

# What the demo starts here in Home Assistant's stead: it says its id, and stays.
STAY = """\
import os, time
print(os.getpid(), flush=True)
time.sleep(600)
"""

DEMO = """\
import asyncio
from pathlib import Path
from demo.process import HomeAssistantProcess

async def run():
    process = HomeAssistantProcess(Path.cwd(), "http://127.0.0.1:1")
    while not (process.log.exists() and process.log.read_text().endswith("\\n")):
        await asyncio.sleep(0.05)
    print(process.log.read_text(), flush=True)
    await asyncio.Event().wait()

asyncio.run(run())
"""


@pytest.fixture
def demo(tmp_path: Path) -> Generator[subprocess.Popen[str]]:
    """Return a demo that runs, whose Home Assistant does nothing."""
    (tmp_path / "demo").symlink_to(ROOT / "demo")
    stand_in = tmp_path / "homeassistant"
    stand_in.mkdir()
    (stand_in / "__init__.py").touch()
    (stand_in / "__main__.py").write_text(STAY)
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", DEMO], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as demo:
        yield demo
        demo.kill()


def test_home_assistant_ends_with_a_demo_that_is_killed(
    demo: subprocess.Popen[str],
) -> None:
    """A demo that has no time to take anything down leaves no Home Assistant."""
    assert demo.stdout
    child = os.pidfd_open(int(demo.stdout.readline()))
    try:
        assert not _has_ended(child)
        demo.kill()
        assert _has_ended(child, within=30)
    finally:
        if not _has_ended(child):
            signal.pidfd_send_signal(child, signal.SIGKILL)
        os.close(child)


def _has_ended(process: int, within: float = 0) -> bool:
    """Return whether a process has ended, or does within some seconds."""
    return bool(select.select([process], [], [], within)[0])

"""Tests of the demo's parts that need no Home Assistant to try."""

import asyncio
from collections.abc import Generator
import os
from pathlib import Path
import re
import select
import signal
import subprocess
import sys

import pytest

from blink_cloud import BlinkCloud, demo_account
from demo.cameras import FIRST, Camera
from demo.dashboard import camera_card, dashboard, phone, wall
from demo.trouble import BUSY, CLIP, OFFLINE, SLOW, TOLD, trouble
from homeassistant.util.yaml import parse_yaml

from .repository import ROOT

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


def _camera(name: str) -> Camera:
    """Return a camera with the entity ids that Home Assistant gives it."""
    key = name.lower().replace(" ", "_")
    return Camera(
        name=name,
        image=f"image.{key}",
        button=f"button.{key}_take_picture",
        status=f"sensor.{key}_picture_status",
    )


def test_dashboard_is_made_of_the_documents_cards() -> None:
    """Who copies a card gets what the demo shows."""
    document = (ROOT / "docs" / "dashboards.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", document, re.MULTILINE | re.DOTALL)
    front_door, garden = _camera(FIRST), _camera("Garden")
    assert [parse_yaml(block) for block in blocks] == [
        camera_card(front_door),
        wall([front_door]),
        phone([front_door, garden]),
    ]
    shown = dashboard([front_door, garden])
    assert [
        [card for section in view["sections"] for card in section["cards"]]
        for view in shown["views"]
    ] == [
        [camera_card(front_door), camera_card(garden)],
        [wall([front_door, garden]), phone([front_door, garden])],
    ]


async def test_three_cameras_have_trouble() -> None:
    """One is offline, one records and lets others in between, and one is slow."""
    account = demo_account(BlinkCloud())
    cameras = {camera.name: camera for camera in account.cameras}
    async with trouble(account):
        await asyncio.sleep(0)
        assert cameras[OFFLINE].offline_code
        assert cameras[BUSY].start_command() is None
        usual, slow = cameras[FIRST].start_command(), cameras[SLOW].start_command()
        assert usual
        assert slow
        assert slow.ends_at - slow.started_at > 3 * (usual.ends_at - usual.started_at)
        await asyncio.sleep(CLIP + 1)
        assert cameras[BUSY].start_command()
    assert all(name in TOLD for name in (OFFLINE, BUSY, SLOW))

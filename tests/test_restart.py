"""Tests of restarts: real processes on a real disk, in real time."""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
import json
import os
from pathlib import Path
import signal
import sys
from typing import Any

import pytest

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Endpoint,
    Reply,
    Rotation,
    Server,
)
from custom_components.blink_thumbnail.const import DOMAIN

ROOT = Path(__file__).parents[1]

# Home Assistant takes seconds to start, and more on a machine that is busy.
pytestmark = pytest.mark.timeout(240)


@pytest.fixture(autouse=True)
def _driven_time(socket_enabled: None) -> None:
    """Leave time alone: other processes do not follow it."""


@pytest.fixture
def folder(tmp_path: Path, account: Account, server: Server, camera: Camera) -> Path:
    """Return a configuration folder with the account's entry, and a spent token."""
    entry: dict[str, Any] = {
        "created_at": "2026-11-02T09:00:00+00:00",
        "data": {
            "token": {
                "access_token": "spent",
                "refresh_token": account.issue_refresh_token(),
                "expires_in": 14400,
                "expires_at": 0,
            },
            "account_id": account.id,
            "tier": account.tier,
            "hardware_id": "6d2fa5a8-3f3f-4a3c-9a53-0f6a1c0c8f11",
        },
        "disabled_by": None,
        "discovery_keys": {},
        "domain": DOMAIN,
        "entry_id": "01M6DQS9M0W866P5SR7NAQKZZJ",
        "minor_version": 1,
        "modified_at": "2026-11-02T09:00:00+00:00",
        "options": {},
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": "Home",
        "unique_id": str(account.id),
        "version": 1,
    }
    storage = tmp_path / "restarted" / ".storage"
    storage.mkdir(parents=True)
    (storage / "core.config_entries").write_text(
        json.dumps(
            {
                "version": 1,
                "minor_version": 5,
                "key": "core.config_entries",
                "data": {"entries": [entry]},
            }
        )
    )
    return storage.parent


class Home:
    """A Home Assistant that runs."""

    def __init__(self, process: Process) -> None:
        """Take its process."""
        self._process = process

    async def hear(self, until: str) -> list[str]:
        """Return what it says, up to and with a line that begins like this."""
        said: list[str] = []
        assert self._process.stdout
        async with asyncio.timeout(90):
            while not said or not said[-1].startswith(until):
                line = await self._process.stdout.readline()
                assert line, said
                said.append(line.decode().strip())
        return said

    def press(self) -> None:
        """Press the buttons of all cameras."""
        self._process.send_signal(signal.SIGUSR1)

    async def end(self, how: signal.Signals) -> None:
        """End it, and wait until it has."""
        if self._process.returncode is None:
            self._process.send_signal(how)
        async with asyncio.timeout(30):
            await self._process.wait()


@pytest.fixture
async def homes(folder: Path) -> AsyncGenerator[Any]:
    """Return what starts Home Assistant; whatever still runs is killed."""
    started: list[Home] = []

    async def start() -> Home:
        """Start it on the folder."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.restart", str(folder)),
            cwd=ROOT,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=PIPE,
        )
        started.append(Home(process))
        return started[-1]

    yield start
    for home in started:
        await home.end(signal.SIGKILL)


async def test_stopped_right_after_a_rotation(homes: Any, cloud: BlinkCloud) -> None:
    """What Home Assistant has not yet written, it writes when it stops."""
    home = await homes()
    await home.hear("refresh token")
    await home.end(signal.SIGTERM)
    home = await homes()
    assert "loaded" in await home.hear("ready")
    # The token of the first run is still valid; later the refresh token is, too.
    assert cloud.count(Endpoint.TOKEN) == 1


async def test_killed_two_seconds_after_a_rotation(
    homes: Any, account: Account
) -> None:
    """By then the new token is on the disk."""
    home = await homes()
    await home.hear("refresh token")
    await asyncio.sleep(2)
    await home.end(signal.SIGKILL)
    account.revoke_access_tokens()
    home = await homes()
    said = await home.hear("ready")
    assert "loaded" in said
    assert "reauth" not in said


@pytest.mark.parametrize(
    ("rotation", "outcome"),
    [(Rotation.GRACE, "loaded"), (Rotation.AT_ONCE, "reauth")],
)
async def test_killed_before_the_token_is_on_the_disk(
    homes: Any, cloud: BlinkCloud, folder: Path, rotation: Rotation, outcome: str
) -> None:
    """Home Assistant writes a second later; a cloud that is patient heals that."""
    home = await homes()
    (picture,) = [
        line for line in await home.hear("ready") if line.startswith("image ")
    ]
    await asyncio.sleep(2)
    await home.end(signal.SIGKILL)

    spend_access_token(folder)
    cloud.settings.rotation = rotation
    home = await homes()
    await home.hear("refresh token")
    await home.end(signal.SIGKILL)

    home = await homes()
    said = await home.hear("ready")
    assert outcome in said
    assert ("reauth" in said) is (outcome == "reauth")
    pictures = folder / ".cache" / DOMAIN
    assert len(list(pictures.glob("*/*.json"))) == 1
    assert picture in said or outcome == "reauth"


AUTOMATIONS = """\
- alias: Taken
  triggers:
    - trigger: blink_thumbnail.picture_taken
      target:
        entity_id: event.garden_picture_result
  actions: []
"""


async def test_restart_is_no_new_picture(
    homes: Any, cloud: BlinkCloud, folder: Path
) -> None:
    """A trigger is for pictures only, also if Blink is down at start."""
    (folder / "automations.yaml").write_text(AUTOMATIONS)
    home = await homes()
    await home.hear("ready")
    home.press()
    *_, picture, _ = await home.hear("automation Taken")
    assert picture.startswith("event 20")
    await home.end(signal.SIGTERM)

    # Home Assistant tries again as soon as it has started, and then seconds later.
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=503), times=2)
    home = await homes()
    assert "event unavailable" in await home.hear("ready")
    assert await home.hear("event") == [picture]
    await asyncio.sleep(1)  # until the button is there as well
    home.press()
    assert (await home.hear("event"))[0] > picture
    assert await home.hear("") == ["automation Taken"]


def spend_access_token(folder: Path) -> None:
    """Let the access token on the disk be too old."""
    path = folder / ".storage" / "core.config_entries"
    stored = json.loads(path.read_text())
    stored["data"]["entries"][0]["data"]["token"]["expires_at"] = 0
    path.write_text(json.dumps(stored))

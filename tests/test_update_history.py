"""Tests of what is kept of updates, on the real disk."""

import asyncio
from collections.abc import Generator
from contextlib import ExitStack
from datetime import timedelta
import json
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import Account, Camera, Network, Server
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .conftest import add_entry, press, state_of
from .test_picture_status import STATUS

# As they are before the tests of Home Assistant replace them.
REAL: Final = {
    name: getattr(Store, name)
    for name in ("_async_load", "_async_write_data", "async_remove")
}


@pytest.fixture
def file(hass: HomeAssistant, entry: MockConfigEntry) -> Generator[Path]:
    """Return the file of the updates, with the real disk beneath it."""
    folder = Path(hass.config.path(".storage"))
    folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        for name, function in REAL.items():
            stack.enter_context(patch.object(Store, name, new=function))
        yield folder / f"blink_thumbnail.{entry.entry_id}.updates"


def read(file: Path) -> dict[str, Any]:
    """Return what a file holds."""
    content: dict[str, Any] = json.loads(file.read_bytes())
    return content


def mode(file: Path) -> int:
    """Return who may do what with a file."""
    return file.stat().st_mode & 0o777


def write(file: Path, content: dict[str, Any]) -> None:
    """Put something else into a file."""
    file.write_text(json.dumps(content))


async def test_on_disk(
    hass: HomeAssistant, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """They are on disk at once, for their owner only."""
    await press(hass)
    await asyncio.sleep(2)
    await hass.async_block_till_done()
    (updates,) = read(file)["data"]["updates"].values()
    assert updates[0]["source"] == "button"
    assert mode(file) == 0o600
    assert "Error doing job" not in caplog.text


async def test_many_at_once(
    hass: HomeAssistant, server: Server, account: Account, network: Network
) -> None:
    """Those of all cameras are one write."""
    for number in range(50):
        network.add_camera(f"Camera {number}").online = False
    entry = await add_entry(hass, account)
    key = f"blink_thumbnail.{entry.entry_id}.updates"
    written: list[str] = []

    async def note(store: Store[Any], _data: object) -> None:
        """Note which file is written."""
        written.append(store.key)

    with (
        patch.object(Store, "_async_write_data", note),
        pytest.raises(HomeAssistantError),
    ):
        await hass.services.async_call(
            DOMAIN, "update_thumbnail", {"entity_id": "all"}, blocking=True
        )
    with patch.object(Store, "_async_write_data", note):
        await asyncio.sleep(30)
    assert written.count(key) == 1


def kept(**odd: object) -> dict[str, Any]:
    """Return what could be kept, but for what is odd."""
    at = dt_util.utcnow().isoformat()
    return {"at": at, "updates": {}, "requests": {}, "accepted": {}, **odd}


UPDATE: Final[dict[str, object]] = {
    "at": "2026-11-02T08:00:00+00:00",
    "source": "button",
    "reason": None,
    "error": None,
    "codes": {},
    "duration": 1,
    "waited": 0,
    "busy": 0,
    "attempts": 1,
    "message": None,
    "address": None,
}


@pytest.mark.parametrize(
    "data",
    [
        [],
        {},
        kept(updates={"SERIAL": [{**UPDATE, "source": "robot"}]}),
        kept(updates={"SERIAL": [{**UPDATE, "new": 1}]}),
        kept(updates={"SERIAL": [{**UPDATE, "reason": "new_reason"}]}),
        kept(updates={"SERIAL": [{}]}),
        kept(requests={"0": {"liveview": 3}}),
        kept(requests={"nan": {"thumbnail": 3}}),
        kept(requests={"inf": {"thumbnail": 3}}),
        kept(requests={"0": {"thumbnail": "many"}}),
        kept(at="yesterday"),
        kept(at="2026-11-02T08:00:00"),
    ],
)
@pytest.mark.parametrize("version", [1, 2])
async def test_damaged(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    file: Path,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
    data: object,
    version: int,
) -> None:
    """What cannot be read keeps no account from loading, and is told once."""
    await hass.config_entries.async_unload(entry.entry_id)
    hass.data.pop("blink_thumbnail_traffic")
    content = {"version": version, "minor_version": 1, "key": file.name, "data": data}
    write(file, json.loads(json.dumps(content).replace("SERIAL", camera.serial)))
    await hass.config_entries.async_setup(entry.entry_id)
    state: ConfigEntryState = entry.state
    assert state is ConfigEntryState.LOADED
    assert state_of(hass, STATUS) == "unknown"
    assert caplog.text.count("The last updates cannot be read") == 1
    assert camera.serial not in caplog.text
    await press(hass)
    assert state_of(hass, STATUS) == "updated"


async def test_good(hass: HomeAssistant, entry: MockConfigEntry, file: Path) -> None:
    """What can be read is there again; counts of a time to come are of now."""
    await press(hass)
    await hass.config_entries.async_unload(entry.entry_id)
    hass.data.pop("blink_thumbnail_traffic")
    content = read(file)
    content["data"]["at"] = (dt_util.utcnow() + timedelta(days=9)).isoformat()
    write(file, content)
    await hass.config_entries.async_setup(entry.entry_id)
    assert state_of(hass, STATUS) == "updated"
    counts = entry.runtime_data._client.accepted
    assert counts.last(3600).total() == 1
    await asyncio.sleep(3700)
    assert counts.last(3600).total() == 0

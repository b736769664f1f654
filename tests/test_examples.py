"""Tests of the examples in the README and docs/: each works as it is pasted."""

import asyncio
import logging
import os
from pathlib import Path
import re
from typing import Any

import pytest

from blink_cloud import Camera, CommandFails, Network, Server, read_picture
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.components.conversation import async_converse
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.persistent_notification import (
    Notification,
    UpdateType,
    async_register_callback,
)
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

from .conftest import add_entry, press
from .repository import ROOT

BUTTON = "button.front_door_take_picture"
OFFLINE = (
    "Front door is offline. Check its battery or power supply, its Wi-Fi and,"
    " if it has one, its sync module in the Blink app."
)

# What tells the examples apart, each of which a test below runs.
EXAMPLES = (
    "/media/front_door.jpg",
    "updates.items()",
    "picture_failed",
    "picture_taken",
    "set_conversation_response",
    "logs:",
)


def examples() -> list[str]:
    """Return all YAML of the documents, but for the cards, which are the demo's."""
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    text = "\n".join(path.read_text(encoding="utf-8") for path in documents)
    return re.findall(r"^```yaml\n(?!type: )(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def example(*, with_text: str) -> dict[str, Any]:
    """Return the one example that has a text."""
    assert with_text in EXAMPLES
    (block,) = (block for block in examples() if with_text in block)
    found = parse_yaml(block)
    assert isinstance(found, dict)
    return found


def test_every_example_is_run() -> None:
    """No example is in the documents that no test here runs."""
    assert len(examples()) == len(EXAMPLES)
    for block in examples():
        assert sum(text in block for text in EXAMPLES) == 1, block


@pytest.fixture
async def front_door(hass: HomeAssistant, server: Server, network: Network) -> Camera:
    """Return the camera that the examples speak of, in an area of theirs."""
    camera = network.add_camera("Front door")
    camera.take_picture()
    await add_entry(hass, network.account)
    area = ar.async_get(hass).async_create("Garden")
    devices = dr.async_get(hass)
    for device in devices.devices:
        if device.name == camera.name:
            devices.async_update_device(device.id, area_id=area.id)
    await async_setup_component(hass, "persistent_notification", {})
    return camera


async def automate(hass: HomeAssistant, automation: dict[str, Any]) -> None:
    """Set an automation up."""
    config = {"automation": {"alias": "Example", "triggers": [], **automation}}
    assert await async_setup_component(hass, "automation", config)
    await hass.async_block_till_done()


async def run(hass: HomeAssistant, automation: dict[str, Any]) -> None:
    """Set an automation up, and run it to its end."""
    await automate(hass, automation)
    await hass.services.async_call(
        "automation", "trigger", {"entity_id": "automation.example"}, blocking=True
    )
    await hass.async_block_till_done()


@pytest.fixture
def notifications(hass: HomeAssistant) -> list[str]:
    """Return what Home Assistant tells its users from now on."""
    told: list[str] = []

    @callback
    def note(_: UpdateType, changed: dict[str, Notification]) -> None:
        """Note what is new."""
        told.extend(one["message"] for one in changed.values())

    async_register_callback(hass, note)
    return told


def changed_example(*, after: bool) -> dict[str, Any]:
    """Return the automation that changes for who comes from blink, on one side."""
    text = (ROOT / "docs" / "from-blink.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```diff\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [
        line for line in block.splitlines() if line[0] in (" +" if after else " -")
    ]
    found = parse_yaml("\n".join(line[1:] for line in lines))
    assert isinstance(found, dict)
    return found


async def test_automation_from_blink(
    hass: HomeAssistant, front_door: Camera, tmp_path: Path
) -> None:
    """What takes the place of four steps saves a picture from after the trigger."""
    actions = [step.get("action") for step in changed_example(after=False)["actions"]]
    assert actions == [
        "blink.trigger_camera",
        None,
        "homeassistant.update_entity",
        "camera.snapshot",
    ]
    automation = changed_example(after=True)
    snapshot = automation["actions"][-1]["data"]
    file = tmp_path / Path(snapshot["filename"]).name
    snapshot["filename"] = str(file)
    hass.config.allowlist_external_dirs.add(str(tmp_path))
    await automate(hass, automation)
    hass.states.async_set(automation["triggers"][0]["entity_id"], "off")
    await hass.async_block_till_done()
    hass.states.async_set(automation["triggers"][0]["entity_id"], "on")
    await hass.async_block_till_done()
    assert read_picture(file.read_bytes()).number == front_door.pictures[-1].number == 2


async def test_picture_into_a_file(
    hass: HomeAssistant, front_door: Camera, tmp_path: Path
) -> None:
    """The step after the update has the new picture."""
    automation = example(with_text="/media/front_door.jpg")
    snapshot = automation["actions"][1]["data"]
    file = tmp_path / Path(snapshot["filename"]).name
    snapshot["filename"] = str(file)
    hass.config.allowlist_external_dirs.add(str(tmp_path))
    await run(hass, automation)
    assert read_picture(file.read_bytes()).number == front_door.pictures[-1].number
    assert len(front_door.pictures) == 2


@pytest.mark.parametrize(
    ("online", "told"),
    [
        (True, "All pictures are ready."),
        (False, OFFLINE),
    ],
)
async def test_response(
    hass: HomeAssistant,
    front_door: Camera,
    notifications: list[str],
    online: bool,
    told: str,
) -> None:
    """The template makes words of the response."""
    await asyncio.sleep(3600)
    front_door.online = online
    await run(hass, example(with_text="updates.items()"))
    assert notifications == [told]
    assert len(front_door.pictures) == 1 + online


async def test_failure(
    hass: HomeAssistant, front_door: Camera, notifications: list[str]
) -> None:
    """The automation that waits for failures in an area names the reason."""
    await automate(hass, example(with_text="picture_failed"))
    await press(hass, BUTTON)
    front_door.next_command(CommandFails())
    with pytest.raises(HomeAssistantError):
        await press(hass, BUTTON)
    await hass.async_block_till_done()
    assert notifications == []
    front_door.online = False
    with pytest.raises(HomeAssistantError):
        await press(hass, BUTTON)
    await hass.async_block_till_done()
    assert notifications == [OFFLINE]


async def test_pictures_that_come_by_themselves(
    hass: HomeAssistant, front_door: Camera, tmp_path: Path
) -> None:
    """The automation that waits for pictures keeps each that nobody here asked for."""
    automation = example(with_text="picture_taken")
    snapshot = automation["actions"][0]["data"]
    folder = tmp_path / "media"
    folder.mkdir()
    snapshot["filename"] = str(folder / Path(snapshot["filename"]).name)
    hass.config.allowlist_external_dirs.add(str(folder))
    await automate(hass, automation)
    await press(hass, BUTTON)
    front_door.take_picture()
    await asyncio.sleep(310)
    await hass.async_block_till_done()
    (name,) = await hass.async_add_executor_job(os.listdir, folder)
    assert re.fullmatch(r"front_door_[\d-]+_[\d-]+\.jpg", name)
    kept = read_picture(await hass.async_add_executor_job((folder / name).read_bytes))
    assert kept.number == front_door.pictures[-1].number


async def test_debug_log(hass: HomeAssistant) -> None:
    """What the README says to add to the configuration turns the debug log on."""
    logger = logging.getLogger(f"custom_components.{DOMAIN}")
    assert not logger.isEnabledFor(logging.DEBUG)
    config = example(with_text="logs:")
    assert await async_setup_component(hass, "logger", config)
    await hass.async_block_till_done()
    assert logger.isEnabledFor(logging.DEBUG)


async def test_sentences(hass: HomeAssistant, server: Server, network: Network) -> None:
    """Assist takes a picture for each of the sentences that the document quotes."""
    text = (ROOT / "docs" / "voice.md").read_text(encoding="utf-8")
    (quoted,) = re.findall(r'^("Take a picture .*?"): English', text, re.MULTILINE)
    sentences = re.findall(r'"(.+?)"', quoted)
    names = (
        *("Front door", "Haustür", "Porte d'entrée"),
        *("Puerta principal", "Ingresso", "Voordeur"),
    )
    cameras = [network.add_camera(name) for name in names]
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    await add_entry(hass, network.account)
    for image in hass.states.async_entity_ids("image"):
        async_expose_entity(hass, "conversation", image, True)
    await hass.async_block_till_done()
    for sentence in sentences:
        await async_converse(hass, sentence, None, Context())
    assert [len(camera.pictures) for camera in cameras] == [1] * len(sentences)


async def test_own_sentence(hass: HomeAssistant, front_door: Camera) -> None:
    """Assist answers a sentence that only this home has."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    await automate(hass, example(with_text="set_conversation_response"))
    said = await async_converse(hass, "Who is at the door?", None, Context())
    assert said.response.speech["plain"]["speech"] == "Have a look."
    assert len(front_door.pictures) == 2
    front_door.online = False
    await asyncio.sleep(310)
    said = await async_converse(hass, "Who is there?", None, Context())
    assert said.response.speech["plain"]["speech"].startswith("Front door is offline.")

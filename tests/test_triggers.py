"""Tests of what automations start from: Home Assistant's triggers, none of ours."""

import asyncio
from typing import Any

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from blink_cloud import Camera
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component

from .conftest import IMAGE, press, taken_at


async def automate(
    hass: HomeAssistant, trigger: dict[str, Any], **data: str
) -> list[ServiceCall]:
    """Set up an automation, and return what it has been doing."""
    done = async_mock_service(hass, "test", "automation")
    automation = {
        "triggers": trigger,
        "actions": {"action": "test.automation", "data": data},
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    return done


async def test_new_picture(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """The image's state tells of each new picture once, and of nothing else."""
    pictures = await automate(
        hass,
        {
            "trigger": "state",
            "entity_id": IMAGE,
            "not_from": ["unavailable", "unknown"],
            "not_to": ["unavailable", "unknown"],
        },
        taken_at="{{ trigger.to_state.state }}",
    )
    await press(hass)
    assert len(pictures) == 1
    assert pictures[0].data["taken_at"] == taken_at(hass).isoformat()

    camera.record_clip(seconds=10)
    await asyncio.sleep(310)
    assert len(pictures) == 2

    # Meanwhile the address of the picture changes, which is an attribute.
    await asyncio.sleep(1000)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await asyncio.sleep(310)
    assert len(pictures) == 2

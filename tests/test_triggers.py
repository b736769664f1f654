"""Tests of what automations start from: Home Assistant's triggers, none of ours."""

import asyncio
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from blink_cloud import Camera
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
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


async def test_outcome(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """The event tells of every update, with the reason if there is no picture."""
    outcomes = await automate(
        hass,
        received("updated", "failed"),
        outcome="{{ trigger.to_state.attributes.event_type }}",
        source="{{ trigger.to_state.attributes.source }}",
        reason="{{ trigger.to_state.attributes.reason }}",
    )
    await press(hass)
    camera.record_clip(seconds=10)
    await asyncio.sleep(310)
    camera.online = False
    with pytest.raises(HomeAssistantError):
        await press(hass)
    assert [call.data for call in outcomes] == [
        {"outcome": "updated", "source": "button", "reason": None},
        {"outcome": "updated", "source": "elsewhere", "reason": None},
        {"outcome": "failed", "source": "button", "reason": "offline"},
    ]

    # An event of before is no event.
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert len(outcomes) == 3


@pytest.mark.parametrize(
    ("event_type", "told"), [("updated", [1, 1]), ("failed", [0, 1])]
)
async def test_one_outcome(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    event_type: str,
    told: list[int],
) -> None:
    """An automation may ask for pictures, or for failures, alone."""
    outcomes = await automate(hass, received(event_type))
    await press(hass)
    after_picture = len(outcomes)
    camera.online = False
    with pytest.raises(HomeAssistantError):
        await press(hass)
    assert [after_picture, len(outcomes)] == told


def received(*event_types: str) -> dict[str, Any]:
    """Return Home Assistant's trigger for events of these types."""
    return {
        "trigger": "event.received",
        "target": {"entity_id": "event.garden_picture_result"},
        "options": {"event_type": list(event_types)},
    }

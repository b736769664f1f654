"""Tests of the one option, as a person sets it."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.ai_task.const import DATA_COMPONENT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.setup import async_setup_component

from .repository import ENGLISH
from .test_look import AI, Blind, Looker


@pytest.fixture
async def _ais(hass: HomeAssistant) -> None:
    """Set up an AI that looks at pictures and one that does not."""
    for component in ("homeassistant", "conversation", "media_source", "ai_task"):
        assert await async_setup_component(hass, component, {})
    await hass.data[DATA_COMPONENT].async_add_entities(
        [Looker("Looker"), Blind("Blind")]
    )


async def open_options(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Open the options."""
    return await hass.config_entries.options.async_init(entry.entry_id)


@pytest.mark.usefixtures("_ais")
async def test_choice(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Nobody is chosen at first; only who can look is offered; it can be undone."""
    assert not entry.options
    form = await open_options(hass, entry)
    assert form["type"] is FlowResultType.FORM
    (field,) = form["data_schema"].schema
    assert field.description is None
    selector = form["data_schema"].schema[field]
    assert selector.config["include_entities"] == [AI]
    step = ENGLISH["options"]["step"][form["step_id"]]
    assert "provider" in step["description"]
    assert step["data"].keys() == step["data_description"].keys() == {field}
    with pytest.raises(InvalidData):
        await hass.config_entries.options.async_configure(
            form["flow_id"], {"ai_task_entity": "ai_task.blind"}
        )
    await hass.config_entries.options.async_configure(
        form["flow_id"], {"ai_task_entity": AI}
    )
    assert entry.options == {"ai_task_entity": AI}

    form = await open_options(hass, entry)
    (field,) = form["data_schema"].schema
    assert field.description == {"suggested_value": AI}
    await hass.config_entries.options.async_configure(form["flow_id"], {})
    assert entry.options == {}


async def test_nobody_can_look(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The user reads what is missing."""
    result = await open_options(hass, entry)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] in ENGLISH["options"]["abort"]


async def test_ai_that_is_gone(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The choice can still be undone."""
    hass.config_entries.async_update_entry(entry, options={"ai_task_entity": AI})
    form = await open_options(hass, entry)
    assert form["type"] is FlowResultType.FORM
    await hass.config_entries.options.async_configure(form["flow_id"], {})
    assert entry.options == {}

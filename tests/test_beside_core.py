"""Home Assistant's own Blink integration beside ours, on the same account."""

import asyncio
from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import Account, BlinkCloud, Camera, Endpoint, connector, serve
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .conftest import IMAGE, press, served_picture, taken_at

CORE = "camera.garden"


@pytest.fixture
async def core_entry(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncGenerator[ConfigEntry]:
    """Add the account to Home Assistant's own integration, too."""
    async with (
        serve(cloud, tls=True) as server,
        ClientSession(connector=connector(server)) as session,
    ):
        for module in ("blink", "blink.config_flow"):
            monkeypatch.setattr(
                f"homeassistant.components.{module}.async_get_clientsession",
                lambda _: session,
            )
        flow = hass.config_entries.flow
        result = await flow.async_init("blink", context={"source": SOURCE_USER})
        result = await flow.async_configure(
            result["flow_id"],
            {"username": account.email, "password": account.password},
        )
        result = await flow.async_configure(
            result["flow_id"], {"pin": account.codes[-1]}
        )
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done()
        core_entry = result["result"]
        yield core_entry
        if core_entry.state is ConfigEntryState.LOADED:
            await hass.config_entries.async_unload(core_entry.entry_id)


async def test_both_are_set_up(
    hass: HomeAssistant, entry: MockConfigEntry, core_entry: ConfigEntry
) -> None:
    """Each has its own devices and entities."""
    assert entry.state is core_entry.state is ConfigEntryState.LOADED
    devices = dr.async_get(hass)
    ours, theirs = (
        {device.id for device in dr.async_entries_for_config_entry(devices, one)}
        for one in (entry.entry_id, core_entry.entry_id)
    )
    assert ours and theirs and not ours & theirs
    entities = er.async_get(hass).entities
    assert entities[IMAGE].platform == DOMAIN
    assert entities[CORE].platform == "blink"


async def test_both_take_a_picture(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    core_entry: ConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """A press waits until the other's picture is taken, and then takes its own."""
    before = len(camera.pictures)
    theirs = hass.async_create_task(
        hass.services.async_call(
            "blink", "trigger_camera", {"entity_id": CORE}, blocking=True
        )
    )
    while not cloud.count(Endpoint.THUMBNAIL):
        await asyncio.sleep(0.1)
    asked_at = camera.network.account.cloud.now()
    await press(hass)
    await theirs
    assert len(camera.pictures) == before + 2
    assert taken_at(hass) >= asked_at
    assert (await served_picture(hass_client)).number == before + 2


async def test_theirs_is_removed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    core_entry: ConfigEntry,
    camera: Camera,
) -> None:
    """Ours goes on, and so does its sign-in."""
    await hass.config_entries.async_remove(core_entry.entry_id)
    await asyncio.sleep(5 * 3600)
    asked_at = camera.network.account.cloud.now()
    await press(hass)
    assert taken_at(hass) >= asked_at

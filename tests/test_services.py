"""Tests of the action."""

import asyncio
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import Account, BlinkCloud, Camera, Network, Server
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.const import ATTR_AREA_ID, ATTR_DEVICE_ID, ATTR_LABEL_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)

from .conftest import IMAGE, add_entry


async def update(hass: HomeAssistant, target: dict[str, Any]) -> None:
    """Run the action."""
    await hass.services.async_call(
        DOMAIN, "update_thumbnail", target=target, blocking=True
    )


@pytest.mark.parametrize("kind", ["entity", "device", "area", "label"])
async def test_targets(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    area_registry: ar.AreaRegistry,
    label_registry: lr.LabelRegistry,
    kind: str,
) -> None:
    """Whatever the target leads to is updated by the time the action ends."""
    (device,) = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    area = area_registry.async_create("Outside")
    label = label_registry.async_create("Cameras")
    device_registry.async_update_device(device.id, area_id=area.id)
    entity_registry.async_update_entity(IMAGE, labels={label.label_id})
    targets: dict[str, dict[str, Any]] = {
        "entity": {"entity_id": IMAGE},
        "device": {ATTR_DEVICE_ID: device.id},
        "area": {ATTR_AREA_ID: area.id},
        "label": {ATTR_LABEL_ID: label.label_id},
    }
    await update(hass, targets[kind])
    assert len(camera.pictures) == 2


async def test_networks_side_by_side(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, account: Account
) -> None:
    """Eight cameras in two networks take the time of the longer queue."""
    cloud.settings.snapshot_seconds = (3, 3)
    networks = [account.add_network(name, sync_module=True) for name in "AB"]
    for network, count in zip(networks, (5, 3), strict=True):
        for number in range(count):
            network.add_camera(f"{network.name}{number}").take_picture()
    await add_entry(hass, account)

    started = hass.loop.time()
    await update(hass, {"entity_id": hass.states.async_entity_ids("image")})

    assert hass.loop.time() - started < 5 * 3 * 1.25
    assert [len(camera.pictures) for camera in account.cameras] == [2] * 8


async def test_failure_is_raised(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """The action says what the button says."""
    camera.online = False
    with pytest.raises(HomeAssistantError, match="Garden is offline") as error:
        await update(hass, {"entity_id": IMAGE})
    assert error.value.translation_key == "offline"


async def test_one_bad_camera_spoils_no_other(
    hass: HomeAssistant, server: Server, network: Network, account: Account
) -> None:
    """The others are updated before the failure of one is raised."""
    cameras = [network.add_camera(name) for name in ("Roof", "Shed", "Yard")]
    cameras[0].online = False
    await add_entry(hass, account)
    with pytest.raises(HomeAssistantError, match="Roof is offline"):
        await update(hass, {"entity_id": "all"})
    await asyncio.sleep(30)
    assert [len(camera.pictures) for camera in cameras] == [0, 1, 1]

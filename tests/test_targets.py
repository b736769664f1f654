"""Tests of the targets of the action: whose pictures a call is about."""

from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from blink_cloud import Account, BlinkCloud, Camera, Network, Server
from custom_components.blink_thumbnail.const import DOMAIN
from custom_components.blink_thumbnail.targets import async_get_targets
from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_FLOOR_ID,
    ATTR_LABEL_ID,
)
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import (
    ServiceValidationError,
    Unauthorized,
    UnknownUser,
)
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)

from .conftest import IMAGE, add_entry
from .test_services import update

GONE: Final = "image.gone"

# All ways to the one camera, which the fixture prepares.
WAYS: Final = (
    *("entity", "device", "system", "area", "floor"),
    *("label", "label of the device", "label of the system", "label of the area"),
)
BY_NAME: Final = ("entity", "all")


@pytest.fixture
def targets(
    entry: MockConfigEntry,
    camera: Camera,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    area_registry: ar.AreaRegistry,
    floor_registry: fr.FloorRegistry,
    label_registry: lr.LabelRegistry,
) -> dict[str, dict[str, Any]]:
    """Return all kinds of targets that lead to the camera."""
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, f"{camera.network.account.id}_{camera.serial}"), entry.entry_id
    )
    assert device
    assert device.via_device_id
    floor = floor_registry.async_create("Ground")
    labels = {
        kind: label_registry.async_create(kind).label_id
        for kind in WAYS
        if "label" in kind
    }
    area = area_registry.async_create(
        "Outside", floor_id=floor.floor_id, labels={labels["label of the area"]}
    )
    entity_registry.async_update_entity(IMAGE, labels={labels["label"]})
    device_registry.async_update_device(
        device.id, area_id=area.id, labels={labels["label of the device"]}
    )
    device_registry.async_update_device(
        device.via_device_id, labels={labels["label of the system"]}
    )
    return {
        "all": {ATTR_ENTITY_ID: "all"},
        "entity": {ATTR_ENTITY_ID: [IMAGE]},
        "device": {ATTR_DEVICE_ID: [device.id]},
        "system": {ATTR_DEVICE_ID: [device.via_device_id]},
        "area": {ATTR_AREA_ID: [area.id]},
        "floor": {ATTR_FLOOR_ID: [floor.floor_id]},
        **{kind: {ATTR_LABEL_ID: [label_id]} for kind, label_id in labels.items()},
    }


@pytest.mark.parametrize("kind", ["all", *WAYS])
async def test_targets(
    hass: HomeAssistant, targets: dict[str, dict[str, Any]], camera: Camera, kind: str
) -> None:
    """Whatever the target leads to is updated by the time the action ends."""
    await update(hass, targets[kind])
    assert len(camera.pictures) == 2


@pytest.mark.parametrize("kind", ["all", *WAYS])
async def test_hidden_image(
    hass: HomeAssistant,
    targets: dict[str, dict[str, Any]],
    camera: Camera,
    entity_registry: er.EntityRegistry,
    kind: str,
) -> None:
    """What the user has hidden is left out of targets that do not name it."""
    entity_registry.async_update_entity(IMAGE, hidden_by=er.RegistryEntryHider.USER)
    if kind in BY_NAME:
        await update(hass, targets[kind])
        assert len(camera.pictures) == 2
        return
    with pytest.raises(ServiceValidationError, match="no Blink Thumbnail"):
        await update(hass, targets[kind])
    assert len(camera.pictures) == 1


@pytest.mark.parametrize("kind", ["all", *WAYS])
async def test_disabled_image(
    hass: HomeAssistant,
    targets: dict[str, dict[str, Any]],
    camera: Camera,
    entity_registry: er.EntityRegistry,
    kind: str,
) -> None:
    """Its camera is left alone."""
    disabled_by = er.RegistryEntryDisabler.USER
    entity_registry.async_update_entity(IMAGE, disabled_by=disabled_by)
    with pytest.raises(ServiceValidationError, match="no Blink Thumbnail"):
        await update(hass, targets[kind])
    assert len(camera.pictures) == 1


async def test_system_in_an_area(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    device_registry: dr.DeviceRegistry,
    area_registry: ar.AreaRegistry,
) -> None:
    """Where the sync module stands its cameras are not."""
    system = device_registry.async_get_device_by_identifier(
        (DOMAIN, f"{camera.network.account.id}_network_{camera.network.id}"),
        entry.entry_id,
    )
    assert system
    area = area_registry.async_create("Hallway")
    device_registry.async_update_device(system.id, area_id=area.id)
    with pytest.raises(ServiceValidationError, match="no Blink Thumbnail"):
        await update(hass, {ATTR_AREA_ID: area.id})
    assert len(camera.pictures) == 1


@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("included", ["all", "entity", "system"])
async def test_exclusions(
    hass: HomeAssistant, targets: dict[str, dict[str, Any]], included: str, kind: str
) -> None:
    """A target excludes in all ways in which one includes."""
    data = {**targets[included], "exclude": targets[kind]}
    call = ServiceCall(hass, DOMAIN, "update_thumbnail", data)
    assert not await async_get_targets(call)
    data["exclude"] = {ATTR_DEVICE_ID: ["another"]}
    call = ServiceCall(hass, DOMAIN, "update_thumbnail", data)
    assert [target.entity_id for target in await async_get_targets(call)] == [IMAGE]


async def test_exclusions_that_home_assistant_does_not_know_yet(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """It refuses them: none is passed over, and all cameras updated."""
    with pytest.raises(vol.Invalid, match="exclude"):
        await update(hass, {ATTR_ENTITY_ID: "all", "exclude": {ATTR_ENTITY_ID: IMAGE}})
    assert len(camera.pictures) == 1


@pytest.mark.parametrize("return_response", [False, True])
@pytest.mark.parametrize(
    "target", [{ATTR_ENTITY_ID: "light.kitchen"}, {ATTR_ENTITY_ID: []}]
)
async def test_target_without_a_camera(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    target: dict[str, Any],
    return_response: bool,
) -> None:
    """A target that holds nothing of ours is the caller's mistake, and says so."""
    with pytest.raises(ServiceValidationError, match="no Blink Thumbnail") as error:
        await hass.services.async_call(
            DOMAIN,
            "update_thumbnail",
            target=target,
            blocking=True,
            return_response=return_response,
        )
    assert error.value.translation_key == "no_camera"


async def test_no_target_at_all(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Who names no camera is told what can be named."""
    with pytest.raises(ServiceValidationError, match="Choose image entities") as error:
        await hass.services.async_call(DOMAIN, "update_thumbnail", {}, blocking=True)
    assert error.value.translation_key == "no_camera"


async def test_mistyped_target_is_logged(
    hass: HomeAssistant, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """One of two targets that is not there is told in the log, as core does."""
    await update(hass, {"entity_id": [IMAGE, GONE]})
    assert f"{GONE} are missing" in caplog.text


@pytest.mark.parametrize("kind", WAYS)
async def test_user_without_permission(
    hass: HomeAssistant,
    targets: dict[str, dict[str, Any]],
    camera: Camera,
    hass_read_only_user: MockUser,
    kind: str,
) -> None:
    """A user who may not control a camera does not wake it, however it is reached."""
    with pytest.raises(Unauthorized):
        await update(
            hass, targets[kind], context=Context(user_id=hass_read_only_user.id)
        )
    assert len(camera.pictures) == 1


@pytest.mark.parametrize("kind", ["device", "system", "area", "floor", "label"])
async def test_user_with_permission_for_one_of_two(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    network: Network,
    hass_read_only_user: MockUser,
    kind: str,
) -> None:
    """A target that leads to a camera of somebody else's leaves his own asleep too."""
    own, other = [network.add_camera(name) for name in ("Door", "Shed")]
    await add_entry(hass, account)
    context = Context(user_id=hass_read_only_user.id)
    devices = dr.async_get(hass)
    floor_id = fr.async_get(hass).async_create("Ground").floor_id
    area_id = ar.async_get(hass).async_create("Outside", floor_id=floor_id).id
    label_id = lr.async_get(hass).async_create("Watched").label_id
    device_ids = []
    for name in ("door", "shed"):
        entity = er.async_get(hass).async_get(f"image.{name}")
        assert entity
        assert entity.device_id
        device = devices.async_update_device(
            entity.device_id, area_id=area_id, labels={label_id}
        )
        assert device
        device_ids.append(device.id)
        system_id = device.via_device_id
    # A target that is a device needs the permission for all of its entities.
    his = er.async_entries_for_device(er.async_get(hass), device_ids[0])
    hass_read_only_user.mock_policy(
        {"entities": {"entity_ids": {one.entity_id: {"control": True} for one in his}}}
    )
    targets: dict[str, dict[str, Any]] = {
        "device": {ATTR_DEVICE_ID: device_ids},
        "system": {ATTR_DEVICE_ID: system_id},
        "area": {ATTR_AREA_ID: area_id},
        "floor": {ATTR_FLOOR_ID: floor_id},
        "label": {ATTR_LABEL_ID: label_id},
    }
    cloud.requests.clear()
    with pytest.raises(Unauthorized):
        await update(hass, targets[kind], context=context)
    assert not cloud.requests
    await update(hass, {ATTR_DEVICE_ID: device_ids[0]}, context=context)
    assert (len(own.pictures), len(other.pictures)) == (1, 0)


async def test_all_that_a_user_may_control(
    hass: HomeAssistant,
    server: Server,
    account: Account,
    network: Network,
    hass_read_only_user: MockUser,
) -> None:
    """All cameras are all that the user may control, if there are any."""
    cameras = [network.add_camera(name) for name in ("Door", "Shed")]
    await add_entry(hass, account)
    context = Context(user_id=hass_read_only_user.id)
    with pytest.raises(ServiceValidationError):
        await update(hass, {"entity_id": "all"}, context=context)
    hass_read_only_user.mock_policy(
        {"entities": {"entity_ids": {"image.shed": {"control": True}}}}
    )
    await update(hass, {"entity_id": "all"}, context=context)
    assert [len(camera.pictures) for camera in cameras] == [0, 1]


async def test_unknown_user(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Nobody takes pictures in the name of a user whom nobody knows."""
    with pytest.raises(UnknownUser):
        await update(hass, {"entity_id": IMAGE}, context=Context(user_id="nobody"))
    assert len(camera.pictures) == 1

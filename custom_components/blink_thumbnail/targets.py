"""The cameras that a call of the action is about."""

from collections.abc import Callable, Iterable, Mapping
import logging
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.const import ATTR_ENTITY_ID, ENTITY_MATCH_ALL, Platform
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    target as target_helpers,
)

from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)


async def async_get_targets(call: ServiceCall) -> list[er.RegistryEntry]:
    """Return our image entities that a call is about, loaded or not.

    Those of a disabled account are there if they are named. Permissions are checked as
    Home Assistant checks them for every entity action.
    """
    ours = [
        entity
        for entity in er.async_get(call.hass).entities.values()
        if entity.platform == DOMAIN
        and entity.domain == Platform.IMAGE
        and entity.disabled_by in (None, er.RegistryEntryDisabler.CONFIG_ENTRY)
    ]
    may_control = await _async_get_permission(call)
    # Home Assistant 2026.10 knows no exclusions yet: its schema refuses them.
    excluded = _select(call.hass, call.data.get("exclude", {}), ours)
    excluded_ids = excluded.referenced | excluded.indirectly_referenced
    if call.data.get(ATTR_ENTITY_ID) == ENTITY_MATCH_ALL:
        return [
            entity
            for entity in ours
            if not entity.disabled
            and may_control(entity.entity_id)
            and entity.entity_id not in excluded_ids
        ]
    selected = _select(call.hass, call.data, ours)
    selected_ids = selected.referenced | selected.indirectly_referenced
    selected_ids -= excluded_ids
    for entity_id in selected_ids:
        if not may_control(entity_id):
            raise Unauthorized(
                context=call.context, entity_id=entity_id, permission=POLICY_CONTROL
            )
    targets = [entity for entity in ours if entity.entity_id in selected_ids]
    selected.log_missing(
        selected.referenced - {entity.entity_id for entity in targets}, _LOGGER
    )
    return targets


def _select(
    hass: HomeAssistant, target: Mapping[str, Any], ours: Iterable[er.RegistryEntry]
) -> target_helpers.SelectedEntities:
    """Return the entities of a target, where a system stands for its cameras.

    As for Home Assistant, a device is named or has a label that is named, and what the
    user has hidden is left out unless it is named itself. A system in an area does not
    stand for its cameras: they may be in others.
    """
    selection = target_helpers.TargetSelection(dict(target))
    devices = dr.async_get(hass)
    selected = target_helpers.async_extract_referenced_entity_ids(hass, selection)
    systems = selection.device_ids | {
        device.id
        for label_id in selection.label_ids
        for device in dr.async_entries_for_label(devices, label_id)
    }
    selected.indirectly_referenced.update(
        entity.entity_id
        for entity in ours
        if not entity.disabled
        and not entity.hidden
        and isinstance(
            device := devices.async_get(entity.device_id or ""), dr.DeviceEntry
        )
        and device.via_device_id in systems
    )
    return selected


async def _async_get_permission(call: ServiceCall) -> Callable[[str], bool]:
    """Return what says whether the call's user may control an entity."""
    if not call.context.user_id:
        return lambda _: True
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context)
    return lambda entity_id: user.permissions.check_entity(entity_id, POLICY_CONTROL)

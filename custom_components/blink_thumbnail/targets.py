"""The cameras that a call of the action is about."""

from collections.abc import Callable, Mapping
import logging
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.const import (
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ENTITY_MATCH_ALL,
    Platform,
)
from homeassistant.core import ServiceCall
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
    target as target_helpers,
)

from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)


async def async_get_targets(call: ServiceCall) -> list[er.RegistryEntry]:
    """Return our image entities that a call is about, loaded or not.

    Permissions are checked as Home Assistant checks them for every entity action.
    """
    ours = [
        entity
        for entity in er.async_get(call.hass).entities.values()
        if entity.platform == DOMAIN
        and entity.domain == Platform.IMAGE
        and not entity.disabled
    ]
    may_control = await _async_get_permission(call)
    excluded = _get_excluded(call, ours)
    if call.data.get(ATTR_ENTITY_ID) == ENTITY_MATCH_ALL:
        return [
            entity
            for entity in ours
            if may_control(entity.entity_id) and entity.entity_id not in excluded
        ]
    selected = target_helpers.async_extract_referenced_entity_ids(
        call.hass, target_helpers.TargetSelection(call.data)
    )
    referenced = selected.referenced | selected.indirectly_referenced
    referenced |= _get_below_networks(call, call.data, ours)
    referenced -= excluded
    for entity_id in referenced:
        if not may_control(entity_id):
            raise Unauthorized(
                context=call.context, entity_id=entity_id, permission=POLICY_CONTROL
            )
    targets = [entity for entity in ours if entity.entity_id in referenced]
    selected.log_missing(
        selected.referenced - {entity.entity_id for entity in targets}, _LOGGER
    )
    return targets


def _get_below_networks(
    call: ServiceCall, selection: Mapping[str, Any], ours: list[er.RegistryEntry]
) -> set[str]:
    """Return the entities of the cameras whose network's device is selected."""
    networks = set(cv.ensure_list(selection.get(ATTR_DEVICE_ID)))
    devices = dr.async_get(call.hass)
    return {
        entity.entity_id
        for entity in ours
        if isinstance(
            device := devices.async_get(entity.device_id or ""), dr.DeviceEntry
        )
        and device.via_device_id in networks
    }


def _get_excluded(call: ServiceCall, ours: list[er.RegistryEntry]) -> set[str]:
    """Return the entities that a call excludes; 2026.10 knows no exclusions."""
    extract: Callable[..., set[str]] = getattr(
        target_helpers, "async_extract_excluded_entity_ids", lambda *_: set()
    )
    excluded = extract(call.hass, target_helpers.TargetSelection(call.data))
    return excluded | _get_below_networks(call, call.data.get("exclude", {}), ours)


async def _async_get_permission(call: ServiceCall) -> Callable[[str], bool]:
    """Return what says whether the call's user may control an entity."""
    if not call.context.user_id:
        return lambda _: True
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context)
    return lambda entity_id: user.permissions.check_entity(entity_id, POLICY_CONTROL)

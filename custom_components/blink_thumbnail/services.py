"""The action blink_thumbnail.update_thumbnail."""

import asyncio
from datetime import timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.entity_platform import async_get_platforms

from .addresses import picture_addresses, signed_path
from .const import DOMAIN
from .errors import async_describe, not_updated
from .image import BlinkImage
from .targets import async_get_targets
from .updates import NOT_LOADED, Source

ATTR_MAX_AGE: Final = "max_age"
SERVICE_UPDATE_THUMBNAIL: Final = "update_thumbnail"

# A call without a target is valid here: it gets our words, as one with an empty target.
_SCHEMA: Final = vol.Schema(
    {vol.Optional(ATTR_MAX_AGE): cv.positive_time_period, **cv.ENTITY_SERVICE_FIELDS}
)

# What an account says that is not set up, and the reason that this is for an action.
_REASONS: Final = {
    "poll_app_outdated": "app_outdated",
    "poll_blocked": "blocked",
    "poll_cooling_down": "cooling_down",
    "poll_failed": "cannot_connect",
    "poll_invalid_auth": "invalid_auth",
    "poll_simulated_cloud": "simulated_cloud",
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the action.

    Not with Home Assistant's helpers for entity actions: those pass over unavailable
    entities in silence, and say nothing at all where a target has no camera of ours.
    """
    hass.services.async_register(
        DOMAIN,
        SERVICE_UPDATE_THUMBNAIL,
        _async_update_thumbnail,
        schema=_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _async_update_thumbnail(call: ServiceCall) -> ServiceResponse:
    """Update every camera of the target, all that can be at the same time."""
    targets = await async_get_targets(call)
    if not targets:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_camera"
        )
    results = await asyncio.gather(*(_async_update(call, target) for target in targets))
    if call.return_response:
        return {
            target.entity_id: {
                # The picture of a failure is the last good one.
                "picture": None,
                "signed_path": None,
                "media_content_id": f"media-source://image/{target.entity_id}",
                **(
                    await _async_describe(call.hass, result)
                    if isinstance(result, HomeAssistantError)
                    else result
                ),
            }
            for target, result in zip(targets, results, strict=True)
        }
    await _async_raise(
        call.hass,
        [result for result in results if isinstance(result, HomeAssistantError)],
    )
    return None


async def _async_raise(hass: HomeAssistant, failures: list[HomeAssistantError]) -> None:
    """Raise the only failure, or one that names them all."""
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="not_updated",
            translation_placeholders={"failures": await async_describe(hass, failures)},
        )


async def _async_update(
    call: ServiceCall, target: er.RegistryEntry
) -> dict[str, Any] | HomeAssistantError:
    """Update one camera; return what became of it."""
    started = call.hass.loop.time()
    try:
        try:
            picture = await _async_get_picture(call, target)
        except HomeAssistantError as err:
            if err.translation_key != NOT_LOADED:
                raise
            # A reload has interrupted this. If it was none, this says what it was.
            picture = await _async_get_picture(call, target)
    except HomeAssistantError as err:
        return err
    return {**picture, "duration": round(call.hass.loop.time() - started, 1)}


async def _async_get_picture(
    call: ServiceCall, target: er.RegistryEntry
) -> dict[str, Any]:
    """Have a camera show a picture that is young enough, and return what it is.

    Raises:
        HomeAssistantError: There is none; its translation key is why.
    """
    entry = call.hass.config_entries.async_get_entry(target.config_entry_id or "")
    if entry:
        # It may just be being set up, reloaded or taken down.
        async with entry.setup_lock:
            pass
    image = get_image(call.hass, target.entity_id)
    if image is None:
        raise _not_loaded(call.hass, target)
    snapshot = None
    if not await _async_is_fresh(image, call.data.get(ATTR_MAX_AGE)):
        snapshot = await image.coordinator.async_update_thumbnail(
            image.camera_key, Source.ACTION, call.context
        )
    picture = image.coordinator.pictures[image.camera_key]
    address, taken_at = picture.address, picture.taken_at
    if snapshot and snapshot.thumbnail != picture.thumbnail:
        # A clip has overtaken it.
        address = picture.seconds.get(snapshot.thumbnail)
        taken_at = snapshot.taken_at
    addresses = picture_addresses(image.device_id, address)
    return {
        "status": "updated" if snapshot else "fresh",
        "taken_at": taken_at and taken_at.isoformat(),
        **addresses,
        "signed_path": signed_path(call.hass, addresses["picture"]),
    }


async def _async_is_fresh(image: BlinkImage, max_age: timedelta | None) -> bool:
    """Return if the picture is young enough, and really there.

    A picture that is dated in the future has no age.
    """
    age = image.coordinator.async_get_age(image.camera_key)
    if not max_age or age is None:
        return False
    return timedelta(0) <= age <= max_age and await image.async_has_picture()


async def _async_describe(
    hass: HomeAssistant, error: HomeAssistantError
) -> dict[str, Any]:
    """Return a failure for the response."""
    return {
        "status": "failed",
        "reason": error.translation_key,
        "message": await async_describe(hass, [error]),
    }


def _not_loaded(hass: HomeAssistant, target: er.RegistryEntry) -> HomeAssistantError:
    """Return why an entity that is known is not there."""
    entry = hass.config_entries.async_get_entry(target.config_entry_id or "")
    message = ""
    if entry is None or entry.state is ConfigEntryState.LOADED:
        reason = "removed"
    elif entry.disabled_by:
        reason = "disabled"
    else:
        reason = _REASONS.get(entry.error_reason_translation_key or "", NOT_LOADED)
        placeholders = entry.error_reason_translation_placeholders or {}
        message = placeholders.get("message", "")
    return not_updated(reason, er.async_get_full_entity_name(hass, target), message)


def get_image(hass: HomeAssistant, entity_id: str) -> BlinkImage | None:
    """Return an image entity of ours, if it is loaded."""
    for platform in async_get_platforms(hass, DOMAIN):
        entity = platform.entities.get(entity_id)
        if isinstance(entity, BlinkImage):
            return entity
    return None

"""The action blink_thumbnail.update_thumbnail."""

import asyncio
from datetime import timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
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

from .const import DOMAIN
from .errors import async_describe
from .image import BlinkThumbnailImage
from .targets import async_get_targets
from .updates import Source

ATTR_MAX_AGE: Final = "max_age"
SERVICE_UPDATE_THUMBNAIL: Final = "update_thumbnail"

_SCHEMA: Final = cv.make_entity_service_schema(
    {vol.Optional(ATTR_MAX_AGE): cv.positive_time_period}
)


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
    await _async_wait_for_set_up(call.hass, targets)
    images = _get_images(call.hass)
    results = await asyncio.gather(
        *(
            _async_update(call, target, images.get(target.entity_id))
            for target in targets
        )
    )
    if call.return_response:
        return {
            target.entity_id: {
                **(
                    await _async_describe(call.hass, result)
                    if isinstance(result, HomeAssistantError)
                    else result
                ),
                "media_content_id": f"media-source://image/{target.entity_id}",
            }
            for target, result in zip(targets, results, strict=True)
        }
    await _async_raise(
        call.hass,
        [result for result in results if isinstance(result, HomeAssistantError)],
    )
    return None


async def _async_raise(hass: HomeAssistant, failures: list[HomeAssistantError]) -> None:
    """Raise the one failure that there is, or one that tells of several."""
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="not_updated",
            translation_placeholders={"failures": await async_describe(hass, failures)},
        )


async def _async_update(
    call: ServiceCall, target: er.RegistryEntry, image: BlinkThumbnailImage | None
) -> dict[str, Any] | HomeAssistantError:
    """Update one camera; return what became of it."""
    if image is None:
        return _not_loaded(call.hass, target)
    started = call.hass.loop.time()
    taken_at = image.image_last_updated
    status = "fresh"
    if not await _async_is_fresh(image, call.data.get(ATTR_MAX_AGE)):
        try:
            snapshot = await image.coordinator.async_update_thumbnail(
                image.camera_key, Source.ACTION
            )
        except HomeAssistantError as err:
            return err
        status, taken_at = "updated", image.image_last_updated or snapshot.taken_at
    return {
        "status": status,
        "taken_at": taken_at and taken_at.isoformat(),
        "duration": round(call.hass.loop.time() - started, 1),
    }


async def _async_is_fresh(
    image: BlinkThumbnailImage, max_age: timedelta | None
) -> bool:
    """Return if the picture is young enough, and really there.

    Blink's clock tells its age, as it told its time. One from a time to come has none.
    """
    taken_at = image.image_last_updated
    if not max_age or taken_at is None:
        return False
    age = image.coordinator.clock.now() - taken_at
    return timedelta(0) <= age <= max_age and await image.async_has_thumbnail()


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
    reason, message = "removed", ""
    entry = hass.config_entries.async_get_entry(target.config_entry_id or "")
    if entry and entry.state is ConfigEntryState.SETUP_RETRY:
        reason = "cannot_connect"
        if entry.error_reason_translation_key == "poll_cooling_down":
            reason = "cooling_down"
            message = (entry.error_reason_translation_placeholders or {})["until"]
    elif entry and any(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        reason = "invalid_auth"
    name = er.async_get_full_entity_name(hass, target)
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=reason,
        translation_placeholders={"camera": name, "message": message},
    )


async def _async_wait_for_set_up(
    hass: HomeAssistant, targets: list[er.RegistryEntry]
) -> None:
    """Wait until no account of the targets is just being set up."""
    for entry_id in {target.config_entry_id for target in targets}:
        entry = hass.config_entries.async_get_entry(entry_id or "")
        if entry and entry.state is ConfigEntryState.SETUP_IN_PROGRESS:
            async with entry.setup_lock:
                pass


def _get_images(hass: HomeAssistant) -> dict[str, BlinkThumbnailImage]:
    """Return our image entities that are loaded, by entity id."""
    return {
        entity_id: entity
        for platform in async_get_platforms(hass, DOMAIN)
        for entity_id, entity in platform.entities.items()
        if isinstance(entity, BlinkThumbnailImage)
    }

"""Diagnostics: what helps to find a fault, and nothing that is anybody's secret."""

from collections.abc import Iterable
from datetime import datetime
import time
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant

from .api import (
    DAY,
    HOUR,
    BlinkError,
    Camera,
    Homescreen,
    RequestCounts,
    Traffic,
    describe_notes,
    thumbnail_form,
)
from .const import CONF_ACCOUNT_ID, CONF_TIER
from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .field_notes import async_get_field_notes
from .traffic import async_get_traffic
from .updates import UpdateResult


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: BlinkConfigEntry
) -> dict[str, Any]:
    """Return what is allowed to be known; cameras and networks go by numbers.

    The numbers are the same in the whole file, and mean nothing outside it.
    """
    traffic = async_get_traffic(hass, entry.data[CONF_ACCOUNT_ID])
    notes = await async_get_field_notes(hass, entry)
    loaded = entry.state is ConfigEntryState.LOADED
    return {
        "entry": {
            "version": f"{entry.version}.{entry.minor_version}",
            "state": entry.state.value,
            "failure": entry.error_reason_translation_key,
            "sign_in_wanted": any(entry.async_get_active_flows(hass, {SOURCE_REAUTH})),
            "tier": entry.data[CONF_TIER],
            "token": _describe_token(entry.data[CONF_TOKEN]),
        },
        "requests": {
            "last_hour": _describe_counts(traffic.requests, HOUR),
            "last_day": _describe_counts(traffic.requests, DAY),
        },
        "pauses": _describe_pauses(traffic),
        "field_notes": describe_notes(notes.as_dict()),
        **(_describe_account(entry.runtime_data) if loaded else {}),
    }


def _describe_account(coordinator: BlinkCoordinator) -> dict[str, Any]:
    """Return what is only known of an account that is set up."""
    homescreen = coordinator.data
    networks = _number(homescreen.networks)
    return {
        "poll": {
            **_describe_poll(coordinator),
            "blink_time": _text(homescreen.date),
            "age": round(coordinator.hass.loop.time() - homescreen.asked_at),
        },
        "networks": {
            networks[network_id]: _describe_network(homescreen, network_id)
            for network_id in homescreen.networks
        },
        "cameras": {
            number: {
                "network": networks.get(homescreen.cameras[key].network_id),
                **_describe_camera(coordinator, homescreen.cameras[key]),
            }
            for key, number in _number(homescreen.cameras).items()
        },
    }


def _number[T](keys: Iterable[T]) -> dict[T, str]:
    """Return a number for each key, in their own order."""
    return {key: str(number) for number, key in enumerate(keys, 1)}


def _describe_token(token: dict[str, Any]) -> dict[str, Any]:
    """Return how old the access token is, in seconds, and how long it lives."""
    left = token["expires_at"] - time.time()
    return {
        "lifetime": token["expires_in"],
        "age": round(token["expires_in"] - left) if token["expires_at"] else None,
    }


def _describe_poll(coordinator: BlinkCoordinator) -> dict[str, Any]:
    """Return how the last poll ended; the words of an error may hold too much."""
    error = coordinator.last_exception
    cause = error and (error.__cause__ or error)
    return {
        "succeeded": coordinator.last_update_success,
        "error": type(cause).__name__ if cause else None,
        "codes": cause.codes if isinstance(cause, BlinkError) else {},
    }


def _describe_counts(requests: RequestCounts, seconds: int) -> dict[str, int]:
    """Return how many requests of each kind there were."""
    return {str(kind): count for kind, count in requests.last(seconds).items()}


def _describe_pauses(traffic: Traffic) -> dict[str, int]:
    """Return how long Blink wants to be left alone, in seconds."""
    return {
        "rest": round(traffic.rest_pause.remaining),
        "oauth": round(traffic.oauth_pause.remaining),
    }


def _describe_network(homescreen: Homescreen, network_id: int) -> dict[str, Any]:
    """Return what a network is like."""
    sync_module = homescreen.sync_modules.get(network_id)
    return {
        "cameras": len(homescreen.cameras_of(network_id)),
        "sync_module": sync_module
        and {
            "type": sync_module.type,
            "firmware": sync_module.firmware,
            "status": sync_module.status,
        },
    }


def _describe_camera(coordinator: BlinkCoordinator, camera: Camera) -> dict[str, Any]:
    """Return what a camera is like, how its picture is, and its last updates."""
    picture = coordinator.pictures[camera.key]
    return {
        "kind": camera.kind,
        "type": camera.type,
        "firmware": camera.firmware,
        "status": camera.status,
        "battery_low": camera.battery_low,
        "temperature": camera.temperature,
        "wifi_signal": camera.wifi_signal,
        "sync_module_signal": camera.sync_module_signal,
        "thumbnail": {
            "form": thumbnail_form(camera.thumbnail) if camera.thumbnail else None,
            "time": _text(camera.thumbnail_time or camera.thumbnail_minute),
            "shown": _text(picture.taken_at),
            "bytes": len(picture.jpeg or b""),
            "is_current": picture.is_current,
        },
        "updates": [
            _describe_update(update) for update in coordinator.updates[camera.key]
        ],
    }


def _describe_update(update: UpdateResult) -> dict[str, Any]:
    """Return what became of an update, and what it met; times are in seconds."""
    return {
        "at": _text(update.at),
        "source": update.source,
        "outcome": update.reason or "updated",
        "error": update.error,
        "codes": update.codes,
        "duration": update.duration,
        "waited": update.waited,
        "busy": update.busy,
        "attempts": update.attempts,
    }


def _text(moment: datetime | None) -> str | None:
    """Return a time as text, UTC."""
    return moment.isoformat() if moment else None

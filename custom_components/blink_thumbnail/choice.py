"""Which camera a conversation agent means, and what it can choose from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    intent,
)
from homeassistant.helpers.llm import LLMContext, async_get_match_preferences

from .exposed import async_get_exposed


class ChoiceError(Exception):
    """No single camera is meant; the text says what there is to choose from."""


@callback
def async_choose(
    hass: HomeAssistant,
    llm_context: LLMContext,
    name: str | None,
    area: str | None,
    system: str | None,
) -> er.RegistryEntry:
    """Return the exposed camera that goes by all that is given.

    Of several, the one where the voice assistant stands.

    Raises:
        ChoiceError: There is none, or there are several.
    """
    exposed = async_get_exposed(hass, llm_context.assistant)
    candidates = [
        camera for camera in exposed if system in (None, get_system(hass, camera))
    ]
    constraints = intent.MatchTargetsConstraints(
        name=name, area_name=area, single_target=True
    )
    preferences = async_get_match_preferences(hass, llm_context)
    found = _match(hass, candidates, constraints, preferences)
    if len(found) != 1:
        raise ChoiceError(_describe(hass, candidates or exposed, constraints))
    return found[0]


def _match(
    hass: HomeAssistant,
    cameras: list[er.RegistryEntry],
    constraints: intent.MatchTargetsConstraints,
    preferences: intent.MatchTargetsPreferences | None = None,
) -> list[er.RegistryEntry]:
    """Return those of some cameras that match as Assist matches them."""
    # One that was never loaded has no state. Its name and its area count.
    states = [
        hass.states.get(camera.entity_id) or State(camera.entity_id, STATE_UNAVAILABLE)
        for camera in cameras
    ]
    result = intent.async_match_targets(hass, constraints, preferences, states)
    found = {state.entity_id for state in result.states}
    return [camera for camera in cameras if camera.entity_id in found]


def _describe(
    hass: HomeAssistant,
    cameras: list[er.RegistryEntry],
    constraints: intent.MatchTargetsConstraints,
) -> str:
    """Return what the agent can choose from: cameras of one name by where they are."""
    fitting = replace(constraints, single_target=False, allow_duplicate_names=True)
    if constraints.name and len(same := _match(hass, cameras, fitting)) > 1:
        places = "; ".join(_describe_place(hass, camera) for camera in same)
        return (
            "Several cameras have this name. Add the area or the system, or use the "
            f"entity ID as the name: {places}"
        )
    names = ", ".join(get_names(hass, cameras)) or "none"
    return f"No single camera matches. The cameras are: {names}"


def _describe_place(hass: HomeAssistant, camera: er.RegistryEntry) -> str:
    """Return a camera's entity ID, with its area and its system."""
    area_id = er.async_get_effective_area_id(hass, camera)
    area = ar.async_get(hass).async_get_area(area_id or "")
    where = f"area {area.name}" if area else "no area"
    return f"{camera.entity_id} ({where}, system {get_system(hass, camera)})"


def get_names(hass: HomeAssistant, cameras: Iterable[er.RegistryEntry]) -> list[str]:
    """Return all names and aliases, each once and in order."""
    return sorted(
        {
            name
            for camera in cameras
            for name in er.async_get_entity_aliases(hass, camera)
        }
    )


def get_namesakes(
    hass: HomeAssistant, cameras: Iterable[er.RegistryEntry]
) -> list[str]:
    """Return the entity IDs of those that share a name."""
    by_name: defaultdict[str, set[str]] = defaultdict(set)
    for camera in cameras:
        for name in er.async_get_entity_aliases(hass, camera):
            by_name[name.strip().casefold()].add(camera.entity_id)
    return sorted({one for ids in by_name.values() if len(ids) > 1 for one in ids})


def get_system(hass: HomeAssistant, camera: er.RegistryEntry) -> str:
    """Return the name of a camera's system, its account's if it stands alone."""
    devices = dr.async_get(hass)
    device = devices.async_get(camera.device_id or "")
    if isinstance(device, dr.DeviceEntry) and device.via_device_id:
        system = devices.async_get(device.via_device_id)
        if system and (name := system.name_by_user or system.name):
            return name
    entry = hass.config_entries.async_get_entry(camera.config_entry_id or "")
    return entry.title if entry else ""

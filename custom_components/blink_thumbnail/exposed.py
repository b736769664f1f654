"""Which cameras an assistant may know of; their names are in the entity registry."""

from homeassistant.components.homeassistant.exposed_entities import (
    async_should_expose,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


@callback
def async_get_exposed(hass: HomeAssistant, assistant: str) -> list[er.RegistryEntry]:
    """Return our images that are exposed to an assistant, loaded or not.

    What is loaded answers, and what is not says why. What is disabled is neither,
    though it may still have a state.
    """
    registry = er.async_get(hass)
    return sorted(
        (
            entity
            for entry in hass.config_entries.async_entries(DOMAIN)
            for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
            if entity.domain == Platform.IMAGE
            and not entity.disabled
            and async_should_expose(hass, assistant, entity.entity_id)
        ),
        key=lambda entity: entity.entity_id,
    )

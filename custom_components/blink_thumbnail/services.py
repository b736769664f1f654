"""The action blink_thumbnail.update_thumbnail."""

from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import service

from .const import DOMAIN

SERVICE_UPDATE_THUMBNAIL: Final = "update_thumbnail"


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the action."""
    service.async_register_platform_entity_service(
        hass,
        DOMAIN,
        SERVICE_UPDATE_THUMBNAIL,
        entity_domain=Platform.IMAGE,
        func="async_update_thumbnail",
        schema=None,
    )

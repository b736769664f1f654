"""Blink Thumbnail: a fresh picture from a Blink camera, when it is asked for."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.typing import ConfigType

from .api import Account, BlinkClient
from .auth import EntryAccessToken, async_get_cool_down
from .const import CONF_ACCOUNT_ID, CONF_TIER, DOMAIN, PLATFORMS
from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .pictures import Pictures
from .services import async_setup_services

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what all accounts share."""
    async_setup_services(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: BlinkConfigEntry) -> bool:
    """Set up an account."""
    account = Account(
        account_id=entry.data[CONF_ACCOUNT_ID], tier=entry.data[CONF_TIER]
    )
    cool_down = async_get_cool_down(hass, account.account_id)
    client = BlinkClient(
        async_get_clientsession(hass),
        EntryAccessToken(hass, entry, cool_down),
        cool_down,
        account,
    )
    coordinator = BlinkCoordinator(hass, entry, client)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: BlinkConfigEntry) -> bool:
    """Take an account down; updates on their way are let go."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: BlinkConfigEntry) -> None:
    """Remove the pictures that were kept for an account."""
    await Pictures(hass, entry.entry_id).async_remove()

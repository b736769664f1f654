"""Blink Thumbnail: a fresh picture from a Blink camera, when it is asked for."""

import logging

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.typing import ConfigType
from homeassistant.loader import async_get_integration
from homeassistant.setup import async_when_setup

from .api import Account, BlinkClient
from .auth import EntryTokens
from .const import CONF_ACCOUNT_ID, CONF_TIER, DOMAIN, PLATFORMS
from .coordinator import BlinkConfigEntry, BlinkCoordinator
from .field_notes import async_get_field_notes, async_remove_field_notes
from .issue import async_delete_issue
from .picture_view import PictureView
from .pictures import Pictures
from .refreshes import async_forget_refreshes
from .services import async_setup_services
from .traffic import async_get_traffic
from .update_history import async_remove_updates

_LOGGER = logging.getLogger(__name__)

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what all accounts share."""
    async_setup_services(hass)
    hass.http.register_view(PictureView())
    async_when_setup(hass, "conversation", _async_setup_sentences)
    return True


async def _async_setup_sentences(hass: HomeAssistant, _conversation: str) -> None:
    """Let Assist understand sentences; whatever comes of it, all else works."""
    try:
        # What it imports is only there with Assist.
        integration = await async_get_integration(hass, DOMAIN)
        sentences = await integration.async_get_platform("sentences")
        await sentences.async_setup_sentences(hass)
    except Exception:
        _LOGGER.exception("Assist does not take sentences")


async def async_setup_entry(hass: HomeAssistant, entry: BlinkConfigEntry) -> bool:
    """Set up an account."""
    account = Account(
        account_id=entry.data[CONF_ACCOUNT_ID], tier=entry.data[CONF_TIER]
    )
    traffic = async_get_traffic(hass, account.account_id)
    await async_get_field_notes(hass, entry)
    client = BlinkClient(
        async_get_clientsession(hass),
        EntryTokens(hass, entry, traffic),
        traffic,
        account,
    )
    coordinator = BlinkCoordinator(hass, entry, client)
    await coordinator.updates.async_load()
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: BlinkConfigEntry) -> bool:
    """Take an account down; updates under way are cancelled."""
    await entry.runtime_data.async_shutdown()
    await entry.runtime_data.updates.async_save()
    if entry.disabled_by:
        # Nothing is sent any more, and no poll would delete the issue.
        async_delete_issue(hass, entry)
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: BlinkConfigEntry) -> None:
    """Remove what was kept for an account."""
    async_delete_issue(hass, entry)
    async_forget_refreshes(hass, entry)
    await async_remove_field_notes(hass, entry)
    await async_remove_updates(hass, entry)
    await Pictures(hass, entry).async_remove()

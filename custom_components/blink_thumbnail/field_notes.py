"""The field notes of an account, kept over a restart and removed with its entry."""

import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from .api import FieldNotes
from .const import CONF_ACCOUNT_ID, DOMAIN, UNREADABLE
from .traffic import async_get_traffic

_LOGGER = logging.getLogger(__name__)

_KEEPERS: HassKey[dict[str, _Keeper]] = HassKey(f"{DOMAIN}_field_notes")

# Seconds between two writes: cards that Home Assistant lives on wear out.
_SAVE_GAP: Final = 1800


class _Keeper:
    """Keeps an account's notes in a file."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Take the notes of the entry's account."""
        self.notes = async_get_traffic(hass, entry.data[CONF_ACCOUNT_ID]).notes
        self._store = Store[dict[str, Any]](
            hass, 1, f"{DOMAIN}.{entry.entry_id}.field_notes"
        )
        self._is_due = False

    async def async_load(self) -> None:
        """Add what was kept to what was seen since, and keep both from now on."""
        try:
            if kept := await self._store.async_load():
                self.notes.load(kept)
        except UNREADABLE:
            # What cannot be read is not worth an account.
            _LOGGER.debug("The field notes cannot be read, and begin anew")
        self.notes.on_change = self._keep

    async def async_remove(self) -> None:
        """Keep nothing any more."""
        self.notes.forget()
        # A write that is due, or under way, would bring the file back.
        await self._store.async_save({})
        await self._store.async_remove()

    @callback
    def _keep(self) -> None:
        """Write the notes in a while; what is seen until then is in them."""
        if not self._is_due:
            self._is_due = True
            self._store.async_delay_save(self._as_kept, _SAVE_GAP)

    def _as_kept(self) -> dict[str, Any]:
        """Return the notes as they are written now."""
        self._is_due = False
        return self.notes.as_dict()


async def async_get_field_notes(
    hass: HomeAssistant, entry: ConfigEntry[Any]
) -> FieldNotes:
    """Return the notes of an entry's account, with what was kept of earlier ones."""
    keepers = hass.data.setdefault(_KEEPERS, {})
    if (keeper := keepers.get(entry.entry_id)) is None:
        keeper = keepers[entry.entry_id] = _Keeper(hass, entry)
        await keeper.async_load()
    return keeper.notes


async def async_remove_field_notes(
    hass: HomeAssistant, entry: ConfigEntry[Any]
) -> None:
    """Remove the notes with their entry."""
    keepers = hass.data.setdefault(_KEEPERS, {})
    keeper = keepers.pop(entry.entry_id, None) or _Keeper(hass, entry)
    await keeper.async_remove()

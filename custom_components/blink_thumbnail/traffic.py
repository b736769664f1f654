"""The traffic of each account, kept for as long as Home Assistant runs."""

from collections import defaultdict

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .api import Traffic
from .const import DOMAIN

_TRAFFIC: HassKey[defaultdict[int | str | None, Traffic]] = HassKey(f"{DOMAIN}_traffic")


@callback
def async_get_traffic(hass: HomeAssistant, of: int | str | None) -> Traffic:
    """Return the pauses and counts of an account.

    `of` is the account's id, the e-mail address of a sign-in, or None for an account
    that is being added. The result outlives clients and flows: a new one must not end
    a pause.
    """
    return hass.data.setdefault(_TRAFFIC, defaultdict(Traffic))[of]

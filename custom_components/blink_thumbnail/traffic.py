"""The traffic of each account, for as long as Home Assistant runs."""

from collections import defaultdict

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .api import Traffic
from .const import DOMAIN

_TRAFFIC: HassKey[defaultdict[int | str | None, Traffic]] = HassKey(f"{DOMAIN}_traffic")


@callback
def async_get_traffic(hass: HomeAssistant, of: int | str | None) -> Traffic:
    """Return the pauses and the counts of an account, by its id.

    A sign-in has its own by e-mail address, and None is for accounts that are being
    added. They outlive clients and flows: making a new one must not end a pause.
    """
    return hass.data.setdefault(_TRAFFIC, defaultdict(Traffic))[of]

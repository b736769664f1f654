"""The repairs issue: warns of use that Blink has locked accounts for."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .api import DAY, HOUR, BlinkClient
from .const import DOMAIN

# Accounts were locked at some 30 pictures an hour, and at one every few minutes all
# day; one or two an hour for each camera have been no problem. A picture takes some ten
# requests, and polls add twelve an hour.
_PICTURES_AN_HOUR: Final = 30
_PICTURES_A_DAY: Final = 288
_REQUESTS_AN_HOUR: Final = 450
_REQUESTS_A_DAY: Final = 5000
_PICTURES_AN_HOUR_AND_CAMERA: Final = 2
_REQUESTS_A_PICTURE: Final = 10


@callback
def async_check_usage(
    hass: HomeAssistant, entry: ConfigEntry[Any], client: BlinkClient
) -> None:
    """Create the account's repairs issue with the numbers of now, or delete it."""
    homescreen = client.last_homescreen
    cameras = len(homescreen.cameras) if homescreen else 0
    hour, day = client.requests.last(HOUR), client.requests.last(DAY)
    pictures_hour = client.accepted.last(HOUR).total()
    pictures_day = client.accepted.last(DAY).total()
    usual = cameras * _PICTURES_AN_HOUR_AND_CAMERA
    risky = (
        pictures_hour >= max(_PICTURES_AN_HOUR, usual)
        or pictures_day >= max(_PICTURES_A_DAY, 24 * usual)
        or hour.total() >= max(_REQUESTS_AN_HOUR, usual * _REQUESTS_A_PICTURE)
        or day.total() >= max(_REQUESTS_A_DAY, 24 * usual * _REQUESTS_A_PICTURE)
    )
    if not risky:
        async_delete_issue(hass, entry)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry),
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="account_at_risk",
        translation_placeholders={
            "name": entry.title,
            "pictures_hour": str(pictures_hour),
            "pictures_day": str(pictures_day),
            "requests_hour": str(hour.total()),
            "requests_day": str(day.total()),
        },
    )


@callback
def async_delete_issue(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Delete the account's repairs issue, if there is one."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(entry))


def _issue_id(entry: ConfigEntry[Any]) -> str:
    """Return the issue's id."""
    return f"account_at_risk_{entry.entry_id}"

"""What a BlinkError becomes in Home Assistant, and its words."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, HomeAssistantError
from homeassistant.helpers.translation import async_get_translations
from homeassistant.helpers.update_coordinator import UpdateFailed
from homeassistant.util import dt as dt_util

from .api import BlinkAuthError, BlinkError, CoolingDownError
from .const import DOMAIN

# What a failed poll has words of its own for, by BlinkError.reason.
_POLL_KEYS: Final = {
    "app_outdated": "poll_app_outdated",
    "blocked": "poll_blocked",
    "cooling_down": "poll_cooling_down",
    "simulated_cloud": "poll_simulated_cloud",
}


def poll_error(error: BlinkError) -> HomeAssistantError:
    """Return what a poll raises: another poll follows, or a new sign-in."""
    if isinstance(error, BlinkAuthError):
        return ConfigEntryAuthFailed(
            translation_domain=DOMAIN, translation_key="poll_invalid_auth"
        )
    return UpdateFailed(
        # Home Assistant counts from the last whole second: without another second it
        # would poll before the pause is over, many times in a row.
        retry_after=None if error.seconds is None else error.seconds + 1,
        translation_domain=DOMAIN,
        translation_key=_POLL_KEYS.get(error.reason, "poll_failed"),
        translation_placeholders={"message": _message(error)},
    )


def action_error(error: BlinkError, camera_name: str) -> HomeAssistantError:
    """Return what an action raises; its translation key is the error's reason."""
    return not_updated(error.reason, camera_name, _message(error))


def not_updated(reason: str, camera_name: str, message: str = "") -> HomeAssistantError:
    """Return what an action raises for a camera; its translation key is the reason."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=reason,
        translation_placeholders={"camera": camera_name, "message": message},
    )


def _message(error: BlinkError) -> str:
    """Return what an error's text has in it: Blink's words, or the end of a pause."""
    if isinstance(error, CoolingDownError):
        return local_time(error.until)
    return error.message


async def async_describe(
    hass: HomeAssistant,
    errors: Iterable[HomeAssistantError],
    language: str | None = None,
) -> str:
    """Return errors in one text: in Home Assistant's language, or another.

    Those that are not ours keep their own words.
    """
    translations = await async_get_translations(
        hass, language or hass.config.language, "exceptions", {DOMAIN}
    )
    return " ".join(
        translations[key].format(**error.translation_placeholders or {})
        if (key := f"component.{DOMAIN}.exceptions.{error.translation_key}.message")
        in translations
        else str(error)
        for error in errors
    )


def local_time(moment: datetime) -> str:
    """Return the minute at which a time is over, as users' clocks show it.

    With the date where the hour alone could be taken for one of today.
    """
    shown = dt_util.as_local(moment + timedelta(seconds=59))
    soon = moment - dt_util.utcnow() < timedelta(hours=12)
    return shown.strftime("%H:%M" if soon else "%Y-%m-%d %H:%M")

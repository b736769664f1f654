"""What the forms of a sign-in ask for."""

from typing import Final

from probatio import Secret
import voluptuous as vol

from homeassistant.const import CONF_CODE, CONF_EMAIL, CONF_PASSWORD
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .const import CONF_REFRESH_TOKEN

CONF_ANOTHER_CODE: Final = "another_code"


def _text(kind: TextSelectorType, autocomplete: str) -> TextSelector:
    """Return a text field that a browser can help to fill in."""
    return TextSelector(TextSelectorConfig(type=kind, autocomplete=autocomplete))


SIGN_IN: Final = vol.Schema(
    {
        vol.Required(CONF_EMAIL): _text(TextSelectorType.EMAIL, "username"),
        vol.Required(Secret(CONF_PASSWORD)): _text(
            TextSelectorType.PASSWORD, "current-password"
        ),
    }
)
VERIFY: Final = vol.Schema(
    {
        # Somebody who wants another code has none to type.
        vol.Optional(Secret(CONF_CODE)): _text(TextSelectorType.TEXT, "one-time-code"),
        vol.Optional(CONF_ANOTHER_CODE, default=False): BooleanSelector(),
    }
)
REFRESH_TOKEN: Final = vol.Schema(
    {vol.Required(Secret(CONF_REFRESH_TOKEN)): _text(TextSelectorType.PASSWORD, "off")}
)

"""Constants of Blink Thumbnail."""

from typing import Final

from homeassistant.const import Platform
from homeassistant.exceptions import HomeAssistantError

DOMAIN: Final = "blink_thumbnail"
PLATFORMS: Final = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.SENSOR,
]

CONF_ACCOUNT_ID: Final = "account_id"
CONF_AI_TASK_ENTITY: Final = "ai_task_entity"
CONF_HARDWARE_ID: Final = "hardware_id"
CONF_REFRESH_TOKEN: Final = "refresh_token"
CONF_TIER: Final = "tier"

# What may be wrong with a file that was kept: by the disk, by a version of tomorrow, or
# by somebody who has edited it.
UNREADABLE: Final = (
    OSError,
    HomeAssistantError,
    NotImplementedError,
    RecursionError,
    ArithmeticError,
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
)

"""The cameras that Home Assistant has, as its registries tell."""

from dataclasses import dataclass
from typing import Any, Final

from .client import HomeAssistantClient
from .config_folder import DOMAIN

# Where most people look first.
FIRST: Final = "Front door"

# What the dashboard shows of a camera: the domain of each, and its key.
_SHOWN: Final = {
    ("image", "picture"): "image",
    ("button", "take_picture"): "button",
    ("sensor", "picture_status"): "status",
}


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera with the entities that the dashboard shows."""

    name: str
    image: str
    button: str
    status: str


async def cameras(home: HomeAssistantClient) -> list[Camera]:
    """Return all cameras with what the dashboard shows, the front door first."""
    names = {
        device["id"]: device["name_by_user"] or device["name"]
        for device in await home.command("config/device_registry/list")
    }
    shown: dict[str, dict[str, str]] = {}
    for entity in await home.command("config/entity_registry/list"):
        if entity["platform"] == DOMAIN and (kind := _SHOWN.get(_kind(entity))):
            shown.setdefault(entity["device_id"], {})[kind] = entity["entity_id"]
    found = [
        Camera(name, **shown[device_id])
        for device_id, name in names.items()
        if len(shown.get(device_id, {})) == len(_SHOWN)
    ]
    return sorted(found, key=lambda camera: camera.name != FIRST)


def _kind(entity: dict[str, Any]) -> tuple[str, str]:
    """Return an entity's domain and its key."""
    return entity["entity_id"].partition(".")[0], entity["translation_key"]

"""The cameras that Home Assistant has, as its registries tell."""

from dataclasses import dataclass

from .client import HomeAssistantClient
from .config_folder import DOMAIN


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera with the entities that the dashboard shows."""

    name: str
    image: str
    button: str


async def cameras(home: HomeAssistantClient) -> list[Camera]:
    """Return all cameras that have a picture and a button, as they were added."""
    names = {
        device["id"]: device["name_by_user"] or device["name"]
        for device in await home.command("config/device_registry/list")
    }
    entities: dict[str, dict[str, str]] = {}
    for entity in await home.command("config/entity_registry/list"):
        if entity["platform"] == DOMAIN and entity["device_id"] in names:
            kind = entity["entity_id"].partition(".")[0]
            entities.setdefault(entity["device_id"], {})[kind] = entity["entity_id"]
    return [
        Camera(name, entities[device_id]["image"], entities[device_id]["button"])
        for device_id, name in names.items()
        if entities.get(device_id, {}).keys() >= {"image", "button"}
    ]

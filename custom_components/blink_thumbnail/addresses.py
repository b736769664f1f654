"""The addresses of a picture: of its camera's device, and of its own Unix time."""

from datetime import timedelta
from typing import Final

from homeassistant.components.http.auth import async_sign_path
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN

# A notification may be looked at on the weekend after.
_SIGNED_FOR: Final = timedelta(days=7)


@callback
def picture_path(device_id: str, seconds: int) -> str:
    """Return the path of a picture."""
    return f"/api/{DOMAIN}/picture/{device_id}/{seconds}.jpg"


@callback
def picture_addresses(
    device_id: str | None, seconds: int | None
) -> dict[str, str | None]:
    """Return a picture's path and its media id, by the names that users read."""
    if device_id is None or seconds is None:
        return {"picture": None, "media_content_id": None}
    return {
        "picture": picture_path(device_id, seconds),
        "media_content_id": f"media-source://{DOMAIN}/{device_id}/{seconds}",
    }


@callback
def signed_path(hass: HomeAssistant, path: str | None) -> str | None:
    """Return a picture's path for someone not signed in, None without a picture.

    It opens that picture for a week, or until Home Assistant restarts. The signature
    covers the query that Home Assistant's apps add to each path that they open.
    """
    if path is None:
        return None
    return async_sign_path(
        hass, f"{path}?external_auth=1", _SIGNED_FOR, use_content_user=True
    )

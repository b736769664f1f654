"""The addresses of a picture: of its camera's device, and of its own Unix time."""

from homeassistant.core import callback

from .const import DOMAIN


@callback
def picture_path(device_id: str, seconds: int) -> str:
    """Return the path of a picture."""
    return f"/api/{DOMAIN}/picture/{device_id}/{seconds}.jpg"


@callback
def picture_addresses(
    device_id: str | None, seconds: int | None
) -> dict[str, str | None]:
    """Return a picture's path and its media id, as all who tell of it name them."""
    if device_id is None or seconds is None:
        return {"picture": None, "media_content_id": None}
    return {
        "picture": picture_path(device_id, seconds),
        "media_content_id": f"media-source://{DOMAIN}/{device_id}/{seconds}",
    }

"""Addresses of pictures, in all the forms that Blink gives them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .endpoints import rest_host
from .pictures import Picture
from .replies import RefusedError, Reply, message
from .settings import OldMedia, ThumbnailForm

if TYPE_CHECKING:
    from .camera import Camera

_ABSOLUTE = ThumbnailForm.ABSOLUTE
_OLD_TYPES = {"white", "xt"}


def usual_form(type: str, *, owl: bool) -> ThumbnailForm:
    """The form that the published samples have for a type (facts: section 4.3)."""
    if type in _OLD_TYPES:
        return ThumbnailForm.OLD
    if type in {"xt2", "catalina", "sedona"} and not owl:
        return ThumbnailForm.FULL_PRODUCTION
    return ThumbnailForm.FULL


def thumbnail(camera: Camera, picture: Picture) -> str | int | None:
    """What a homescreen writes for a picture (facts: section 4.5)."""
    match camera.thumbnail_form:
        case ThumbnailForm.OLD:
            return _old_path(camera, picture)
        case ThumbnailForm.INTEGER:
            return picture.ts
        case ThumbnailForm.NUMERIC_STRING:
            return str(picture.ts)
        case ThumbnailForm.NULL | ThumbnailForm.MISSING:
            return None
        case form:
            return _full_address(camera, picture, form)


def picture_reply(
    camera: Camera, *, segment: str, name: str, query: Mapping[str, str]
) -> Reply:
    """Answer a request for a picture.

    Args:
        camera: The camera that the address names.
        segment: The address's segment for its type.
        name: What follows the camera's id.
        query: The address's query.

    Raises:
        RefusedError: Code 1630 for a wrong type, code 700 for a picture that is not
            there (facts: section 6, known message codes).
    """
    settings = camera.network.account.cloud.settings
    full = name == "thumbnail/thumbnail.jpg"
    if segment != (camera.type if full else _old_segment(camera)):
        status = settings.wrong_type_status
        raise RefusedError(message("Invalid Device Type", status=status, code=1630))
    wanted = [
        picture
        for picture in camera.pictures
        if (query.get("ts") == str(picture.ts) if full else _is_old(picture, name))
    ]
    picture = _still_served(camera, wanted[0]) if wanted else None
    if picture is None:
        status = settings.media_gone_status
        raise RefusedError(message("Media not found", status=status, code=700))
    return Reply(body=picture.jpeg, content_type="image/jpeg")


def _still_served(camera: Camera, picture: Picture) -> Picture | None:
    """What the address of a picture gives now."""
    shown = camera.shown
    if shown is None or picture.number >= shown.number:
        return picture
    match camera.network.account.cloud.settings.old_media:
        case OldMedia.GONE:
            return None
        case OldMedia.KEPT:
            return picture
        case OldMedia.NEWEST:
            return shown


def _full_address(camera: Camera, picture: Picture, form: ThumbnailForm) -> str:
    """Form C, below either prefix."""
    network = camera.network
    account = network.account
    host = f"https://{rest_host(account.tier)}" if form is _ABSOLUTE else ""
    place = (
        f"production/account/{account.id}/network/{network.id}"
        if form is ThumbnailForm.FULL_PRODUCTION
        else f"accounts/{account.id}/networks/{network.id}"
    )
    file = f"{camera.type}/{camera.id}/thumbnail/thumbnail.jpg?ts={picture.ts}&ext="
    return f"{host}/api/v3/media/{place}/{file}"


def _old_path(camera: Camera, picture: Picture) -> str:
    """Form A: a mini's has its firmware and the tier, a camera's neither."""
    account = camera.network.account
    segment = _old_segment(camera)
    place = account.tier if segment == "owl" else "production"
    name = (
        f"thumbnail/fw_9.75__{picture.mark}"
        if segment == "owl"
        else (f"clip_{picture.mark}")
    )
    return (
        f"/media/{place}/account/{account.id}/network/{camera.network.id}"
        f"/{segment}/{camera.id}/{name}_{_old_time(camera, picture)}"
    )


def _old_segment(camera: Camera) -> str:
    """`camera`, `owl` or, by analogy, `doorbell`."""
    return camera.family.value.removesuffix("s")


def _old_time(camera: Camera, picture: Picture) -> str:
    """UTC to the minute (facts: section 13.1)."""
    taken_at = picture.taken_at
    half = "AM" if taken_at.hour < 12 else "PM"
    hour = taken_at.hour
    if not camera.network.account.cloud.settings.old_form_24_hours:
        hour = (hour - 1) % 12 + 1
    return f"{taken_at:%Y_%m_%d}__{hour:02}_{taken_at:%M}{half}"


def _is_old(picture: Picture, name: str) -> bool:
    """Whether a name of form A, made an address with `.jpg`, means a picture."""
    return name.endswith(".jpg") and f"_{picture.mark}_" in name

"""Addresses of pictures, in all the forms that Blink gives them."""

from typing import TYPE_CHECKING

from blink_cloud.wire.endpoints import rest_host
from blink_cloud.wire.settings import ThumbnailForm

from .pictures import Picture

if TYPE_CHECKING:
    from .camera import Camera

_ABSOLUTE = ThumbnailForm.ABSOLUTE
_OLD_TYPES = {"white", "xt"}


def usual_form(type: str) -> ThumbnailForm:
    """The form that current devices of a type have (facts: section 4.5).

    Form C has two prefixes. Which type has which is a guess, but for `catalina`, of
    which there is a sample (facts: section 4.3).
    """
    if type in _OLD_TYPES:
        return ThumbnailForm.OLD
    if type in {"xt2", "catalina", "catalina_indoor", "sedona", "sonoran"}:
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
    segment = camera.family.word
    place = account.tier if segment == "owl" else "production"
    name = (
        f"thumbnail/fw_9.75__{picture.mark}"
        if segment == "owl"
        else f"clip_{picture.mark}"
    )
    return (
        f"/media/{place}/account/{account.id}/network/{camera.network.id}"
        f"/{segment}/{camera.id}/{name}_{_old_time(picture)}"
    )


def _old_time(picture: Picture) -> str:
    """UTC, by a clock of 24 hours with AM or PM after it (facts: section 13.1)."""
    half = "AM" if picture.dated_at.hour < 12 else "PM"
    return f"{picture.dated_at:%Y_%m_%d__%H_%M}{half}"

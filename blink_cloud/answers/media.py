"""The pictures themselves."""

from collections.abc import Mapping

from blink_cloud.wire.replies import RefusedError, Reply, message
from blink_cloud.wire.settings import OldMedia
from blink_cloud.world.camera import Camera
from blink_cloud.world.cloud import BlinkCloud
from blink_cloud.world.pictures import Picture


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
    full = name == "thumbnail/thumbnail.jpg"
    if segment != (camera.type if full else camera.family.word):
        raise RefusedError(message("Invalid Device Type", status=400, code=1630))
    if full and "ts" not in query:
        # The newest (facts: section 13.7).
        wanted = camera.pictures[-1:]
    else:
        wanted = [
            picture
            for picture in camera.pictures
            if (query["ts"] == str(picture.ts) if full else _is_old(picture, name))
        ]
    picture = _still_served(camera, wanted[0]) if wanted else None
    if picture is None:
        raise media_not_found(camera.network.account.cloud)
    return Reply(body=picture.jpeg, content_type="image/jpeg")


def media_not_found(cloud: BlinkCloud) -> RefusedError:
    """Code 700 (facts: section 6, known message codes)."""
    status = cloud.settings.media_gone_status
    return RefusedError(message("Media not found", status=status, code=700))


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


def _is_old(picture: Picture, name: str) -> bool:
    """Whether a name of form A, made an address with `.jpg`, means a picture."""
    return name.endswith(".jpg") and f"_{picture.mark}_" in name

"""Tests of pictures: their addresses and their bytes."""

from datetime import UTC, datetime
import io

from PIL import Image
import pytest

from blink_cloud import BlinkCloud, Camera, Motif, OldMedia, read_picture

from .conftest import Caller


async def test_picture(caller: Caller, camera: Camera) -> None:
    """A picture is a JPEG that says which one it is."""
    answer = await caller.picture(camera)
    assert answer.headers["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.body)) as image:
        assert (image.format, image.size) == ("JPEG", (640, 360))
    info = read_picture(answer.body)
    taken_at = datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert (info.camera, info.number) == ("Garden", 1)
    assert abs((info.taken_at - taken_at).total_seconds()) < 5


@pytest.mark.parametrize("broken", [b"", b"no picture", "half"])
def test_read_picture_wants_a_whole_one(camera: Camera, broken: bytes | str) -> None:
    """What is not a whole picture of the cloud is refused."""
    jpeg = camera.pictures[0].jpeg
    with pytest.raises(ValueError, match="Not a whole picture"):
        read_picture(broken if isinstance(broken, bytes) else jpeg[: len(jpeg) // 2])


def test_other_jpegs_are_not_ours() -> None:
    """A JPEG without our comment is refused."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", comment=b"something else")
    with pytest.raises(ValueError, match="Not a whole picture"):
        read_picture(file.getvalue())


@pytest.mark.parametrize("motif", Motif)
def test_every_scene_can_be_drawn(
    camera: Camera, cloud: BlinkCloud, motif: Motif
) -> None:
    """Each scene has another look by another light and with another number."""
    camera.motif = motif
    jpegs = []
    for hour in (0, 7, 12, 19, 23):
        now = cloud.now()
        cloud.clock_offset += now.replace(hour=hour) - now
        jpegs.append(camera.take_picture().jpeg)
    assert len(set(jpegs)) == 5
    assert all(5_000 < len(jpeg) < 100_000 for jpeg in jpegs)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("/catalina/", "/xt2/", 1630),
        ("?ts=1", "?ts=2", 700),
    ],
)
async def test_wrong_addresses(
    caller: Caller, camera: Camera, old: str, new: str, code: int
) -> None:
    """A wrong type and a wrong time have codes of their own."""
    path = (await caller.device(camera))["thumbnail"].replace(old, new)
    answer = await caller.ask("GET", path)
    assert answer.status in (400, 404)
    assert answer.json["code"] == code


async def test_newest_picture(caller: Caller, camera: Camera) -> None:
    """Without a time, an address gives the newest picture."""
    path = (await caller.device(camera))["thumbnail"].partition("?")[0]
    camera.take_picture()
    for query in ("", "?ext="):
        answer = await caller.ask("GET", path + query)
        assert read_picture(answer.body).number == 2


async def test_picture_of_no_camera(caller: Caller, camera: Camera) -> None:
    """A camera that left has left no pictures."""
    path = (await caller.device(camera))["thumbnail"]
    camera.network.remove_camera(camera)
    assert (await caller.ask("GET", path)).json["code"] == 700


async def test_ext_is_not_checked(caller: Caller, camera: Camera) -> None:
    """A client that appends `.jpg` everywhere still gets its picture."""
    path = (await caller.device(camera))["thumbnail"] + ".jpg"
    assert (await caller.ask("GET", path)).status == 200


@pytest.mark.parametrize(
    ("old_media", "number"),
    [(OldMedia.GONE, None), (OldMedia.KEPT, 1), (OldMedia.NEWEST, 2)],
)
@pytest.mark.parametrize("type", ["catalina", "white"])
async def test_old_addresses(
    caller: Caller,
    camera: Camera,
    cloud: BlinkCloud,
    *,
    old_media: OldMedia,
    number: int | None,
    type: str,
) -> None:
    """What the address of a replaced picture gives is a setting."""
    cloud.settings.old_media = old_media
    camera = camera.network.add_camera("Here", type=type)
    camera.take_picture()
    path = (await caller.device(camera))["thumbnail"]
    path += "" if path.endswith("&ext=") else ".jpg"
    assert (await caller.ask("GET", path)).status == 200
    camera.take_picture()
    answer = await caller.ask("GET", path)
    if number is None:
        assert (answer.status, answer.json["code"]) == (404, 700)
    else:
        assert read_picture(answer.body).number == number

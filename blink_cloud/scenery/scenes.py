"""What the cameras see: a stylised scene for each, by the hour of the day."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
import functools
import io
import json
from random import Random
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw, ImageFont

from . import indoors, outdoors
from .palettes import SIZE, Light

_CACHED = 64


class Motif(StrEnum):
    """What a scene is."""

    GARDEN = "garden"
    YARD = "yard"
    DRIVEWAY = "driveway"
    PORCH = "porch"
    HALLWAY = "hallway"
    KITCHEN = "kitchen"
    WORKSHOP = "workshop"

    @classmethod
    def of(cls, type: str) -> Motif:
        """The usual motif of a camera's type."""
        return _USUAL.get(type, cls.GARDEN)


_USUAL = {
    "white": Motif.HALLWAY,
    "catalina_indoor": Motif.HALLWAY,
    "owl": Motif.KITCHEN,
    "chickadee": Motif.KITCHEN,
    "hawk": Motif.WORKSHOP,
    "superior": Motif.DRIVEWAY,
    "superior_owl": Motif.DRIVEWAY,
    "sedona": Motif.DRIVEWAY,
    "xt": Motif.YARD,
    "xt2": Motif.YARD,
    "lotus": Motif.PORCH,
    "tulip": Motif.PORCH,
    "orchid": Motif.PORCH,
}

_PAINTERS = {
    Motif.GARDEN: outdoors.garden,
    Motif.YARD: outdoors.yard,
    Motif.DRIVEWAY: outdoors.driveway,
    Motif.PORCH: outdoors.porch,
    Motif.HALLWAY: indoors.hallway,
    Motif.KITCHEN: indoors.kitchen,
    Motif.WORKSHOP: indoors.workshop,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that a picture is drawn from; equal scenes give equal bytes."""

    camera: str
    number: int
    kind: str
    taken_at: datetime
    seed: int
    motif: Motif
    time_zone: str


@functools.lru_cache(maxsize=_CACHED)
def draw(scene: Scene) -> bytes:
    """Draw a scene as a JPEG that says in its comment what it is."""
    local = scene.taken_at.astimezone(ZoneInfo(scene.time_zone))
    light = Light.at(local.hour + local.minute / 60)
    image = Image.new("RGB", SIZE)
    _PAINTERS[scene.motif](image, light, Random(scene.seed), Random(scene.number))
    _label(image, scene)
    comment = {
        "camera": scene.camera,
        "number": scene.number,
        "kind": scene.kind,
        "taken_at": scene.taken_at.isoformat(),
    }
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85, comment=json.dumps(comment).encode())
    return file.getvalue()


def warm_up() -> None:
    """Load what the first picture needs and takes time: fonts and codecs."""
    for size in (17, 26, 34):
        _font(size).getlength("0")
    Image.init()


def _label(image: Image.Image, scene: Scene) -> None:
    """Write name, number and time across the bottom."""
    width, height = SIZE
    band = (0, height - 64, width, height)
    shade = image.crop(band).point(lambda value: value * 0.35)
    image.paste(shade, band)
    pen = ImageDraw.Draw(image)
    middle = height - 32
    number = f"#{scene.number}"
    pen.text((width - 22, middle), number, "#ffd166", _font(34), anchor="rm")
    room = width - 66 - pen.textlength(number, _font(34))
    name = _fitting(scene.camera, room)
    pen.text((22, middle - 13), name, "white", _font(26), anchor="lm")
    clip = " · motion" if scene.kind == "clip" else ""
    time = f"{scene.taken_at.astimezone(UTC):%Y-%m-%d  %H:%M:%S} UTC{clip}"
    pen.text((22, middle + 15), time, "#d7dee8", _font(17), anchor="lm")


def _fitting(text: str, room: float) -> str:
    """As much of a name as there is room for."""
    if _font(26).getlength(text) <= room:
        return text
    while text and _font(26).getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font."""
    return ImageFont.load_default(size=size)

"""Light and colours."""

from dataclasses import dataclass
from functools import cache

from PIL import Image

type Colour = tuple[int, int, int]
type Point = tuple[float, float]

SIZE = (640, 360)


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The light at an hour of the day.

    Attributes:
        hour: The hour, with its fraction.
        zenith: The sky's colour above.
        horizon: The sky's colour below.
        tint: What daylight is multiplied with.
        strength: From 0, night, to 1, day.
    """

    hour: float
    zenith: Colour
    horizon: Colour
    tint: tuple[float, float, float]
    strength: float

    @classmethod
    def at(cls, hour: float) -> Light:
        """The light at an hour: night, dusk and day run into each other."""
        index = max(i for i, (start, *_) in enumerate(_DAY) if start <= hour)
        start, *before = _DAY[index]
        end, *after = _DAY[index + 1]
        share = (hour - start) / (end - start)
        zenith, horizon, dim = (
            _mix(one, other, share) for one, other in zip(before, after, strict=True)
        )
        return cls(
            hour=hour,
            zenith=zenith,
            horizon=horizon,
            tint=(dim[0] / 255, dim[1] / 255, dim[2] / 255),
            strength=(dim[1] / 255 - _NIGHT[2][1] / 255) / (1 - _NIGHT[2][1] / 255),
        )

    @property
    def night(self) -> bool:
        """Whether lamps are on."""
        return self.strength < 0.5

    def on(self, colour: str | Colour) -> Colour:
        """A colour in this light."""
        red, green, blue = _rgb(colour) if isinstance(colour, str) else colour
        return (
            int(red * self.tint[0]),
            int(green * self.tint[1]),
            int(blue * self.tint[2]),
        )


_NIGHT: tuple[Colour, ...] = ((9, 14, 38), (34, 46, 88), (62, 74, 112))
_DUSK: tuple[Colour, ...] = ((52, 66, 128), (255, 160, 112), (206, 168, 160))
_DAY_LIGHT: tuple[Colour, ...] = ((66, 142, 220), (196, 226, 246), (255, 255, 255))
_DAY: tuple[tuple[float, *tuple[Colour, ...]], ...] = (
    (0.0, *_NIGHT),
    (5.0, *_NIGHT),
    (6.5, *_DUSK),
    (8.5, *_DAY_LIGHT),
    (17.5, *_DAY_LIGHT),
    (19.5, *_DUSK),
    (21.5, *_NIGHT),
    (24.0, *_NIGHT),
)


def gradient(
    image: Image.Image, box: tuple[int, int, int, int], top: Colour, bottom: Colour
) -> None:
    """Fill a box with a gradient from top to bottom."""
    left, upper, right, lower = box
    column = Image.new("RGB", (1, 2))
    column.putdata([top, bottom])
    size = (right - left, lower - upper)
    image.paste(column.resize(size, Image.Resampling.BILINEAR, (0, 0.5, 1, 1.5)), box)


def glow(
    image: Image.Image, centre: Point, radius: int, colour: Colour, strength: float
) -> None:
    """Lay a soft light over a part of an image."""
    mask = _disc(radius).point(lambda value: value * strength)
    light = Image.new("RGB", mask.size, colour)
    image.paste(light, (int(centre[0]) - radius, int(centre[1]) - radius), mask)


@cache
def _disc(radius: int) -> Image.Image:
    """A disc that fades towards its edge."""
    disc = Image.radial_gradient("L").point(lambda value: max(0, 255 - 2 * value))
    return disc.resize((2 * radius, 2 * radius), Image.Resampling.BILINEAR)


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two."""
    red, green, blue = (
        round(a + (b - a) * share) for a, b in zip(one, other, strict=True)
    )
    return red, green, blue


def _rgb(colour: str) -> Colour:
    """A colour from `#rrggbb`."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue

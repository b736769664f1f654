"""Scenes under the sky."""

from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

from .palettes import SIZE, Light, Point, glow, gradient

WIDTH, HEIGHT = SIZE
WARM = (255, 214, 140)


def garden(image: Image.Image, light: Light, fixed: Random, now: Random) -> None:
    """A lawn with trees, flowers and a shed."""
    _sky(image, light, fixed, now)
    _hills(image, light, fixed, 200)
    _lawn(image, light, 218)
    pen = ImageDraw.Draw(image)
    _shed(image, light, 430 + fixed.randrange(60), 236)
    for _ in range(3):
        _tree(pen, light, fixed.randrange(40, 400), 232 + fixed.randrange(30), fixed)
    for _ in range(46):
        x, y = fixed.randrange(WIDTH), fixed.randrange(262, 300)
        petal = fixed.choice(("#ff6b6b", "#ffd93d", "#f2f2f2", "#c77dff"))
        pen.ellipse((x, y, x + 6, y + 6), light.on(petal))
    _bird(pen, light, now)


def yard(image: Image.Image, light: Light, fixed: Random, now: Random) -> None:
    """A fence, a tree and a swing."""
    _sky(image, light, fixed, now)
    _hills(image, light, fixed, 176)
    _lawn(image, light, 222)
    pen = ImageDraw.Draw(image)
    for x in range(-6, WIDTH, 26):
        pen.polygon(
            [(x, 240), (x, 158), (x + 11, 148), (x + 22, 158), (x + 22, 240)],
            light.on("#b98b5e" if x % 4 else "#c2966a"),
        )
    pen.rectangle((0, 172, WIDTH, 180), light.on("#8d6844"))
    pen.rectangle((0, 218, WIDTH, 226), light.on("#8d6844"))
    _tree(pen, light, 110 + fixed.randrange(60), 262, fixed)
    _swing(pen, light, 440, now.uniform(-18, 18))
    _bird(pen, light, now)


def driveway(image: Image.Image, light: Light, fixed: Random, now: Random) -> None:
    """A house, a drive and, most of the time, a car."""
    _sky(image, light, fixed, now)
    _hills(image, light, fixed, 190)
    _lawn(image, light, 214)
    pen = ImageDraw.Draw(image)
    drive: list[Point] = [(330, 214), (520, 214), (610, 360), (150, 360)]
    pen.polygon(drive, light.on("#8b9099"))
    _house(image, light, 330, 214)
    _tree(pen, light, 70, 244, fixed)
    _tree(pen, light, 590, 236, fixed)
    if now.random() < 0.75:
        paint = fixed.choice(("#d1495b", "#2e86ab", "#edae49", "#e7ecef"))
        _car(image, light, 262 + now.randrange(70), 282, paint)


def porch(image: Image.Image, light: Light, fixed: Random, now: Random) -> None:
    """The view from a front door: steps, a path, the street."""
    _sky(image, light, fixed, now)
    _lawn(image, light, 196)
    pen = ImageDraw.Draw(image)
    for x, width in ((20, 120), (168, 96), (430, 130)):
        _far_house(image, light, x, width, fixed)
    pen.rectangle((0, 196, WIDTH, 222), light.on("#6f757e"))
    for x in range(-20 + now.randrange(20), WIDTH, 60):
        pen.rectangle((x, 208, x + 26, 210), light.on("#e9e4d0"))
    path: list[Point] = [(288, 222), (352, 222), (470, 360), (170, 360)]
    pen.polygon(path, light.on("#c9b79c"))
    for x in (140, 470):
        _bush(pen, light, x, 262, fixed)
    for left in (0, WIDTH - 46):
        pen.rectangle((left, 0, left + 46, HEIGHT), light.on("#efe9dd"))
        pen.rectangle((left + 36, 0, left + 46, HEIGHT), light.on("#d5cdbd"))
    pen.rectangle((0, 0, WIDTH, 26), light.on("#e0d8c8"))
    if light.night:
        glow(image, (320, 40), 190, WARM, 0.5)
    if now.random() < 0.4:
        _parcel(pen, light, 380, 276)


def _sky(image: Image.Image, light: Light, fixed: Random, now: Random) -> None:
    """Sky, sun or moon, stars and clouds."""
    gradient(image, (0, 0, WIDTH, 240), light.zenith, light.horizon)
    pen = ImageDraw.Draw(image)
    # Chance of their own, so that stars do not move the trees.
    stars = Random(fixed.random())
    if light.night:
        for _ in range(60):
            x, y = stars.randrange(WIDTH), stars.randrange(170)
            shine = stars.randrange(120, 235)
            pen.point((x, y), (shine, shine, shine))
        glow(image, (530, 66), 70, (220, 228, 255), 0.4)
        pen.ellipse((508, 44, 552, 88), (236, 238, 226))
        pen.ellipse((520, 40, 560, 80), light.zenith)
        return
    turn = pi * (1 - (light.hour - 6) / 13)
    sun = (320 + 290 * cos(turn), 212 - 170 * sin(turn))
    glow(image, sun, 110, (255, 240, 190), 0.8)
    pen.ellipse((sun[0] - 22, sun[1] - 22, sun[0] + 22, sun[1] + 22), (255, 246, 214))
    for _ in range(3):
        _cloud(pen, light, now.randrange(-40, WIDTH - 60), now.randrange(28, 110))


def _cloud(pen: ImageDraw.ImageDraw, light: Light, x: int, y: int) -> None:
    """A cloud of four discs."""
    white = light.on("#f7fbff")
    for shift, lift, size in ((0, 10, 34), (22, 0, 46), (52, 6, 40), (80, 14, 28)):
        pen.ellipse((x + shift, y + lift, x + shift + size, y + lift + size), white)
    pen.rectangle((x + 14, y + 30, x + 96, y + 46), white)


def _hills(image: Image.Image, light: Light, fixed: Random, base: int) -> None:
    """Two ranges of hills."""
    pen = ImageDraw.Draw(image)
    for colour, lift, step in (("#8fb8a8", 34, 0.9), ("#6ba583", 14, 1.7)):
        phase = fixed.uniform(0, 2 * pi)
        ridge: list[Point] = [
            (x, base - lift + 16 * sin(phase + step * x / 100))
            for x in range(0, WIDTH + 20, 20)
        ]
        pen.polygon([*ridge, (WIDTH, 300), (0, 300)], light.on(colour))


def _lawn(image: Image.Image, light: Light, top: int) -> None:
    """Grass that is darker where it is near."""
    gradient(image, (0, top, WIDTH, HEIGHT), light.on("#8ccf6d"), light.on("#3f8f46"))


def _tree(
    pen: ImageDraw.ImageDraw, light: Light, x: int, foot: int, fixed: Random
) -> None:
    """A trunk and a crown."""
    tall = fixed.randrange(70, 110)
    pen.rectangle((x - 6, foot - tall, x + 6, foot), light.on("#7a5236"))
    for colour, size, lift in (("#2f7d4a", 44, 0), ("#3d9a5c", 34, 12)):
        for shift in (-24, 0, 24):
            top = foot - tall - lift - (16 if shift == 0 else 0)
            box = (x + shift - size // 2 - 6, top - size // 2)
            pen.ellipse(
                (*box, box[0] + size + 10, box[1] + size + 10), light.on(colour)
            )


def _bush(
    pen: ImageDraw.ImageDraw, light: Light, x: int, foot: int, fixed: Random
) -> None:
    """A round bush."""
    for _ in range(6):
        left, top = x + fixed.randrange(-34, 30), foot - fixed.randrange(26, 50)
        green = fixed.choice(("#2f7d4a", "#3d9a5c", "#4cab68"))
        pen.ellipse((left, top, left + 44, top + 44), light.on(green))


def _shed(image: Image.Image, light: Light, x: int, foot: int) -> None:
    """A wooden shed with a window."""
    pen = ImageDraw.Draw(image)
    pen.rectangle((x, foot - 72, x + 104, foot), light.on("#a8553a"))
    for board in range(x + 13, x + 104, 13):
        pen.line((board, foot - 72, board, foot), light.on("#8f4630"))
    roof: list[Point] = [
        (x - 12, foot - 72),
        (x + 52, foot - 112),
        (x + 116, foot - 72),
    ]
    pen.polygon(roof, light.on("#5b4a4a"))
    pen.rectangle((x + 62, foot - 52, x + 90, foot), light.on("#6d3424"))
    _window(image, light, (x + 14, foot - 54, x + 44, foot - 28))


def _house(image: Image.Image, light: Light, x: int, foot: int) -> None:
    """A house with a garage."""
    pen = ImageDraw.Draw(image)
    pen.rectangle((x - 130, foot - 96, x + 196, foot), light.on("#f1e4cf"))
    roof: list[Point] = [
        (x - 148, foot - 96),
        (x - 96, foot - 158),
        (x + 162, foot - 158),
        (x + 214, foot - 96),
    ]
    pen.polygon(roof, light.on("#9c4f43"))
    pen.rectangle((x + 16, foot - 72, x + 172, foot), light.on("#e3e8ec"))
    for y in range(foot - 56, foot, 18):
        pen.line((x + 16, y, x + 172, y), light.on("#b8c0c8"), 2)
    pen.rectangle((x - 52, foot - 66, x - 16, foot), light.on("#4f6d7a"))
    _window(image, light, (x - 112, foot - 72, x - 72, foot - 36))


def _far_house(
    image: Image.Image, light: Light, x: int, width: int, fixed: Random
) -> None:
    """A house across the street."""
    foot = 196
    pen = ImageDraw.Draw(image)
    tall = fixed.randrange(52, 80)
    wall = fixed.choice(("#e8c9a0", "#d9dfe3", "#e3b7a0", "#c9d8c5"))
    pen.rectangle((x, foot - tall, x + width, foot), light.on(wall))
    roof: list[Point] = [
        (x - 8, foot - tall),
        (x + width / 2, foot - tall - 44),
        (x + width + 8, foot - tall),
    ]
    pen.polygon(roof, light.on("#7d4e45"))
    for left in range(x + 14, x + width - 24, 38):
        _window(image, light, (left, foot - tall + 14, left + 20, foot - tall + 36))


def _window(image: Image.Image, light: Light, box: tuple[int, int, int, int]) -> None:
    """A window, lit at night."""
    left, top, right, bottom = box
    pen = ImageDraw.Draw(image)
    if light.night:
        glow(image, ((left + right) / 2, (top + bottom) / 2), 46, WARM, 0.35)
    pen.rectangle(box, WARM if light.night else light.on("#a9d3ea"))
    frame = light.on("#fbfaf5")
    pen.rectangle(box, outline=frame, width=2)
    pen.line(((left + right) // 2, top, (left + right) // 2, bottom), frame, 2)


def _car(image: Image.Image, light: Light, x: int, foot: int, paint: str) -> None:
    """A car from the side."""
    pen = ImageDraw.Draw(image)
    pen.ellipse((x - 6, foot - 8, x + 186, foot + 10), light.on("#6c7178"))
    cabin: list[Point] = [
        (x + 38, foot - 38),
        (x + 62, foot - 66),
        (x + 120, foot - 66),
        (x + 148, foot - 38),
    ]
    pen.polygon(cabin, light.on(paint))
    glass: list[Point] = [
        (x + 50, foot - 40),
        (x + 67, foot - 60),
        (x + 116, foot - 60),
        (x + 136, foot - 40),
    ]
    pen.polygon(glass, light.on("#bfe0f0"))
    pen.rectangle((x + 90, foot - 62, x + 94, foot - 38), light.on(paint))
    pen.rounded_rectangle((x, foot - 42, x + 182, foot - 10), 14, light.on(paint))
    for wheel in (x + 40, x + 144):
        pen.ellipse((wheel - 18, foot - 24, wheel + 18, foot + 12), light.on("#23272e"))
        pen.ellipse((wheel - 8, foot - 14, wheel + 8, foot + 2), light.on("#c8cfd6"))
    if light.night:
        glow(image, (x + 182, foot - 30), 60, WARM, 0.7)


def _swing(pen: ImageDraw.ImageDraw, light: Light, x: int, sway: float) -> None:
    """A swing that moves with the picture's number."""
    post = light.on("#d1495b")
    for foot, head in (
        (x - 66, x - 48),
        (x - 30, x - 48),
        (x + 66, x + 48),
        (x + 30, x + 48),
    ):
        pen.line((foot, 284, head, 158), post, 6)
    pen.line((x - 50, 158, x + 50, 158), post, 7)
    for rope in (-20, 20):
        pen.line((x + rope, 158, x + rope + sway, 250), light.on("#f0e6d2"), 2)
    seat = x + sway
    pen.rectangle((seat - 26, 248, seat + 26, 255), light.on("#4f6d7a"))


def _parcel(pen: ImageDraw.ImageDraw, light: Light, x: int, foot: int) -> None:
    """A parcel that somebody has left."""
    pen.rectangle((x, foot - 36, x + 56, foot), light.on("#c8935a"))
    pen.rectangle((x + 23, foot - 36, x + 33, foot), light.on("#e8c48e"))


def _bird(pen: ImageDraw.ImageDraw, light: Light, now: Random) -> None:
    """A few birds by day."""
    if light.night:
        return
    for _ in range(now.randrange(4)):
        x, y = now.randrange(60, 580), now.randrange(40, 130)
        pen.arc((x - 12, y, x, y + 9), 190, 350, light.on("#33415c"), 2)
        pen.arc((x, y, x + 12, y + 9), 190, 350, light.on("#33415c"), 2)

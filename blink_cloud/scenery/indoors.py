"""Scenes in a room."""

from random import Random

from PIL import Image, ImageDraw

from .palettes import SIZE, Light, Point, glow, gradient

WIDTH, HEIGHT = SIZE
WARM = (255, 206, 130)


def hallway(image: Image.Image, light: Light, fixed: Random, now: Random) -> None:
    """A door, a coat rack, a rug."""
    room = _room(image, light, fixed.choice(("#d9c7b8", "#c7d3cf", "#d6cfe0")))
    pen = ImageDraw.Draw(image)
    pen.rectangle((256, 62, 384, 250), room.on("#f4efe6"))
    pen.rectangle((266, 72, 374, 250), room.on("#7a9e9f"))
    for top in (86, 166):
        pen.rectangle((282, top, 358, top + 62), room.on("#6b8e90"))
    pen.ellipse((354, 158, 366, 170), room.on("#f2c14e"))
    pen.rectangle((60, 96, 200, 106), room.on("#8a6242"))
    for index, coat in enumerate(("#bc4749", "#386fa4", "#6a994e")):
        if now.random() < 0.8:
            x = 74 + index * 42
            points: list[Point] = [
                (x + 10, 106),
                (x + 26, 106),
                (x + 36, 196),
                (x, 196),
            ]
            pen.polygon(points, room.on(coat))
    pen.ellipse((190, 264, 450, 296), room.on("#b5838d"))
    pen.ellipse((214, 269, 426, 291), room.on("#e5989b"))
    _picture(pen, room, (450, 90, 560, 166), fixed)
    _cabinet(pen, room, (456, 206, 566, 256))
    _lamp(image, room, 510, 206)


def kitchen(image: Image.Image, light: Light, fixed: Random, now: Random) -> None:
    """A window, cupboards and, now and then, a kettle that steams."""
    room = _room(image, light, fixed.choice(("#e6dcc8", "#d3e0dc", "#e8d5d0")))
    pen = ImageDraw.Draw(image)
    _window(image, light, (238, 56, 402, 152))
    for x in (30, 126, 420, 516):
        pen.rectangle((x, 40, x + 90, 128), room.on("#f5f1e8"))
        pen.rectangle((x + 5, 45, x + 85, 123), room.on("#e3ddcf"))
        pen.ellipse((x + 72, 106, x + 79, 113), room.on("#8d99a6"))
    pen.rectangle((0, 196, WIDTH, 212), room.on("#7c5c46"))
    pen.rectangle((0, 212, WIDTH, 282), room.on("#5f8d8b"))
    for x in range(0, WIDTH, 107):
        pen.rectangle((x + 6, 218, x + 101, 276), room.on("#6b9c99"))
        pen.rectangle((x + 38, 224, x + 68, 228), room.on("#dbe2e4"))
    _kettle(pen, room, 96, 196, steams=now.random() < 0.5)
    fruits = ("#e63946", "#f4a261", "#8ab17d", "#ffd166")
    for index in range(now.randrange(2, 5)):
        x = 478 + index * 24
        pen.ellipse((x, 170, x + 26, 196), room.on(fixed.choice(fruits)))
    pen.pieslice((464, 160, 600, 216), 0, 180, room.on("#f0ead8"))


def workshop(image: Image.Image, light: Light, fixed: Random, now: Random) -> None:
    """A bench, tools on the wall, boxes on a shelf."""
    room = _room(image, light, fixed.choice(("#b9b4a7", "#a9b3b8", "#bda993")))
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 50, 330, 160), room.on("#c9a878"))
    for index in range(7):
        x, long = 62 + index * 38, fixed.randrange(46, 84)
        pen.rectangle((x + 3, 66, x + 10, 66 + long), room.on("#8a5a3b"))
        steel = (x - 5, 60, x + 18, 76) if index % 2 else (x, 60, x + 13, 90)
        pen.rectangle(steel, room.on("#7d8a96"))
    for shelf in (98, 166):
        pen.rectangle((400, shelf, 604, shelf + 8), room.on("#6f4e37"))
        x = 408
        while x < 560:
            width = fixed.randrange(30, 52)
            paint = fixed.choice(("#c8553d", "#588b8b", "#f2d0a4", "#5d737e"))
            pen.rectangle((x, shelf - 40, x + width, shelf), room.on(paint))
            x += width + 6
    pen.rectangle((24, 204, 420, 222), room.on("#a9713f"))
    for leg in (48, 376):
        pen.rectangle((leg, 222, leg + 20, 292), room.on("#80542e"))
    for _ in range(now.randrange(1, 4)):
        x = now.randrange(60, 330)
        pen.rectangle((x, 188, x + 60, 204), room.on("#d9b382"))
    glow(image, (230, 10), 200, WARM, 0.35)
    pen.polygon([(196, 0), (264, 0), (288, 26), (172, 26)], room.on("#3c4650"))


def _room(image: Image.Image, light: Light, wall: str) -> Light:
    """A wall and a floor; returns the light indoors, which lamps brighten."""
    tint = [0.55 + 0.45 * part for part in light.tint]
    room = Light(
        hour=light.hour,
        zenith=light.zenith,
        horizon=light.horizon,
        tint=(tint[0], tint[1] * 0.98, tint[2] * (0.9 if light.night else 0.98)),
        strength=light.strength,
    )
    deep = tuple(int(int(wall[i : i + 2], 16) * 0.84) for i in (1, 3, 5))
    gradient(
        image, (0, 0, WIDTH, 252), room.on(wall), room.on((deep[0], deep[1], deep[2]))
    )
    gradient(image, (0, 252, WIDTH, HEIGHT), room.on("#a9794f"), room.on("#70482c"))
    pen = ImageDraw.Draw(image)
    for x in range(-400, WIDTH + 400, 80):
        pen.line(
            (320 + (x - 320) * 0.7, 252, 320 + (x - 320) * 1.5, HEIGHT),
            room.on("#8f6440"),
        )
    pen.rectangle((0, 246, WIDTH, 253), room.on("#f1ece2"))
    return room


def _window(image: Image.Image, light: Light, box: tuple[int, int, int, int]) -> None:
    """A window with the sky in it."""
    left, top, right, bottom = box
    gradient(image, box, light.zenith, light.horizon)
    pen = ImageDraw.Draw(image)
    pen.chord(
        (left, bottom - 30, left + 90, bottom + 30), 180, 360, light.on("#6ba583")
    )
    pen.chord(
        (left + 60, bottom - 22, right, bottom + 22), 180, 360, light.on("#7fb98f")
    )
    frame = light.on("#fffdf7")
    pen.rectangle((left - 5, top - 5, right + 5, bottom + 5), outline=frame, width=6)
    pen.line(((left + right) // 2, top, (left + right) // 2, bottom), frame, 4)


def _picture(
    pen: ImageDraw.ImageDraw, room: Light, box: tuple[int, int, int, int], fixed: Random
) -> None:
    """A picture on the wall."""
    left, top, right, bottom = box
    pen.rectangle(box, room.on("#5b4636"))
    inner = (left + 7, top + 7, right - 7, bottom - 7)
    pen.rectangle(inner, room.on("#f3ead7"))
    for _ in range(4):
        x, y = (
            fixed.randrange(left + 12, right - 36),
            fixed.randrange(top + 10, bottom - 34),
        )
        paint = fixed.choice(("#e76f51", "#2a9d8f", "#e9c46a", "#264653"))
        pen.ellipse((x, y, x + 24, y + 24), room.on(paint))


def _cabinet(
    pen: ImageDraw.ImageDraw, room: Light, box: tuple[int, int, int, int]
) -> None:
    """A low cabinet."""
    left, top, right, bottom = box
    pen.rectangle(box, room.on("#8a6242"))
    pen.rectangle((left + 6, top + 8, right - 6, bottom - 8), room.on("#9c7350"))
    pen.line(
        ((left + right) // 2, top + 8, (left + right) // 2, bottom - 8),
        room.on("#6f4e37"),
        3,
    )


def _lamp(image: Image.Image, room: Light, x: int, foot: int) -> None:
    """A lamp, lit at night."""
    if room.night:
        glow(image, (x, foot - 44), 120, WARM, 0.8)
    pen = ImageDraw.Draw(image)
    pen.rectangle((x - 3, foot - 32, x + 3, foot), room.on("#4a4e57"))
    shade: list[Point] = [
        (x - 16, foot - 60),
        (x + 16, foot - 60),
        (x + 26, foot - 30),
        (x - 26, foot - 30),
    ]
    pen.polygon(shade, WARM if room.night else room.on("#f4e3c1"))


def _kettle(
    pen: ImageDraw.ImageDraw, room: Light, x: int, foot: int, *, steams: bool
) -> None:
    """A kettle."""
    pen.rounded_rectangle((x, foot - 44, x + 54, foot), 12, room.on("#c1443c"))
    pen.arc((x + 8, foot - 66, x + 46, foot - 26), 180, 360, room.on("#2f3640"), 5)
    pen.polygon(
        [(x + 50, foot - 30), (x + 72, foot - 42), (x + 54, foot - 16)],
        room.on("#a83a33"),
    )
    if steams:
        for lift in (0, 16, 32):
            size = 10 + lift // 3
            left, top = x + 68 + lift // 4, foot - 60 - lift
            pen.ellipse((left, top, left + size, top + size), room.on("#eef3f5"))

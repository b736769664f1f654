"""Tests of what a whole JPEG is."""

from io import BytesIO
import struct

from hypothesis import given, strategies as st
from PIL import Image
import pytest

from custom_components.blink_thumbnail.api.jpeg import size_of, whole_jpeg


def make(**options: bool) -> bytes:
    """Return a JPEG with some detail in it."""
    image = Image.effect_noise((96, 64), 80).convert("RGB")
    file = BytesIO()
    image.save(file, "JPEG", **options)
    return file.getvalue()


def with_preview(jpeg: bytes) -> bytes:
    """Put an EXIF segment in front that holds a small JPEG of its own."""
    payload = b"Exif\0\0" + b"MM\0*\0\0\0\x08\0\0\0\0\0\0" + make()
    size = struct.pack(">H", len(payload) + 2)
    return jpeg[:2] + b"\xff\xe1" + size + payload + jpeg[2:]


PLAIN = make()
KINDS = {
    "plain": PLAIN,
    "progressive": make(progressive=True),
    "with a preview": with_preview(PLAIN),
    "with fill bytes": PLAIN[:2] + b"\xff\xff" + PLAIN[2:],
}


@pytest.mark.parametrize("jpeg", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize(
    "tail",
    [b"", b"\0" * 3, b"dhav\x59\x19\x01\x00", b"\r\n", b"\xff" * 16, PLAIN],
    ids=["nothing", "zeros", "a block", "a line", "fill bytes", "a second one"],
)
def test_whole(jpeg: bytes, tail: bytes) -> None:
    """It ends where it says so, and what follows is cut off."""
    assert whole_jpeg(jpeg + tail) == jpeg


@pytest.mark.parametrize("jpeg", KINDS.values(), ids=KINDS)
def test_cut_anywhere(jpeg: bytes) -> None:
    """Whatever is missing at the end, it is not whole."""
    for length in range(len(jpeg)):
        assert whole_jpeg(jpeg[:length]) is None


def test_cut_after_the_preview() -> None:
    """The end of a preview is not that of the picture."""
    jpeg = with_preview(PLAIN)
    assert whole_jpeg(jpeg[: jpeg.index(b"\xff\xd9") + 2]) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xc0\x00\x02\xff\xd9",
        b"\xff\xd8\xff\xda\x00\x02\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x00" + PLAIN[2:],
        b"\x00" + PLAIN,
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_no_picture(body: bytes) -> None:
    """Without a start, a frame, a scan and an end it is none."""
    assert whole_jpeg(body) is None


@pytest.mark.parametrize("ended", [False, True])
def test_long_run_of_fill_bytes(ended: bool) -> None:
    """A megabyte of erased memory is read once, and not from each of its bytes on."""
    body = PLAIN[:-2] + b"\xff" * 1_000_000 + (b"\xd9" if ended else b"")
    assert whole_jpeg(body) == (body if ended else None)


def test_zeros_in_the_middle() -> None:
    """A hole between two segments is no picture."""
    assert whole_jpeg(PLAIN[:20] + bytes(64) + PLAIN[20:]) is None


@given(st.binary(max_size=60))
def test_anything(data: bytes) -> None:
    """Whatever comes, it is a JPEG or it is none."""
    for body in (data, b"\xff\xd8\xff" + data, PLAIN[:-40] + data):
        jpeg = whole_jpeg(body)
        assert jpeg is None or body.startswith(jpeg)


@pytest.mark.parametrize("jpeg", KINDS.values(), ids=KINDS)
def test_size(jpeg: bytes) -> None:
    """The size is the picture's own, and not that of a preview in its head."""
    assert size_of(jpeg) == (96, 64)


@pytest.mark.parametrize("length", [0, 2, 20, 160])
def test_size_that_is_not_there(length: int) -> None:
    """What ends before its size, or is no JPEG, has none."""
    assert size_of(PLAIN[:length]) is None
    assert size_of(b"<html>" + PLAIN) is None


@given(st.binary())
def test_size_of_anything(tail: bytes) -> None:
    """Whatever follows the start of a JPEG, a size is two numbers, or there is none."""
    size = size_of(b"\xff\xd8" + tail)
    assert size is None or len(size) == 2

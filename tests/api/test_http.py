"""Tests of HTTP: answers are read to a bound."""

import gzip
import tracemalloc

import pytest

from blink_cloud import BlinkCloud, Endpoint, Reply
from custom_components.blink_thumbnail.api import (
    BadAnswerError,
    BadPictureError,
    BlinkClient,
)

# Bytes. The largest answer that is kept, and what reading a larger one may take.
BOUND = 10_000_000
MEMORY = 4 * BOUND

THUMBNAIL = (
    "/api/v3/media/accounts/1/networks/2/catalina/3/thumbnail/thumbnail.jpg?ts=4"
)


def picture(length: int) -> bytes:
    """Return a JPEG of this length: a head that is large, a frame, and a scan."""
    head, tail = b"\xff\xd8", b"\xff\xc0\x00\x02\xff\xda\x00\x02\xff\xd9"
    return head + tail[:-2] + bytes(length - len(head + tail)) + tail[-2:]


def compressed(body: bytes, content_type: str) -> Reply:
    """Return a small answer that becomes a large one."""
    return Reply(
        body=gzip.compress(body),
        content_type=content_type,
        headers={"Content-Encoding": "gzip"},
    )


async def test_picture_too_large(client: BlinkClient, cloud: BlinkCloud) -> None:
    """A picture that grows when it is decompressed is bad, and takes no memory."""
    cloud.fault(Endpoint.MEDIA, compressed(picture(150_000_000), "image/jpeg"))
    tracemalloc.start()
    try:
        with pytest.raises(BadPictureError):
            await client.get_picture(THUMBNAIL)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEMORY


async def test_json_too_large(client: BlinkClient, cloud: BlinkCloud) -> None:
    """A homescreen of that kind is a bad answer."""
    body = b'{"networks": []' + b" " * 150_000_000 + b"}"
    cloud.fault(Endpoint.HOMESCREEN, compressed(body, "application/json"))
    tracemalloc.start()
    try:
        with pytest.raises(BadAnswerError):
            await client.get_homescreen()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEMORY


@pytest.mark.parametrize(("length", "whole"), [(BOUND, True), (BOUND + 1, False)])
async def test_bound(
    client: BlinkClient, cloud: BlinkCloud, length: int, whole: bool
) -> None:
    """What is as large as the bound is read, and not one byte more."""
    body = picture(length)
    cloud.fault(Endpoint.MEDIA, Reply(body=body, content_type="image/jpeg"))
    if whole:
        assert await client.get_picture(THUMBNAIL) == body
    else:
        with pytest.raises(BadPictureError):
            await client.get_picture(THUMBNAIL)

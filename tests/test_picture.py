"""Tests of a camera's picture: which one is shown, and which are kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
import json

import pytest

from custom_components.blink_thumbnail.picture import Picture

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def moved(*thumbnails: str) -> Picture:
    """Return the picture of a camera that has shown some thumbnails."""
    picture = Picture()
    for thumbnail in thumbnails:
        picture.move(thumbnail, NOW)
    return picture


@pytest.mark.parametrize("order", permutations("abcd"))
def test_newest_is_kept(order: tuple[str, ...]) -> None:
    """Downloads in any order leave the newest, and each only moves forward."""
    picture = moved(*"abcd")
    newest = ""
    for thumbnail in order:
        assert picture.keep(thumbnail, thumbnail.encode()) is (thumbnail > newest)
        newest = max(newest, thumbnail)
        assert picture.jpeg == newest.encode()
        assert picture.jpeg_thumbnail == newest
    assert picture.is_current


def test_newest_that_cannot_be_downloaded() -> None:
    """An older one does not replace a newer one, though neither is the thumbnail's."""
    picture = moved(*"abc")
    assert picture.keep("b", b"b")
    assert not picture.keep("a", b"a")
    assert picture.jpeg == b"b"
    assert not picture.is_current


def test_forgotten_thumbnails_are_old() -> None:
    """One that was left long ago is older than all that are known."""
    picture = moved(*(str(number) for number in range(30)))
    assert picture.keep("20", b"20")
    assert not picture.keep("1", b"1")
    picture = moved(*(str(number) for number in range(30)))
    assert picture.keep("1", b"1")
    assert not picture.keep("2", b"2")
    assert picture.keep("20", b"20")


def test_thumbnail_that_is_left_again() -> None:
    """A thumbnail's place is where it was left first."""
    picture = moved(*"abc")
    picture.leave("a")
    assert list(picture.past_thumbnails) == ["a", "b"]
    picture.leave("x")
    assert list(picture.past_thumbnails) == ["a", "b", "x"]


def test_addresses() -> None:
    """Each picture has a time of its own, also two of one second."""
    picture = moved(*"ab")
    picture.move("c", NOW + timedelta(seconds=0.4))
    first = int(NOW.timestamp())
    assert picture.seconds == {"a": first, "b": first + 1, "c": first + 2}
    assert picture.address == first + 2
    picture.keep("c", b"c")
    assert picture.kept == {first + 2: 1}


def test_picture_without_a_time_has_no_address() -> None:
    """It is kept all the same, until there is a newer one."""
    picture = Picture()
    picture.move("a", None)
    picture.keep("a", b"abc")
    assert picture.address is None
    assert picture.kept == {0: 3}


def test_last_ten_are_kept() -> None:
    """The oldest goes first."""
    picture = moved()
    for number in range(12):
        picture.move(str(number), NOW + timedelta(minutes=number))
        picture.keep(str(number), f"jpeg {number}".encode())
        picture.unwritten.clear()
    first = int(NOW.timestamp())
    assert list(picture.kept) == [first + 60 * number for number in range(2, 12)]


def test_index() -> None:
    """What JSON keeps of it comes back, but for the JPEGs."""
    picture = moved(*"abc")
    picture.keep("b", b"jpeg")
    kept = Picture.from_dict(json.loads(json.dumps(picture.as_dict())))
    assert kept == replace(picture, jpeg=None, unwritten={})


def test_same_bytes_again() -> None:
    """Blink has given the newer one for both: the older address does not keep it."""
    picture = moved(*"ab")
    picture.keep("a", b"jpeg")
    picture.keep("b", b"jpeg")
    assert list(picture.kept) == [int(NOW.timestamp()) + 1]


def test_disk_that_is_full() -> None:
    """Only the last two pictures wait for it in memory."""
    picture = moved()
    for number in range(5):
        picture.move(str(number), NOW + timedelta(minutes=number))
        picture.keep(str(number), f"jpeg {number}".encode())
    assert list(picture.unwritten.values()) == [b"jpeg 3", b"jpeg 4"]
    assert picture.kept.keys() == picture.unwritten.keys()

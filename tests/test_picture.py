"""Tests of a camera's picture: which one is kept, and its file."""

from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from custom_components.blink_thumbnail.picture import (
    Picture,
    read_pictures,
    write_pictures,
)

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


def test_newest_that_cannot_be_had() -> None:
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


def test_file(tmp_path: Path) -> None:
    """A file is whole, for its owner only, and without remains beside it."""
    folder = tmp_path / "new" / "folder"
    picture = moved(*"abc")
    picture.keep("b", b"\xff\n\n\0")
    for _ in range(2):
        assert not write_pictures(folder, {"camera_1": picture.to_file()})
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_pictures(folder) == {"camera_1": picture}
    assert not write_pictures(folder, {"camera_1": None, "camera_2": None})
    assert not list(folder.iterdir())


def test_failure_keeps_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that cannot be written stays as it was, and the others are written."""
    write_pictures(tmp_path, {"camera_1": b"old"})

    def fail(*args: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", fail)
        failed = write_pictures(tmp_path, {"camera_1": b"new"})
    assert list(failed) == ["camera_1"]
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == b"old"

    (tmp_path / "camera_2.picture").mkdir()
    failed = write_pictures(tmp_path, {"camera_2": b"new", "camera_1": b"new"})
    assert list(failed) == ["camera_2"]
    assert file.read_bytes() == b"new"

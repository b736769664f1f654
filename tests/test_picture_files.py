"""Tests of the files of an account's pictures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from custom_components.blink_thumbnail.picture import Picture
from custom_components.blink_thumbnail.picture_files import (
    Change,
    path_of,
    read,
    read_jpeg,
    write,
)

from .api.test_jpeg import PLAIN as JPEG

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
FIRST = int(NOW.timestamp())


def jpeg_of(thumbnail: str) -> bytes:
    """Return a JPEG with a comment that is one letter."""
    return JPEG[:2] + b"\xff\xfe\x00\x03" + thumbnail.encode() + JPEG[2:]


def shown(*thumbnails: str) -> Picture:
    """Return the picture of a camera that has shown some thumbnails."""
    picture = Picture()
    unwritten: dict[int, bytes] = {}
    for number, thumbnail in enumerate(thumbnails):
        picture.move(thumbnail, NOW + timedelta(seconds=number))
        picture.keep(thumbnail, jpeg_of(thumbnail))
        unwritten.update(picture.unwritten)
        picture.unwritten.clear()
    picture.unwritten = unwritten
    return picture


def keep(folder: Path, **pictures: Picture | None) -> dict[str, OSError]:
    """Write the files of some cameras."""
    return write(folder, {key: Change.of(one) for key, one in pictures.items()})


def test_files(tmp_path: Path) -> None:
    """They are whole, for their owner only, and without remains beside them."""
    folder = tmp_path / "new" / "folder"
    picture = shown(*"abc")
    for _ in range(2):
        assert not keep(folder, camera_1=picture)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in folder.iterdir()} == {
        "camera_1.json",
        *(f"camera_1_{FIRST + number}.jpg" for number in range(3)),
    }
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    picture.unwritten.clear()
    assert read(folder) == {"camera_1": picture}
    assert read_jpeg(path_of(folder, "camera_1", FIRST)) == jpeg_of("a")
    assert read_jpeg(path_of(folder, "camera_1", FIRST + 3)) is None
    assert not keep(folder, camera_1=None, camera_2=None)
    assert not list(folder.iterdir())


def test_what_is_kept_no_more_is_removed(tmp_path: Path) -> None:
    """Of this camera only, whose name may be the beginning of another's."""
    keep(tmp_path, camera_1=shown(*"abc"), camera_12=shown("x"))
    picture = read(tmp_path)["camera_1"]
    picture.drop(FIRST)
    keep(tmp_path, camera_1=picture)
    assert {path.stem for path in tmp_path.glob("*.jpg")} == {
        f"camera_1_{FIRST + 1}",
        f"camera_1_{FIRST + 2}",
        f"camera_12_{FIRST}",
    }


def test_cache_that_somebody_cleared(tmp_path: Path) -> None:
    """What has no file is kept no more."""
    keep(tmp_path, camera_1=shown(*"abc"))
    path_of(tmp_path, "camera_1", FIRST + 1).unlink()
    picture = read(tmp_path)["camera_1"]
    assert list(picture.kept) == [FIRST, FIRST + 2]
    assert picture.is_current
    path_of(tmp_path, "camera_1", FIRST + 2).unlink()
    picture = read(tmp_path)["camera_1"]
    assert picture.jpeg == jpeg_of("a")
    assert picture.thumbnail == "c"
    assert not picture.is_current


def test_half_a_jpeg(tmp_path: Path) -> None:
    """It is no picture."""
    keep(tmp_path, camera_1=shown("a"))
    path = path_of(tmp_path, "camera_1", FIRST)
    path.write_bytes(JPEG[:-5])
    assert read(tmp_path)["camera_1"].jpeg is None
    assert read_jpeg(path) is None


def test_failure_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that cannot be written stay as they were; others are written."""
    keep(tmp_path, camera_1=shown("a"))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*args: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", fail)
        assert list(keep(tmp_path, camera_1=shown(*"ab"))) == ["camera_1"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before

    (tmp_path / "camera_2.json").mkdir()
    failed = keep(tmp_path, camera_2=shown("a"), camera_1=shown(*"ab"))
    assert list(failed) == ["camera_2"]
    assert read(tmp_path)["camera_1"].thumbnail == "b"


def test_last_that_was_not_written_whole(tmp_path: Path) -> None:
    """The one before it is shown, and is known to be older."""
    keep(tmp_path, camera_1=shown(*"abc"))
    path_of(tmp_path, "camera_1", FIRST + 2).write_bytes(b"")
    picture = read(tmp_path)["camera_1"]
    assert (picture.jpeg, picture.jpeg_thumbnail) == (jpeg_of("b"), "b")
    assert list(picture.kept) == [FIRST, FIRST + 1]


def test_last_whose_thumbnail_is_forgotten(tmp_path: Path) -> None:
    """It is the last good picture, however many came that nobody looked at."""
    picture = Picture()
    picture.move("x", None)
    picture.keep("x", JPEG[:-2] + b"\xff\xd9")
    picture.move("a", NOW)
    picture.keep("a", JPEG)
    for number in range(30):
        picture.move(str(number), NOW + timedelta(minutes=number))
    keep(tmp_path, camera_1=picture)
    again = read(tmp_path)["camera_1"]
    assert again.jpeg == JPEG
    assert not again.is_current
    assert again.keep("29", JPEG + b"\0")


def test_files_that_nothing_names(tmp_path: Path) -> None:
    """What a kill has left, or a camera that has gone, does not stay."""
    keep(tmp_path, camera_1=shown("a"), camera_2=shown("b"))
    (tmp_path / "camera_1_1.unfinished").write_bytes(JPEG[:9])
    (tmp_path / "camera_2.json").write_bytes(b"nonsense")
    assert list(read(tmp_path)) == ["camera_1"]
    assert {path.name for path in tmp_path.iterdir()} == {
        "camera_1.json",
        f"camera_1_{FIRST}.jpg",
    }

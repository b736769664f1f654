"""Tests of thumbnails: their addresses, and the time that these tell."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.blink_thumbnail.api import thumbnail_form
from custom_components.blink_thumbnail.api.thumbnail import parse_minute, parse_time

from .test_camera import parse_camera
from .test_models import NOW

OLD_FORM = "/media/production/account/1/network/2/camera/3/clip_8mpxqvts_"


@pytest.mark.parametrize("thumbnail", [1648473188, "1648473188"])
def test_integer_thumbnail(thumbnail: int | str) -> None:
    """A bare integer is the current form without its path."""
    camera = parse_camera(thumbnail=thumbnail)
    assert camera.thumbnail == (
        "/api/v3/media/accounts/1001/networks/2001/catalina/4001"
        "/thumbnail/thumbnail.jpg?ts=1648473188&ext="
    )
    assert camera.thumbnail_time == datetime(2022, 3, 28, 13, 13, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "time"),
    [
        ({"thumbnail": "/t.jpg?ts=1648473188&ext="}, (2022, 3, 28, 13, 13, 8)),
        (
            {"thumbnail": "/t.jpg?ts=1&ext=", "thumbnail_timestamp": 1648473188},
            (2022, 3, 28, 13, 13, 8),
        ),
        ({"thumbnail": "/t.jpg?ts=0&ext="}, None),
        ({"thumbnail": "/t.jpg", "thumbnail_timestamp": 10**18}, None),
        ({"thumbnail": None, "thumbnail_timestamp": 1648473188}, None),
        ({"thumbnail": f"{OLD_FORM}2020_01_01__01_01AM"}, None),
    ],
)
def test_thumbnail_time(
    fields: dict[str, Any], time: tuple[int, int, int, int, int, int] | None
) -> None:
    """The time to the second comes from Blink's field or from the address."""
    expected = datetime(*time, tzinfo=UTC) if time else None
    assert parse_camera(**fields).thumbnail_time == expected


@pytest.mark.parametrize(
    ("name", "minute"),
    [
        ("2020_01_01__01_01AM", (2020, 1, 1, 1, 1)),
        ("2020_01_01__12_05AM", (2020, 1, 1, 0, 5)),
        ("2020_07_01__12_05PM", (2020, 7, 1, 12, 5)),
        ("2022_02_22__16_58PM", (2022, 2, 22, 16, 58)),
        ("2022_02_22__04_58PM.jpg", (2022, 2, 22, 16, 58)),
        # Dated recordings: of a network in Toronto, and of one in Bucharest.
        ("2020_10_02__00_28AM", (2020, 10, 2, 0, 28)),
        ("2020_10_09__22_36PM", (2020, 10, 9, 22, 36)),
        ("2020_06_01__15_36PM", (2020, 6, 1, 15, 36)),
        ("2022_02_30__04_58PM", None),
        ("2022_02_22__25_58PM", None),
    ],
)
def test_thumbnail_minute(
    name: str, minute: tuple[int, int, int, int, int] | None
) -> None:
    """An old-form name has the minute in UTC, wherever its network is."""
    expected = datetime(*minute, tzinfo=UTC) if minute else None
    assert parse_camera(thumbnail=OLD_FORM + name).thumbnail_minute == expected


@pytest.mark.parametrize(
    ("ahead", "is_believed"),
    [
        (timedelta(minutes=10), True),
        (timedelta(minutes=10, seconds=1), False),
        (timedelta(days=365), False),
    ],
)
def test_time_in_the_future(ahead: timedelta, is_believed: bool) -> None:
    """A time that is further ahead than clocks differ is none."""
    taken_at = NOW + ahead
    entry = {"thumbnail_timestamp": int(taken_at.timestamp())}
    assert parse_time(entry, "/t.jpg", NOW) == (taken_at if is_believed else None)


def test_minute_in_the_future() -> None:
    """The same holds for the minute in a name; 9 o'clock is now."""
    assert parse_minute(f"{OLD_FORM}2026_11_02__09_10AM", NOW)
    assert parse_minute(f"{OLD_FORM}2026_11_02__09_11AM", NOW) is None


def test_odd_time_leaves_the_other() -> None:
    """If Blink's field is nonsense, the time in the address counts."""
    thumbnail = "/t.jpg?ts=1648473188&ext="
    for odd in (10**18, 0, -5, 4_000_000_000):
        entry = {"thumbnail_timestamp": odd}
        found = parse_time(entry, thumbnail, NOW)
        assert found == datetime(2022, 3, 28, 13, 13, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("thumbnail", "form"),
    [
        ("https://rest-e008.immedia-semi.com/t.jpg?ts=1648473188", "address"),
        ("/t.jpg?ts=1648473188&ext=", "timestamp"),
        (f"{OLD_FORM}2020_01_01__01_01AM", "old"),
        ("/media/1/2", "unknown"),
    ],
)
def test_form(thumbnail: str, form: str) -> None:
    """Diagnostics name the form, and nothing of the account."""
    assert thumbnail_form(thumbnail) == form

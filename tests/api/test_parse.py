"""Whatever Blink answers, the parsers give a model or a BlinkError."""

from contextlib import suppress
from datetime import UTC, datetime
import json
from typing import Any

from hypothesis import given, strategies as st

from custom_components.blink_thumbnail.api import (
    Account,
    BlinkError,
    Camera,
    CameraKind,
    Homescreen,
)
from custom_components.blink_thumbnail.api.endpoints import picture_address
from custom_components.blink_thumbnail.api.models import Command
from custom_components.blink_thumbnail.api.parse import parse_object

ACCOUNT = Account(account_id=1001, tier="e008")
NOW = datetime(2026, 11, 2, tzinfo=UTC)

# The names that the parsers look for make it likely that they find something odd.
NAMES = st.sampled_from(
    [
        *("networks", "sync_modules", "cameras", "owls", "doorbells"),
        *("id", "network_id", "name", "type", "serial", "fw_version", "status"),
        *("thumbnail", "thumbnail_timestamp", "time_zone", "command_id", "complete"),
        *("message", "code", "status_msg", "account_id", "tier"),
        *("access_token", "refresh_token", "expires_in", "error"),
        *("battery", "signals", "temp", "wifi", "lfr"),
    ]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from(
        [
            *("offline", "Europe/Berlin", "/media/x_2022_02_22__16_58PM", "1648473188"),
            *("/t.jpg?ts=99999999999&ext=", "\ud800", "٣", "9" * 5000),
            *("ok", "low", "sm2", 3, 10**400),
        ]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=8)
    ),
    max_leaves=30,
)
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=10)
HOMESCREENS = st.fixed_dictionaries(
    {"networks": st.lists(OBJECTS, max_size=3)},
    optional={
        name: VALUES | st.lists(OBJECTS, max_size=3)
        for name in ("sync_modules", "cameras", "owls", "doorbells")
    },
)
CAMERA = Camera(
    key="camera_1",
    camera_id=1,
    network_id=2,
    kind=CameraKind.CAMERA,
    name="Garden",
    type="catalina",
    serial=None,
    firmware=None,
    status=None,
    thumbnail=None,
    thumbnail_time=None,
    thumbnail_minute=None,
)


def read(data: dict[str, Any]) -> Homescreen:
    """Read a homescreen."""
    return Homescreen.parse(data, ACCOUNT, asked_at=0.0, read_at=NOW, date=NOW)


@given(st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_anything_in_place_of_a_homescreen(body: bytes) -> None:
    """It is a homescreen, or it is told to be none."""
    with suppress(BlinkError):
        read(parse_object(body))


@given(HOMESCREENS)
def test_homescreen_with_odd_entries(data: dict[str, Any]) -> None:
    """Entries that cannot be read are skipped, and the rest is used."""
    good = {"id": 77, "network_id": 2, "name": "Good"}
    cameras = data.get("cameras")
    data["cameras"] = [*(cameras if isinstance(cameras, list) else []), good]
    homescreen = read(data)
    assert homescreen.cameras["camera_77"].name == "Good"
    for camera in homescreen.cameras.values():
        homescreen.is_offline(camera)
        camera.name.encode()
        with suppress(BlinkError):
            picture_address(ACCOUNT, camera.thumbnail or "")
        assert camera.model
        assert camera.queue_key


@given(
    st.dictionaries(NAMES, VALUES, max_size=6),
    st.dictionaries(st.sampled_from(["temp", "wifi", "lfr"]), SCALARS) | VALUES,
)
def test_camera_with_odd_signals(camera: dict[str, Any], signals: object) -> None:
    """What is shown of a camera makes sense, whatever Blink says."""
    data = {
        "networks": [],
        "cameras": [camera | {"id": 1, "network_id": 2, "signals": signals}],
        "sync_modules": [camera | {"network_id": 2}],
    }
    homescreen = read(data)
    (parsed,) = homescreen.cameras.values()
    assert parsed.battery_low in (None, False, True)
    assert parsed.temperature is None or abs(float(parsed.temperature)) < 1000
    assert parsed.wifi_signal is None or 0 <= parsed.wifi_signal <= 5
    assert parsed.sync_module_signal is None or 0 <= parsed.sync_module_signal <= 5
    assert homescreen.sync_modules[2].model


@given(OBJECTS)
def test_anything_in_place_of_a_command(data: dict[str, Any]) -> None:
    """It is a command, or it is none; it succeeded only if Blink says so."""
    command = Command.accepted(data, CAMERA.network_id, 0.0)
    if command is None:
        return
    ended = command.with_status(data)
    assert isinstance(ended.message, str)
    if ended.succeeded:
        assert data["complete"] is True
        assert int(data["status"]) == 0


@given(st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_anything_in_place_of_an_account(body: bytes) -> None:
    """It is an account, or it is told to be none."""
    with suppress(BlinkError):
        Account.from_json(parse_object(body))

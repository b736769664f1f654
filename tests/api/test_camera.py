"""Tests of what is read of a camera."""

from typing import Any

import pytest

from custom_components.blink_thumbnail.api import Camera

from .test_models import CAMERA, parse


def parse_camera(**fields: Any) -> Camera:
    """Read a homescreen with one camera, and return that."""
    (camera,) = parse(cameras=[CAMERA | fields]).cameras.values()
    return camera


def test_little_is_required() -> None:
    """An entry with two ids is a camera."""
    (camera,) = parse(cameras=[{"id": "4001", "network_id": 2001}]).cameras.values()
    assert (camera.camera_id, camera.name, camera.model) == (4001, "4001", "Camera")
    assert camera.thumbnail is None


@pytest.mark.parametrize(
    ("list_name", "fields", "model"),
    [
        ("cameras", {"type": "white"}, "Indoor (1st gen)"),
        ("cameras", {"type": "xt"}, "XT"),
        ("cameras", {"type": "xt2"}, "XT2"),
        ("cameras", {"type": "catalina"}, "Indoor/Outdoor (3rd gen)"),
        ("cameras", {"type": "catalina_indoor"}, "Indoor (3rd gen)"),
        ("cameras", {"type": "sedona"}, "Outdoor 4"),
        ("cameras", {"type": "sonoran"}, "Outdoor 2K+"),
        ("owls", {"type": "hawk"}, "Mini 2"),
        ("owls", {"type": "chickadee"}, "Mini 2K+"),
        ("owls", {"type": "superior"}, "Wired Floodlight Camera"),
        ("owls", {"type": "superior_owl"}, "Wired Floodlight Camera"),
        ("doorbells", {"type": "tulip"}, "Video Doorbell (2nd gen)"),
        ("doorbells", {"type": "orchid"}, "Battery Doorbell 2K+"),
        ("owls", {"type": "nova"}, "Camera (nova)"),
        ("owls", {"type": None}, "Mini"),
        ("doorbells", {"type": None}, "Doorbell"),
    ],
)
def test_model(list_name: str, fields: dict[str, Any], model: str) -> None:
    """It is named as it is sold; a type that nobody knows is told as Blink tells it."""
    (camera,) = parse(**{list_name: [CAMERA | fields]}).cameras.values()
    assert camera.model == model


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        ({"temp": 62, "wifi": 0, "lfr": 5}, (62, 0, 5)),
        ({"temp": "-4", "wifi": "3"}, (None, 3, None)),
        ({"temp": -4, "wifi": 6, "lfr": -1}, (-4, None, None)),
        ({"temp": 10**400, "wifi": True, "lfr": 2.5}, (None, None, None)),
        ({}, (None, None, None)),
        (None, (None, None, None)),
        ([62], (None, None, None)),
    ],
)
def test_signals(signals: object, expected: tuple[int | None, ...]) -> None:
    """What makes no sense is not shown as a value."""
    camera = parse_camera(signals=signals)
    assert (
        camera.temperature,
        camera.wifi_signal,
        camera.sync_module_signal,
    ) == expected


@pytest.mark.parametrize(
    ("battery", "low"),
    [
        ("ok", False),
        ("low", True),
        (None, None),
        ("empty", None),
        (3, None),
        ("", None),
    ],
)
def test_battery(battery: object, low: bool | None) -> None:
    """A word that nobody knows is none."""
    assert parse_camera(battery=battery).battery_low is low


def test_no_camera_without_a_network() -> None:
    """Nobody could tell where its commands go."""
    assert not parse(cameras=[{"id": 4001, "name": "Garden"}]).cameras


@pytest.mark.parametrize(
    ("list_name", "queue"),
    [
        ("cameras", "network_2001"),
        ("doorbells", "network_2001"),
        ("owls", "owl_4001"),
    ],
)
def test_queue(list_name: str, queue: str) -> None:
    """Commands wait for those of the same network; a mini has a queue of its own."""
    (camera,) = parse(**{list_name: [CAMERA]}).cameras.values()
    assert camera.queue_key == queue


@pytest.mark.parametrize(
    ("mode", "queue"),
    [
        ("lfr", "network_2001"),
        ("always_on", "network_2001"),
        ("standalone", "doorbell_4001"),
    ],
)
def test_queue_of_a_doorbell(mode: str, queue: str) -> None:
    """One that is asked for nothing waits for nobody."""
    doorbell = CAMERA | {"doorbell_mode": mode}
    (camera,) = parse(doorbells=[doorbell]).cameras.values()
    assert camera.queue_key == queue


def test_new_picture_alone_is_no_news() -> None:
    """Thumbnails move one by one, and do not make two cameras differ."""
    assert parse_camera(thumbnail="/t.jpg?ts=1648473188") == parse_camera()
    assert parse_camera(name="Pond") != parse_camera()

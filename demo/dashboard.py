"""The dashboard: the cards of docs/dashboards.md, for all cameras of the demo."""

from collections.abc import Sequence
from typing import Any, Final

from .cameras import Camera

type Card = dict[str, Any]

TITLE: Final = "Cameras"
ICON: Final = "mdi:cctv"
URL_PATH: Final = "blink-cameras"


def dashboard(cameras: Sequence[Camera]) -> dict[str, Any]:
    """Return the configuration of a dashboard with one view for each kind of card."""
    return {
        "views": [
            {
                "title": TITLE,
                "path": "cameras",
                "type": "sections",
                "max_columns": 3,
                "sections": [
                    {"type": "grid", "cards": [camera_card(camera)]}
                    for camera in cameras
                ],
            },
            {
                "title": "Wall",
                "path": "wall",
                "type": "sections",
                "max_columns": 4,
                "sections": [
                    {"type": "grid", "column_span": 4, "cards": [wall(cameras)]}
                ],
            },
            {
                "title": "Phone",
                "path": "phone",
                "type": "sections",
                "max_columns": 1,
                "sections": [{"type": "grid", "cards": [phone(cameras)]}],
            },
        ]
    }


def camera_card(camera: Camera) -> Card:
    """Return a picture on which a tap takes a new one, with its age and status."""
    return {
        "type": "vertical-stack",
        "cards": [
            {
                "type": "heading",
                "heading": camera.name,
                "icon": ICON,
                "badges": [_age(camera), _status(camera, show_state=True)],
            },
            _picture(camera),
        ],
    }


def wall(cameras: Sequence[Camera]) -> Card:
    """Return all cameras side by side, for a big screen."""
    return {
        "type": "grid",
        "columns": 4,
        "square": False,
        "cards": [_wall_card(camera) for camera in cameras],
        "grid_options": {"columns": "full"},
    }


def phone(cameras: Sequence[Camera]) -> Card:
    """Return the first camera over the whole width, and the others in twos."""
    first, *others = cameras
    return {
        "type": "vertical-stack",
        "cards": [
            camera_card(first),
            {
                "type": "grid",
                "columns": 2,
                "square": False,
                "cards": [_phone_card(camera) for camera in others],
            },
        ],
    }


def _wall_card(camera: Camera) -> Card:
    """Return a camera with the icon of its status only."""
    return {
        "type": "vertical-stack",
        "cards": [
            {
                "type": "heading",
                "heading_style": "subtitle",
                "heading": camera.name,
                "badges": [_age(camera), _status(camera, show_state=False)],
            },
            _picture(camera),
        ],
    }


def _phone_card(camera: Camera) -> Card:
    """Return a camera with its name above its picture, and the rest below."""
    return {
        "type": "vertical-stack",
        "cards": [
            {"type": "heading", "heading_style": "subtitle", "heading": camera.name},
            _picture(camera),
            {
                "type": "heading",
                "heading_style": "subtitle",
                "badges": [_age(camera), _status(camera, show_state=False)],
            },
        ],
    }


def _age(camera: Camera) -> Card:
    """Return the badge with a picture's age: its state, as Home Assistant says it."""
    return {"type": "entity", "entity": camera.image, "show_icon": False}


def _status(camera: Camera, *, show_state: bool) -> Card:
    """Return the badge with what is going on; a tap on it tells more."""
    return {
        "type": "entity",
        "entity": camera.status,
        "show_state": show_state,
        "tap_action": {"action": "more-info"},
        # Nothing was ever asked for.
        "visibility": [
            {"condition": "state", "entity": camera.status, "state_not": "unknown"}
        ],
    }


def _picture(camera: Camera) -> Card:
    """Return the picture; holding it opens it."""
    return {
        "type": "picture-entity",
        "entity": camera.image,
        "show_name": False,
        "show_state": False,
        "aspect_ratio": "16:9",
        "tap_action": {
            "action": "perform-action",
            "perform_action": "button.press",
            "target": {"entity_id": camera.button},
        },
        "hold_action": {"action": "more-info"},
    }

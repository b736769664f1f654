"""The dashboard: the cards of docs/dashboards.md, for all cameras of the demo."""

from collections.abc import Sequence
from typing import Any, Final

from .cameras import Camera

type Card = dict[str, Any]

TITLE: Final = "Cameras"
ICON: Final = "mdi:cctv"
URL_PATH: Final = "blink-cameras"


def dashboard(cameras: Sequence[Camera]) -> dict[str, Any]:
    """Return the configuration of a dashboard: all cards, and a wall that suits all."""
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
                    {
                        "type": "grid",
                        "column_span": 4,
                        "cards": [wall(cameras), phone(cameras)],
                    }
                ],
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
    """Return all cameras side by side, which a phone does not show."""
    return {
        **_side_by_side(4, cameras),
        "grid_options": {"columns": "full"},
        "visibility": [{"condition": "screen", "media_query": "(min-width: 768px)"}],
    }


def phone(cameras: Sequence[Camera]) -> Card:
    """Return the first camera over the whole width, and the others in twos.

    Only a phone shows it.
    """
    first, *others = cameras
    return {
        "type": "vertical-stack",
        "cards": [camera_card(first), _side_by_side(2, others)],
        "visibility": [{"condition": "screen", "media_query": "(max-width: 767px)"}],
    }


def _side_by_side(columns: int, cameras: Sequence[Camera]) -> Card:
    """Return cameras in rows."""
    return {
        "type": "grid",
        "columns": columns,
        "square": False,
        "cards": [_small_card(camera) for camera in cameras],
    }


def _small_card(camera: Camera) -> Card:
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

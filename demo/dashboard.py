"""The dashboard: every camera's picture, and beneath it the button for a new one."""

from collections.abc import Iterable
from typing import Any, Final

from .cameras import Camera

TITLE: Final = "Cameras"
ICON: Final = "mdi:cctv"
URL_PATH: Final = "blink-cameras"


def dashboard(cameras: Iterable[Camera]) -> dict[str, Any]:
    """Return the configuration of a dashboard with a section for each camera."""
    return {
        "views": [
            {
                "title": TITLE,
                "type": "sections",
                "max_columns": 3,
                "sections": [_section(camera) for camera in cameras],
            }
        ]
    }


def _section(camera: Camera) -> dict[str, Any]:
    """Return the section of one camera."""
    return {
        "type": "grid",
        "cards": [
            {
                "type": "heading",
                "heading": camera.name,
                "icon": ICON,
                # The state of an image is when it was taken: shown as its age.
                "badges": [
                    {
                        "type": "entity",
                        "entity": camera.image,
                        "icon": "mdi:clock-outline",
                    }
                ],
            },
            {
                "type": "picture-entity",
                "entity": camera.image,
                "show_name": False,
                "show_state": False,
                "aspect_ratio": "16:9",
                "grid_options": {"columns": "full"},
            },
            {
                "type": "tile",
                "entity": camera.button,
                "name": "Take picture",
                "icon": "mdi:camera-iris",
                "color": "primary",
                "hide_state": True,
                "tap_action": {
                    "action": "perform-action",
                    "perform_action": "button.press",
                    "target": {"entity_id": camera.button},
                },
                "grid_options": {"columns": "full"},
            },
        ],
    }

"""Automations of the integration's triggers and of its blueprint for notifications."""

from typing import Any, Final

from playwright.async_api import Page, expect

from demo.client import HomeAssistantClient
from demo.errors import DemoError

# The first is written by hand, the second comes from the blueprint: when one camera
# cannot be seen, another one looks. By what their address in the editor ends with.
_AUTOMATIONS: Final[dict[str, dict[str, Any]]] = {
    "told": {
        "alias": "Told of pictures",
        "triggers": [
            {
                "trigger": "blink_thumbnail.picture_taken",
                "target": {"entity_id": "event.driveway_picture_result"},
                "options": {"source": ["button"]},
            }
        ],
        "actions": [],
    },
    "instead": {
        "alias": "Look from the front door",
        "use_blueprint": {
            "path": "blink_thumbnail/notify.yaml",
            "input": {
                "triggers": [
                    {
                        "trigger": "blink_thumbnail.picture_failed",
                        "target": {"entity_id": "event.back_yard_picture_result"},
                        "options": {"reason": ["offline"]},
                    }
                ],
                "camera": "image.front_door",
                "message": "The back yard cannot be seen.",
                "in_home_assistant": True,
            },
        },
    },
}


async def automate(home: HomeAssistantClient, page: Page, url: str) -> None:
    """Make the automations, and see the words that the editor has for them."""
    for key, automation in _AUTOMATIONS.items():
        await home.post(f"/api/config/automation/config/{key}", **automation)
    await page.goto(f"{url}/config/automation/edit/instead")
    await expect(page.get_by_text("Button for another picture")).to_be_visible()
    await expect(page.get_by_text("A picture could not be taken")).to_be_visible()
    await page.goto(f"{url}/config/automation/edit/told")
    await expect(page.get_by_text("A new picture was taken")).to_be_visible()


async def have_run(home: HomeAssistantClient) -> None:
    """Raise DemoError unless both automations have been triggered."""
    for state in await home.get("/api/states"):
        if (
            state["entity_id"].startswith("automation.")
            and state["attributes"]["last_triggered"] is None
        ):
            raise DemoError(f"{state['entity_id']} was not triggered.")

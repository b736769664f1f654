"""Sets Home Assistant up over its API, as a person would in the browser."""

from typing import Final

from .cameras import Camera, cameras
from .client import HomeAssistantClient
from .config_folder import DOMAIN
from .dashboard import ICON, TITLE, URL_PATH, dashboard
from .errors import DemoError

USER: Final = "demo"
PASSWORD: Final = "demo"


async def arrange(home: HomeAssistantClient, refresh_token: str | None) -> list[Camera]:
    """Make the user, add the integration and make the dashboard; return the cameras.

    Without a refresh token it ends after the user, and there is no camera yet.
    """
    await home.answers()
    await home.create_user(USER, PASSWORD)
    await home.is_running()
    if refresh_token is None:
        return []
    await _add_integration(home, refresh_token)
    return await make_dashboard(home)


async def _add_integration(home: HomeAssistantClient, refresh_token: str) -> None:
    """Go through the integration's config flow."""
    flows = "/api/config/config_entries/flow"
    menu = await home.post(flows, handler=DOMAIN)
    flow = f"{flows}/{menu['flow_id']}"
    form = await home.post(flow, next_step_id="refresh_token")
    if form["type"] != "form" or form["step_id"] != "refresh_token":
        raise DemoError(f"Adding the integration began with {form}.")
    result = await home.post(flow, refresh_token=refresh_token)
    if result["type"] != "create_entry":
        raise DemoError(
            f"Adding the integration ended with {result['type']}: "
            f"{result.get('errors') or result.get('reason')}."
        )
    entries = await home.get(f"/api/config/config_entries/entry?domain={DOMAIN}")
    for entry in entries:
        if entry["state"] != "loaded":
            raise DemoError(
                f"The integration is not set up: {entry['state']}, {entry['reason']}."
            )


async def make_dashboard(home: HomeAssistantClient) -> list[Camera]:
    """Make the dashboard and let everybody see it first; return its cameras."""
    found = await cameras(home)
    if not found:
        raise DemoError("The integration is set up, but has no camera.")
    await home.command(
        "lovelace/dashboards/create", url_path=URL_PATH, title=TITLE, icon=ICON
    )
    await home.command(
        "lovelace/config/save", url_path=URL_PATH, config=dashboard(found)
    )
    await home.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )
    return found

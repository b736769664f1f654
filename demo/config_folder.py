"""The configuration folder that the demo's Home Assistant starts with."""

import json
from pathlib import Path
import shutil
from typing import Any, Final

DOMAIN: Final = "blink_thumbnail"
HOST: Final = "127.0.0.1"

CHECKOUT: Final = Path(__file__).parents[1]
STAND_INS: Final = Path(__file__).parent / "stand_ins"

# Both auth providers are there: a browser on this machine is let in at once, and
# the user and the password are for the place where that does not work.
# FFmpeg and libturbojpeg belong to video; without them Home Assistant complains in the
# log, although nothing in the demo needs them.
CONFIGURATION: Final = """\
homeassistant:
  name: Blink Thumbnail
  country: US
  language: en
  internal_url: http://{host}:{port}
  auth_providers:
    - type: trusted_networks
      trusted_networks: {host}/32
      allow_bypass_login: true
    - type: homeassistant

automation: !include automations.yaml
history:
logbook:

logger:
  default: warning
  logs:
    custom_components.{domain}: debug
    haffmpeg: critical
    homeassistant.components.camera.img_util: critical
"""


def write(folder: Path, port: int) -> None:
    """Fill an empty folder for a Home Assistant that listens on a port."""
    (folder / "configuration.yaml").write_text(
        CONFIGURATION.format(host=HOST, port=port, domain=DOMAIN)
    )
    # Where the editor of automations writes to.
    (folder / "automations.yaml").write_text("[]\n")
    # A copy, since Home Assistant's list of blueprints follows no links.
    shutil.copytree(CHECKOUT / "blueprints", folder / "blueprints")
    components = folder / "custom_components"
    components.mkdir()
    (components / DOMAIN).symlink_to(CHECKOUT / "custom_components" / DOMAIN)

    storage = folder / ".storage"
    storage.mkdir()
    # An `http:` section in the YAML is only on trial: unless it is confirmed, Home
    # Assistant takes it back after five minutes, restarts and listens on port 8123 of
    # all addresses. What is in the store as `stable` is confirmed already.
    _store(
        storage,
        "http",
        version=3,
        data={
            "stable": {
                "server_host": [HOST],
                "server_port": port,
                "cors_allowed_origins": [],
                "login_attempts_threshold": -1,
                "ip_ban_enabled": False,
                "ssl_profile": "intermediate_v6",
                "use_x_frame_options": True,
                "created_at": "2026-11-01T00:00:00+00:00",
                "error": None,
                "error_message": None,
            },
            "pending": None,
            "yaml_migration_done": True,
        },
    )
    # The wizard's step for the user is left to be done over the API. Its others ask for
    # a place and add a weather forecast, radio stations and the like: never done here.
    _store(
        storage,
        "onboarding",
        version=4,
        data={"done": ["core_config", "analytics", "integration"]},
    )


def _store(storage: Path, key: str, version: int, data: dict[str, Any]) -> None:
    """Write a file as Home Assistant's own storage helper does."""
    (storage / key).write_text(
        json.dumps({"version": version, "minor_version": 1, "key": key, "data": data})
    )

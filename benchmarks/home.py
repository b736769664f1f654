"""A Home Assistant with one of the two integrations, against a simulated cloud."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from aiohttp.test_utils import unused_port

from blink_cloud import Loopback
from demo import config_folder
from homeassistant import bootstrap, loader
from homeassistant.auth import auth_manager_from_config
from homeassistant.config_entries import ConfigEntries, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import aiohttp_client
from homeassistant.setup import async_setup_component

from .cloud import Cloud
from .orders import issue_refresh_token, last_code

OURS: Final = "blink_thumbnail"
CORE: Final = "blink"


@dataclass(frozen=True)
class Home:
    """A Home Assistant that has set one account up."""

    hass: HomeAssistant
    domain: str
    entry: ConfigEntry[Any]
    cloud: Cloud


class _Loopback(Loopback):
    """Finds all of Blink's names on this machine, also for Home Assistant."""

    async def real_close(self) -> None:
        """Nothing is open, however it is closed."""


@asynccontextmanager
async def home(
    domain: str, cloud: Cloud, *, is_new: bool = False
) -> AsyncIterator[Home]:
    """Start Home Assistant with the cloud's account, or add it if it is new.

    Neither integration is changed: Blink's names lead to this machine, whose
    certificate Home Assistant has been told to trust.
    """
    setattr(  # noqa: B010
        aiohttp_client, "_async_make_resolver", lambda _: _Loopback(cloud.tls_port)
    )
    with TemporaryDirectory(prefix="blink-thumbnail-benchmark-") as folder:
        config_folder.write(Path(folder), unused_port())
        if not is_new:
            _write_entry(Path(folder), domain, cloud)
        hass = HomeAssistant(folder)
        loader.async_setup(hass)
        hass.config_entries = ConfigEntries(hass, {})
        await bootstrap.async_load_base_functionality(hass)
        hass.auth = await auth_manager_from_config(hass, [], [])
        for component in ("homeassistant", "network", "http", domain):
            if not await async_setup_component(hass, component, {}):
                raise RuntimeError(f"{component} was not set up")
        await hass.async_start()
        if is_new:
            await _add(hass, domain, cloud)
        await hass.async_block_till_done()
        (entry,) = hass.config_entries.async_entries(domain)
        if entry.state.value != "loaded":
            raise RuntimeError(f"{domain}: {entry.state}, {entry.reason}")
        try:
            yield Home(hass, domain, entry, cloud)
        finally:
            await hass.async_stop(force=True)


async def _add(hass: HomeAssistant, domain: str, cloud: Cloud) -> None:
    """Go through the config flow, with the e-mail address, password and code."""
    flow, account = hass.config_entries.flow, cloud.account
    result = await flow.async_init(domain, context={"source": "user"})

    async def fill_in(**fields: str) -> None:
        """Fill in the step that the flow is at."""
        nonlocal result
        result = await flow.async_configure(result["flow_id"], fields)

    if domain == OURS:
        await fill_in(next_step_id="sign_in")
        await fill_in(email=account.email, password=account.password)
        await fill_in(code=cloud.call(last_code))
    else:
        await fill_in(username=account.email, password=account.password)
        await fill_in(pin=cloud.call(last_code))
    if result["type"] != "create_entry":
        raise RuntimeError(f"{domain}: {result}")


def _write_entry(folder: Path, domain: str, cloud: Cloud) -> None:
    """Write what the integration's config flow would have stored."""
    account = cloud.account
    refresh_token = cloud.call(issue_refresh_token)
    hardware_id = "6d2fa5a8-3f3f-4a3c-9a53-0f6a1c0c8f11"
    if domain == OURS:
        version, minor_version = 1, 1
        data: dict[str, Any] = {
            "token": {
                "access_token": "spent",
                "refresh_token": refresh_token,
                "expires_in": 14400,
                "expires_at": 0,
            },
            "account_id": account.id,
            "tier": account.tier,
            "hardware_id": hardware_id,
        }
    else:
        version, minor_version = 5, 1
        data = {
            "username": account.email,
            "password": account.password,
            "hardware_id": hardware_id,
            "token": "spent",
            "refresh_token": refresh_token,
            "expires_in": 14400,
            "expiration_date": 0,
            "host": f"rest-{account.tier}.immedia-semi.com",
            "region_id": account.tier,
            "account_id": account.id,
            "client_id": account.client_id,
            "user_id": account.user_id,
        }
    moment = "2026-11-02T09:00:00+00:00"
    entry: dict[str, Any] = {
        "created_at": moment,
        "data": data,
        "disabled_by": None,
        "discovery_keys": {},
        "domain": domain,
        "entry_id": "01M6DQS9M0W866P5SR7NAQKZZJ",
        "minor_version": minor_version,
        "modified_at": moment,
        "options": {},
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": "Home",
        "unique_id": str(account.id) if domain == OURS else account.email,
        "version": version,
    }
    (folder / ".storage" / "core.config_entries").write_text(
        json.dumps(
            {
                "version": 1,
                "minor_version": 5,
                "key": "core.config_entries",
                "data": {"entries": [entry]},
            }
        )
    )

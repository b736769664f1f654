"""Fixtures: a simulated cloud with one account, and Home Assistant set up on it."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from random import Random

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    Account as CloudAccount,
    BlinkCloud,
    Camera as CloudCamera,
    Network as CloudNetwork,
    PictureInfo,
    Server,
    read_picture,
    serve,
)
from custom_components.blink_thumbnail.api.endpoints import SIMULATED_CLOUD_VARIABLE
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.util.executor import InterruptibleThreadPoolExecutor

from .dialog import REFRESH_TOKEN, Dialog
from .driven_time import driven_time
from .translated import translated

BUTTON = "button.garden_take_picture"
IMAGE = "image.garden"


@pytest.fixture(autouse=True)
def _custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration."""


@pytest.fixture(autouse=True, scope="session")
def _threads_may_take_their_time() -> Generator[None]:
    """Let a loop's worker threads end by themselves.

    Home Assistant interrupts one that has not ended within a fraction of a second. On a
    busy machine that may be the one about to pass the end on: the others never learn
    of it, and the clean-up fails.
    """

    def join_threads(executor: ThreadPoolExecutor) -> None:
        """Wait for all of them, however long it takes."""
        ThreadPoolExecutor.shutdown(executor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            InterruptibleThreadPoolExecutor, "join_threads_or_timeout", join_threads
        )
        yield


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Leave asyncio's debug mode off: its notes of stacks take a third of the time.

    PYTHONASYNCIODEBUG=1 switches it on again, to see where a task came from.
    """


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give Home Assistant a folder of its own: pictures are kept on disk."""
    return str(tmp_path)


@pytest.fixture(autouse=True)
async def _driven_time(
    socket_enabled: None, freezer: FrozenDateTimeFactory
) -> AsyncGenerator[None]:
    """Let time leap in every test."""
    freezer.move_to("2026-11-02 09:00:00")
    with driven_time(asyncio.get_running_loop(), freezer):
        yield


@pytest.fixture(autouse=True)
def _translated() -> Generator[None]:
    """Let no test show what nobody has translated."""
    with translated():
        yield


@pytest.fixture
def cloud() -> BlinkCloud:
    """Return a simulated cloud that does the same in every run."""
    return BlinkCloud(random=Random(1))


@pytest.fixture
def account(cloud: BlinkCloud) -> CloudAccount:
    """Return the one account, whose refresh token the tests paste."""
    account = cloud.add_account(email="ada@example.com")
    account.issue_refresh_token(token=REFRESH_TOKEN)
    return account


@pytest.fixture
def network(account: CloudAccount) -> CloudNetwork:
    """Return the account's network, which has a sync module."""
    return account.add_network("Home", sync_module=True, time_zone="Europe/Berlin")


@pytest.fixture
def camera(network: CloudNetwork) -> CloudCamera:
    """Return its camera, which took one picture an hour ago."""
    camera = network.add_camera("Garden", type="catalina")
    camera.take_picture(age=timedelta(hours=1))
    return camera


@pytest.fixture
async def server(
    cloud: BlinkCloud, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Server]:
    """Serve the cloud, and point the client at it."""
    async with serve(cloud) as server:
        monkeypatch.setenv(SIMULATED_CLOUD_VARIABLE, server.base_url)
        yield server


@pytest.fixture
async def entry(
    hass: HomeAssistant, server: Server, camera: CloudCamera
) -> MockConfigEntry:
    """Return the account's entry, set up."""
    return await add_entry(hass, camera.network.account)


@pytest.fixture
def dialog(hass: HomeAssistant, server: Server, camera: CloudCamera) -> Dialog:
    """Return a dialog that the owner of the account can open."""
    return Dialog(hass, camera.network.account)


async def add_entry(
    hass: HomeAssistant, account: CloudAccount, **fields: str
) -> MockConfigEntry:
    """Set an account up from what the config flow would have stored."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Home",
        **fields,
        unique_id=str(account.id),
        data={
            "token": {
                "access_token": "spent",
                "refresh_token": account.issue_refresh_token(),
                "expires_in": 14400,
                "expires_at": 0,
            },
            "account_id": account.id,
            "tier": account.tier,
            "hardware_id": "6d2fa5a8-3f3f-4a3c-9a53-0f6a1c0c8f11",
        },
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def press(hass: HomeAssistant, entity_id: str = BUTTON) -> None:
    """Press a button and wait until Home Assistant says that it is done."""
    await hass.services.async_call(
        "button", "press", {"entity_id": entity_id}, blocking=True
    )


async def update_entity(hass: HomeAssistant) -> None:
    """Ask Home Assistant for news of an image, which polls its account."""
    await hass.services.async_call(
        "homeassistant", "update_entity", {"entity_id": IMAGE}, blocking=True
    )


def state_of(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return an entity's state, None if there is none."""
    state = hass.states.get(entity_id)
    return state.state if state else None


async def served_picture(
    hass_client: ClientSessionGenerator, entity_id: str = IMAGE
) -> PictureInfo:
    """Return what a dashboard gets from Home Assistant's image proxy."""
    client = await hass_client()
    response = await client.get(f"/api/image_proxy/{entity_id}")
    assert response.status == HTTPStatus.OK
    assert response.content_type == "image/jpeg"
    return read_picture(await response.read())


def taken_at(hass: HomeAssistant, entity_id: str = IMAGE) -> datetime:
    """Return the state of an image entity: when its picture was taken."""
    state = hass.states.get(entity_id)
    assert state
    return datetime.fromisoformat(state.state)

"""Tests of what nobody knows of Blink: an update works, whichever way it is.

Each setting of the simulated cloud is a choice that the facts leave open, and each is
turned here or in another test of the integration.
"""

import ast
import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from datetime import timedelta
from http import HTTPStatus
import itertools
from pathlib import Path

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    BUSY_BAD_REQUEST,
    BUSY_CODE_ONLY,
    BUSY_CONFLICT,
    BUSY_MESSAGE_ONLY,
    BUSY_OK,
    Account,
    BlinkCloud,
    Camera,
    CodeScope,
    Done,
    Kind,
    MiniScope,
    Network,
    OfflineCommand,
    OldMedia,
    PictureInfo,
    Rotation,
    Server,
    Settings,
    read_picture,
)
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError

from .conftest import IMAGE, add_entry, press, taken_at

HOUR = 3600.0
ASKS_FOR_ANOTHER = ""


def turned_ones(settings: Settings) -> str:
    """Name the settings that are not as usual, for the name of a test."""
    usual = Settings()
    names = [one.name for one in fields(settings)]
    return "-".join(
        name for name in names if getattr(settings, name) != getattr(usual, name)
    )


async def shown_picture(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator
) -> PictureInfo:
    """Return what a dashboard shows that has been open for long."""
    state = hass.states.get(IMAGE)
    assert state
    client = await hass_client_no_auth()
    response = await client.get(state.attributes["entity_picture"])
    assert response.status == HTTPStatus.OK
    return read_picture(await response.read())


@pytest.mark.parametrize("camera_type", ["catalina", "owl", "lotus"])
@pytest.mark.parametrize(
    "settings",
    [
        Settings(timestamp_in_v3=True),
        Settings(date_header=False),
        Settings(homescreen_lag=5.0),
        Settings(command_id_key="command_id"),
        Settings(answer_network_id=False),
        Settings(running_status_code=None),
        Settings(running_status_code=0),
        Settings(answer_status=False),
        Settings(homescreen_gap=15.0),
    ],
    ids=turned_ones,
)
async def test_press(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    server: Server,
    cloud: BlinkCloud,
    network: Network,
    settings: Settings,
    camera_type: str,
) -> None:
    """A press ends with a new picture, from any of Blink's lists."""
    cloud.settings = replace(settings)
    camera = network.add_camera("Garden", type=camera_type)
    camera.take_picture(age=timedelta(hours=1))
    await add_entry(hass, network.account)
    before = taken_at(hass)
    await press(hass)
    assert (await shown_picture(hass, hass_client_no_auth)).number == 2
    assert taken_at(hass) > before


@pytest.mark.parametrize(
    "settings",
    [
        Settings(busy=BUSY_CONFLICT, busy_delay=13.0),
        Settings(busy=BUSY_OK),
        Settings(busy=BUSY_BAD_REQUEST),
        Settings(busy=BUSY_MESSAGE_ONLY),
        Settings(busy=BUSY_CODE_ONLY),
        Settings(clip_dated_at_start=True),
        Settings(homescreen_lag=5.0),
        Settings(old_media=OldMedia.KEPT),
        Settings(old_media=OldMedia.NEWEST),
        Settings(clip_moves_thumbnail=False),
        Settings(clip_dated_at_start=True, homescreen_lag=5.0, date_header=False),
    ],
    ids=turned_ones,
)
async def test_press_during_a_clip(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    settings: Settings,
) -> None:
    """A busy network is waited for, and the clip's picture is not taken for ours."""
    cloud.settings = replace(settings)
    camera.record_clip(seconds=20)
    await press(hass)
    picture = await shown_picture(hass, hass_client_no_auth)
    number = 3 if settings.clip_moves_thumbnail else 2
    assert (picture.number, picture.kind) == (number, Kind.SNAPSHOT)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(rotation=Rotation.GRACE, rotation_grace=10.0),
        Settings(rotation=Rotation.KEEP),
        Settings(rotation=Rotation.NONE),
        Settings(refresh_token_seconds=4.5 * HOUR),
        Settings(access_token_seconds=60.0),
        Settings(answer_expires_in=False),
        Settings(answer_expires_in=False, access_token_seconds=0.2 * HOUR),
    ],
    ids=turned_ones,
)
async def test_press_after_hours(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    settings: Settings,
) -> None:
    """Nobody has to sign in again, however long tokens live."""
    cloud.settings = replace(settings)
    await add_entry(hass, account)
    await asyncio.sleep(5 * HOUR)
    await press(hass)
    assert (await shown_picture(hass, hass_client_no_auth)).number == 2
    assert not hass.config_entries.flow.async_progress()
    assert not cloud.leaks


@pytest.mark.parametrize("sync_module", [True, False])
@pytest.mark.parametrize("scope", MiniScope)
async def test_minis_at_once(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    scope: MiniScope,
    *,
    sync_module: bool,
) -> None:
    """Whether or not Blink lets minis work side by side, all have their pictures."""
    cloud.settings.mini_scope = scope
    network = account.add_network("Cabin", sync_module=sync_module)
    types = {"Garden": "catalina", "Kitchen": "owl", "Hall": "owl"}
    cameras = [network.add_camera(name, type=types[name]) for name in types]
    await add_entry(hass, account)
    await asyncio.gather(
        *(press(hass, f"button.{name.lower()}_take_picture") for name in types)
    )
    assert [len(camera.pictures) for camera in cameras] == [1, 1, 1]


@pytest.mark.parametrize(
    "settings",
    [
        Settings(done=Done.NOT_FOUND, done_accounts_form=Done.ENDS),
        Settings(done=Done.REFUSED),
    ],
    ids=turned_ones,
)
async def test_press_after_an_abandoned_one(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    settings: Settings,
) -> None:
    """A command that Blink does not let us end delays the next press, and no more."""
    cloud.settings = replace(settings)
    camera.snapshot_seconds = (40.0, 40.0)
    abandoned = hass.async_create_task(press(hass))
    await asyncio.sleep(5)
    abandoned.cancel()
    await asyncio.sleep(1)
    await press(hass)
    assert len(camera.pictures) == 3
    assert (await shown_picture(hass, hass_client_no_auth)).number == 3


@pytest.mark.parametrize(
    "settings",
    [
        Settings(offline_command=OfflineCommand.FAILS, offline_seconds=0.0),
        Settings(offline_command=OfflineCommand.FAILS, offline_seconds=60.0),
        Settings(offline_command=OfflineCommand.NEVER_ENDS),
        Settings(offline_command=OfflineCommand.REFUSED, refusal_status=200),
        Settings(offline_command=OfflineCommand.REFUSED, refusal_status=404),
        Settings(offline_command=OfflineCommand.REFUSED, refusal_status=409),
        Settings(
            offline_command=OfflineCommand.NEVER_ENDS,
            done=Done.REFUSED,
            stuck_seconds=400.0,
        ),
    ],
    ids=turned_ones,
)
async def test_press_while_offline(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    settings: Settings,
) -> None:
    """A press that Blink takes although the camera is offline ends with a reason."""
    cloud.settings = replace(settings)
    camera.online = False
    with pytest.raises(HomeAssistantError, match="Garden"):
        await press(hass)
    assert (await shown_picture(hass, hass_client_no_auth)).number == 1

    camera.online = True
    await asyncio.sleep(310)
    await press(hass)
    assert (await shown_picture(hass, hass_client_no_auth)).number == 2


@pytest.mark.parametrize(
    "settings",
    [
        Settings(media_gone_status=400),
        Settings(media_gone_status=403),
        Settings(media_gone_status=404),
        Settings(media_gone_status=410),
        Settings(old_media=OldMedia.KEPT),
        Settings(old_media=OldMedia.NEWEST),
    ],
    ids=turned_ones,
)
async def test_picture_that_was_replaced(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    settings: Settings,
) -> None:
    """An address that leads nowhere any longer holds up neither polls nor presses."""
    cloud.settings = replace(settings)
    camera.take_picture()
    with suppress(AssertionError):
        # Until the next poll, the address is the one before.
        assert (await shown_picture(hass, hass_client_no_auth)).number in (1, 2)
    await asyncio.sleep(310)
    assert (await shown_picture(hass, hass_client_no_auth)).number == 2

    await press(hass)
    assert (await shown_picture(hass, hass_client_no_auth)).number == 3


@pytest.mark.parametrize("seconds", [0.0, 60.0])
async def test_doorbell_that_sleeps(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    server: Server,
    cloud: BlinkCloud,
    network: Network,
    seconds: float,
) -> None:
    """However soon it sleeps again, a standalone doorbell has its ring's picture."""
    cloud.settings.awake_seconds = seconds
    door = network.add_camera("Garden", type="lotus")
    door.doorbell_mode = "standalone"
    door.take_picture(age=timedelta(hours=1))
    await add_entry(hass, network.account)
    door.record_clip()
    await asyncio.sleep(310)
    with pytest.raises(HomeAssistantError, match="Garden"):
        await press(hass)
    picture = await shown_picture(hass, hass_client_no_auth)
    assert (picture.number, picture.kind) == (2, Kind.CLIP)


@pytest.mark.parametrize("status", [200, 400, 404, 500])
async def test_camera_that_has_left(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    network: Network,
    camera: Camera,
    status: int,
) -> None:
    """Whatever status comes with it, a camera that Blink does not know has left."""
    cloud.settings.camera_not_found_status = status
    network.remove_camera(camera)
    with pytest.raises(HomeAssistantError) as error:
        await press(hass)
    assert error.value.translation_key == "removed"

    network.cameras.append(camera)
    await asyncio.sleep(310)
    await press(hass)
    assert (await shown_picture(hass, hass_client_no_auth)).number == 2


@pytest.mark.parametrize("status", [400, 401])
async def test_refused_refresh_token(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    status: int,
) -> None:
    """Whatever status comes with it, a refusal asks for a new sign-in, which helps."""
    cloud.settings.refused_token_status = status
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    with pytest.raises(HomeAssistantError) as error:
        await press(hass)
    assert error.value.translation_key == "invalid_auth"

    (flow,) = hass.config_entries.flow.async_progress()
    configure = hass.config_entries.flow.async_configure
    await configure(flow["flow_id"], {"next_step_id": "refresh_token"})
    await configure(flow["flow_id"], {"refresh_token": account.issue_refresh_token()})
    await hass.async_block_till_done()
    await press(hass)
    assert (await shown_picture(hass, hass_client_no_auth)).number == 2


@pytest.mark.parametrize(
    "settings",
    [
        Settings(password_tries=1),
        Settings(password_tries=1, throttle_seconds=24 * HOUR),
        Settings(code_tries=1),
        Settings(code_tries=1, code_throttle_seconds=600.0),
        Settings(code_tries=1, whole_seconds=False),
        Settings(code_scope=CodeScope.SIGN_IN),
        Settings(codes_limit=1),
        Settings(code_tries=1, codes_limit=1, password_tries=1),
        Settings(code_seconds=90.0),
        Settings(next_code_seconds=240),
        Settings(session_seconds=90.0),
        Settings(authorization_code_seconds=1.0),
        Settings(gateways=frozenset({"prsg"}), wrong_tier_status=406),
        Settings(refusing_gateways=frozenset({"prod", "prde", "prsg"})),
    ],
    ids=turned_ones,
)
async def test_clumsy_sign_in(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    settings: Settings,
) -> None:
    """However strict Blink is, a person who does as the dialog says is let in."""
    cloud.settings = replace(settings)
    await sign_in_clumsily(hass, account)
    await press(hass)
    assert (await shown_picture(hass, hass_client_no_auth)).number == 2


async def sign_in_clumsily(hass: HomeAssistant, account: Account) -> None:
    """Sign in as somebody who mistypes, loses a code and is slow with the next."""
    passwords = iter(["forgotten"])
    codes = iter(["000000", ASKS_FOR_ANOTHER, "late"])
    flow = hass.config_entries.flow
    step = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    answer: dict[str, str | bool]
    for _ in range(20):
        error = (step.get("errors") or {}).get("base")
        if error == "cooling_down":
            settings = account.cloud.settings
            longest = max(settings.throttle_seconds, settings.code_throttle_seconds)
            await asyncio.sleep(longest)
        if error == "code_pause":
            await asyncio.sleep(300)
            codes = itertools.chain([ASKS_FOR_ANOTHER], codes)
        options = step.get("menu_options", ())
        match step.get("step_id"):
            case None:
                assert step["type"] is FlowResultType.CREATE_ENTRY
                return
            case "sign_in":
                password = next(passwords, account.password)
                answer = {"email": account.email, "password": password}
            case "verify" | "verify_continued":
                code = next(codes, ASKS_FOR_ANOTHER if error else account.codes[-1])
                if code == "late":
                    await asyncio.sleep(100)
                    code = account.codes[-1]
                answer = {"code": code} if code else {"another_code": True}
            case _:
                assert "sign_in" in options
                answer = {"next_step_id": "sign_in"}
        step = await flow.async_configure(step["flow_id"], answer)
        await hass.async_block_till_done()
    pytest.fail("Nobody was let in")


def turned(source: ast.AST) -> Iterator[str]:
    """Yield the names of the settings that the source of a test turns."""
    for node in ast.walk(source):
        match node:
            case ast.Call(func=ast.Name("Settings")):
                yield from (each.arg for each in node.keywords if each.arg)
            case ast.Attribute(
                attr=name, value=ast.Attribute(attr="settings"), ctx=ast.Store()
            ):
                yield name


def test_every_setting_is_turned() -> None:
    """Every choice that is left open is tried on the integration."""
    here = Path(__file__).parent
    paths = [*here.glob("*.py"), *(here / "api").glob("*.py")]
    found = {name for path in paths for name in turned(ast.parse(path.read_text()))}
    assert {one.name for one in fields(Settings)} <= found

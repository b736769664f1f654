"""Tests of commands: their way, their end, and who waits for whom."""

import asyncio
from typing import Any

import pytest

from blink_cloud import (
    BUSY_BAD_REQUEST,
    BUSY_CODE_ONLY,
    BUSY_CONFLICT,
    BUSY_MESSAGE_ONLY,
    BUSY_OK,
    Account,
    BlinkCloud,
    Camera,
    CommandFails,
    CommandFault,
    CommandNeverEnds,
    CommandUnchanged,
    Done,
    MiniScope,
    Network,
    OfflineCommand,
    Reply,
    read_picture,
)

from .conftest import Caller


async def test_the_way_of_a_command(
    caller: Caller, camera: Camera, cloud: BlinkCloud
) -> None:
    """A command runs for its time, and then the thumbnail is new."""
    camera.snapshot_seconds = (10, 10)
    before = (await caller.device(camera))["thumbnail"]
    started = cloud.now()
    accepted = (await caller.snap(camera)).json
    assert accepted["state_condition"] == "new"
    assert accepted["camera_id"] == accepted["target_id"] == camera.id
    stages: list[Any] = []
    for _ in range(11):
        status = await caller.command(camera, accepted["id"])
        command = status["commands"][0]
        stages.append((command["state_condition"], command["state_stage"]))
        if status["complete"]:
            break
        assert (status["status"], status["status_code"]) == (0, 908)
        assert (await caller.device(camera))["thumbnail"] == before
        await asyncio.sleep(1)
    assert list(dict.fromkeys(stages)) == [
        ("new", "rest"),
        ("running", "cs_sent"),
        ("running", "sm"),
        ("running", "dev"),
        ("done", "vs"),
    ]
    assert len(stages) == 11
    assert (status["status"], status["status_code"]) == (0, 908)
    assert (await caller.device(camera))["thumbnail"] != before
    info = read_picture((await caller.picture(camera)).body)
    assert (info.camera, info.number) == ("Garden", 2)
    assert 9.9 < (info.taken_at - started).total_seconds() < 10.5


async def test_running_status_code(
    caller: Caller, camera: Camera, cloud: BlinkCloud
) -> None:
    """Whether 908 comes early is a setting."""
    cloud.settings.running_status_code = None
    command_id = (await caller.snap(camera)).json["id"]
    assert "status_code" not in await caller.command(camera, command_id)
    await asyncio.sleep(5)
    assert (await caller.command(camera, command_id))["status_code"] == 908


async def test_answers_without_status(
    caller: Caller, camera: Camera, cloud: BlinkCloud
) -> None:
    """Whether there is a `status` is a setting."""
    cloud.settings.answer_status = False
    command_id = (await caller.snap(camera)).json["id"]
    await asyncio.sleep(5)
    answer = await caller.command(camera, command_id)
    assert answer["complete"]
    assert "status" not in answer


async def test_durations_vary(caller: Caller, camera: Camera) -> None:
    """Snapshots take 2 to 4 s, and not always the same."""
    ends = set()
    for _ in range(8):
        command_id = (await caller.snap(camera)).json["id"]
        ticks = 0
        while not (await caller.command(camera, command_id))["complete"]:
            ticks += 1
            await asyncio.sleep(0.2)
        ends.add(ticks)
    assert min(ends) >= 9
    assert max(ends) <= 20
    assert len(ends) > 2


@pytest.mark.parametrize(
    ("type", "target"), [("owl", "owl"), ("superior", "owl"), ("lotus", "doorbell")]
)
async def test_short_answers_and_paths(
    caller: Caller, network: Network, type: str, target: str
) -> None:
    """Minis and doorbells answer shortly, and not on the cameras' paths."""
    camera = network.add_camera("Other", type=type)
    for path in (
        f"/network/{network.id}/camera/{camera.id}/thumbnail",
        (
            f"/accounts/{caller.account.id}/networks/{network.id}"
            f"/cameras/{camera.id}/thumbnail"
        ),
    ):
        answer = await caller.ask("POST", path)
        assert answer.status == 404
        assert answer.json == {"message": "Camera not found", "code": 500}
    answer = await caller.snap(camera)
    assert answer.json | {"id": 0} == {
        "id": 0,
        "network_id": network.id,
        "command": "thumbnail",
        "state": "new",
    }
    (command,) = (await caller.command(camera, answer.json["id"]))["commands"]
    assert (command["target"], command["target_id"]) == (target, camera.id)


@pytest.mark.parametrize(
    ("type", "code"), [("catalina", 500), ("owl", 1900), ("lotus", 2400)]
)
async def test_not_found(
    caller: Caller, network: Network, type: str, code: int
) -> None:
    """What is not there has the number of its kind."""
    camera = network.add_camera("Here", type=type)
    network.remove_camera(camera)
    answer = await caller.snap(camera)
    assert (answer.status, answer.json["code"]) == (404, code)
    command = await caller.ask("GET", f"/network/{network.id}/command/1")
    assert (command.status, command.json["code"]) == (404, 906)
    network.account.remove_network(network)
    answer = await caller.snap(camera)
    assert (answer.status, answer.json["code"]) == (404, 300)


@pytest.mark.parametrize("type", ["catalina", "owl"])
async def test_json_for_shells(caller: Caller, network: Network, type: str) -> None:
    """An answer to a POST has no spaces and begins with its id."""
    answer = await caller.snap(network.add_camera("Here", type=type))
    assert answer.body.startswith(b'{"id":%d,"' % answer.json["id"])
    assert b": " not in answer.body


async def test_app_forms(caller: Caller, camera: Camera, cloud: BlinkCloud) -> None:
    """The accounts forms of camera and command do what the old ones do."""
    root = f"/accounts/{caller.account.id}/networks/{camera.network.id}"
    cloud.settings.command_id_key = "command_id"
    cloud.settings.answer_network_id = False
    answer = await caller.ask("POST", f"{root}/cameras/{camera.id}/thumbnail")
    assert "id" not in answer.json
    assert "network_id" not in answer.json
    await asyncio.sleep(5)
    path = f"{root}/commands/{answer.json['command_id']}"
    status = (await caller.ask("GET", path)).json
    assert status["complete"]
    assert (status["network_id"], status["status_type"]) == (camera.network.id, None)
    assert (await caller.ask("GET", f"{root}/commands/1")).status == 404


BUSY = [
    BUSY_CONFLICT,
    BUSY_OK,
    BUSY_BAD_REQUEST,
    BUSY_MESSAGE_ONLY,
    BUSY_CODE_ONLY,
]


@pytest.mark.parametrize("busy", BUSY)
async def test_busy(
    caller: Caller, network: Network, camera: Camera, cloud: BlinkCloud, busy: Reply
) -> None:
    """A network does one command at a time, and says so in the set shape."""
    cloud.settings.busy = busy
    other = network.add_camera("Other")
    assert (await caller.snap(camera)).status == 200
    answer = await caller.snap(other)
    assert (answer.status, answer.json) == (busy.status, busy.body)
    await asyncio.sleep(5)
    assert "id" in (await caller.snap(other)).json
    await asyncio.sleep(5)
    assert [len(one.pictures) for one in (camera, other)] == [2, 1]


@pytest.mark.parametrize(
    ("scope", "alone", "beside"),
    [
        (MiniScope.OWN_WITHOUT_SYNC_MODULE, 200, 409),
        (MiniScope.ALWAYS_OWN, 200, 200),
        (MiniScope.NETWORK, 409, 409),
    ],
)
@pytest.mark.parametrize("type", ["owl", "lotus"])
async def test_queues_on_wifi(
    caller: Caller,
    account: Account,
    cloud: BlinkCloud,
    *,
    type: str,
    scope: MiniScope,
    alone: int,
    beside: int,
) -> None:
    """Whether what is on Wi-Fi waits for others is a setting; networks never do."""
    cloud.settings.mini_scope = scope
    for sync_module, expected in ((False, alone), (True, beside)):
        network = account.add_network("Net", sync_module=sync_module)
        first, second = (network.add_camera(one, type=type) for one in "ab")
        first.doorbell_mode = second.doorbell_mode = "always_on"
        assert (await caller.snap(first)).status == 200
        assert (await caller.snap(second)).status == expected
        assert (await caller.snap(first)).status == 409


async def test_busy_takes_its_time(
    caller: Caller, camera: Camera, cloud: BlinkCloud
) -> None:
    """Saying that it is busy can take Blink many seconds."""
    cloud.settings.busy_delay = 13
    camera.record_clip(seconds=10)
    before = cloud.time()
    assert (await caller.snap(camera)).status == 409
    assert 13 <= cloud.time() - before < 14


@pytest.mark.parametrize(("at_start", "age"), [(True, 20), (False, 0)])
async def test_time_of_a_clip(
    camera: Camera, cloud: BlinkCloud, *, at_start: bool, age: int
) -> None:
    """A clip's thumbnail has the time of its start or of its end."""
    cloud.settings.clip_dated_at_start = at_start
    camera.record_clip(seconds=20)
    await asyncio.sleep(20)
    taken_at = camera.pictures[-1].taken_at
    assert abs((cloud.now() - taken_at).total_seconds() - age) < 1


async def test_clip(caller: Caller, camera: Camera) -> None:
    """A clip holds its network and ends with a thumbnail of its own."""
    before = (await caller.device(camera))["thumbnail"]
    camera.record_clip(seconds=20)
    await asyncio.sleep(19)
    assert (await caller.snap(camera)).status == 409
    assert (await caller.device(camera))["thumbnail"] == before
    await asyncio.sleep(2)
    assert (await caller.device(camera))["thumbnail"] != before
    assert (await caller.snap(camera)).status == 200
    await asyncio.sleep(5)
    assert [one.kind for one in camera.pictures] == ["snapshot", "clip", "snapshot"]


async def test_clip_without_a_plan(
    caller: Caller, camera: Camera, cloud: BlinkCloud
) -> None:
    """Where motion does not move the thumbnail, a clip only keeps its network busy."""
    cloud.settings.clip_moves_thumbnail = False
    camera.record_clip(seconds=20)
    await asyncio.sleep(19)
    assert (await caller.snap(camera)).status == 409
    await asyncio.sleep(2)
    assert len(camera.pictures) == 1


async def test_phone_moves_the_thumbnail_at_once(
    caller: Caller, camera: Camera
) -> None:
    """The owner's phone takes a picture, twice in a second."""
    seen = {(await caller.device(camera))["thumbnail"]}
    for _ in range(2):
        camera.take_picture()
        seen.add((await caller.device(camera))["thumbnail"])
    assert len(seen) == 3


async def test_homescreen_lag(
    caller: Caller, camera: Camera, cloud: BlinkCloud
) -> None:
    """The homescreen may show the new thumbnail later than the command's end."""
    cloud.settings.homescreen_lag = 6
    camera.snapshot_seconds = (2, 2)
    before = (await caller.device(camera))["thumbnail"]
    command_id = (await caller.snap(camera)).json["id"]
    await asyncio.sleep(3)
    assert (await caller.command(camera, command_id))["complete"]
    assert (await caller.device(camera))["thumbnail"] == before
    assert (await caller.picture(camera)).status == 200
    await asyncio.sleep(6)
    assert (await caller.device(camera))["thumbnail"] != before


@pytest.mark.parametrize(
    ("fault", "complete", "status", "message"),
    [
        (CommandFails(), True, 1, "Command failed"),
        (
            CommandFails(status=7, status_code=12, message="Battery low"),
            True,
            7,
            "Battery low",
        ),
        (CommandNeverEnds(), False, 0, "Command succeeded"),
        (CommandUnchanged(), True, 0, "Command succeeded"),
    ],
)
async def test_command_faults(
    caller: Caller,
    camera: Camera,
    *,
    fault: CommandFault,
    complete: bool,
    status: int,
    message: str,
) -> None:
    """A failed command leaves the thumbnail; the next succeeds."""
    camera.next_command(fault)
    before = (await caller.device(camera))["thumbnail"]
    command_id = (await caller.snap(camera)).json["id"]
    await asyncio.sleep(300)
    answer = await caller.command(camera, command_id)
    assert (answer["complete"], answer["status"], answer["status_msg"]) == (
        complete,
        status,
        message,
    )
    assert (await caller.device(camera))["thumbnail"] == before
    assert (await caller.snap(camera)).status == 200
    await asyncio.sleep(5)
    assert (await caller.device(camera))["thumbnail"] != before


async def test_stuck_command_holds_its_network(caller: Caller, camera: Camera) -> None:
    """A command that never ends keeps its network busy for a while."""
    camera.next_command(CommandNeverEnds(holds_seconds=30))
    await caller.snap(camera)
    await asyncio.sleep(29)
    assert (await caller.snap(camera)).status == 409
    await asyncio.sleep(2)
    assert (await caller.snap(camera)).status == 200


async def test_standing_fault_and_queue(
    caller: Caller, camera: Camera, cloud: BlinkCloud
) -> None:
    """Faults are met one after the other, a standing one until it is cleared."""
    camera.next_command(CommandUnchanged(), times=None)
    camera.next_command(CommandFails(status=5), times=2)
    statuses = []
    for _ in range(4):
        command_id = (await caller.snap(camera)).json["id"]
        await asyncio.sleep(5)
        statuses.append((await caller.command(camera, command_id))["status"])
    assert statuses == [5, 5, 0, 0]
    assert len(camera.pictures) == 1
    cloud.clear_faults()
    await caller.snap(camera)
    await asyncio.sleep(5)
    assert len(camera.pictures) == 2


OFFLINE = [
    ("catalina", "camera", 529),
    ("owl", "camera", 1929),
    ("lotus", "camera", 2429),
    ("superior", "camera", 2929),
    ("owl", "onboarding", 1930),
    ("catalina", "module", 402),
    ("lotus", "module", 402),
]


def go_offline(camera: Camera, what: str) -> None:
    """Let a camera, or the sync module that it hangs on, be out of reach."""
    assert camera.network.sync_module
    camera.online = what != "camera"
    camera.onboarded = what != "onboarding"
    camera.network.sync_module.online = what != "module"


@pytest.mark.parametrize(("type", "what", "code"), OFFLINE)
async def test_offline_is_refused(
    caller: Caller,
    network: Network,
    cloud: BlinkCloud,
    *,
    type: str,
    what: str,
    code: int,
) -> None:
    """A command that an offline device does not get is refused with a number."""
    cloud.settings.offline_command = OfflineCommand.REFUSED
    cloud.settings.refusal_status = 409
    camera = network.add_camera("Here", type=type)
    go_offline(camera, what)
    answer = await caller.snap(camera)
    assert (answer.status, answer.json["code"]) == (409, code)
    go_offline(camera, "nothing")
    assert (await caller.snap(camera)).status == 200


@pytest.mark.parametrize(("type", "mode"), [("owl", "lfr"), ("lotus", "always_on")])
async def test_wifi_needs_no_module(
    caller: Caller, network: Network, type: str, mode: str
) -> None:
    """What is on Wi-Fi by itself takes pictures while the sync module is offline."""
    camera = network.add_camera("Here", type=type)
    camera.doorbell_mode = mode
    go_offline(camera, "module")
    await caller.snap(camera)
    await asyncio.sleep(5)
    assert len(camera.pictures) == 1


async def test_doorbell_that_sleeps(
    caller: Caller, account: Account, cloud: BlinkCloud
) -> None:
    """A standalone doorbell takes a picture only after a ring or motion."""
    network = account.add_network("Alone", sync_module=False)
    door = network.add_camera("Door", type="lotus")
    assert (await caller.snap(door)).status == 200
    await asyncio.sleep(5)
    door.doorbell_mode = "standalone"
    refused = await caller.snap(door)
    assert (refused.status, refused.json["code"]) == (400, 2440)
    door.record_clip(seconds=10)
    await asyncio.sleep(11 + cloud.settings.awake_seconds - 2)
    assert (await caller.snap(door)).status == 200
    await asyncio.sleep(5)
    assert (await caller.snap(door)).json["code"] == 2440
    assert [one.kind for one in door.pictures] == ["snapshot", "clip", "snapshot"]


@pytest.mark.parametrize(("type", "what", "code"), OFFLINE)
@pytest.mark.parametrize(
    "ending", [OfflineCommand.FAILS, OfflineCommand.NEVER_ENDS], ids=str
)
async def test_offline(
    caller: Caller,
    network: Network,
    cloud: BlinkCloud,
    *,
    ending: OfflineCommand,
    type: str,
    what: str,
    code: int,
) -> None:
    """An offline device takes the command, and nothing good comes of it."""
    cloud.settings.offline_command = ending
    camera = network.add_camera("Here", type=type)
    go_offline(camera, what)
    command_id = (await caller.snap(camera)).json["id"]
    await asyncio.sleep(14)
    assert not (await caller.command(camera, command_id))["complete"]
    await asyncio.sleep(2)
    answer = await caller.command(camera, command_id)
    failed = ending is OfflineCommand.FAILS
    assert (answer["complete"], answer["status"] != 0) == (failed, failed)
    assert answer["status_code"] == (code if failed else 908)
    assert camera.pictures == []


@pytest.mark.parametrize("slash", ["/", ""])
@pytest.mark.parametrize("accounts_form", [True, False])
async def test_done(
    caller: Caller,
    camera: Camera,
    cloud: BlinkCloud,
    *,
    accounts_form: bool,
    slash: str,
) -> None:
    """`/done/` ends a command where it may, and is refused or not found elsewhere."""
    network, account = camera.network.id, caller.account.id
    camera.snapshot_seconds = (50, 50)
    command_id = (await caller.snap(camera)).json["id"]
    root = f"/network/{network}/command"
    if accounts_form:
        root = f"/accounts/{account}/networks/{network}/commands"
    done = f"{root}/{command_id}/done{slash}"
    cloud.settings.done = cloud.settings.done_accounts_form = Done.NOT_FOUND
    assert (await caller.ask("POST", done)).status == 404
    cloud.settings.done = cloud.settings.done_accounts_form = Done.REFUSED
    assert (await caller.ask("POST", done)).json["code"] == 900
    assert (await caller.snap(camera)).status == 409
    cloud.settings.done = cloud.settings.done_accounts_form = Done.ENDS
    assert (await caller.ask("POST", done)).json["code"] == 902
    assert (await caller.command(camera, command_id))["complete"]
    assert (await caller.snap(camera)).status == 200
    await asyncio.sleep(51)
    assert len(camera.pictures) == 2


async def test_removed_camera(caller: Caller, camera: Camera) -> None:
    """A camera that leaves is not found; its command still ends."""
    command_id = (await caller.snap(camera)).json["id"]
    camera.network.remove_camera(camera)
    answer = await caller.snap(camera)
    assert answer.json == {"message": "Camera not found", "code": 500}
    await asyncio.sleep(5)
    assert (await caller.command(camera, command_id))["complete"]

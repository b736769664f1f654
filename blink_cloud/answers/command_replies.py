"""Commands, as Blink writes them."""

from datetime import datetime

from blink_cloud.wire.replies import Json, Reply
from blink_cloud.world.commands import Command, Stage
from blink_cloud.world.families import Family


def accepted(command: Command) -> Reply:
    """The answer to the POST, short for minis and doorbells (facts: section 5)."""
    camera = command.camera
    settings = camera.network.account.cloud.settings
    body: dict[str, Json] = (
        _command(command)
        if camera.family is Family.CAMERA
        else {
            "id": command.id,
            "network_id": camera.network.id,
            "command": "thumbnail",
            "state": "new",
        }
    )
    if not settings.answer_network_id:
        del body["network_id"]
    # The id stays in front: shell scripts rely on it (facts: section 13.7).
    return Reply(body={settings.command_id_key: body.pop("id"), **body})


def progress(command: Command, *, app_form: bool) -> Reply:
    """The answer about a command's status (facts: section 6).

    Args:
        command: The command.
        app_form: Whether it was asked by the accounts form of the address, whose
            answer has two more fields.
    """
    settings = command.camera.network.account.cloud.settings
    failure = command.failure
    succeeded = command.complete and failure is None
    code = 908 if succeeded else settings.running_status_code
    body: dict[str, Json] = {
        "complete": command.complete,
        "status": failure.status if failure else 0,
        "status_msg": failure.message if failure else "Command succeeded",
        "status_code": failure.status_code if failure else code,
        "media_id": None,
        "commands": [_command(command)],
    }
    if body["status_code"] is None:
        del body["status_code"]
    if not settings.answer_status:
        del body["status"]
    if app_form:
        body |= {"network_id": command.camera.network.id, "status_type": None}
    return Reply(body=body)


def _command(command: Command) -> dict[str, Json]:
    """The command object (facts: section 5)."""
    camera = command.camera
    network = camera.network
    cloud = network.account.cloud
    now = cloud.time()
    stage = command.stage(now)
    start = _stamp(command.started)
    touched = _stamp(command.moment(min(now, command.ends_at)))
    sent = None if stage is Stage.REST else start
    return {
        "id": command.id,
        "created_at": start,
        "updated_at": touched,
        "execute_time": start,
        "command": "thumbnail",
        "state_stage": stage.value,
        "stage_rest": start,
        "stage_cs_db": sent,
        "stage_cs_sent": sent,
        "stage_sm": touched if stage in _AFTER_MODULE else None,
        "stage_dev": touched if stage in _AFTER_DEVICE else None,
        "stage_is": None,
        "stage_lv": None,
        "stage_vs": touched if stage is Stage.DONE else None,
        "state_condition": _condition(command, stage),
        "sm_ack": 1 if stage in _AFTER_MODULE else None,
        "lfr_ack": 0 if stage in _AFTER_DEVICE else None,
        "sequence": None,
        "attempts": 0,
        "transaction": command.transaction,
        "player_transaction": command.transaction[::-1],
        "server": None if sent is None else "immis://192.0.2.10:443/",
        "duration": None,
        "by_whom": "App",
        "diagnostic": False,
        "debug": "",
        "opts_1": 0,
        "target": camera.family.word,
        "target_id": camera.id,
        "parent_command_id": None,
        "camera_id": camera.id,
        "siren_id": None,
        "firmware_id": None,
        "network_id": network.id,
        "account_id": network.account.id,
        "sync_module_id": network.sync_module.id if network.sync_module else None,
    }


_AFTER_DEVICE = {Stage.DEVICE, Stage.DONE}
_AFTER_MODULE = {Stage.SYNC_MODULE, *_AFTER_DEVICE}


def _condition(command: Command, stage: Stage) -> str:
    """New, running, done or error (facts: section 13.3)."""
    if command.failure:
        return "error"
    if command.complete:
        return "done"
    return "new" if stage is Stage.REST else "running"


def _stamp(moment: datetime) -> str:
    """A time as Blink writes it."""
    return moment.isoformat(timespec="seconds")

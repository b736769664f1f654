"""The field notes as a person reads them: with verdicts, and the fields nobody knew."""

from collections.abc import Mapping
import re
from typing import Any, Final

from .assumptions import Assumption

# What is known to be in answers (facts: sections 1, 3 to 7 and 13.4).
_KNOWN_NAMES: Final = frozenset({
    "access_token", "refresh_token", "expires_in", "scope", "token_type", "error",
    "error_cause", "next_time_in_secs", "lockout_time_remaining", "tier",
    "account_id", "networks", "sync_modules", "cameras", "owls", "doorbells",
    "accessories", "app_updates", "video_stats", "doorbell_buttons", "sirens",
    "chimes", "id", "name", "type", "subtype", "network_id", "serial",
    "fw_version", "time_zone", "armed", "onboarded", "status", "last_hb",
    "enabled", "thumbnail", "thumbnail_timestamp", "battery", "signals", "lfr",
    "wifi", "temp", "created_at", "updated_at", "issues", "doorbell_mode",
    "command", "command_id", "camera_id", "state", "state_condition",
    "state_stage", "complete", "status_msg", "status_code", "commands", "message",
    "code", "phone", "tsv_methods", "tsv_state", "user_id",
})  # fmt: skip

_LAST_NAME = re.compile(r"[^.\[\]]+(?=(?:\[\])*$)")


def describe_notes(notes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `FieldNotes.as_dict` holds, as JSON for a person."""
    nothing = {"seen": 0, "contradicted": 0}
    counts = {str(name): nothing for name in Assumption} | notes["assumptions"]
    return {
        "assumptions": {
            name: {"verdict": _verdict(count), **count}
            for name, count in counts.items()
        },
        "counts": notes["counts"],
        "unknown": {
            endpoint: unknown
            for endpoint, shape in notes["shapes"].items()
            if (unknown := [path for path in shape["fields"] if not _is_known(path)])
        },
        "shapes": notes["shapes"],
    }


def _verdict(counts: dict[str, int]) -> str:
    """Return what is known of an assumption, in a word."""
    if counts["contradicted"]:
        return "contradicted"
    return "seen" if counts["seen"] else "not yet"


def _is_known(path: str) -> bool:
    """Return if a field, or the list that it is an item of, is known."""
    name = _LAST_NAME.search(path)
    return name is not None and name[0] in _KNOWN_NAMES

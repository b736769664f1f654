"""Blink's things as frozen dataclasses, parsed defensively from Blink's JSON.

What is required is little; all else may be missing or null. Cameras, and the homescreen
that they stand in, have modules of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from .codes import SUCCESS, error_for
from .errors import BadAnswerError, BlinkError
from .parse import integer, integers, sentence, text

_SYNC_MODULE_MODELS: Final = {"sm1": "Sync Module", "sm2": "Sync Module 2"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """An account and the tier that serves it (facts: section 3)."""

    account_id: int
    tier: str

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read the answer of tier_info."""
        account_id, tier = integer(data, "account_id"), text(data, "tier")
        if account_id is None or tier is None:
            raise BadAnswerError
        return cls(account_id=account_id, tier=tier)


@dataclass(frozen=True, kw_only=True, slots=True)
class Network:
    """A network: what the app calls a system."""

    network_id: int
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncModule:
    """The sync module of a network."""

    network_id: int
    type: str | None
    serial: str | None
    firmware: str | None
    status: str | None
    is_onboarded: bool

    @classmethod
    def from_json(cls, data: dict[str, Any], network_id: int) -> Self:
        """Read one entry of the homescreen's list."""
        return cls(
            network_id=network_id,
            type=text(data, "type"),
            serial=text(data, "serial"),
            firmware=text(data, "fw_version"),
            status=text(data, "status"),
            is_onboarded=data.get("onboarded") is not False,
        )

    @property
    def is_offline(self) -> bool:
        """Whether Blink says so (facts: section 13.5)."""
        return self.status == "offline" or not self.is_onboarded

    @property
    def model(self) -> str:
        """What Blink sells it as."""
        return _SYNC_MODULE_MODELS.get(self.type or "", "Sync Module")


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command that Blink accepted, or its status (facts: sections 5 and 6).

    `complete` says that it ended, `succeeded` that it ended well; `message` is what
    Blink says of its end, and `codes` what it says in numbers. `posted_at` is when it
    was sent, in seconds of the event loop's clock.
    """

    command_id: int
    network_id: int
    posted_at: float
    complete: bool = False
    succeeded: bool = False
    message: str = ""
    codes: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def accepted(
        cls, data: dict[str, Any], network_id: int, posted_at: float
    ) -> Self | None:
        """Read the answer to the POST to a network; None if it holds no command."""
        command_id = integer(data, "id") or integer(data, "command_id")
        if command_id is None:
            return None
        return cls(
            command_id=command_id,
            network_id=integer(data, "network_id") or network_id,
            posted_at=posted_at,
        )

    def with_status(self, data: dict[str, Any]) -> Self:
        """Read a status; only `complete` says that it ended, not its code.

        Then a missing `status` is success, unless a code speaks against it; a code that
        names an error always does (facts: sections 13.2 and 13.3).
        """
        status, code = integer(data, "status"), integer(data, "status_code")
        ended = data.get("complete") is True
        if status is None:
            succeeded = code is None or code in SUCCESS
        else:
            succeeded = status == 0 and error_for(code) is None
        message = sentence(data, "status_msg") or sentence(data, "message")
        return type(self)(
            command_id=self.command_id,
            network_id=self.network_id,
            complete=ended,
            succeeded=ended and succeeded,
            message=message or f"status {code if status is None else status}",
            codes=integers(data, "status", "status_code"),
            posted_at=self.posted_at,
        )


@dataclass(frozen=True, kw_only=True)
class CommandEnd:
    """When a command ended, in seconds of the event loop's clock.

    `failure` is why its end could not be told, though there may be a picture.
    """

    at: float
    failure: BlinkError | None = None

"""Commands and clips: what keeps a network busy."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .camera import Camera


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFails:
    """The command completes with a failure; the thumbnail stays.

    No failed thumbnail command was ever published (facts: unknown number 10),
    so all of these values are invented.

    Attributes:
        status: The `status`; anything but 0.
        status_code: The `status_code`; None leaves it out.
        message: The `status_msg`.
        seconds: How long it runs; None means as long as a snapshot.
    """

    status: int = 1
    status_code: int | None = None
    message: str = "Command failed"
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandNeverEnds:
    """The command never completes; the thumbnail stays.

    Attributes:
        holds_seconds: How long it keeps its network busy; None means the
            setting `stuck_seconds`.
    """

    holds_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandUnchanged:
    """The command succeeds, and yet the thumbnail stays."""


type CommandFault = CommandFails | CommandNeverEnds | CommandUnchanged


class Stage(StrEnum):
    """How far a command has come (facts: section 6, progress)."""

    REST = "rest"
    CS_SENT = "cs_sent"
    SYNC_MODULE = "sm"
    DEVICE = "dev"
    DONE = "vs"


# How far a command has come, from 0 to 1, when it reaches a stage; invented.
_STAGES = (
    (0.0, Stage.REST),
    (0.1, Stage.CS_SENT),
    (0.2, Stage.SYNC_MODULE),
    (0.5, Stage.DEVICE),
)


@dataclass(slots=True, eq=False, kw_only=True)
class Job:
    """Something that keeps a network busy and may end with a picture.

    Attributes:
        camera: The camera that it is about.
        started_at: Its start on the loop's clock.
        started: Its start on Blink's clock.
        ends_at: Its end on the loop's clock; infinite for one that never ends.
        frees_at: When its network is free again.
        takes_picture: Whether it ends with a new thumbnail.
        is_clip: Whether motion started it.
        settled: Whether it has had its effect.
    """

    camera: Camera
    started_at: float
    started: datetime
    ends_at: float
    frees_at: float
    takes_picture: bool = True
    is_clip: bool = False
    settled: bool = False

    def moment(self, at: float) -> datetime:
        """What Blink's clock shows at a time of the loop's clock."""
        return self.started + timedelta(seconds=at - self.started_at)

    def settle(self) -> None:
        """Take effect."""
        self.settled = True
        if self.takes_picture:
            self.camera.keep_picture_of(self)


@dataclass(slots=True, eq=False, kw_only=True)
class Command(Job):
    """A thumbnail command.

    Attributes:
        id: Its id.
        transaction: What Blink calls it in its own logs.
        fault: What goes wrong with it.
        cancelled: Whether `/done` ended it before its time.
    """

    id: int
    transaction: str
    fault: CommandFault | None = None
    cancelled: bool = False

    @property
    def complete(self) -> bool:
        """Whether it has ended."""
        return self.settled

    @property
    def failure(self) -> CommandFails | None:
        """How it failed, once it has."""
        if not self.settled:
            return None
        if self.cancelled:
            return CommandFails(message="Command cancelled")
        return self.fault if isinstance(self.fault, CommandFails) else None

    def progress(self, now: float) -> float:
        """How far it has come, from 0 to 1, at a time of the loop's clock."""
        if self.settled:
            return 1.0
        end = min(self.ends_at, self.frees_at)
        return min((now - self.started_at) / max(end - self.started_at, 1e-9), 0.99)

    def stage(self, now: float) -> Stage:
        """The stage that it is in at a time of the loop's clock."""
        if self.settled and self.failure is None:
            return Stage.DONE
        progress = self.progress(now)
        return [stage for start, stage in _STAGES if progress >= start][-1]

    def cancel(self, now: float) -> None:
        """End it without a picture, unless it has ended already."""
        if not self.settled:
            self.cancelled = self.settled = True
            self.ends_at = self.frees_at = now


@dataclass(slots=True)
class Queue:
    """What lets one command at a time have its turn (facts: section 7, scope).

    Blink keeps nobody waiting in it: it refuses a command that comes too early.
    """

    jobs: list[Job] = field(default_factory=list)

    def settle(self, now: float) -> None:
        """End what is over, in the order in which it ended."""
        for job in sorted(self.jobs, key=lambda job: job.ends_at):
            if job.ends_at <= now and not job.settled:
                job.settle()
        self.jobs = [job for job in self.jobs if job.frees_at > now]

    def busy(self, now: float) -> bool:
        """Whether a command would be refused."""
        self.settle(now)
        return bool(self.jobs)

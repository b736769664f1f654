"""Cameras, minis and doorbells."""

from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from blink_cloud.scenery.scenes import Motif
from blink_cloud.wire.settings import OfflineCommand

from . import thumbnails
from .commands import (
    Command,
    CommandFails,
    CommandFault,
    CommandNeverEnds,
    CommandUnchanged,
    Job,
    Queue,
)
from .families import FAMILIES, Family, first_code
from .pictures import Kind, Picture

if TYPE_CHECKING:
    from .network import Network

PICTURES_KEPT = 200

# Added to the first of a type's numbers.
_OFFLINE, _NOT_ONBOARDED = 29, 30
_MODULE_OFFLINE = 402


class Camera:
    """A device with a lens.

    Attributes:
        network: The network that it belongs to.
        id: Its id.
        name: Its name.
        type: Blink's word for its model.
        family: The homescreen list that it is in.
        online: Whether it answers commands.
        onboarded: Whether it was set up to its end.
        status: What homescreens write as its status instead of the usual word.
        doorbell_mode: A doorbell's: `lfr`, `always_on` or `standalone` (facts:
            section 13.4); of no meaning for others.
        enabled: Whether it watches for motion.
        battery: `ok`, `low`, or None; homescreens have none for minis.
        has_signals: Whether homescreens have its signals and its temperature.
        firmware: The version of its firmware.
        snapshot_seconds: Range of the duration of its commands, in seconds;
            None is the cloud's.
        thumbnail_form: How homescreens write its thumbnail.
        thumbnail_override: A thumbnail that they write instead, such as an
            address elsewhere; None writes the real one.
        motif: What its pictures show.
        own_queue: The queue of one that shares none.
    """

    def __init__(self, network: Network, *, name: str, type: str) -> None:
        """Set up a camera that has taken no picture yet."""
        if type not in FAMILIES:
            raise ValueError(f"No Blink camera is of type {type!r}")
        self._cloud = network.account.cloud
        self.network = network
        self.id = self._cloud.new_id()
        self.serial = self._cloud.new_serial()
        self.created_at = self._cloud.now()
        self.name = name
        self.type = type
        self.family = FAMILIES[type]
        self.online = True
        self.onboarded = True
        self.status: str | None = None
        self.doorbell_mode = "lfr" if network.sync_module else "always_on"
        self.enabled = True
        self.battery: str | None = "ok"
        self.has_signals = True
        self.firmware = "2.151" if type == "white" else "10.73"
        self.clock_offset = timedelta()
        self.snapshot_seconds: tuple[float, float] | None = None
        self.thumbnail_form = thumbnails.usual_form(type)
        self.thumbnail_override: str | int | None = None
        self.motif = Motif.of(type)
        self.own_queue = Queue()
        self._pictures: deque[Picture] = deque(maxlen=PICTURES_KEPT)
        self._last_number = 0
        self._awake_until = float("-inf")
        self._faults: deque[CommandFault] = deque()
        self._standing_fault: CommandFault | None = None

    @property
    def on_wifi(self) -> bool:
        """Whether it needs no sync module (facts: section 13.5)."""
        is_wired_doorbell = self.doorbell_mode != "lfr"
        return self.family is Family.OWL or (
            self.family is Family.DOORBELL and is_wired_doorbell
        )

    @property
    def offline_code(self) -> int | None:
        """Blink's number for why it cannot be reached (facts: section 13.2)."""
        if not self.online:
            return first_code(self.type) + _OFFLINE
        if not self.onboarded:
            return first_code(self.type) + _NOT_ONBOARDED
        module = None if self.on_wifi else self.network.sync_module
        return None if module is None or module.online else _MODULE_OFFLINE

    @property
    def asleep(self) -> bool:
        """Whether it waits for a ring or motion (facts: section 13.4)."""
        return (
            self.family is Family.DOORBELL
            and self.doorbell_mode == "standalone"
            and self._cloud.time() >= self._awake_until
        )

    @property
    def pictures(self) -> list[Picture]:
        """Its latest pictures, oldest first."""
        self.network.settle()
        return list(self._pictures)

    @property
    def shown(self) -> Picture | None:
        """The picture that homescreens show now, which may not be the latest."""
        now = self._cloud.time()
        shown = (one for one in reversed(self.pictures) if one.shown_from <= now)
        return next(shown, None)

    @property
    def thumbnail(self) -> str | int | None:
        """What homescreens write now; None also if they leave it out."""
        if self.thumbnail_override is not None:
            return self.thumbnail_override
        if (shown := self.shown) is None:
            return None
        return thumbnails.thumbnail(self, shown)

    def rename(self, name: str) -> None:
        """Give it another name; pictures taken before keep the old one."""
        self.name = name

    def take_picture(self, *, age: timedelta = timedelta()) -> Picture:
        """Take a picture at once, as the owner's phone does.

        Args:
            age: How long ago it was taken.
        """
        self.network.settle()
        return self._keep(Kind.SNAPSHOT, self._cloud.now() - age, float("-inf"))

    def record_clip(self, *, seconds: float = 10.0) -> Job:
        """Record motion, or a ring, from now on (facts: section 7).

        The network is busy meanwhile; at the end, the thumbnail may be the clip's.

        Args:
            seconds: The length of the clip.
        """
        self.network.settle()
        now = self._cloud.time()
        clip = Job(
            camera=self,
            started_at=now,
            started=self._cloud.now(),
            ends_at=now + seconds,
            frees_at=now + seconds,
            takes_picture=self._cloud.settings.clip_moves_thumbnail,
            is_clip=True,
        )
        self.network.queue_of(self).jobs.append(clip)
        self._awake_until = clip.ends_at + self._cloud.settings.awake_seconds
        return clip

    def next_command(self, fault: CommandFault, *, times: int | None = 1) -> None:
        """Order how its next commands end, one after another.

        Args:
            fault: What goes wrong.
            times: With how many of them; None means all from now on.
        """
        if times is None:
            self._standing_fault = fault
        else:
            self._faults.extend([fault] * times)

    def clear_command_faults(self) -> None:
        """Cancel what `next_command` ordered; a running command keeps its fate."""
        self._faults.clear()
        self._standing_fault = None

    def start_command(self) -> Command | None:
        """Start a thumbnail command; None if its network is busy."""
        now = self._cloud.time()
        self.network.settle()
        queue = self.network.queue_of(self)
        if queue.busy(now):
            return None
        fault = self._next_fault()
        seconds = self._seconds(fault)
        command = Command(
            id=self._cloud.new_id() + 900_000_000,
            camera=self,
            started_at=now,
            started=self._cloud.now(),
            ends_at=float("inf")
            if isinstance(fault, CommandNeverEnds)
            else now + seconds,
            frees_at=now + seconds,
            takes_picture=fault is None,
            transaction=self._cloud.new_serial(""),
            fault=fault,
        )
        queue.jobs.append(command)
        self._cloud.keep_command(command)
        return command

    def keep_picture_of(self, job: Job) -> None:
        """Keep the picture with which a command or a clip ends."""
        settings = self._cloud.settings
        early = job.is_clip and settings.clip_dated_at_start
        self._keep(
            Kind.CLIP if job.is_clip else Kind.SNAPSHOT,
            job.moment(job.started_at if early else job.ends_at),
            job.ends_at + settings.homescreen_lag,
        )

    def _keep(self, kind: Kind, taken_at: datetime, shown_from: float) -> Picture:
        """Keep a picture; a later one always has a later `ts`."""
        self._last_number += 1
        dated_at = taken_at + self.clock_offset
        seconds = int(dated_at.timestamp())
        if self._pictures:
            seconds = max(seconds, self._pictures[-1].ts + 1)
        picture = Picture(
            camera=self.name,
            seed=self.id,
            motif=self.motif,
            time_zone=self.network.time_zone,
            number=self._last_number,
            kind=kind,
            taken_at=taken_at,
            dated_at=dated_at,
            ts=seconds,
            mark=self._cloud.new_serial("")[:8],
            shown_from=shown_from,
        )
        self._pictures.append(picture)
        return picture

    def _next_fault(self) -> CommandFault | None:
        """What goes wrong with the next command."""
        if self._faults:
            return self._faults.popleft()
        code = self.offline_code
        if self._standing_fault is not None or code is None:
            return self._standing_fault
        settings = self._cloud.settings
        if settings.offline_command is OfflineCommand.NEVER_ENDS:
            return CommandNeverEnds()
        return CommandFails(status_code=code, seconds=settings.offline_seconds)

    def _seconds(self, fault: CommandFault | None) -> float:
        """How long the next command keeps its network busy."""
        settings = self._cloud.settings
        match fault:
            case CommandNeverEnds(holds_seconds=seconds):
                return settings.stuck_seconds if seconds is None else seconds
            case CommandFails(seconds=float() | int() as seconds):
                return seconds
            case CommandFails() | CommandUnchanged() | None:
                low, high = self.snapshot_seconds or settings.snapshot_seconds
                return self._cloud.random.uniform(low, high)

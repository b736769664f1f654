"""Field notes: what Blink's answers teach, in counts and shapes and never in values."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from .assumptions import Assumption
from .codes import SUCCESS
from .jpeg import size_of
from .parse import integer, integers
from .shapes import Field, Shape, clean_word, merge, shape_of
from .thumbnail import thumbnail_form
from .verdicts import judge_answer, judge_shape

if TYPE_CHECKING:
    from .camera import Camera
    from .homescreen import Homescreen
    from .http import Answer
    from .progress import Progress

# Lower ends of the histograms' bars, mostly in seconds.
_BARS: Final = (0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 30, 45, 60, 75, 120, 300, 3600)

# The shape of a large answer is looked at so seldom (seconds), and what is large
# (bytes): that of 200 cameras takes some milliseconds.
_LARGE_GAP: Final = 3600
_LARGE: Final = 8000

# Bounds of what is kept.
_KINDS: Final = 60
_COUNTS: Final = 40
_MORE: Final = "more"

# Seconds.
_LONGEST_COMMAND: Final = 60
_LONGEST_LAG: Final = 4
# By which a new thumbnail may be older than the poll that shows it.
_NEWS: Final = timedelta(minutes=10)
_MINUTE: Final = timedelta(minutes=1)


class FieldNotes:
    """What was seen of Blink in an account.

    `on_change` is called whenever there is something new to keep. Nothing of it is
    anybody's secret: it is made of our own words, of numbers that count, of names of
    fields, and of Blink's words from a few enumerations.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.forget()

    def forget(self) -> None:
        """Start again, with nothing seen and nobody who keeps it."""
        self.on_change: Callable[[], None] = _nobody_keeps_it
        self._verdicts: dict[Assumption, Counter[bool]] = {}
        self._counts: dict[str, Counter[str]] = {}
        self._shapes: dict[str, Shape] = {}
        self._last_shapes: dict[str, Shape] = {}
        self._large_at: dict[str, float] = {}
        self._turns: Counter[int] = Counter()

    def see(self, endpoint: str, answer: Answer) -> None:
        """Note what an answer shows.

        `endpoint` is a RequestKind, DONE, a grant, or a page of the sign-in.
        """
        for assumption, verdict in judge_answer(endpoint, answer).items():
            self.judge(assumption, verdict)
        codes = [f"{name} {_short(code)}" for name, code in answer.codes.items()]
        self.count(f"{endpoint}: answers", ", ".join(codes))
        if answer.date:
            ahead = (answer.date - datetime.now(UTC)).total_seconds()
            side = "ahead" if ahead > 0 else "behind"
            self.count("blink's clock", f"{side} {_bar(abs(ahead))}")
        if endpoint == "picture":
            if answer.status == HTTPStatus.OK:
                size = size_of(answer.body)
                self.count("pictures: sizes", "x".join(map(str, size or ("unknown",))))
            return
        if endpoint == "command":
            self._count_state(answer.data)
        self._see_shape(endpoint, answer)

    def see_thumbnails(self, before: Homescreen | None, after: Homescreen) -> None:
        """Note the forms and times of thumbnails that moved between two homescreens."""
        for key, camera in after.cameras.items():
            then = before.cameras.get(key) if before else None
            if camera.thumbnail is None or (
                then is not None and then.thumbnail == camera.thumbnail
            ):
                continue
            self.count(
                f"{_type_of(camera)}: thumbnails",
                thumbnail_form(camera.thumbnail),
            )
            if before and then and after.read_at - before.read_at < _NEWS:
                self._judge_time(camera, after.read_at)

    @contextmanager
    def turn(self, camera: Camera, progress: Progress) -> Iterator[None]:
        """Note that a camera has its turn, and if a Mini then had to wait for others.

        Beside a camera of its network, Blink's first answer to a Mini tells.
        """
        if camera.kind == "owl":
            is_beside = self._turns[camera.network_id] > 0
            try:
                yield
            finally:
                if is_beside and progress.attempts:
                    is_own = progress.attempts == 1
                    self.judge(Assumption.MINI_HAS_OWN_QUEUE, is_own)
            return
        self._turns[camera.network_id] += 1
        try:
            yield
        finally:
            self._turns[camera.network_id] -= 1

    def see_command(self, camera: Camera, seconds: float) -> None:
        """Note how long a command took, from its POST to its end."""
        self.measure(f"{_type_of(camera)}: command, seconds", seconds)
        self.judge(Assumption.COMMAND_WITHIN_60, seconds <= _LONGEST_COMMAND)

    def see_lag(self, seconds: float) -> None:
        """Note how long after a command's end the homescreen had its picture."""
        self.measure("homescreen: lag, seconds", seconds)
        self.judge(Assumption.LAG_WITHIN_4, seconds <= _LONGEST_LAG)

    def judge(self, assumption: Assumption, verdict: bool) -> None:
        """Note that something speaks for an assumption, or contradicts it."""
        self._verdicts.setdefault(assumption, Counter())[verdict] += 1
        self.on_change()

    def count(self, kind: str, what: str) -> None:
        """Count something; both are words of ours, or were cleaned."""
        if kind not in self._counts and len(self._counts) >= _KINDS:
            kind = what = _MORE
        counts = self._counts.setdefault(kind, Counter())
        if what not in counts and len(counts) >= _COUNTS:
            what = _MORE
        counts[what] += 1
        self.on_change()

    def measure(self, kind: str, number: float) -> None:
        """Add a number to a histogram; its bars go by their lower ends."""
        self.count(kind, _bar(number))

    def as_dict(self) -> dict[str, Any]:
        """Return all as JSON that `load` reads again."""
        return {
            "assumptions": {
                str(assumption): {
                    "seen": verdicts[True],
                    "contradicted": verdicts[False],
                }
                for assumption, verdicts in self._verdicts.items()
            },
            "counts": {kind: dict(counts) for kind, counts in self._counts.items()},
            "shapes": {
                endpoint: {
                    "fields": {path: str(shape[path]) for path in sorted(shape)},
                    "last": _differences(shape, self._last_shapes.get(endpoint, {})),
                }
                for endpoint, shape in self._shapes.items()
            },
        }

    def load(self, kept: dict[str, Any]) -> None:
        """Add what was kept to what was seen since."""
        for name, counts in kept["assumptions"].items():
            # One that an earlier version had is no assumption any more.
            if name in Assumption:
                verdicts = self._verdicts.setdefault(Assumption(name), Counter())
                verdicts.update({True: counts["seen"], False: counts["contradicted"]})
        for kind, numbers in kept["counts"].items():
            self._counts.setdefault(kind, Counter()).update(numbers)
        for endpoint, shape in kept["shapes"].items():
            fields = {
                path: Field.parse(written) for path, written in shape["fields"].items()
            }
            merge(self._shapes.setdefault(endpoint, {}), fields)
            last = {**shape["fields"], **shape["last"]}
            self._last_shapes.setdefault(
                endpoint,
                {path: Field.parse(text) for path, text in last.items() if text},
            )

    def absorb(self, other: FieldNotes) -> None:
        """Take over what was seen before it was known whose account this is."""
        if other is not self:
            self.load(other.as_dict())
            other.forget()
            self.on_change()

    def _see_shape(self, endpoint: str, answer: Answer) -> None:
        """Note the shape of an answer; one that refuses has a shape of its own."""
        if not (data := answer.data):
            return
        code = integer(data, "code")
        if answer.status >= HTTPStatus.BAD_REQUEST or code not in {None, *SUCCESS}:
            endpoint = f"{endpoint} refused"
        if len(answer.body) > _LARGE:
            now = monotonic()
            last_at = self._large_at.get(endpoint)
            if last_at is not None and now - last_at < _LARGE_GAP:
                return
            self._large_at[endpoint] = now
        shape = shape_of(data)
        for assumption, verdict in judge_shape(endpoint, shape).items():
            self.judge(assumption, verdict)
        merge(self._shapes.setdefault(endpoint, {}), shape)
        self._last_shapes[endpoint] = shape

    def _count_state(self, data: dict[str, Any]) -> None:
        """Count how a command's numbers look while it runs, and at its end."""
        stage = "ended" if data.get("complete") is True else "running"
        codes = integers(data, "status", "status_code")
        numbers = [f"{name} {_short(code)}" for name, code in codes.items()]
        self.count(f"command: {stage}", ", ".join(numbers) or "no number")

    def _judge_time(self, camera: Camera, read_at: datetime) -> None:
        """Judge the time of a thumbnail that has just appeared."""
        # A time in the future does not count.
        match thumbnail_form(camera.thumbnail or ""):
            case "timestamp":
                assumption = Assumption.THUMBNAIL_ON_BLINKS_CLOCK
                time = camera.thumbnail_time
            case "old":
                assumption = Assumption.OLD_NAME_IS_UTC
                time = camera.thumbnail_minute
            case _:
                return
        is_now = time is not None and -_MINUTE <= read_at - time <= _NEWS + _MINUTE
        self.judge(assumption, is_now)


def _nobody_keeps_it() -> None:
    """Do nothing."""


def _type_of(camera: Camera) -> str:
    """Return a camera's type."""
    return clean_word("type", camera.type, {camera.name.casefold()})


def _bar(number: float) -> str:
    """Return the lower end of the bar that a number belongs to."""
    return str(_BARS[max(0, bisect_right(_BARS, number) - 1)])


def _short(code: int) -> str:
    """Return a code, unless it is so long that it may be an id."""
    return str(code) if 0 <= code < 10000 else "<number>"


def _differences(shape: Shape, last: Shape) -> dict[str, str | None]:
    """Return where the last answer differs, None for a field that it lacks."""
    return {
        path: str(last[path]) if path in last else None
        for path in sorted(shape)
        if path not in last or str(last[path]) != str(shape[path])
    }

"""The tables of docs/performance.md, from what the measurements found."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median, quantiles
from typing import Any, Final

from . import BUSY, LEARNING, PATIENCE, WARMING_UP

_OURS: Final = "blink_thumbnail"
_CORE: Final = "blink"
_SIZES: Final = ((2, 8), (10, 40), (40, 200))

type Measure = Callable[..., Any]
type Row = tuple[str, str, str]


@dataclass(frozen=True)
class _AllAtOnce:
    """What pressing all cameras at once has shown, for each integration."""

    name: str
    cameras: int
    runs: list[list[dict[str, Any]]]


def report(measure: Measure) -> None:
    """Measure all and print it as Markdown."""

    def both(what: str, networks: int = 1, cameras: int = 1) -> list[Any]:
        """Measure both integrations."""
        return [measure(domain, what, networks, cameras) for domain in (_OURS, _CORE)]

    pressed = [
        *(
            _AllAtOnce(f"{size[1]} cameras in {size[0]} networks", size[1], runs)
            for size in _SIZES
            for runs in (both("all", *size),)
        ),
        _AllAtOnce("10 Minis by themselves", 10, both("minis", 10, 10)),
    ]
    _pictures(both, pressed)
    _requests(both)
    _all_at_once(pressed)
    _costs(both)


def _table(title: str, rows: list[Row]) -> None:
    """Print a table with a column for each integration."""
    print(
        f"\n| {title} | Blink Thumbnail | Home Assistant's own *blink* |\n|---|---|---|"
    )
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def _row(name: str, found: list[Any], text: Callable[[Any], str]) -> Row:
    """Return a row with what was found for each integration."""
    ours, core = found
    return name, text(ours), text(core)


def _of(key: Any) -> Callable[[list[Any]], list[Any]]:
    """Return what takes a part of each finding."""
    return lambda found: [each[key] for each in found]


def _pictures(both: Measure, pressed: list[_AllAtOnce]) -> None:
    """Print how long pictures take, as ratios to the cameras' own time."""
    single, repeating = both("single"), both("repeating")
    rows = [
        *(
            _row(f"one press, {seconds} s ± 0.5 s", _of(seconds)(single), _ratios)
            for seconds in single[0]
        ),
        *(
            _row(
                f"one press, {seconds} s ± 0.05 s, after {LEARNING} such presses",
                _of(seconds)(repeating),
                _ratios,
            )
            for seconds in repeating[0]
        ),
        _row(
            f"one press, 3 s ± 0.5 s, after {BUSY} busy seconds, which count",
            both("busy"),
            _ratios,
        ),
    ]
    for each in pressed:
        name = f"all at once, {each.name}"
        rows += [
            _row(f"{name}, first time", each.runs, _first),
            _row(name, each.runs, partial(_later, each.cameras)),
        ]
    _table("press to readable picture ÷ the camera's own time", rows)


def _ratios(ratios: list[float | None]) -> str:
    """Return the median, and between what nine in ten lie."""
    there = [ratio for ratio in ratios if ratio is not None]
    never = len(ratios) - len(there)
    if len(there) < 2:
        return f"never within {PATIENCE // 60} minutes"
    tenths = quantiles(there, n=20)
    text = f"{median(there):.2f} ({tenths[0]:.2f} to {tenths[-1]:.2f})"
    return f"{text}; {never} of {len(ratios)} never" if never else text


def _first(runs: list[dict[str, Any]]) -> str:
    """Return the ratio of the first time after a start."""
    never = runs[0]["never"]
    return f"{never} never" if never else f"{runs[0]['ratio']:.2f}"


def _later(cameras: int, runs: list[dict[str, Any]]) -> str:
    """Return the median and the extremes of the times that brought all pictures."""
    measured = runs[1 + WARMING_UP :]
    ratios = [run["ratio"] for run in measured if not run["never"]]
    never = sum(run["never"] for run in measured)
    parts = []
    if ratios:
        parts.append(f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
    if never:
        asked = cameras * len(measured)
        parts.append(f"{never} of {asked} never within {PATIENCE // 60} minutes")
    return "; ".join(parts)


def _requests(both: Measure) -> None:
    """Print the requests, with 8 cameras in 2 networks."""
    rows = []
    for what in ("adding", "requests", "dashboard"):
        found = both(what, 2, 8)
        rows += [_row(name, _of(name)(found), _count) for name in found[0]]
    _table("requests to Blink (kilobytes), 8 cameras", rows)


def _count(counted: list[int]) -> str:
    """Return a number of requests, and their size."""
    number, size = counted
    return f"{number} ({size / 1000:.1f})"


def _all_at_once(pressed: list[_AllAtOnce]) -> None:
    """Print what it costs to press all cameras at once."""
    rows = [
        _row(
            f"requests for all, homescreens among them, {each.name}", each.runs, _asked
        )
        for each in pressed
    ]
    for name, keys, scale in (
        ("requests for a picture", ["requests"], 1),
        ("computing time for a picture, in ms", ["computing"], 1000),
        ("broadcasts for a picture", ["broadcasts"], 1),
        ("states written for a picture", ["written", "reported"], 1),
    ):
        rows += [
            _row(f"{name}, {each.name}", each.runs, _each(keys, scale / each.cameras))
            for each in pressed
        ]
    _table("all cameras at once", rows)


def _each(keys: list[str], scale: float) -> Callable[[list[dict[str, Any]]], str]:
    """Return what writes how much there was in all of the keys."""
    scaled = _scaled(scale)
    return lambda runs: scaled(
        median(sum(run[key] for key in keys) for run in runs[1 + WARMING_UP :])
    )


def _asked(runs: list[dict[str, Any]]) -> str:
    """Return how many requests there were, and how many of them for homescreens."""
    measured = runs[1 + WARMING_UP :]
    requests, homescreens = (
        median(run[key] for run in measured) for key in ("requests", "homescreens")
    )
    return f"{requests:.0f}, {homescreens:.0f}"


def _costs(both: Measure) -> None:
    """Print what Home Assistant has to do for it."""
    rows: list[Row] = []
    sizes = (_SIZES[0], _SIZES[-1])
    loops = {size: both("event_loop", *size) for size in sizes}
    for key, name, scale in (
        ("poll", "computing time of a poll, {} cameras, in ms", 1000),
        ("press", "computing time of a press, {} cameras, in ms", 1000),
        ("states of a poll", "states written by a poll without news, {} cameras", 1),
        ("states of a press", "states written for one new picture, {} cameras", 1),
    ):
        rows += [
            _row(name.format(size[1]), _of(key)(loops[size]), _scaled(scale))
            for size in sizes
        ]
    memory = both("memory", *_SIZES[-1])
    rows += [
        _row(f"{name}, in MB", _of(key)(memory), _scaled(1e-6))
        for key, name in (
            ("a picture", "memory for 200 cameras with a picture each"),
            ("ten pictures", "memory for 200 cameras after ten pictures each"),
            ("files", "pictures on the disk after that"),
        )
    ]
    rows.append(
        _row(
            "computing time of import and set-up, 8 cameras, in s",
            _of("seconds")(both("setup", *_SIZES[0])),
            _scaled(1),
        )
    )
    _table("what it costs Home Assistant", rows)


def _scaled(scale: float) -> Callable[[float], str]:
    """Return what writes a figure in another unit."""
    return lambda value: f"{value * scale:.3g}"

"""The tables of docs/performance.md, from what the measurements found."""

from collections.abc import Callable
from statistics import median, quantiles
from typing import Any, Final

from . import PATIENCE

_OURS: Final = "blink_thumbnail"
_CORE: Final = "blink"
_SIZES: Final = ((2, 8), (10, 40), (40, 200))

type Run = Callable[..., Any]


def report(run: Run) -> None:
    """Measure all and print it as Markdown."""
    _pictures(run)
    _requests(run)
    _costs(run)


def _table(title: str, rows: list[tuple[str, str, str]]) -> None:
    """Print a table with a column for each integration."""
    print(
        f"\n| {title} | Blink Thumbnail | Home Assistant's own *blink* |\n|---|---|---|"
    )
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def _pictures(run: Run) -> None:
    """Print how long pictures take, as ratios to the cameras' own time."""
    ours, core = run(_OURS, "single"), run(_CORE, "single")
    rows = [
        (
            f"one press, {seconds} s ± 0.5 s",
            _ratios(ours[seconds]),
            _ratios(core[seconds]),
        )
        for seconds in ours
    ]
    for networks, cameras in _SIZES:
        found = [run(domain, "all", networks, cameras) for domain in (_OURS, _CORE)]
        ours_all, core_all = (_all(runs, cameras) for runs in found)
        name = f"all at once, {cameras} cameras in {networks} networks"
        rows.append((name, ours_all, core_all))
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


def _all(runs: list[tuple[float, int]], cameras: int) -> str:
    """Return the median and the spread of the runs that brought all pictures."""
    ratios = [ratio for ratio, missing in runs if not missing]
    never = sum(missing for _, missing in runs)
    parts = []
    if ratios:
        parts.append(f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
    if never:
        asked = cameras * len(runs)
        parts.append(f"{never} of {asked} never within {PATIENCE // 60} minutes")
    return "; ".join(parts)


def _requests(run: Run) -> None:
    """Print the requests, with 8 cameras in 2 networks."""
    ours, core = (
        run(domain, "adding", 2, 8) | run(domain, "requests", 2, 8)
        for domain in (_OURS, _CORE)
    )
    _table(
        "requests to Blink (kilobytes), 8 cameras",
        [(name, _count(ours[name]), _count(core[name])) for name in ours],
    )


def _count(counted: list[int]) -> str:
    """Return a number of requests, and their size."""
    number, size = counted
    return f"{number} ({size / 1000:.1f})"


def _costs(run: Run) -> None:
    """Print what Home Assistant has to do for it."""
    rows: list[tuple[str, ...]] = []
    loops = {
        (domain, cameras): run(domain, "event_loop", networks, cameras)
        for domain in (_OURS, _CORE)
        for networks, cameras in (_SIZES[0], _SIZES[-1])
    }
    for name, text in (
        ("poll", "computing time of a poll, {} cameras, in ms"),
        ("states of a poll", "states written by a poll without news, {} cameras"),
        ("states of a picture", "states written for one new picture, {} cameras"),
    ):
        for cameras in (8, 200):
            scale = 1000 if name == "poll" else 1
            values = [loops[domain, cameras][name] * scale for domain in (_OURS, _CORE)]
            rows.append((text.format(cameras), *(f"{value:.3g}" for value in values)))
    for name, what, networks, cameras, unit in (
        ("memory for 200 cameras with pictures, in MB", "memory", 40, 200, 1e6),
        ("computing time of import and set-up, 8 cameras, in s", "setup", 2, 8, 1),
    ):
        values = [
            run(domain, what, networks, cameras)[
                "bytes" if what == "memory" else "seconds"
            ]
            / unit
            for domain in (_OURS, _CORE)
        ]
        rows.append((name, *(f"{value:.3g}" for value in values)))
    _table("what it costs Home Assistant", rows)  # type: ignore[arg-type]

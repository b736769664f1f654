"""The tables of docs/performance.md, from what the measurements found."""

from collections.abc import Callable
from statistics import median, quantiles
from typing import Any, Final

from . import PATIENCE

_OURS: Final = "blink_thumbnail"
_CORE: Final = "blink"
_NOT_MEASURED: Final = "not measured"
_DOMAINS: Final = (_OURS, _CORE)
_SIZES: Final = ((2, 8), (10, 40), (40, 200))

type Run = Callable[..., Any]


def report(run: Run) -> None:
    """Measure all and print it as Markdown."""
    apart = {
        (domain, cameras): run(domain, "apart", networks, cameras)
        for networks, cameras in _SIZES
        for domain in _DOMAINS
    }
    _pictures(run, apart)
    _requests(run)
    _costs(run, apart)


def _table(title: str, rows: list[tuple[str, ...]]) -> None:
    """Print a table with a column for each integration."""
    print(
        f"\n| {title} | Blink Thumbnail | Home Assistant's own *blink* |\n|---|---|---|"
    )
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def _pictures(run: Run, apart: dict[tuple[str, int], Any]) -> None:
    """Print how long pictures take, as ratios to the cameras' own time."""
    ours, core = (run(domain, "single", 1, 2) for domain in _DOMAINS)
    rows: list[tuple[str, ...]] = [
        (name, _ratios(ours[name]), _ratios(core[name])) for name in ours
    ]
    for networks, cameras in _SIZES:
        name = f"all at once, {cameras} cameras in {networks} networks"
        ours_all, core_all = (
            run(domain, "all", networks, cameras) for domain in _DOMAINS
        )
        counted = apart[_OURS, cameras]["runs"]
        rows += [
            (f"{name}, the first time", _all(ours_all[:1]), _all(core_all[:1])),
            (name, _all(ours_all[1:]), _all(core_all[1:])),
            (f"{name}, with computing", _all(counted[1:]), _NOT_MEASURED),
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


def _all(runs: list[tuple[float, int, float]]) -> str:
    """Return the median and the spread of the runs that brought all pictures."""
    ratios = [ratio for ratio, missing, _ in runs if not missing]
    parts = []
    if ratios:
        parts.append(f"{median(ratios):.2f}")
    if ratios[1:]:
        parts[0] += f" ({min(ratios):.2f} to {max(ratios):.2f})"
    if never := sum(missing for _, missing, _ in runs):
        parts.append(f"{never} never within {PATIENCE // 60} minutes")
    return "; ".join(parts)


def _computing(runs: list[tuple[float, int, float]]) -> float:
    """Return the median of the seconds of computing."""
    return median(seconds for _, _, seconds in runs)


def _requests(run: Run) -> None:
    """Print the requests, with 8 cameras in 2 networks where it does not say more."""
    ours, core = (
        run(domain, "adding", 2, 8)
        | run(domain, "requests", 2, 8)
        | run(domain, "dashboard", 2, 8)
        for domain in _DOMAINS
    )
    rows: list[tuple[str, ...]] = [
        (name, _count(ours[name]), _count(core[name])) for name in ours
    ]
    for networks, cameras, name in (
        (10, 10, "all at once, 10 Minis"),
        (40, 200, "all at once, 200 cameras"),
    ):
        found = [run(domain, "take_all", networks, cameras) for domain in _DOMAINS]
        rows.append((name, *(_count(one["requests"]) for one in found)))
        for key, what in (
            ("homescreens", "of these, homescreens"),
            ("broadcasts", "calls of the coordinator's listeners"),
            ("states", "states written"),
        ):
            rows.append((f"{name}: {what}", *(str(one[key]) for one in found)))
    _table("requests to Blink (kilobytes), 8 cameras", rows)


def _count(counted: list[int]) -> str:
    """Return a number of requests, and their size."""
    number, size = counted
    return f"{number} ({size / 1000:.1f})"


def _costs(run: Run, apart: dict[tuple[str, int], Any]) -> None:
    """Print what Home Assistant has to do for it."""
    rows: list[tuple[str, ...]] = [
        (
            f"computing time of a press, {cameras} cameras, in ms",
            *(f"{apart[domain, cameras]['press'] * 1000:.3g}" for domain in _DOMAINS),
        )
        for _, cameras in _SIZES
    ]
    rows += [
        (
            f"computing time of all at once, for each of {cameras} pictures, in ms",
            f"{_computing(apart[_OURS, cameras]['runs']) / cameras * 1000:.3g}",
            _NOT_MEASURED,
        )
        for _, cameras in _SIZES
    ]
    loops = {
        (domain, cameras): run(domain, "event_loop", networks, cameras)
        for domain in _DOMAINS
        for networks, cameras in (_SIZES[0], _SIZES[-1])
    }
    for name, text in (
        ("poll", "computing time of a poll, {} cameras, in ms"),
        ("states of a poll", "states written by a poll without news, {} cameras"),
        ("states of a picture", "states written for one new picture, {} cameras"),
    ):
        for cameras in (8, 200):
            scale = 1000 if name == "poll" else 1
            values = [loops[domain, cameras][name] * scale for domain in _DOMAINS]
            rows.append((text.format(cameras), *(f"{value:.3g}" for value in values)))
    held = [run(domain, "memory", 40, 200) for domain in _DOMAINS]
    setups = [run(domain, "setup", 2, 8)["seconds"] for domain in _DOMAINS]
    rows += [
        (
            f"memory for 200 cameras {what}, in MB",
            *(f"{sizes[index] / 1e6:.3g}" for sizes in held),
        )
        for index, what in enumerate(("with pictures", "after ten pictures each"))
    ]
    rows.append(
        (
            "computing time of import and set-up, 8 cameras, in s",
            *(f"{seconds:.3g}" for seconds in setups),
        )
    )
    _table("what it costs Home Assistant", rows)

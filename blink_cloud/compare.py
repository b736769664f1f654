"""`python -m blink_cloud compare FILE`: where this cloud differs from a real account.

The file is what *Download diagnostics* of Blink Thumbnail gives. Its field notes say
what was seen of Blink, in names, types and counts; this cloud is asked the same, and
each difference is a line.
"""

from collections.abc import Collection, Iterator, Mapping
import json
from pathlib import Path
from typing import Any

from .asking import ask
from .own_answers import Answers, OwnAnswers
from .wire.settings import Settings, ThumbnailForm
from .world.families import FAMILIES
from .world.thumbnails import usual_form

# Seconds by which a client may learn later, since it asks once a second.
_POLL = 1.0

_FORMS = {ThumbnailForm.OLD: "old", ThumbnailForm.ABSOLUTE: "address"}
_HIDDEN = "<key>"
_LISTS = ("cameras", "owls", "doorbells")


class UnreadableError(Exception):
    """The file holds no field notes."""


def read_notes(path: Path) -> dict[str, Any]:
    """Return the field notes in a file.

    Raises:
        UnreadableError: It cannot be read, or holds none.
    """
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise UnreadableError(f"{path} cannot be read: {err.strerror}.") from err
    except (ValueError, RecursionError) as err:
        raise UnreadableError(f"{path} is no JSON file.") from err
    # Home Assistant puts the integration's own part below `data`.
    for name in ("data", "field_notes"):
        if isinstance(report, dict) and isinstance(report.get(name), dict):
            report = report[name]
    try:
        return {
            "assumptions": {
                str(name): (int(one["seen"]), int(one["contradicted"]))
                for name, one in report["assumptions"].items()
            },
            "counts": {
                str(kind): {str(what): int(count) for what, count in counts.items()}
                for kind, counts in report["counts"].items()
            },
            "shapes": {
                str(endpoint): {
                    str(field): str(text) for field, text in shape["fields"].items()
                }
                for endpoint, shape in report["shapes"].items()
            },
        }
    except (AttributeError, LookupError, TypeError, ValueError) as err:
        raise UnreadableError(
            f"{path} holds no field notes of Blink Thumbnail."
        ) from err


async def compare(notes: Mapping[str, Any]) -> list[str]:
    """Return the differences between field notes and this cloud, one line each."""
    homescreen = notes["shapes"].get("homescreen", {})
    paths = (f"{name}[].type" for name in _LISTS)
    types = {word for path in paths for word in _words(homescreen.get(path, ""))}
    own = await ask(sorted(types) or FAMILIES)
    return [
        *_contradictions(notes["assumptions"]),
        *_of_shapes(notes["shapes"], own),
        *_of_codes(notes["counts"], own),
        *_of_pictures(notes["counts"], own),
        *_of_times(notes["counts"], Settings()),
    ]


def _contradictions(assumptions: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Go through what was taken for granted, and is not so."""
    for name, (seen, contradicted) in assumptions.items():
        if contradicted:
            yield f"{name}: contradicted {contradicted} times, and {seen} times seen"


def _of_shapes(
    shapes: Mapping[str, Mapping[str, str]], own: OwnAnswers
) -> Iterator[str]:
    """Go through fields, their types and their words."""
    for endpoint, shape in shapes.items():
        known = own.endpoints.get(endpoint)
        if known is None or not known.count:
            yield f"{endpoint}: blink_cloud has no such answer"
            continue
        # A name that is somebody's camera's too is kept to oneself.
        hidden = {_parent(path) for path in shape if path.endswith(_HIDDEN)}
        own_parents = {_parent(path) for path in known.fields}
        for path, written in shape.items():
            if path.endswith(_HIDDEN) and _parent(path) in own_parents:
                continue
            if path in known.fields:
                yield from _of_field(f"{endpoint}: {path}", written, known, path)
            elif _parent(path) in ("", *known.fields):
                yield f"{endpoint}: {path} ({written}) is not in blink_cloud"
        for path in sorted(known.always - shape.keys()):
            # A list may be empty, and all below what is missing is missing too.
            parent = _parent(path)
            is_told = not path.endswith("[]") and parent in ("", *shape)
            if is_told and parent not in hidden:
                yield f"{endpoint}: {path} is in blink_cloud only"


def _of_field(where: str, written: str, known: Answers, path: str) -> Iterator[str]:
    """Go through the types and words of a field that both have."""
    field = known.fields[path]
    types = written.partition(": ")[0].replace("digits", "string").split()
    if others := set(types) - field.types:
        yield (
            f"{where} may be {' or '.join(sorted(others))},"
            f" and is {' or '.join(sorted(field.types))} in blink_cloud"
        )
    if words := _words(written) - field.words:
        unheard = ", ".join(sorted(words))
        yield f"{where} may say {unheard}, which blink_cloud never does"


def _of_codes(
    counts: Mapping[str, Mapping[str, int]], own: OwnAnswers
) -> Iterator[str]:
    """Go through statuses, Blink's codes, and the numbers of commands."""
    for kind, numbers in counts.items():
        endpoint, _, what = kind.partition(": ")
        if what == "answers" and endpoint in own.endpoints:
            known: Collection[str] = own.endpoints[endpoint].codes
        elif endpoint == "command" and what in ("running", "ended"):
            known = own.states.get(what, set())
        else:
            continue
        for number, count in numbers.items():
            # What is out of order says nothing, unless Blink gives it a code.
            if number not in known and (
                "code" in number or not number.startswith("http 5")
            ):
                yield f"{kind}: {number} ({count} times), which blink_cloud never says"


def _of_pictures(
    counts: Mapping[str, Mapping[str, int]], own: OwnAnswers
) -> Iterator[str]:
    """Go through forms of thumbnails, and sizes of pictures."""
    for kind, numbers in counts.items():
        camera_type, _, what = kind.partition(": ")
        if what == "thumbnails" and camera_type in FAMILIES:
            known = {_FORMS.get(usual_form(camera_type), "timestamp")}
        elif kind == "pictures: sizes":
            known = own.sizes
        else:
            continue
        if others := numbers.keys() - known:
            yield (
                f"{kind}: {', '.join(sorted(others))},"
                f" and {', '.join(sorted(known))} in blink_cloud"
            )


def _of_times(
    counts: Mapping[str, Mapping[str, int]], settings: Settings
) -> Iterator[str]:
    """Go through how long it takes."""
    low, high = settings.snapshot_seconds
    for kind, numbers in counts.items():
        if kind.endswith(": command, seconds"):
            shortest, longest = low - _POLL, high + _POLL
        elif kind == "homescreen: lag, seconds":
            shortest, longest = 0.0, settings.homescreen_lag + _POLL
        else:
            continue
        middle = _median(numbers)
        if middle is not None and not shortest <= middle <= longest:
            yield (
                f"{kind}: {middle} in the middle of {sum(numbers.values())},"
                f" and {max(shortest, 0):g} to {longest:g} in blink_cloud"
            )


def _median(numbers: Mapping[str, int]) -> int | None:
    """Return the lower end of the bar that the middle of a histogram is in."""
    bars = sorted((int(bar), count) for bar, count in numbers.items() if bar.isdigit())
    left = sum(count for _, count in bars) / 2
    for bar, count in bars:
        left -= count
        if left <= 0:
            return bar
    return None


def _parent(path: str) -> str:
    """Return what a field or an item is in, nothing for the answer itself."""
    if path.endswith("[]"):
        return path.removesuffix("[]")
    return path.rpartition(".")[0]


def _words(written: str) -> set[str]:
    """Return the words of a field."""
    return set(written.partition(": ")[2].split())

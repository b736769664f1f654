"""A thumbnail's address in its several forms, and the time that it tells.

Facts: section 4.5.
"""

from datetime import UTC, datetime, timedelta
import re
from typing import Any, Final

from .parse import integer, text

# By which a camera's clock may well be off.
_CLOCKS_APART: Final = timedelta(minutes=10)

_TIMESTAMP = re.compile(r"[?&]ts=(\d{9,11})\b")
_OLD_FORM_TIME = re.compile(
    r"_(\d{4})_(\d\d)_(\d\d)__(\d\d?)_(\d\d)([AP]M)(?:\.jpg)?$", re.IGNORECASE
)


def parse_thumbnail(entry: dict[str, Any], media_path: str) -> str | None:
    """Return the path or address of a camera's picture, None where there is none.

    A bare integer is the time in the current form, below the camera's media path.
    """
    timestamp = integer(entry, "thumbnail")
    if timestamp is None:
        return text(entry, "thumbnail")
    return f"{media_path}/thumbnail/thumbnail.jpg?ts={timestamp}&ext="


def thumbnail_form(thumbnail: str) -> str:
    """Return which form a thumbnail has, which says nothing about its account."""
    if not thumbnail.startswith("/"):
        return "address"
    if _TIMESTAMP.search(thumbnail):
        return "timestamp"
    return "old" if _OLD_FORM_TIME.search(thumbnail) else "unknown"


def parse_time(
    entry: dict[str, Any], thumbnail: str | None, now: datetime
) -> datetime | None:
    """Return when the picture was taken, UTC, where Blink tells it to the second.

    A time in the future, by Blink's clock, is nonsense: no later picture could
    ever take its place.
    """
    if thumbnail is None:
        return None
    found = _TIMESTAMP.search(thumbnail)
    for timestamp in (integer(entry, "thumbnail_timestamp"), found and int(found[1])):
        try:
            taken_at = datetime.fromtimestamp(timestamp or 0, UTC)
        except OverflowError, ValueError, OSError:
            continue
        if timestamp and timestamp > 0 and not _is_in_future(taken_at, now):
            return taken_at
    return None


def parse_minute(thumbnail: str | None, now: datetime) -> datetime | None:
    """Return the minute in an old-form name, UTC (facts: section 13.1).

    Its hour may be of the 12 or of the 24 hour clock, with AM or PM after either.
    """
    if not thumbnail or (found := _OLD_FORM_TIME.search(thumbnail)) is None:
        return None
    year, month, day, hour, minute = map(int, found.groups()[:5])
    if hour <= 12:
        hour = hour % 12 + (12 if found[6].upper() == "PM" else 0)
    try:
        taken_at = datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
    return None if _is_in_future(taken_at, now) else taken_at


def _is_in_future(taken_at: datetime, now: datetime) -> bool:
    """Return if a time is later than Blink's clock says, by more than clocks differ."""
    return taken_at - now > _CLOCKS_APART

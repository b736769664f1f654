"""Where a JPEG ends, if it does."""

import re
from typing import Final

_START: Final = b"\xff\xd8"
_END: Final = 0xD9
_SCAN: Final = 0xDA
# Markers that begin a frame; three of their row mean something else.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Markers that no segment follows: restarts, and one for private use.
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})

# Between segments there may be any number of fill bytes.
_MARKER = re.compile(rb"\xff+([^\xff])", re.DOTALL)
# The next marker after compressed data, in which 0xFF is followed by 0 or a restart.
# Without its fill bytes: to try them all from each one on would take for ever.
_AFTER_SCAN = re.compile(rb"\xff[^\xff\x00\xd0-\xd7]", re.DOTALL)


def whole_jpeg(body: bytes) -> bytes | None:
    """Return the JPEG at the start of a body, None unless it is whole.

    It is whole if it goes by its own markers to its end, with a frame and a scan in
    between: one that stops early may still end like one, with the preview in its head.
    What follows its end is no part of it.
    """
    if not body.startswith(_START):
        return None
    has_frame = has_scan = False
    at = len(_START)
    while marker := _MARKER.match(body, at):
        at, kind = marker.end(), marker[1][0]
        if kind == _END:
            return body[:at] if has_frame and has_scan else None
        if kind in _ALONE:
            continue
        length = int.from_bytes(body[at : at + 2])
        if length < 2:
            return None
        at += length
        has_frame |= kind in _FRAMES
        if kind == _SCAN:
            has_scan = True
            after = _AFTER_SCAN.search(body, at)
            at = after.start() if after else len(body)
    return None


def size_of(body: bytes) -> tuple[int, int] | None:
    """Return the width and height in pixels of the JPEG at the start of a body.

    None where its head does not tell: a picture of no size is none.
    """
    at = len(_START) if body.startswith(_START) else len(body)
    while (marker := _MARKER.match(body, at)) and marker[1][0] not in (_END, _SCAN):
        at, kind = marker.end(), marker[1][0]
        if kind in _ALONE:
            continue
        if kind in _FRAMES and len(body) >= at + 7:
            height = int.from_bytes(body[at + 3 : at + 5])
            return int.from_bytes(body[at + 5 : at + 7]), height
        at += max(2, int.from_bytes(body[at : at + 2]))
    return None

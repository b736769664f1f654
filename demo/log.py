"""What Home Assistant's log must not hold."""

from collections.abc import Iterable, Iterator
import re
from typing import Final

from .config_folder import DOMAIN

_RECORD: Final = re.compile(
    r"^\d{4}-\d\d-\d\d \S+ (?P<level>[A-Z]+) \([^)]*\) \[(?P<logger>[^\]]*)\]"
)
_BAD: Final = {"WARNING", "ERROR", "CRITICAL"}

# Home Assistant says of every custom integration that it was not tested.
_ABOUT_CUSTOM_INTEGRATIONS: Final = "homeassistant.loader"


def complaints(log: str, secrets: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong in a log: warnings and errors of ours, and secrets."""
    for record in _records(log):
        if (
            (head := _RECORD.match(record))
            and head["level"] in _BAD
            and head["logger"] != _ABOUT_CUSTOM_INTEGRATIONS
            and DOMAIN in record
        ):
            yield record.rstrip()
    for secret in secrets:
        if secret in log:
            yield f"The log holds a secret that begins with {secret[:4]}."


def tail(log: str, lines: int = 40) -> str:
    """Return the last lines of a log."""
    return "\n".join(log.splitlines()[-lines:])


def _records(log: str) -> Iterator[str]:
    """Yield each record with the lines of its traceback."""
    record = ""
    for line in log.splitlines(keepends=True):
        if _RECORD.match(line) and record:
            yield record
            record = ""
        record += line
    if record:
        yield record

"""Reading Blink's JSON without trusting it."""

from collections.abc import Iterator
import json
import re
from typing import Any, Final

from .errors import BadAnswerError

_LONGEST_SENTENCE: Final = 200
_SECRET = re.compile(r"\S*@\S*|https?:\S+|\w*\d{5}\w*", re.IGNORECASE)


def parse_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in an answer's body, or raise BadAnswerError."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as err:
        raise BadAnswerError from err
    if not isinstance(data, dict):
        raise BadAnswerError
    return data


def entries(
    data: dict[str, Any], name: str, id_name: str
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Go through a list's entries that have the id asked for."""
    values = data.get(name)
    for entry in values if isinstance(values, list) else ():
        if isinstance(entry, dict) and (number := integer(entry, id_name)) is not None:
            yield number, entry


def text(data: dict[str, Any], name: str) -> str | None:
    """Return a text that is there and not empty.

    JSON can hold half characters, which can be neither stored nor sent.
    """
    value = data.get(name)
    if not isinstance(value, str) or not value:
        return None
    return value if value.isascii() else value.encode(errors="replace").decode()


def sentence(data: dict[str, Any], name: str) -> str | None:
    """Return a text for a person, who reads no more than this.

    It ends up in states: what may be an address, or an id, is left out.
    """
    found = text(data, name)
    return found and _SECRET.sub("…", found[:_LONGEST_SENTENCE])


def integer(data: dict[str, Any], name: str) -> int | None:
    """Return an integer, also where Blink writes it as a string."""
    value = data.get(name)
    if type(value) is int:
        return value
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        # Longer ones are no id and no time, and Python refuses very long ones.
        return int(value) if len(value) < 20 else None
    return None


def integers(data: dict[str, Any], *names: str) -> dict[str, int]:
    """Return those integers that are there, by their names."""
    found = {name: integer(data, name) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def number_within(data: dict[str, Any], name: str, values: range) -> int | None:
    """Return an integer that is one of those that make sense."""
    value = integer(data, name)
    return value if value in values else None

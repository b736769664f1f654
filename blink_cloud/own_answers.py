"""What this cloud itself answers: the shapes and the codes, by endpoint.

A shape goes by path (names with dots between them, `[]` for the items of a list) and
says which types the values have, as JSON calls them, and which words they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
import json
from typing import Any


@dataclass(slots=True)
class Field:
    """The types and words of a field, and in how many answers it was."""

    types: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    answers: int = 0


@dataclass(slots=True)
class Answers:
    """What was answered at one endpoint."""

    count: int = 0
    codes: set[str] = field(default_factory=set)
    fields: dict[str, Field] = field(default_factory=dict)

    def add(self, data: Any) -> None:
        """Add one answer's JSON."""
        self.count += 1
        seen = set()
        for path, value in _walk(data, ""):
            known = self.fields.setdefault(path, Field())
            known.types.add(_type_of(value))
            if isinstance(value, str):
                known.words.add(value)
            if path not in seen:
                seen.add(path)
                known.answers += 1

    @property
    def always(self) -> set[str]:
        """The fields that every answer had."""
        return {path for path, one in self.fields.items() if one.answers == self.count}


@dataclass(slots=True)
class OwnAnswers:
    """All that was answered: by endpoint, and the sizes of pictures in pixels.

    Endpoints are called as in Blink Thumbnail's field notes. What refuses has a name
    of its own, with `refused` after it. `states` are the numbers of commands that are
    running, and of those that have ended.
    """

    endpoints: dict[str, Answers] = field(default_factory=dict)
    states: dict[str, set[str]] = field(default_factory=dict)
    sizes: set[str] = field(default_factory=set)

    def add(self, endpoint: str, status: int, body: bytes) -> Any:
        """Add an answer, and return its JSON, None if it has none."""
        try:
            data = json.loads(body)
        except ValueError:
            data = None
        code = data.get("code") if isinstance(data, dict) else None
        words = f"http {status}" if code is None else f"http {status}, code {code}"
        self.endpoints.setdefault(endpoint, Answers()).codes.add(words)
        if data is not None:
            refuses = status >= 400 or code not in (None, 902)
            name = f"{endpoint} refused" if refuses else endpoint
            self.endpoints.setdefault(name, Answers()).add(data)
        return data


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Go through a JSON value and all that is in it, but for the value itself."""
    if isinstance(value, dict):
        below = [(f"{path}.{name}" if path else name, value[name]) for name in value]
    elif isinstance(value, list):
        below = [(f"{path}[]", item) for item in value]
    else:
        return
    for name, item in below:
        yield name, item
        yield from _walk(item, name)


def _type_of(value: Any) -> str:
    """Return the type of a value, as JSON calls it."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "integer" if isinstance(value, int) else "number"
        case str():
            return "string"
        case _:
            return "list" if isinstance(value, list) else "object"

"""The shape of Blink's JSON: names of fields and types of their values.

Values are left out, but for words of a few enumerations. Names and words that may be
anybody's own are replaced.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
import re
from typing import Any, Final, Self, override

# Fields whose values are Blink's words, and tell nothing of anybody.
ENUMERATIONS: Final = frozenset(
    {
        "battery",
        "command",
        "doorbell_mode",
        "error",
        "error_cause",
        "local_storage_status",
        "network_type",
        "state",
        "state_condition",
        "state_stage",
        "status",
        "status_type",
        "subtype",
        "target",
        "type",
    }
)
# Blink's words that are known, by their fields (facts: sections 4.4, 6, 10 and 13.4).
KNOWN_WORDS: Final = {
    "battery": frozenset({"ok", "low"}),
    "doorbell_mode": frozenset({"lfr", "always_on", "standalone"}),
    "state_condition": frozenset({"new", "running", "done", "error"}),
    "status": frozenset({"done", "online", "offline"}),
    "type": frozenset({
        "white", "xt", "xt2", "catalina", "catalina_indoor", "sedona", "sonoran",
        "owl", "hawk", "chickadee", "superior", "superior_owl",
        "lotus", "tulip", "orchid",
    }),
}  # fmt: skip
# Fields whose values people choose, or that stand on their devices.
_OWN: Final = frozenset({"email", "name", "serial", "username"})

OTHER_WORD: Final = "<other>"
_OTHER_NAME: Final = "<key>"

_TYPES: Final = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "list",
    dict: "object",
}

# No more than two digits, and nothing that looks hexadecimal.
_PLAIN: Final = r"(?!(?:.*\d){3})(?!.*[0-9a-f]{8})"
_NAME = re.compile(_PLAIN + r"(?=.{1,40}\Z)[a-z]{1,16}\d*(?:_[a-z]{0,16}\d*)*")
_WORD = re.compile(_PLAIN + r"(?=.{1,24}\Z)[a-z0-9_]+(?:-[a-z0-9_]+)?")

# Blink's own are far below.
_DEPTH: Final = 6
_ITEMS: Final = 500
_FIELDS: Final = 300
_WORDS: Final = 16


@dataclass(slots=True)
class Field:
    """The types that a field's values have, and the words among them."""

    types: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read what str() has written."""
        types, _, words = written.partition(": ")
        return cls(set(types.split()), set(words.split()))

    @override
    def __str__(self) -> str:
        """Write it on one line."""
        types = " ".join(sorted(self.types))
        return f"{types}: {' '.join(sorted(self.words))}" if self.words else types

    def add(self, other: Field) -> None:
        """Take up what another answer had in this field."""
        self.types |= other.types
        new = sorted(other.words - self.words)
        self.words.update(new[: _WORDS - len(self.words)])


# Fields go by their path: names with dots between them, `[]` for the items of a list.
type Shape = dict[str, Field]


def shape_of(data: dict[str, Any]) -> Shape:
    """Return the shape of an answer, at most 300 fields of it."""
    shape: Shape = {}
    _add(shape, data, "", "", set(_own_words(data, 0)), 0)
    return shape


def merge(shape: Shape, other: Shape) -> None:
    """Take up the shape of another answer."""
    for path, seen in other.items():
        if path in shape or len(shape) < _FIELDS:
            shape.setdefault(path, Field()).add(seen)


def clean_word(name: str, word: str, own: Collection[str]) -> str:
    """Return a word of an enumeration, unless it may be anybody's own.

    A camera may have the name of what it is, which tells nothing of it.
    """
    if word in KNOWN_WORDS.get(name, ()):
        return word
    return word if _WORD.fullmatch(word) and word not in own else OTHER_WORD


def _add(
    shape: Shape, value: Any, path: str, name: str, own: set[str], depth: int
) -> None:
    """Add a value, and all that is in it."""
    if path:
        if path not in shape and len(shape) >= _FIELDS:
            return
        seen = shape.setdefault(path, Field())
        seen.types.add(_type_of(value))
        if name in ENUMERATIONS and isinstance(value, str) and len(seen.words) < _WORDS:
            seen.words.add(clean_word(name, value, own))
    if depth == _DEPTH:
        return
    if isinstance(value, list):
        for item in value[:_ITEMS]:
            _add(shape, item, f"{path}[]", name, own, depth + 1)
    elif isinstance(value, dict):
        for key in list(value)[:_ITEMS]:
            item_name = key if _NAME.fullmatch(key) and key not in own else _OTHER_NAME
            item_path = f"{path}.{item_name}" if path else item_name
            _add(shape, value[key], item_path, item_name, own, depth + 1)


def _own_words(value: Any, depth: int) -> Iterator[str]:
    """Go through the words that people chose themselves, in lower case."""
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for item in value[:_ITEMS]:
            yield from _own_words(item, depth + 1)
    elif isinstance(value, dict):
        for key in list(value)[:_ITEMS]:
            item = value[key]
            if isinstance(item, list | dict):
                yield from _own_words(item, depth + 1)
            elif key in _OWN and isinstance(item, str):
                yield item.casefold()


def _type_of(value: Any) -> str:
    """Return the type of a value, as JSON calls it; digits are text of digits only."""
    if isinstance(value, str) and 0 < len(value) < 20 and value.isascii():
        return "digits" if value.isdecimal() else "string"
    return _TYPES[type(value)]

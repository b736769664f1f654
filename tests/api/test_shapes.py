"""Tests of the shapes of answers: names and types, and nothing of anybody."""

import re
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.blink_thumbnail.api.shapes import (
    KNOWN_WORDS,
    Field,
    merge,
    shape_of,
)
from tests.repository import ROOT


def written(data: dict[str, Any]) -> dict[str, str]:
    """Return a shape as it is kept."""
    return {path: str(field) for path, field in shape_of(data).items()}


def test_names_and_types() -> None:
    """Items of a list count as one, and each type that they have is named."""
    assert written(
        {
            "cameras": [
                {"id": 4001, "thumbnail": None, "signals": {"temp": 68}},
                {"id": "4002", "thumbnail": "/a.jpg", "signals": {"temp": 68.5}},
            ],
            "tiv_lock_enable": True,
            "sirens": [],
        }
    ) == {
        "cameras": "list",
        "cameras[]": "object",
        "cameras[].id": "digits integer",
        "cameras[].signals": "object",
        "cameras[].signals.temp": "integer number",
        "cameras[].thumbnail": "null string",
        "sirens": "list",
        "tiv_lock_enable": "boolean",
    }


def test_words_of_enumerations() -> None:
    """They are told, if they look like Blink's; no other value is."""
    assert written(
        {
            "cameras": [
                {"type": "xt2", "status": "done", "color": "white"},
                {"type": "catalina", "status": "Ada's room", "battery": "g8t1000123"},
            ]
        }
    ) == {
        "cameras": "list",
        "cameras[]": "object",
        "cameras[].battery": "string: <other>",
        "cameras[].color": "string",
        "cameras[].status": "string: <other> done",
        "cameras[].type": "string: catalina xt2",
    }


def test_names_that_are_no_names() -> None:
    """What looks like an id, a number, an address or a token is none of Blink's."""
    keys = [
        *("171034", "b2c4d6", "g8t1000123", "ada@example.com", "/media/1", "Garden"),
        *("6d2fa5a8-3f3f-4a3c-9a53-0f6a1c0c8f11", "a" * 41, "", "front door", "ä"),
    ]
    assert written({"devices": dict.fromkeys(keys, 1), "vo9_compatible": True}) == {
        "devices": "object",
        "devices.<key>": "integer",
        "vo9_compatible": "boolean",
    }


def test_words_that_people_chose() -> None:
    """A camera's name is told nowhere, though it may look like one of Blink's words."""
    data = {
        "cameras": [{"name": "Cottage", "status": "cottage", "serial": "cot"}],
        "cottage": 1,
        "state": "cot",
    }
    assert written(data) == {
        "<key>": "integer",
        "cameras": "list",
        "cameras[]": "object",
        "cameras[].name": "string",
        "cameras[].serial": "string",
        "cameras[].status": "string: <other>",
        "state": "string: <other>",
    }


def test_camera_that_is_called_what_it_is() -> None:
    """Its type is told all the same, and its name nowhere else."""
    data = {"owls": [{"name": "Owl", "type": "owl", "state": "owl"}]}
    assert written(data) == {
        "owls": "list",
        "owls[]": "object",
        "owls[].name": "string",
        "owls[].state": "string: <other>",
        "owls[].type": "string: owl",
    }


def test_known_types() -> None:
    """All types of cameras that stand in what is known of Blink's interface."""
    text = (ROOT / "docs" / "blink-api.md").read_text(encoding="utf-8")
    table = text.partition("### 4.4 Types")[2].partition("\n### ")[0]
    rows = [row.split("|") for row in table.splitlines() if row.startswith("| `")]
    assert KNOWN_WORDS["type"] == {
        word
        for _, types, _, kind, *_ in rows
        for word in re.findall(r"`(\w+)`", types)
        if kind.strip() != "accessories"
    }


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("status", "done online offline"),
        ("battery", "ok low"),
        ("doorbell_mode", "lfr always_on standalone"),
        ("state_condition", "new running done error"),
    ],
)
def test_known_words(name: str, words: str) -> None:
    """What is known to be Blink's word is told, whatever a camera is called."""
    for word in words.split():
        told = written({"name": word, "cameras": [{name: word}]})
        assert told[f"cameras[].{name}"] == f"string: {word}"


def test_merged() -> None:
    """All that any answer had is kept, and can be read from what was written."""
    shape = shape_of({"battery": "ok", "temp": 68})
    merge(shape, shape_of({"battery": None, "wifi": 5}))
    merge(shape, shape_of({"battery": "low"}))
    assert str(shape["battery"]) == "null string: low ok"
    assert shape.keys() == {"battery", "temp", "wifi"}
    assert Field.parse(str(shape["battery"])) == shape["battery"]


def test_bounds() -> None:
    """Neither many fields, words nor levels make it large."""
    deep: Any = 1
    for _ in range(50):
        deep = {"deeper": [deep]}
    words = [{"type": "z" * length} for length in range(1, 24)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    wide = {f"{a}{b}": 1 for a in letters for b in letters}
    shape = shape_of({"deep": deep, "words": words, **wide})
    assert len(shape) == 300
    assert max(path.count("deeper") for path in shape) == 3
    assert len(shape["words[].type"].words) == 16
    other = shape_of({f"other_{one}": 1 for one in wide})
    merge(shape, other)
    assert len(shape) == 300
    shape["words[].type"].add(Field({"string"}, {f"more_{one}" for one in letters}))
    assert len(shape["words[].type"].words) == 16


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
SECRETS = st.sampled_from(
    [
        *("ada@example.com", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjF9.c2ln", "+15550100"),
        *("6d2fa5a8-3f3f-4a3c-9a53-0f6a1c0c8f11", "171034", "G8T1000123456789"),
        *("g8t1000123456789", "https://rest-e001.immedia-semi.com/", "Garden gate"),
        *(
            "192.0.2.10",
            "00:00:5e:00:53:01",
            "52.520008",
            "Europe/Berlin",
            "deadbeef01",
        ),
    ]
)
NAMES = st.sampled_from(["type", "status", "battery", "state", "command", "id", "name"])
GOSSIP = st.recursive(
    SECRETS | st.integers(min_value=100000),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES | SECRETS, inner),
)


@given(st.dictionaries(st.text(), JSON))
def test_any_json(data: dict[str, Any]) -> None:
    """Whatever it is, it has a shape that is written in plain words."""
    for path, text in written(data).items():
        assert path.isascii()
        assert text.isascii()
        assert len(text) < 500


@given(st.dictionaries(NAMES | SECRETS, GOSSIP))
def test_gossip(data: dict[str, Any]) -> None:
    """Nothing that is anybody's is told, wherever Blink may put it."""
    for path, text in written(data).items():
        for word in path.replace("[]", "").split("."):
            assert word in {
                *("type", "status", "battery", "state", "command", "id", "name"),
                "<key>",
            }
        assert not set(text.split()) - {
            *("integer", "string", "digits", "list", "object"),
            *("integer:", "string:", "digits:", "list:", "object:", "<other>"),
        }

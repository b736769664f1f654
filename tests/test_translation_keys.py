"""Tests of the keys of texts: those that the source asks for, and those that there are.

The source is read, not run. What only shows while it runs is watched in every test: see
translated.py.
"""

import ast
from collections.abc import Iterator
from functools import cache
import importlib
from operator import attrgetter
import re
from types import ModuleType

from custom_components.blink_thumbnail import config_flow, sign_in_steps
from custom_components.blink_thumbnail.api import BlinkError
from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    ConfigEntryError,
    ConfigEntryNotReady,
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers.update_coordinator import UpdateFailed

from .repository import ENGLISH, INTEGRATION
from .translated import placeholders

# Home Assistant shows what these say.
SHOWN_ERRORS = (
    ConfigEntryAuthFailed,
    ConfigEntryError,
    ConfigEntryNotReady,
    HomeAssistantError,
    ServiceValidationError,
    UpdateFailed,
)


@cache
def modules() -> list[tuple[ModuleType, ast.Module]]:
    """Return the integration's modules with their source."""
    found = []
    for path in sorted(INTEGRATION.rglob("*.py")):
        parts = path.relative_to(INTEGRATION.parent.parent).with_suffix("").parts
        module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
        found.append((module, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def nodes[Node: ast.AST](kind: type[Node]) -> Iterator[tuple[ModuleType, Node]]:
    """Return everything of one kind in the source."""
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield module, node


def shown_errors() -> Iterator[tuple[str, ast.Call, dict[str | None, ast.expr]]]:
    """Return where the source makes an error that users read, and its keywords."""
    for module, call in nodes(ast.Call):
        try:
            called = attrgetter(ast.unparse(call.func))(module)
        except AttributeError:
            continue  # No name of the module, so no class that it has imported
        if called in SHOWN_ERRORS:
            keywords = {keyword.arg: keyword.value for keyword in call.keywords}
            yield f"{module.__name__}:{call.lineno}", call, keywords


def reasons(error: type[BlinkError] = BlinkError) -> set[str]:
    """Return the words that name why something failed."""
    return {error.reason}.union(*(reasons(kind) for kind in error.__subclasses__()))


def mentioned() -> set[str]:
    """Return all strings of the source, and those that it imports by a name."""
    words = {
        node.value for _, node in nodes(ast.Constant) if isinstance(node.value, str)
    }
    imported = (vars(module).values() for module, _ in modules())
    return words.union(
        *({value for value in values if isinstance(value, str)} for values in imported)
    )


def put_together() -> str:
    """Return a regular expression for the keys that the source puts together."""
    found = {
        "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
            for part in string.values
        )
        for _, keyword in nodes(ast.keyword)
        if keyword.arg == "translation_key"
        for string in ast.walk(keyword.value)
        if isinstance(string, ast.JoinedStr)
    }
    return "|".join(sorted(found))


def test_errors_have_no_words_of_their_own() -> None:
    """Every error that Home Assistant shows is a translated one."""
    errors = list(shown_errors())
    assert errors
    for where, call, keywords in errors:
        assert {"translation_domain", "translation_key"} <= keywords.keys(), where
        assert not call.args, where


def test_errors_fill_in_exactly_what_their_texts_ask_for() -> None:
    """Every placeholder that a text names is passed, and no other is."""
    seen = 0
    for where, _, keywords in shown_errors():
        match keywords["translation_key"]:
            case ast.Constant(value=str(key)):
                keys = {key}
            case ast.Name(id="reason"):
                keys = reasons() & ENGLISH["exceptions"].keys()
            case _:
                continue
        match keywords.get("translation_placeholders", ast.Dict()):
            case ast.Dict(keys=names):
                passed = {ast.literal_eval(name) for name in names if name}
            case _:
                continue
        seen += 1
        messages = (ENGLISH["exceptions"][key]["message"] for key in keys)
        assert set[str]().union(*map(placeholders, messages)) == passed, where
    assert seen


def test_every_reason_is_translated() -> None:
    """No word for a failure reaches a user bare."""
    texts = ENGLISH["exceptions"].keys() | ENGLISH["config"]["error"].keys()
    # For these the flow has a step of its own.
    answered = {
        getattr(module, name.id).reason
        for module, handler in nodes(ast.ExceptHandler)
        if module is sign_in_steps and handler.type
        for name in ast.walk(handler.type)
        if isinstance(name, ast.Name)
        and issubclass(getattr(module, name.id, object), BlinkError)
    }
    assert reasons() <= texts | answered


def test_every_reason_has_a_name_in_the_event() -> None:
    """The event names shortly what the errors of an update say at length."""
    attributes = ENGLISH["entity"]["event"]["picture_result"]["state_attributes"]
    assert (
        attributes["reason"]["state"].keys() == reasons() & ENGLISH["exceptions"].keys()
    )


def test_no_text_is_unused() -> None:
    """Nobody translates what no code asks for."""
    flow = ENGLISH["config"]
    # What a helper of Home Assistant's makes of it.
    implied = {
        "already_configured"
        for _, node in nodes(ast.Attribute)
        if node.attr == "_abort_if_unique_id_configured"
    }
    texts = [
        *ENGLISH["exceptions"],
        *ENGLISH.get("issues", {}),
        *ENGLISH.get("selector", {}),
        *(key for keys in ENGLISH["entity"].values() for key in keys),
        *(key for step in flow["step"].values() for key in step.get("data", {})),
        *flow["error"],
        *flow["abort"],
    ]
    known = mentioned() | reasons() | implied
    built = put_together()
    unused = [key for key in texts if key not in known and not re.fullmatch(built, key)]
    assert not unused
    for step_id, step in flow["step"].items():
        for name in (step_id, *step.get("menu_options", ())):
            assert hasattr(
                config_flow.BlinkThumbnailConfigFlow, f"async_step_{name}"
            ), name

"""Whatever a user is shown has a translation, or the test that shows it fails.

Home Assistant passes over what is missing in silence: users would read a bare key, or a
placeholder in its braces.
"""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from string import Formatter
from typing import Any
from unittest.mock import patch

from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.config_entries import ConfigEntriesFlowManager, ConfigFlowResult
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from .repository import ENGLISH


def placeholders(text: str) -> set[str]:
    """Return the names of the placeholders in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@contextmanager
def translated() -> Generator[None]:
    """Watch errors, issues and flows; fail at the end for what has no translation."""
    faults: list[str] = []
    raise_error = HomeAssistantError.__init__
    create_issue = ir.IssueRegistry.async_get_or_create
    handle_step = ConfigEntriesFlowManager._async_handle_step

    def watch_error(self: HomeAssistantError, *args: Any, **kwargs: Any) -> None:
        raise_error(self, *args, **kwargs)
        if self.translation_domain == DOMAIN:
            text = f"exceptions.{self.translation_key}.message"
            faults.extend(_faults(text, self.translation_placeholders))

    def watch_issue(
        self: ir.IssueRegistry, domain: str, *args: Any, **kwargs: Any
    ) -> Any:
        if domain == DOMAIN:
            given = kwargs.get("translation_placeholders")
            for part in (
                ("title",) if kwargs["is_fixable"] else ("title", "description")
            ):
                faults.extend(
                    _faults(f"issues.{kwargs['translation_key']}.{part}", given)
                )
        return create_issue(self, domain, *args, **kwargs)

    async def watch_flow(
        self: ConfigEntriesFlowManager, *args: Any, **kwargs: Any
    ) -> ConfigFlowResult:
        result = await handle_step(self, *args, **kwargs)
        if result["handler"] == DOMAIN:
            given = result.get("description_placeholders")
            for text in _texts(result):
                faults.extend(_faults(text, given))
        return result

    with (
        patch.object(HomeAssistantError, "__init__", watch_error),
        patch.object(ir.IssueRegistry, "async_get_or_create", watch_issue),
        patch.object(ConfigEntriesFlowManager, "_async_handle_step", watch_flow),
    ):
        yield
    assert not faults, "Not in translations/en.json: " + "; ".join(faults)


def _texts(result: ConfigFlowResult) -> Iterator[str]:
    """Return what the user reads of a step, or of the end of a flow."""
    if result["type"] is FlowResultType.ABORT:
        if result.get("translation_domain", DOMAIN) == DOMAIN:
            yield f"config.abort.{result['reason']}"
    elif result["type"] in (FlowResultType.FORM, FlowResultType.MENU):
        step = f"config.step.{result['step_id']}"
        yield from (f"{step}.title", f"{step}.description")
        options: Any = result.get("menu_options")
        for option in options or ():
            yield f"{step}.menu_options.{option}"
        schema = result["data_schema"]
        for field in schema.schema if schema and not options else ():
            yield from (f"{step}.data.{field}", f"{step}.data_description.{field}")
        for error in (result.get("errors") or {}).values():
            yield f"config.error.{error}"


def _faults(path: str, given: Mapping[str, str] | None) -> Iterator[str]:
    """Say that a text is missing, or which of its placeholders nobody fills in."""
    text: Any = ENGLISH
    for key in path.split("."):
        text = text.get(key, {})
    if not isinstance(text, str):
        yield path
    elif unfilled := placeholders(text) - set(given or {}):
        yield f"{', '.join(sorted(unfilled))} for {path}"

"""Sentences for Assist: pictures by voice with the cameras that are exposed to it."""

import asyncio
from collections.abc import Iterable
from functools import partial
import logging
from typing import Any

from homeassistant.const import CONF_PLATFORM
from homeassistant.core import CALLBACK_TYPE, Context, Event, HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.script import ScriptRunResult
from homeassistant.helpers.trigger import async_initialize_triggers

from .answers import Answers, async_load_languages
from .const import DOMAIN
from .exposed import async_get_exposed
from .grammar import Command, Grammar, bare_name, spoken_forms

_LOGGER = logging.getLogger(__name__)

_ASSISTANT = "conversation"


async def async_setup_sentences(hass: HomeAssistant) -> None:
    """Register the sentences, now and whenever what can be named changes."""
    sentences = Sentences(hass, await async_load_languages(hass))
    for event in (
        er.EVENT_ENTITY_REGISTRY_UPDATED,
        dr.EVENT_DEVICE_REGISTRY_UPDATED,
        ar.EVENT_AREA_REGISTRY_UPDATED,
    ):
        hass.bus.async_listen(event, sentences.async_follow)
    await sentences.async_refresh()


class Sentences:
    """The sentences of all accounts, as one trigger: one answer for each sentence."""

    def __init__(self, hass: HomeAssistant, languages: dict[str, Any]) -> None:
        """Set up what registers nothing yet."""
        self._hass = hass
        self._languages = languages
        self._names: dict[str, tuple[str, ...]] = {}
        self._unregister: CALLBACK_TYPE | None = None
        self._refreshing = asyncio.Lock()
        self._is_due = False

    @callback
    def async_follow(self, _event: Event[Any]) -> None:
        """Refresh once for all that changes at one time.

        What is exposed is in the entity registry, too.
        """
        if not self._is_due:
            self._is_due = True
            self._hass.async_create_task(self.async_refresh(), eager_start=False)

    async def async_refresh(self) -> None:
        """Register sentences with the names of now; none, if nothing is exposed."""
        async with self._refreshing:
            self._is_due = False
            names = _get_names(self._hass)
            if names == self._names:
                return
            # Also if they are refused: the same ones would be refused again.
            self._names = names
            try:
                grammar = (
                    await self._hass.async_add_executor_job(
                        Grammar, self._languages, names
                    )
                    if names
                    else None
                )
                self._drop()
                if grammar:
                    self._unregister = await self._async_register(grammar)
            except Exception:
                # The ones before may name a camera that has gone.
                self._drop()
                _LOGGER.exception("Assist does not take these sentences")

    @callback
    def _drop(self) -> None:
        """Let Assist take none of our sentences."""
        unregister, self._unregister = self._unregister, None
        if unregister:
            unregister()

    async def _async_register(self, grammar: Grammar) -> CALLBACK_TYPE | None:
        """Register the sentences as Home Assistant's own trigger, parsed already.

        To validate them here would parse them once more, in the event loop.
        """
        return await async_initialize_triggers(
            self._hass,
            [{CONF_PLATFORM: _ASSISTANT, "command": grammar.sentences}],
            partial(self._async_answer, grammar),
            DOMAIN,
            "Sentences",
            _LOGGER.log,
        )

    async def _async_answer(
        self,
        grammar: Grammar,
        run_variables: dict[str, Any],
        context: Context | None = None,
    ) -> ScriptRunResult:
        """Do what a sentence says, and return what Assist is to say."""
        trigger = run_variables["trigger"]
        user_input = trigger["user_input"]
        command = grammar.understand(trigger["sentence"])
        if command is None:
            # Home Assistant's hassil and ours should never differ.
            return ScriptRunResult(None, None, {})
        answers = Answers(
            self._hass,
            command.language,
            self._languages[command.language]["answers"],
            Context(**user_input["context"]),
        )
        area_id = _get_area_id(self._hass, trigger)
        if entity_ids := _get_meant(self._hass, command, area_id):
            if command.kind == "when":
                text = await answers.async_tell_times(entity_ids)
            else:
                text = await answers.async_take(entity_ids)
        else:
            text = answers.ask_which(_get_exposed_ids(self._hass))
        return ScriptRunResult(text, None, {})


def _get_exposed_ids(hass: HomeAssistant) -> list[str]:
    """Return the entity IDs of the cameras that Assist may know of."""
    return [entity.entity_id for entity in async_get_exposed(hass, _ASSISTANT)]


def _get_names(hass: HomeAssistant) -> dict[str, tuple[str, ...]]:
    """Return what can be said for a camera, and the entity IDs that go by it.

    An area means all cameras in it, unless a camera has the same name; and what is left
    of a name without its article means it, unless another name is just that.
    """
    by_name: dict[str, list[str]] = {}
    by_bare_name: dict[str, list[str]] = {}
    by_area: dict[str, list[str]] = {}
    areas = ar.async_get(hass)
    for entity in async_get_exposed(hass, _ASSISTANT):
        names = er.async_get_entity_aliases(hass, entity)
        _add(by_name, entity.entity_id, names)
        _add(by_bare_name, entity.entity_id, map(bare_name, names))
        area_id = er.async_get_effective_area_id(hass, entity)
        if area := areas.async_get_area(area_id or ""):
            names = [area.name, *area.aliases]
            _add(by_area, entity.entity_id, [*names, *map(bare_name, names)])
    forms = {**by_area, **by_bare_name, **by_name}
    return {form: tuple(entity_ids) for form, entity_ids in sorted(forms.items())}


def _add(forms: dict[str, list[str]], entity_id: str, names: Iterable[str]) -> None:
    """Add what can be said for an entity."""
    for form in {form for name in names for form in spoken_forms(name)}:
        forms.setdefault(form, []).append(entity_id)


def _get_meant(hass: HomeAssistant, command: Command, area_id: str | None) -> list[str]:
    """Return the entity IDs that a sentence is about; none if that is not clear."""
    registry = er.async_get(hass)

    def is_here(entity_id: str) -> bool:
        """Return whether an image is where the sentence was said."""
        entity = registry.async_get(entity_id)
        return bool(
            entity
            and area_id
            and er.async_get_effective_area_id(hass, entity) == area_id
        )

    if command.kind in ("take_all", "take_here"):
        exposed = _get_exposed_ids(hass)
        if command.kind == "take_all" or len(exposed) == 1:
            return exposed
        return [entity_id for entity_id in exposed if is_here(entity_id)]
    meant: dict[str, None] = {}
    for entity_ids in command.targets:
        # Of several that have one name, the one that is here.
        here = [entity_id for entity_id in entity_ids if is_here(entity_id)]
        meant.update(dict.fromkeys(here or entity_ids))
    return list(meant)


def _get_area_id(hass: HomeAssistant, trigger: dict[str, Any]) -> str | None:
    """Return the area in which a sentence was said, if it is known."""
    satellite = er.async_get(hass).async_get(trigger["satellite_id"] or "")
    if satellite and (area_id := er.async_get_effective_area_id(hass, satellite)):
        return area_id
    device = dr.async_get(hass).async_get(trigger["device_id"] or "")
    return dr.async_get_effective_area_id(hass, device) if device else None

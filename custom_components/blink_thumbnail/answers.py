"""What Assist says to a sentence, in the sentence's language."""

import asyncio
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNKNOWN
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .errors import async_describe
from .services import SERVICE_UPDATE_THUMBNAIL, get_image


async def async_load_languages(hass: HomeAssistant) -> dict[str, Any]:
    """Return sentences and answers by language.

    Each has `rules`, the sentences of each of grammar.KINDS, and `answers`.
    """

    def load() -> dict[str, Any]:
        """Read the files."""
        files = Path(__file__).parent.joinpath("spoken").glob("*.json")
        return {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(files)
        }

    return await hass.async_add_executor_job(load)


class Answers:
    """Does what one sentence asks for, with its user's rights, and says what comes."""

    def __init__(
        self,
        hass: HomeAssistant,
        language: str,
        words: dict[str, str],
        context: Context,
    ) -> None:
        """Set up the answers to one sentence."""
        self._hass = hass
        self._language = language
        self._words = words
        self._context = context

    async def async_take(self, entity_ids: list[str]) -> str:
        """Take a picture with each camera, and say what became of all of them."""
        failures = await asyncio.gather(*map(self._async_update, entity_ids))
        updated, refused, answers = [], [], []
        for entity_id, failure in zip(entity_ids, failures, strict=True):
            if failure is None:
                updated.append(entity_id)
            elif isinstance(failure, Unauthorized):
                refused.append(entity_id)
            else:
                answers.append(await self._async_explain(entity_id, failure))
        if len(updated) == 1:
            answers.insert(0, self._say("updated", updated))
        elif updated:
            answers.insert(0, self._say("updated_several", updated))
        if refused:
            answers.append(self._say("not_allowed", refused))
        return " ".join(answers)

    async def _async_update(self, entity_id: str) -> HomeAssistantError | None:
        """Take a picture with one camera; return why there is none."""
        try:
            await self._hass.services.async_call(
                DOMAIN,
                SERVICE_UPDATE_THUMBNAIL,
                {ATTR_ENTITY_ID: entity_id},
                blocking=True,
                context=self._context,
            )
        except HomeAssistantError as err:
            return err
        return None

    async def _async_explain(self, entity_id: str, failure: HomeAssistantError) -> str:
        """Say why there is no new picture, in words for the ear."""
        if failure.translation_key in self._words:
            return self._say(failure.translation_key, [entity_id])
        text = await async_describe(self._hass, [failure], self._language)
        # Blink's own words in brackets are for readers.
        placeholders = failure.translation_placeholders or {}
        return text.replace(f" ({placeholders.get('message')})", "")

    async def async_tell_times(self, entity_ids: list[str]) -> str:
        """Say when the last picture of each camera was taken."""
        user = None
        if self._context.user_id:
            user = await self._hass.auth.async_get_user(self._context.user_id)
        return " ".join(
            self._say("not_allowed", [entity_id])
            if user and not user.permissions.check_entity(entity_id, POLICY_READ)
            else self._tell_time(entity_id)
            for entity_id in entity_ids
        )

    def _tell_time(self, entity_id: str) -> str:
        """Say when a camera's last picture was taken, in days as people count them."""
        state = self._hass.states.get(entity_id)
        taken_at = dt_util.parse_datetime(state.state) if state else None
        if taken_at is None:
            has_none = state and state.state == STATE_UNKNOWN and self._lacks(entity_id)
            return self._say("no_picture" if has_none else "no_time", [entity_id])
        local = dt_util.as_local(taken_at)
        days = (dt_util.now().date() - local.date()).days
        day = {0: "today", 1: "yesterday"}.get(max(days, 0), "days_ago")
        return self._say(day, [entity_id], time=f"{local:%H:%M}", days=str(days))

    def _lacks(self, entity_id: str) -> bool:
        """Return if a camera that is there has never had a picture."""
        image = get_image(self._hass, entity_id)
        return bool(
            image and not image.coordinator.pictures[image.camera_key].thumbnail
        )

    def ask_which(self, entity_ids: list[str]) -> str:
        """Ask which camera is meant."""
        cameras = ", ".join(map(self._name, entity_ids))
        return self._words["which"].format(cameras=cameras)

    def _say(self, answer: str, entity_ids: list[str], **more: str) -> str:
        """Return an answer about some cameras; a name may say that it is a camera."""
        *names, last = map(self._name, entity_ids)
        cameras = f"{', '.join(names)} {self._words['and']} {last}" if names else last
        text = self._words[answer].format(camera=cameras, cameras=cameras, **more)
        return re.sub(r"\b(\w*[ck][aá]m[aeé]ra) \1\b", r"\1", text, flags=re.IGNORECASE)

    def _name(self, entity_id: str) -> str:
        """Return a camera's name, with its area if another camera has that name."""
        registry = er.async_get(self._hass)
        if not (entity := registry.async_get(entity_id)):
            return entity_id
        name = self._first_name(entity)
        namesakes = [
            other
            for other in registry.entities.values()
            if (other.platform, other.domain) == (DOMAIN, entity.domain)
            and self._first_name(other) == name
        ]
        area_id = er.async_get_effective_area_id(self._hass, entity)
        area = ar.async_get(self._hass).async_get_area(area_id or "")
        return f"{name} ({area.name})" if area and namesakes[1:] else name

    def _first_name(self, entity: er.RegistryEntry) -> str:
        """Return the first of the names that Assist knows a camera by."""
        names = er.async_get_entity_aliases(self._hass, entity, allow_empty=False)
        return names[0]

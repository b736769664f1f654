"""Options flow: which AI may look at an account's pictures."""

from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.const import ATTR_SUPPORTED_FEATURES
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig

from .const import CONF_AI_TASK_ENTITY
from .look import AI_TASK

# AITaskEntityFeature.GENERATE_DATA and SUPPORT_ATTACHMENTS, whose component may not be
# there.
_LOOKS: Final = 1 | 2


class BlinkThumbnailOptionsFlow(OptionsFlow):
    """Asks for the one option; what it is counts from the next question on."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for an AI task entity, or none, which is the default."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        chosen = self.config_entry.options.get(CONF_AI_TASK_ENTITY)
        offered = {*_get_looking(self.hass), *([chosen] if chosen else [])}
        if not offered:
            return self.async_abort(reason="no_ai_task")
        selector = EntitySelector(
            EntitySelectorConfig(domain=AI_TASK, include_entities=sorted(offered))
        )
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({vol.Optional(CONF_AI_TASK_ENTITY): selector}),
                self.config_entry.options,
            ),
        )


@callback
def _get_looking(hass: HomeAssistant) -> list[str]:
    """Return the AI task entities that can look at a picture."""
    return [
        state.entity_id
        for state in hass.states.async_all(AI_TASK)
        if state.attributes.get(ATTR_SUPPORTED_FEATURES, 0) & _LOOKS == _LOOKS
    ]

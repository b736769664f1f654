"""Triggers: a new picture was taken, and a picture could not be taken."""

from collections.abc import Iterable
from typing import Any, ClassVar, override

import voluptuous as vol

from homeassistant.components.event import EventEntityStateAttribute
from homeassistant.const import ATTR_ENTITY_ID, CONF_OPTIONS, CONF_TARGET, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
)

from .const import DOMAIN
from .event import FAILED, UPDATED_ELSEWHERE
from .updates import REASONS, UPDATED, Source


def _schema(**choices: Iterable[str]) -> Any:
    """Return the schema of a trigger, with what can be chosen for each option.

    Only events may be named: a trigger on an image would silently never fire.
    """
    return ENTITY_STATE_TRIGGER_SCHEMA.extend(
        {
            vol.Required(CONF_TARGET): {
                vol.Optional(ATTR_ENTITY_ID): cv.entities_domain(Platform.EVENT)
            },
            vol.Required(CONF_OPTIONS, default={}): {
                vol.Optional(option): vol.All(cv.ensure_list, [vol.In([*values])])
                for option, values in choices.items()
            },
        }
    )


class PictureTrigger(StatelessEntityTriggerBase):
    """A trigger on the picture results of cameras.

    Its options are named after attributes of the event. One that is missing or empty
    leaves nothing out.
    """

    _domain_specs = {Platform.EVENT: DomainSpec()}
    _event_types: ClassVar[tuple[str, ...]]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Leave out what areas and labels have of other integrations."""
        registry = er.async_get(self._hass)
        return {
            entity_id
            for entity_id in super().entity_filter(entities)
            if (entity := registry.async_get(entity_id)) and entity.platform == DOMAIN
        }

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Check the event's type, and its attributes against the options."""
        wanted = {
            EventEntityStateAttribute.EVENT_TYPE: self._event_types,
            **self._options,
        }
        return all(
            state.attributes.get(name) in values
            for name, values in wanted.items()
            if values
        )


class PictureTakenTrigger(PictureTrigger):
    """A new picture is in Home Assistant."""

    _event_types = (UPDATED, UPDATED_ELSEWHERE)
    _schema = _schema(source=Source)


class PictureFailedTrigger(PictureTrigger):
    """A picture was asked for, and there is none."""

    _event_types = (FAILED,)
    # What fails elsewhere, nobody here learns.
    _schema = _schema(reason=REASONS, source=(Source.BUTTON, Source.ACTION))


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers by the second half of their names."""
    return {
        "picture_failed": PictureFailedTrigger,
        "picture_taken": PictureTakenTrigger,
    }

"""Tests of the translations: hassfest's rules, and that entities and actions have all.

test_translation_keys.py is about what the code asks for.
"""

from collections.abc import Iterator
import re
from typing import Any

import pytest
import voluptuous as vol

from blink_cloud import BlinkCloud, Server
from blink_cloud.demo import demo_account
from custom_components.blink_thumbnail.const import DOMAIN
from custom_components.blink_thumbnail.trigger import async_get_triggers
from custom_components.blink_thumbnail.updates import REASONS, Source
from homeassistant.core import HomeAssistant
from homeassistant.generated.languages import LANGUAGES
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.util.yaml import load_yaml_dict

from .conftest import add_entry
from .repository import ENGLISH, INTEGRATION, read_json
from .translated import placeholders

TRANSLATIONS = {path.stem: path for path in (INTEGRATION / "translations").iterdir()}
ICONS: dict[str, Any] = read_json(INTEGRATION / "icons.json")


def texts(branch: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Return every text with its path."""
    for key, value in branch.items():
        if isinstance(value, dict):
            yield from texts(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


KEY = vol.Match(r"^[a-z0-9]+([_-][a-z0-9]+)*$")
FIELDS = {KEY: str}
STEP = {
    vol.Required("title"): str,
    vol.Required("description"): str,
    **{
        vol.Optional(key): FIELDS
        for key in (
            "data",
            "data_description",
            "menu_options",
            "menu_option_descriptions",
        )
    },
    vol.Optional("submit"): str,
}
FLOW = {
    vol.Required("step"): {KEY: STEP},
    **{vol.Optional(key): FIELDS for key in ("error", "abort", "progress")},
}
NAME_AND_DESCRIPTION = {vol.Required("name"): str, vol.Required("description"): str}
WITH_FIELDS = {
    **NAME_AND_DESCRIPTION,
    vol.Optional("fields"): {KEY: NAME_AND_DESCRIPTION},
}
SECTIONS = vol.Schema(
    {
        vol.Required("config"): FLOW,
        vol.Optional("options"): FLOW,
        vol.Required("entity"): {
            KEY: {
                KEY: {
                    vol.Optional("name"): str,
                    vol.Optional("state"): FIELDS,
                    vol.Optional("state_attributes"): {
                        KEY: {vol.Optional("name"): str, vol.Optional("state"): FIELDS}
                    },
                    vol.Optional("unit_of_measurement"): str,
                }
            }
        },
        vol.Required("exceptions"): {KEY: {vol.Required("message"): str}},
        vol.Optional("issues"): {
            KEY: vol.Any(
                {vol.Required("title"): str, vol.Required("description"): str},
                {vol.Required("title"): str, vol.Required("fix_flow"): FLOW},
            )
        },
        vol.Optional("selector"): {KEY: {vol.Required("options"): FIELDS}},
        vol.Required("services"): {KEY: WITH_FIELDS},
        vol.Required("triggers"): {KEY: WITH_FIELDS},
    }
)


def no_icon_twice(icons: dict[str, Any]) -> dict[str, Any]:
    """Refuse a state's icon that is the default one anyway."""
    if icons.get("default") in icons.get("state", {}).values():
        raise vol.Invalid("a state repeats the default icon")
    return icons


ICON = vol.Match(r"^mdi:[a-z0-9-]+$")
STATES = {vol.Optional("default"): ICON, vol.Optional("state"): {KEY: ICON}}
ATTRIBUTES = {vol.Optional("state_attributes"): {KEY: vol.All(STATES, no_icon_twice)}}
ICON_SECTIONS = vol.Schema(
    {
        "entity": {KEY: {KEY: vol.All({**STATES, **ATTRIBUTES}, no_icon_twice)}},
        "services": {KEY: {"service": ICON}},
        "triggers": {KEY: {"trigger": ICON}},
    }
)


def test_english_has_the_form_that_home_assistant_reads() -> None:
    """No section is unknown, no key is misspelt, and nothing lacks its half."""
    SECTIONS(ENGLISH)


def test_icons_have_the_form_that_home_assistant_reads() -> None:
    """No section is unknown, every icon is of its one set, and no state repeats it."""
    ICON_SECTIONS(ICONS)


@pytest.mark.parametrize("language", sorted(TRANSLATIONS))
def test_languages_have_the_same_keys_and_placeholders(language: str) -> None:
    """Every language is whole."""
    assert language in LANGUAGES
    own = dict(texts(read_json(TRANSLATIONS[language])))
    english = dict(texts(ENGLISH))
    assert own.keys() == english.keys()
    for path, text in own.items():
        assert placeholders(text) == placeholders(english[path]), path


@pytest.mark.parametrize("language", sorted(TRANSLATIONS))
def test_texts_are_written_as_home_assistant_wants(language: str) -> None:
    """Neither HTML nor addresses are in a text, and its placeholders work."""
    for path, text in texts(read_json(TRANSLATIONS[language])):
        cv.string_with_no_html(text)
        assert text, path
        assert text == text.strip(), path
        assert not re.search(r"\w+://|\bwww\.", text), path
        assert not re.search(r"'\{\w+\}'", text), path
        assert "[%" not in text, path
        assert all(name.isidentifier() for name in placeholders(text)), path
        if path.startswith("entity.") and not path.endswith(".name"):
            assert not placeholders(text), path


@pytest.mark.parametrize("language", ["de", "es", "fr", "it"])
def test_a_time_may_be_a_date(language: str) -> None:
    """No word stands before a time that goes with an hour only, or only with a date.

    A time is told as "14:30" or "2026-11-26 14:30", and "at" differs between the two.
    """
    found = [
        text
        for path, text in texts(read_json(TRANSLATIONS[language]))
        if re.search("blocked|cooling_down|code_pause|another_code", path)
        and placeholders(text)
    ]
    assert len(found) == 10
    for text in found:
        assert re.search(r":[ \xa0]\{(?:until|message|next_code)\}[.)]", text), text


def test_every_field_is_described() -> None:
    """No field of a form lacks its explanation."""
    for step in ENGLISH["config"]["step"].values():
        assert step.get("data", {}).keys() == step.get("data_description", {}).keys()


def test_every_way_to_sign_in_is_described() -> None:
    """Whichever menu shows it, an option says the same of itself."""
    menus = [
        step for step in ENGLISH["config"]["step"].values() if "menu_options" in step
    ]
    assert len(menus) == 4
    for menu in menus:
        assert menu["menu_options"].keys() == menu["menu_option_descriptions"].keys()
        for key in ("menu_options", "menu_option_descriptions"):
            assert menu[key] == menus[0][key]


async def test_entities_have_names_and_icons(
    hass: HomeAssistant,
    cloud: BlinkCloud,
    server: Server,
    entity_registry: er.EntityRegistry,
) -> None:
    """Every entity of a home with all kinds of cameras has a name and an icon."""
    entry = await add_entry(hass, demo_account(cloud))
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert entities
    for entity in entities:
        device_class = entity.original_device_class
        if entity.translation_key is None:
            assert device_class, entity.entity_id  # Home Assistant's own name of it
            continue
        texts_of = ENGLISH["entity"].get(entity.domain, {})
        texts_of = texts_of.get(entity.translation_key, {})
        icons = ICONS["entity"].get(entity.domain, {}).get(entity.translation_key)
        # What has the camera's own name needs none.
        is_named = device_class or entity.original_name is None
        assert is_named or texts_of["name"], entity.entity_id
        assert "{" not in (entity.original_name or ""), entity.entity_id
        assert device_class or icons, entity.entity_id
        capabilities = entity.capabilities or {}
        if event_types := capabilities.get("event_types"):
            states = texts_of["state_attributes"]["event_type"]["state"]
            assert states.keys() == set(event_types)
        if options := capabilities.get("options"):
            assert texts_of["state"].keys() == set(options)


async def test_no_icon_is_unused(
    hass: HomeAssistant,
    cloud: BlinkCloud,
    server: Server,
    entity_registry: er.EntityRegistry,
) -> None:
    """No icon is left over from an entity that is gone."""
    entry = await add_entry(hass, demo_account(cloud))
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    used = {(entity.domain, entity.translation_key) for entity in entities}
    for domain, icons in ICONS["entity"].items():
        assert {(domain, key) for key in icons} <= used


async def test_actions_are_described(
    hass: HomeAssistant, cloud: BlinkCloud, server: Server
) -> None:
    """Actions, their description, their texts and their icons are the same ones."""
    await add_entry(hass, demo_account(cloud))
    described = load_yaml_dict(INTEGRATION / "services.yaml")
    registered = hass.services.async_services_for_domain(DOMAIN)
    assert described.keys() == registered.keys()
    assert described.keys() == ENGLISH["services"].keys() == ICONS["services"].keys()
    for action, description in described.items():
        fields = description.get("fields", {})
        assert fields.keys() == ENGLISH["services"][action].get("fields", {}).keys()


async def test_triggers_are_described(hass: HomeAssistant) -> None:
    """What the editor offers for triggers has its words, and is what they take."""
    described = load_yaml_dict(INTEGRATION / "triggers.yaml")
    described = {key: one for key, one in described.items() if key[0] != "."}
    triggers = await async_get_triggers(hass)
    assert described.keys() == triggers.keys()
    assert described.keys() == ENGLISH["triggers"].keys() == ICONS["triggers"].keys()
    offered: dict[str, set[str]] = {}
    for key, description in described.items():
        fields = description["fields"]
        assert fields.keys() == ENGLISH["triggers"][key]["fields"].keys()
        options = {
            field: about["selector"]["select"]["options"]
            for field, about in fields.items()
        }
        await triggers[key].async_validate_config(
            hass, {"target": {"entity_id": "event.any"}, "options": options}
        )
        for field, about in fields.items():
            words = about["selector"]["select"]["translation_key"]
            offered.setdefault(words, set()).update(options[field])
    assert offered == {"reason": set(REASONS), "source": set(Source)}
    assert offered == {
        key: set(words["options"]) for key, words in ENGLISH["selector"].items()
    }


@pytest.mark.parametrize("language", sorted(TRANSLATIONS))
def test_reasons_have_one_name(language: str) -> None:
    """The editor names a reason as the event does."""
    own = read_json(TRANSLATIONS[language])
    event = own["entity"]["event"]["picture_result"]["state_attributes"]
    assert own["selector"]["reason"]["options"] == event["reason"]["state"]

"""Tests of what is installed, in place of hassfest and HACS, which need the network."""

import ast
from importlib.metadata import requires
from itertools import chain
from pathlib import Path
import re

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import voluptuous as vol

from custom_components import blink_thumbnail
from custom_components.blink_thumbnail.const import DOMAIN, PLATFORMS
from homeassistant import components, loader
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint import models
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import validate_selector
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict

from .repository import HOME_PAGE, INTEGRATION, MANIFEST, ROOT, read_json

HOME_ASSISTANT = Path(components.__path__[0])
# Where each rule of the quality scale is in its place.
MODEL = HOME_ASSISTANT / "imou" / "quality_scale.yaml"

# What Home Assistant 2026.11 added, while the tests run on what the least can be.
NEW_MANIFEST_KEYS = {"categories", "connectivity"}
# What only Home Assistant's own integrations say, or what Home Assistant fills in.
CORE_MANIFEST_KEYS = {"is_built_in", "overwrites_built_in", "quality_scale"}


def test_manifest() -> None:
    """Home Assistant and HACS find what they need, and hassfest its order."""
    assert list(MANIFEST) == ["domain", "name", *sorted(list(MANIFEST)[2:])]
    known = loader.Manifest.__annotations__.keys() | NEW_MANIFEST_KEYS
    assert MANIFEST.keys() <= known - CORE_MANIFEST_KEYS
    assert MANIFEST["domain"] == DOMAIN == INTEGRATION.name
    assert not (HOME_ASSISTANT / DOMAIN).exists()
    assert all(owner.startswith("@") for owner in MANIFEST["codeowners"])
    assert MANIFEST["codeowners"]
    assert blink_thumbnail.CONFIG_SCHEMA({}) == {}
    assert MANIFEST["config_flow"] is (INTEGRATION / "config_flow.py").exists()
    assert HOME_PAGE.startswith("https://github.com/")
    assert MANIFEST["issue_tracker"] == f"{HOME_PAGE}/issues"
    assert MANIFEST["integration_type"] == "hub"
    assert MANIFEST["iot_class"] == "cloud_polling"
    assert MANIFEST["requirements"] == []
    version = AwesomeVersion(MANIFEST["version"])
    assert version.strategy is AwesomeVersionStrategy.SEMVER


def test_other_integrations_are_dependencies() -> None:
    """What is imported of another integration is loaded before ours."""
    # Part of every Home Assistant, or what looks for a module of ours itself.
    known = {*Platform, "diagnostics", "homeassistant", "llm", "repairs"}
    known.update(MANIFEST.get("dependencies", []))
    known.update(MANIFEST.get("after_dependencies", []))
    for path in INTEGRATION.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.ImportFrom(module="homeassistant.components", names=names):
                    assert {name.name for name in names} <= known, path
                case ast.ImportFrom(module=str(module)):
                    found = re.match(r"homeassistant\.components\.(\w+)", module)
                    assert not found or found[1] in known, path


def test_entries_have_a_type() -> None:
    """Where Home Assistant hands over an entry, its type says what it holds.

    The rules runtime-data and strict-typing ask for this together.
    """
    handed_over = {
        "async_get_config_entry_diagnostics",
        "async_get_options_flow",
        "async_remove_entry",
        "async_setup_entry",
        "async_unload_entry",
    }
    found = set()
    for path in INTEGRATION.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case (
                    ast.FunctionDef(name=name, args=args)
                    | ast.AsyncFunctionDef(name=name, args=args)
                ) if name in handed_over:
                    found.add(name)
                    types = {ast.unparse(arg.annotation or arg) for arg in args.args}
                    assert "BlinkConfigEntry" in types, path
    assert found == handed_over


def test_platforms_have_modules() -> None:
    """Every platform has its module, and they are in order."""
    assert sorted(PLATFORMS) == PLATFORMS
    names = {path.stem for path in INTEGRATION.glob("*.py")}
    assert {*PLATFORMS} == names & {*Platform}


def test_hacs() -> None:
    """HACS finds its file, and asks for the Home Assistant that the tests run on."""
    hacs = read_json(ROOT / "hacs.json")
    (required,) = (
        requirement.removeprefix("homeassistant==")
        for requirement in requires("pytest-homeassistant-custom-component") or []
        if requirement.startswith("homeassistant==")
    )
    assert hacs == {
        "name": MANIFEST["name"],
        "homeassistant": required,
        "hide_default_branch": True,  # Users get releases only.
    }
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert f"Home Assistant {required}" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize(("name", "size"), [("icon.png", 256), ("icon@2x.png", 512)])
def test_brand(name: str, size: int) -> None:
    """The icon is a trimmed PNG on nothing, in a size that Home Assistant asks for."""
    path = INTEGRATION / "brand" / name
    assert path.stat().st_size < 30_000
    with Image.open(path) as image:
        assert image.format == "PNG"
        assert image.mode == "RGBA"
        assert image.size == (size, size)
        alpha = image.getchannel("A")
        assert alpha.getbbox() == (0, 0, size, size)
        assert alpha.getpixel((0, 0)) == 0


@pytest.mark.parametrize("name", ["icon.png", "icon@2x.png"])
async def test_home_assistant_shows_the_icon(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, name: str
) -> None:
    """Wherever Home Assistant shows the integration, it finds our icon."""
    assert await async_setup_component(hass, "brands", {})
    client = await hass_client()
    response = await client.get(f"/api/brands/integration/{DOMAIN}/{name}")
    assert response.content_type == "image/png"
    assert await response.read() == (INTEGRATION / "brand" / name).read_bytes()


def test_brand_holds_nothing_else() -> None:
    """Every file is one that Home Assistant shows."""
    names = {path.name for path in (INTEGRATION / "brand").iterdir()}
    assert names == {"icon.png", "icon@2x.png"}


@pytest.mark.parametrize("name", ["services.yaml", "triggers.yaml"])
def test_services_and_triggers(name: str) -> None:
    """Every field has a selector that Home Assistant knows."""
    schema = vol.Schema(
        {
            str: {
                vol.Optional("target"): vol.All(
                    lambda target: {"target": target}, validate_selector
                ),
                vol.Optional("fields"): {
                    str: {
                        vol.Required("selector"): validate_selector,
                        vol.Optional("default"): vol.NotIn([None]),
                        vol.Optional("example"): vol.NotIn([None]),
                        vol.Optional("required"): bool,
                    }
                },
            }
        }
    )
    described = load_yaml_dict(INTEGRATION / name)
    schema({key: one for key, one in described.items() if key[0] != "."})


def test_icons_exist() -> None:
    """Every icon is one that Home Assistant uses too, so that it is no misspelt one."""
    icon = re.compile(r'"mdi:[^"]*"')
    files = HOME_ASSISTANT.glob("*/icons.json")
    used = set(
        chain.from_iterable(icon.findall(path.read_text("utf-8")) for path in files)
    )
    ours = icon.findall((INTEGRATION / "icons.json").read_text(encoding="utf-8"))
    assert ours
    assert set(ours) <= used


def test_quality_scale() -> None:
    """Every rule is there, in Home Assistant's order, and honest about itself."""
    ours = (INTEGRATION / "quality_scale.yaml").read_text(encoding="utf-8")
    outline = re.compile(r"^  # \w+$|^  [a-z-]+:", re.MULTILINE)
    assert outline.findall(ours) == outline.findall(MODEL.read_text(encoding="utf-8"))
    sentence = vol.All(str, vol.Match(r"^[A-Z][^\n]*[^.]\.$"))
    explained = {
        vol.Required("status"): vol.In(["done", "todo", "exempt"]),
        vol.Required("comment"): sentence,
    }
    schema = vol.Schema({"rules": {str: vol.Any("done", "todo", explained)}})
    schema(load_yaml_dict(INTEGRATION / "quality_scale.yaml"))


@pytest.mark.parametrize(
    "path", sorted((ROOT / "blueprints").rglob("*.yaml")), ids=lambda path: path.stem
)
def test_blueprints(path: Path) -> None:
    """Home Assistant can import every blueprint, and says where it came from."""
    blueprint = models.Blueprint(
        load_yaml_dict(path),
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )
    assert blueprint.validate() is None
    source = f"{HOME_PAGE}/blob/main/{path.relative_to(ROOT)}"
    assert blueprint.metadata["source_url"] == source


def test_github() -> None:
    """GitHub's files can be read."""
    for path in (ROOT / ".github").rglob("*.yml"):
        assert load_yaml_dict(path), path


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / ".github" / "workflows").iterdir()),
    ids=lambda path: path.stem,
)
def test_workflows(path: Path) -> None:
    """No workflow may do more than it must, or runs what can change unseen."""
    workflow = load_yaml_dict(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"]
    used = re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8"))
    assert used
    for action in used:
        # Home Assistant's and HACS's own checks have no versions to choose from.
        assert re.fullmatch(
            r"actions/[\w-]+@[0-9a-f]{40}|home-assistant/actions/hassfest@master"
            r"|hacs/action@main",
            action,
        )

"""Tests of the structure: imports run downward, from wing to wing and within them."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import blink_cloud

ROOT = Path(blink_cloud.__file__).parent
MODULES = {
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts): path
    for path in sorted(ROOT.rglob("*.py"))
}
FLOORS = {"scenery": 0, "wire": 0, "world": 1, "answers": 2, "server": 3, "": 4}
"""How high a wing is. What belongs to none, such as the demo, is on top."""


def wing_of(module: str) -> str:
    """Return the wing that a module is in."""
    package, *rest = module.removesuffix(".__init__").split(".")
    assert package == "blink_cloud"
    return rest[0] if rest and (ROOT / rest[0]).is_dir() else ""


def imports(module: str, *, types: bool) -> set[str]:
    """Return which modules of the house a module imports.

    Args:
        module: The module.
        types: Whether imports that only the type checker sees count.
    """
    return {
        name
        for node in _import_nodes(ast.parse(MODULES[module].read_text()), types=types)
        for name in _names(module, node)
        if name in MODULES
    }


def _import_nodes(node: ast.AST, *, types: bool) -> Iterator[ast.AST]:
    """Yield the statements that import something, wherever they stand."""
    for_types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    if for_types and not types:
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _import_nodes(child, types=types)


def _names(module: str, node: ast.AST) -> Iterator[str]:
    """Yield the absolute names that a statement may import as modules."""
    match node:
        case ast.Import(names=aliases):
            yield from (alias.name for alias in aliases)
        case ast.ImportFrom(module=source, names=aliases, level=level):
            parents = module.split(".")[:-level] if level else []
            base = ".".join([*parents, *([source] if source else [])])
            yield from (base, f"{base}.__init__")
            yield from (f"{base}.{alias.name}" for alias in aliases)


def test_every_module_is_read() -> None:
    """What this module looks at is there: the wings, and imports in every form."""
    assert {wing_of(module) for module in MODULES} == set(FLOORS)
    assert imports("blink_cloud.world.camera", types=False) >= {
        "blink_cloud.scenery.scenes",
        "blink_cloud.world.__init__",
        "blink_cloud.world.commands",
        "blink_cloud.world.thumbnails",
    }
    network = "blink_cloud.world.network"
    assert network in imports("blink_cloud.world.camera", types=True)
    assert network not in imports("blink_cloud.world.camera", types=False)


@pytest.mark.parametrize("module", MODULES)
def test_no_import_runs_upward(module: str) -> None:
    """A module imports from its own wing and from lower ones, even for its types."""
    wing = wing_of(module)
    upward = {
        name
        for name in imports(module, types=True)
        if wing_of(name) != wing and FLOORS[wing_of(name)] >= FLOORS[wing]
    }
    assert not upward


def test_no_circle() -> None:
    """Modules import each other in no circle; world/ says why its types may."""
    graph = {
        module: imports(module, types=wing_of(module) != "world") for module in MODULES
    }
    TopologicalSorter(graph).prepare()

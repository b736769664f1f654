"""Changes modules in small ways, and tells which changes their tests do not notice.

Neither module constants nor decorated functions may be left out, which hold most of the
deadlines and all callbacks here: the tools that are around leave out both.

Each mutant is tested in a fork of this process, which has everything imported but the
code under test, and gives its import the changed source. So nothing is written, and
several can be tested side by side.
"""

from argparse import ArgumentParser
import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
import os
from pathlib import Path
from random import Random
import signal
import sys
import time
from types import CodeType
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent
PACKAGE: Final = Path("custom_components/blink_thumbnail")

# The modules, and the tests that belong to each: its own first.
TESTS: Final = {
    "api/clock.py": "api/test_clock.py",
    "api/camera_clocks.py": "api/test_camera_clocks.py test_promise.py",
    "api/snapshot_queue.py": "api/test_snapshot_queue.py",
    "api/late_looks.py": "api/test_late_looks.py api/test_proof.py test_promise.py",
    "api/baseline.py": "api/test_proof.py test_promise.py",
    "api/proof.py": "api/test_proof.py test_promise.py",
    "api/command.py": "api/test_command.py api/test_codes.py test_promise.py",
    "api/pacing.py": "api/test_pacing.py",
    "api/shared_task.py": "api/test_shared_task.py api/test_snapshot_queue.py",
    "api/snapshot.py": "api/test_snapshot.py test_promise.py test_debug_log.py",
    "pictures.py": "test_pictures.py test_restart.py test_picture_view.py",
    "picture.py": "test_picture.py test_pictures.py test_image.py",
    "picture_files.py": "test_picture_files.py test_pictures.py",
    "picture_view.py": "test_picture_view.py",
    "auth.py": "test_auth.py test_reauthentication.py",
    "refreshes.py": "test_refreshes.py test_auth.py",
    "targets.py": "test_targets.py test_services.py",
    "services.py": "test_services.py test_targets.py",
}

# What ends later than the tests themselves by so much hangs; factor and seconds.
PATIENCE: Final = 3, 10

OPPOSITES: Final[dict[type[ast.AST], tuple[type[ast.AST], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Break: (ast.Continue, ast.Pass),
    ast.Continue: (ast.Break, ast.Pass),
    ast.Raise: (ast.Pass,),
    ast.AugAssign: (ast.Pass,),
    ast.Delete: (ast.Pass,),
}
NAMES: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
# Types, what runs before the code does, and what nobody relies on.
SKIPPED: Final = {"annotation", "returns", "decorator_list", "type_params", "bases"}


@dataclass
class Mutant:
    """A module with one change."""

    module: str
    line: int
    change: str
    source: str


def mutants(module: str) -> Iterator[Mutant]:
    """Make each mutant of a module."""
    tree = ast.parse((ROOT / PACKAGE / module).read_text())
    line = 0
    for parent, field, index in list(places(tree)):
        children = getattr(parent, field) if index is not None else None
        old = getattr(parent, field) if children is None else children[index]
        line = getattr(old, "lineno", getattr(parent, "lineno", line))
        for new in [*replacements(old, parent), *negation(old, field)]:
            if isinstance(old, ast.expr | ast.stmt):
                ast.copy_location(new, old)
            shown = (
                parent
                if isinstance(old, ast.cmpop | ast.operator | ast.boolop)
                else old
            )
            before = ast.unparse(shown)
            if children is None:
                setattr(parent, field, new)
            else:
                children[index] = new
            after = ast.unparse(parent if shown is parent else new)
            source = ast.unparse(ast.fix_missing_locations(tree))
            yield Mutant(module, line, f"{short(before)}  ->  {short(after)}", source)
            if children is None:
                setattr(parent, field, old)
            else:
                children[index] = old


def places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Find all places in a tree that may hold another node: parent, field, index."""
    for field, value in ast.iter_fields(node):
        if field in SKIPPED or is_log(node):
            continue
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST):
                yield node, field, index if isinstance(value, list) else None
                yield from places(child)


def is_log(node: ast.AST) -> bool:
    """Return if this only logs."""
    return isinstance(node, ast.Expr) and ast.unparse(node).startswith("_LOGGER.")


def replacements(old: ast.AST, parent: ast.AST) -> Iterator[ast.AST]:
    """Return what a node can be replaced with."""
    yield from (opposite() for opposite in OPPOSITES.get(type(old), ()))
    match old:
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            # A second more is no other deadline; twice as many are.
            more, less = (value * 2, value / 2) if value > 3 else (value + 1, value - 1)
            yield ast.Constant(more)
            yield ast.Constant(less if isinstance(value, float) else int(less))
        case ast.Constant(value=str() as value) if not isinstance(parent, ast.Expr):
            yield ast.Constant(f"{value}~")
        case ast.Name(id=name) if name in NAMES:
            yield ast.Name(NAMES[name], old.ctx)
        case ast.UnaryOp(op=ast.Not()):
            yield old.operand
        case ast.Expr(value=value) if not isinstance(value, ast.Constant):
            yield ast.Pass()
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Assign(targets=targets, value=value):
            if not isinstance(value, ast.Constant):
                yield ast.Assign(targets, ast.Constant(None))
        case ast.With() | ast.AsyncWith():
            if not any(item.optional_vars for item in old.items):
                yield ast.If(ast.Constant(1), old.body, [])


def negation(old: ast.AST, field: str) -> Iterator[ast.AST]:
    """Return the contrary of a condition that has no operator of its own."""
    has_operator = isinstance(old, ast.Compare | ast.UnaryOp)
    if field == "test" and isinstance(old, ast.expr) and not has_operator:
        yield ast.UnaryOp(ast.Not(), old)


def short(code: str) -> str:
    """Return what fits into a line."""
    first, *rest = code.splitlines()
    return f"{first} ..." if rest else first


def run_tests(module: str, source: str | None = None) -> int:
    """Start to run a module's tests in a fork, with its source or another one."""
    if child := os.fork():
        return child
    os.setsid()
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    for name in list(sys.modules):
        if name.split(".")[0] in {"custom_components", "tests"}:
            del sys.modules[name]
    if source is not None:
        replace_source(module, source)
    os._exit(pytest.main(arguments(module)))


def arguments(module: str) -> list[str]:
    """Return what to tell pytest."""
    tests = [f"tests/{each}" for each in TESTS[module].split()]
    return ["-xq", "-pno:cacheprovider", "--timeout=15", *filter(os.path.exists, tests)]


def replace_source(module: str, source: str) -> None:
    """Let a module be imported with another source."""
    path = str(ROOT / PACKAGE / module)
    get_code = SourceFileLoader.get_code

    def get_mutant(self: SourceFileLoader, fullname: str) -> CodeType | None:
        """Compile the mutant, or what is there."""
        if self.path == path:
            return compile(source, path, "exec")
        return get_code(self, fullname)

    SourceFileLoader.get_code = get_mutant  # type: ignore[assignment,method-assign]


def test_all(queue: list[Mutant], jobs: int) -> Iterator[tuple[Mutant, bool]]:
    """Test mutants side by side, and return if each lives."""
    limits: dict[str, float] = {}
    running: dict[int, tuple[Mutant, float]] = {}
    while queue or running:
        while queue and len(running) < jobs:
            mutant = queue.pop(0)
            if mutant.module not in limits:
                limits[mutant.module] = measure(mutant.module)
            child = run_tests(mutant.module, mutant.source)
            running[child] = mutant, time.monotonic() + limits[mutant.module]
        time.sleep(0.02)
        for child, (mutant, end) in list(running.items()):
            if time.monotonic() > end:
                os.killpg(child, signal.SIGKILL)
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                del running[child]
                yield mutant, status == 0


def measure(module: str) -> float:
    """Return how long a mutant may take, in seconds; the tests must pass without."""
    started = time.monotonic()
    if os.waitpid(run_tests(module), 0)[1]:
        sys.exit(f"The tests of {module} fail without any mutant")
    return (time.monotonic() - started) * PATIENCE[0] + PATIENCE[1]


def main() -> None:
    """Test the mutants of some modules, or of all."""
    parser = ArgumentParser()
    parser.add_argument("modules", nargs="*", help=f"of {PACKAGE}")
    parser.add_argument("--sample", type=int, help="how many of each module")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    os.chdir(ROOT)
    for module in options.modules or TESTS:
        made = list(mutants(module))
        if options.sample is not None and options.sample < len(made):
            made = Random(options.seed).sample(made, options.sample)
        # This imports what the forks need not import again.
        pytest.main(["--collect-only", "-qq", *arguments(module)])
        count, living = len(made), 0
        for mutant, lives in test_all(made, options.jobs):
            living += lives
            if lives:
                where = f"{PACKAGE / mutant.module}:{mutant.line}"
                sys.stdout.write(f"{where}: {mutant.change}\n")
        sys.stdout.write(f"{module}: {count - living} of {count} mutants died\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

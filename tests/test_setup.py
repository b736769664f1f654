"""Tests of script/setup where something that it needs is missing."""

from pathlib import Path
import shutil
import subprocess
from typing import Final

import pytest

from .repository import ROOT

# What the script calls before it has a uv; bash is there anyway.
TOOLS: Final = ("cat", "dirname", "mkdir", "rm", "sha256sum")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout that has nothing yet, and a folder with programs, `bin`."""
    for name in ("script/setup", "demo/requirements.txt", "requirements_test.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        (tmp_path / "bin" / name).symlink_to(_path(name))
    return tmp_path


def _path(name: str) -> str:
    """Return where a program of this machine is."""
    path = shutil.which(name)
    assert path
    return path


def _setup(checkout: Path) -> list[str]:
    """Let the script fail, and return what it says after what it is doing."""
    result = subprocess.run(  # noqa: S603
        [_path("bash"), checkout / "script" / "setup", "demo"],
        env={"PATH": str(checkout / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert not result.stdout
    return [line for line in result.stderr.splitlines() if "\x1b" not in line]


def _python(checkout: Path, script: str) -> None:
    """Let a shell script be the Python of the machine."""
    python = checkout / "bin" / "python3"
    python.write_text(f"#!{_path('bash')}\n{script}\n")
    python.chmod(0o755)


def test_without_python(checkout: Path) -> None:
    """It says what to install."""
    assert _setup(checkout) == [
        "script/setup: Install Python 3, so that 'python3' runs it."
    ]


def test_without_ensurepip(checkout: Path) -> None:
    """It says which package is missing, as on a fresh Debian."""
    (checkout / "ensurepip.py").write_text("raise ImportError\n")
    _python(checkout, f'PYTHONPATH={checkout} exec {_path("python3")} "$@"')
    assert _setup(checkout) == [
        "script/setup: Install what 'python3 -m venv' needs: "
        "on Debian and Ubuntu, python3-venv."
    ]


def test_without_network(checkout: Path) -> None:
    """It says what it looked for, and keeps the rest for who wants to know."""
    pip = 'mkdir -p "$3/bin"; printf "#!/bin/sh\\necho No route; exit 1" >"$3/bin/pip"'
    _python(
        checkout, f'[ "$2" = venv ] || exit 0; {pip}; {_path("chmod")} +x "$3"/bin/*'
    )
    assert _setup(checkout) == [
        "script/setup: Could not download uv: is there a network? "
        ".tools/setup.log has the details."
    ]
    assert (checkout / ".tools" / "setup.log").read_text() == "No route\n"

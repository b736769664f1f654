"""Fails if a module of the integration is covered by less than 95 percent.

Where a token or a sign-in could get lost, all of it must be covered.
"""

from pathlib import Path
import sys

import coverage

LEAST = 95
WHOLE = {
    "account_access.py",
    "auth.py",
    "config_flow.py",
    "refreshes.py",
    "sign_in_steps.py",
}


def main() -> int:
    """Say which modules fall short, if any does."""
    data = coverage.Coverage()
    data.load()
    short = []
    for path in sorted(data.get_data().measured_files()):
        if "/custom_components/" not in path:
            continue
        numbers = data._analyze(path).numbers  # noqa: SLF001  # The report's own figures
        least = 100 if Path(path).name in WHOLE else LEAST
        if numbers.pc_covered < least:
            short.append(f"{path}: {numbers.pc_covered:.1f} %, and not {least} %")
    if short:
        sys.stderr.write("Covered too little:\n" + "\n".join(short) + "\n")
    return 1 if short else 0


raise SystemExit(main())

"""Fails if a module of the integration is covered by less than 95 percent."""

import sys

import coverage

LEAST = 95


def main() -> int:
    """Say which modules fall short, if any does."""
    data = coverage.Coverage()
    data.load()
    short = []
    for path in sorted(data.get_data().measured_files()):
        if "/custom_components/" not in path:
            continue
        numbers = data._analyze(path).numbers  # noqa: SLF001  # The report's own figures
        if numbers.pc_covered < LEAST:
            short.append(f"{path}: {numbers.pc_covered:.1f} %")
    if short:
        sys.stderr.write(f"Covered by less than {LEAST} %:\n" + "\n".join(short) + "\n")
    return 1 if short else 0


raise SystemExit(main())

"""The figures in docs/performance.md, and how to get them again."""

from typing import Final

# Seconds after which a picture that is not there yet is said to come never.
PATIENCE: Final = 300

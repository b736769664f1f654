"""The figures in docs/performance.md, and how to get them again."""

from typing import Final

# Seconds after which a picture that is not there yet is said to come never.
PATIENCE: Final = 300

# Presses before those that are measured, where a camera's time repeats.
LEARNING: Final = 3

# Seconds in which a network is busy when its camera is pressed.
BUSY: Final = 5

# Times that all cameras are pressed after the first time, and before the measured ones.
WARMING_UP: Final = 2

"""The command line: python -m demo.tethered [ARGUMENTS OF HOME ASSISTANT].

Home Assistant that ends with the process that started it, however that one ends: the
other end of its standard input closes then.
"""

import os
import runpy
import signal
from threading import Thread


def _end_with_parent() -> None:
    """Kill the process group as soon as nobody holds the other end any more."""
    # Not through sys.stdin, whose lock a thread must not hold when Python ends.
    while os.read(0, 1):
        pass
    # Nobody could kill it later if it did not stop, and its folder is temporary.
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    Thread(target=_end_with_parent, daemon=True).start()
    runpy.run_module("homeassistant", run_name="__main__", alter_sys=True)

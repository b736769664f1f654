"""Modules that stand in for packages which the demo can do without.

Home Assistant imports these packages when it starts, whether or not anybody speaks to
it. The real ones have to be compiled where there is no wheel for them, and a demo that
needs a compiler is no demo. This folder is on Home Assistant's path, so that it finds
them here. None of it is ever called: the demo has no microphone.
"""

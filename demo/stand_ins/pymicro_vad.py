"""In place of what finds speech in sound."""


class MicroVad:
    """Has the name that Home Assistant imports."""

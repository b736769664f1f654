"""In place of what takes noise out of sound."""


class AudioProcessor:
    """Has the name that Home Assistant imports."""

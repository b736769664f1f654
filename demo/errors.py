"""What the demo says when it cannot go on."""


class DemoError(Exception):
    """Ends the demo; its text is shown to the person as it is."""

"""A person's story in a real browser, against the demo's Home Assistant."""

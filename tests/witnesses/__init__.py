"""Clients that nobody here wrote, unedited: what they can use is no invention."""

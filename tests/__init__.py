"""Tests of Blink Thumbnail."""

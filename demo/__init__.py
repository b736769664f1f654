"""A real Home Assistant with the integration, against a simulated Blink cloud."""

"""The cloud as a server: HTTP, TLS, and Blink's names."""

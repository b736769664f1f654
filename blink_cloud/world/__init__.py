"""What Blink's cloud is made of: accounts, networks, cameras, and what they do.

Its modules know each other in a circle, and only this wing's may: an account has
networks, a network has cameras, a camera has commands, and each of them knows what it
belongs to. What refers back to its owner imports it only for the type checker.
"""

"""Tests of the client, against the simulated cloud over real HTTP."""

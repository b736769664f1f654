"""Tests of the cloud in a box, over plain HTTP and without a client of ours."""

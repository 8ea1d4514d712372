"""Benchmarks for the figures in the README and the notes; `nox -s bench` prints them."""

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Batches: many jobs under one ceiling, resumed after any crash."""

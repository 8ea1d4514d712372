# fmt: off
# isort: skip_file
# ruff: noqa: PGH004
# ruff: noqa
# flake8: noqa
# pylint: skip-file
"""Runtime of every generated package: hand-written, provider-neutral, copied unchanged."""

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Runtime of every generated package: hand-written, provider-neutral, copied unchanged."""

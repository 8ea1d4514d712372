# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A journal of paid jobs: written down before they are submitted, and followed until they end."""

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The package's command line: what a journal knows of paid jobs, and what to do about them."""

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The HTTP library in use; no other file names it."""

import httpx as library

__all__ = ["library"]

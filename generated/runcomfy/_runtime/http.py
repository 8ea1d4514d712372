# fmt: off
# isort: skip_file
# ruff: noqa: PGH004
# ruff: noqa
# flake8: noqa
# pylint: skip-file
"""The HTTP library in use; no other file names it."""

import httpx as library

__all__ = ["library"]

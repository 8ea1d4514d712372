# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The HTTP library in use and the library of connections below it; no other file names them."""

import httpcore as network
import httpx as library

__all__ = ["library", "network"]

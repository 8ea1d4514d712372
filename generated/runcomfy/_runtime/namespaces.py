# fmt: off
# isort: skip_file
# ruff: noqa: PGH004
# ruff: noqa
# flake8: noqa
# pylint: skip-file
"""Segments of endpoint ids as attributes of a client; imports nothing heavy."""

from __future__ import annotations

TYPE_CHECKING = False  # see client.py
if TYPE_CHECKING:
    from .client import AsyncClient, Client


class Namespace:
    """One segment of endpoint ids; generated subclasses add the segments below it."""

    def __init__(self, client: Client) -> None:
        self._client = client


class AsyncNamespace:
    """One segment of endpoint ids; generated subclasses add the segments below it."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

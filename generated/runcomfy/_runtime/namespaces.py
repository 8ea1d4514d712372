"""Namespaces: the segments of the endpoints' ids as attributes. Loads nothing."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import AsyncClient, Client


class Namespace:
    """One segment of endpoint ids; generated subclasses name what is below."""

    def __init__(self, client: Client) -> None:
        self._client = client


class AsyncNamespace:
    """One segment of endpoint ids; generated subclasses name what is below."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

"""The lenient server for all tests of its folder, and a client of its first account."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from testing.independent.lenient import independent
from testing.independent.support import make_client


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Yield the URL of a server whose jobs advance with each poll."""
    with independent() as url:
        yield url


@pytest.fixture(scope="module")
def mine(url: str) -> Iterator[httpx.Client]:
    """Yield a client of the first account."""
    with make_client(url) as client:
        yield client

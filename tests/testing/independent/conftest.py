"""One independent server for all samples, and a client of its first account."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from testing.independent.server import independent
from testing.independent.support import make_client


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Give a server whose jobs go on with each poll."""
    with independent() as url:
        yield url


@pytest.fixture(scope="module")
def mine(url: str) -> Iterator[httpx.Client]:
    """Give a client of the first account."""
    with make_client(url) as client:
        yield client

"""The promises of a client that its own transport shows, or many waits at once."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.testing.client_protocol.crowd_cases import crowd_cases
from clientwright.testing.client_protocol.exchange_cases import exchange_cases
from clientwright.testing.client_protocol.live_case import LiveCase
from clientwright.testing.client_protocol.loop_cases import loop_cases


def live_cases() -> Iterator[LiveCase]:
    """Yield the promises, whatever the service."""
    yield from crowd_cases()
    yield from exchange_cases()
    yield from loop_cases()

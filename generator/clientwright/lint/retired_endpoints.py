"""Report endpoints that the provider no longer lists."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.lint.problems import RetiredEndpoint
from clientwright.problems import Problem
from clientwright.specs.model import Specs


def check(specs: Specs) -> Iterator[Problem]:
    """Yield a note for every retired endpoint, which is neither generated nor tested."""
    for endpoint in specs.retired:
        yield RetiredEndpoint(endpoint.location("/retired"), endpoint.id)

"""Which endpoints are kept though the provider has taken them away?"""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.lint.problems import RetiredEndpoint
from clientwright.problems import Problem
from clientwright.specs.model import Specs


def check(specs: Specs) -> Iterator[Problem]:
    """Name every endpoint that is retired: it is in no package and in no test."""
    for endpoint in specs.retired:
        yield RetiredEndpoint(endpoint.location("/retired"), endpoint.id)

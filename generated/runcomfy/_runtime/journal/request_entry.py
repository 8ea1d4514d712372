# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Which entry of a journal is that of a request."""

from __future__ import annotations

from collections.abc import Iterable

from .base_urls import same_url
from .entry import FREE, Entry


def entry_of_request(found: Iterable[Entry], base_url: str) -> Entry | None:
    """Return which of a request's entries is that of an API, or None.

    One that bought something comes before one that bought nothing, such as a refusal that named the
    request; a newer one before an older one.
    """
    here = [one for one in found if one.base_url == same_url(base_url)]
    return max(here, key=lambda one: (one.state not in FREE, one.id), default=None)

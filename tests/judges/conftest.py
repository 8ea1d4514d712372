"""A JavaScript engine for the tests of this folder, and a generated package."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from codegen.conftest import package
from judges.javascript import JavaScript, run_javascript

__all__ = ["javascript", "package"]


@pytest.fixture(scope="session")
def javascript() -> Iterator[JavaScript]:
    """Run an engine until the tests end."""
    with run_javascript() as engine:
        yield engine

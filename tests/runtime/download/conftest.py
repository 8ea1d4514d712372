"""Short pauses between attempts."""

from __future__ import annotations

import pytest

from clientwright.runtime.download import one_file


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let attempts follow each other at once."""
    monkeypatch.setattr(one_file, "FIRST_PAUSE", 0.001)

"""What a fact of a service is where its file leaves it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NOT_BEGUN: Sequence[Mapping[str, Any]] = ({"http": 429},)
"""The answers to a submit after which it may be repeated."""

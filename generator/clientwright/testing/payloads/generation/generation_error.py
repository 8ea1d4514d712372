"""What cannot be made by construction."""

from __future__ import annotations


class GenerationError(Exception):
    """A schema (at `pointer`) or the rules leave no way to make payloads without trial and error."""

    def __init__(self, pointer: str, reason: str) -> None:
        """Say where and why."""
        super().__init__(f"{pointer or 'the input'}: {reason}")
        self.pointer, self.reason = pointer, reason

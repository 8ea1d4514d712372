"""The error for payloads that cannot be generated."""

from __future__ import annotations


class GenerationError(Exception):
    """No payload can be constructed for a schema (at `pointer`) or for the rules."""

    def __init__(self, pointer: str, reason: str) -> None:
        """Create it for a pointer and the reason."""
        super().__init__(f"{pointer or 'the input'}: {reason}")
        self.pointer, self.reason = pointer, reason

"""What could not be written to a journal is logged, so that it is not lost."""

from __future__ import annotations

from contextlib import suppress


def log_unwritten(service: str, text: str, *words: object, **facts: object) -> None:
    """Log what a journal could not note, with the record's fields; a failure to log must not lose the job, too."""
    with suppress(Exception):
        from ..telemetry.structured_log import log_event

        log_event(service, "ERROR", "unwritten", text, *words, **facts)

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What is logged about a journal itself: that it was created, or what could not be written to it."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module


def log_unwritten(service: str, text: str, *words: object, **facts: object) -> None:
    """Log what a journal could not note, with the record's fields; a failure to log must not lose the job, too."""
    with suppress(Exception):
        from ..telemetry.structured_log import log_event

        log_event(service, "ERROR", "unwritten", text, *words, **facts)


def log_created(name: str) -> None:
    """Log that a journal was created, since whoever expected an old one has named another place."""
    with suppress(Exception):  # a job does not fail because of it
        service: str = import_module("..._service", __package__).SERVICE.name
        if (
            "logging" in sys.modules
        ):  # else nobody hears it, and to load it goes wrong beside a fork
            from ..telemetry.structured_log import log_event

            text = "created a new journal: %s knows of no job yet"
            log_event(service, "INFO", "journal_created", text, name)

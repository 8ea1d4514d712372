"""What could not be written to a journal is logged, so that it is not lost."""

from __future__ import annotations

import logging
from contextlib import suppress


def log_unwritten(service: str, text: str, *facts: object) -> None:
    """Log what a journal could not note; a failing log handler must not lose the job, too."""
    with suppress(Exception):
        logging.getLogger(service).error(text, *facts)

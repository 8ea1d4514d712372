# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Whether anybody listens to what happens to jobs: a logger, or OpenTelemetry. Else nothing of it is loaded."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext


def is_heard(service: str, level: str) -> bool:
    """Return whether anybody hears the service's log records of a level; Python prints warnings."""
    logging = sys.modules.get("logging")
    heard = logging and logging.getLogger(service).isEnabledFor(getattr(logging, level))
    return level == "WARNING" or bool(heard)


def watch(operation: str, service: str, *call: object) -> AbstractContextManager[None]:
    """Return a block around a call on a job, which is logged and traced if anybody listens."""
    if "opentelemetry.trace" not in sys.modules and not is_heard(service, "INFO"):
        return nullcontext()
    from .telemetry.watched_calls import OPERATIONS

    return OPERATIONS[operation](*call)

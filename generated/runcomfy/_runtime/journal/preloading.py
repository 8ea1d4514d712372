# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a submit with a journal may need is loaded when its client is made, also what only failures need.

A child that is forked while another thread loads a module waits for that thread for ever, or finds
half of the module. So forks wait until a client has loaded everything, and later nothing is loaded.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client_journal import ClientJournal

_COMMON = (
    "encodings.idna",
    "..content_encoding",
    "..endpoint",
    "..http_failures",
    "..interrupted_submit",
    "..job_protocol",
    "..partial_answer",
    "..pickled_job",
    "..proxy_settings",
    "..redaction",
    "..request_faults",
    "..retry_delay",
    "..secret_fields",
    "..submission",
    "..submit_answer",
    "..submit_grace",
    "..telemetry.structured_log",
    "..telemetry.watched_calls",
    ".job_end",
    ".submit_flow",
)
LOADING = threading.RLock()
"""Held while modules are loaded; forks wait for it."""


def loaded_journal(
    target: str | os.PathLike[str] | None,
    account: object,
    record_inputs: object,
    modules: Sequence[str],
) -> ClientJournal:
    """Load modules of the runtime, and what every submit with a journal may need; return the journal.

    Raises:
        ConfigurationError: one of the arguments cannot be used.
    """
    with LOADING:
        for name in (*_COMMON, *(f"..{one}" for one in modules)):
            import_module(name, __package__)
        from .client_journal import ClientJournal

        return ClientJournal(target, account, record_inputs)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=LOADING.acquire,
        after_in_parent=LOADING.release,
        after_in_child=LOADING.release,
    )

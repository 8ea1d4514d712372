# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""How the command line ends: its exit codes."""

from __future__ import annotations

SUCCESS = 0
FAILED = 1
USAGE = 2
ENDED = 128
"""A command that a signal ends has this exit code plus the signal's number, as in shells."""
PIPE_CLOSED = 141
MEANINGS = {
    SUCCESS: "done",
    FAILED: "a job failed, goes on, was not followed or could not be reached, or an unknown remains",
    USAGE: "wrong usage or configuration, or a journal that cannot be used",
    130: "ended by Ctrl-C; accepted jobs continue",
    PIPE_CLOSED: "the reader of the output has closed it",
}

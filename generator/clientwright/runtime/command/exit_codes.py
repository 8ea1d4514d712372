"""How the command line ends: its exit codes."""

from __future__ import annotations

SUCCESS = 0
FAILED = 1
USAGE = 2
INTERRUPTED = 130
"""As in shells: 128 plus the number of the signal that ended the command, here SIGINT."""
PIPE_CLOSED = 141
MEANINGS = {
    SUCCESS: "done",
    FAILED: "a job failed, is still running, was not followed or could not be reached, or an unknown remains",
    USAGE: "wrong usage or configuration, or a journal that cannot be used",
    INTERRUPTED: "ended by Ctrl-C; accepted jobs continue",
    PIPE_CLOSED: "the reader of the output closed it",
}

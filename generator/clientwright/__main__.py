"""`python -m clientwright`, and the command `clientwright`: Ctrl-C ends both the same way, at any moment.

While a command starts that is asked for a report, signals wait: it handles them, and writes the report.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import IO, Literal

GC_THRESHOLD = 200_000
"""New objects between two collections; a command is short-lived and keeps most of what it allocates."""


_REPORTS = frozenset({"--json", "--json-file", "--junit", "--html"})
"""The options of `contract` that ask for a report."""


def hold_signals(words: Sequence[str]) -> None:
    """Hold signals back if the words of a command line ask for a report of `contract`."""
    command = next((word for word in words if not word.startswith("-")), "")
    asked = command == "contract" and any(word.partition("=")[0] in _REPORTS for word in words)
    if asked and hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})


def _open_null(mode: Literal["r", "w"]) -> IO[str]:
    """Return the null device for a stream that the caller has closed; its name tells (`standard_streams`)."""
    return open(os.devnull, mode, encoding="utf-8")


def run() -> None:
    """Run the command line, loading it first."""
    hold_signals(sys.argv[1:])
    gc.set_threshold(GC_THRESHOLD, 20, 20)
    for stream in ("stdin", "stdout", "stderr"):
        if getattr(sys, stream) is None:  # closed by the caller
            setattr(sys, stream, _open_null("r" if stream == "stdin" else "w"))
    try:
        from clientwright.cli import main
        from clientwright.cli.standard_streams import name_stdout

        name_stdout()
        main(prog_name="clientwright")
    except KeyboardInterrupt:
        sys.stderr.write("Error: interrupted\n")
        raise SystemExit(130) from None


if __name__ == "__main__":
    run()

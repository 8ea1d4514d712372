"""`python -m clientwright`, and the command `clientwright`: Ctrl-C ends both the same way, at any moment."""

from __future__ import annotations

import gc
import os
import sys

GC_THRESHOLD = 200_000
"""New objects between two collections; a command is short-lived and keeps most of what it allocates."""


def run() -> None:
    """Run the command line, loading it first."""
    gc.set_threshold(GC_THRESHOLD, 20, 20)
    for stream in ("stdout", "stderr"):
        if getattr(sys, stream) is None:  # closed by the caller
            setattr(sys, stream, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    try:
        from clientwright.cli import main

        main(prog_name="clientwright")
    except KeyboardInterrupt:
        sys.stderr.write("Error: interrupted\n")
        raise SystemExit(130) from None


if __name__ == "__main__":
    run()

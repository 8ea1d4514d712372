"""`python -m clientwright`, and the command `clientwright`: Ctrl-C ends both the same way, however early."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line, loading it first."""
    try:
        from clientwright.cli import main

        main(prog_name="clientwright")
    except KeyboardInterrupt:
        sys.stderr.write("Error: interrupted\n")
        raise SystemExit(130) from None


if __name__ == "__main__":
    run()

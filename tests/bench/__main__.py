"""`nox -s bench [generate] [imports] [calls] [examples] [sync]`: all figures, or those named."""

from __future__ import annotations

import os
import sys

from tests.bench import calls, examples, generation, imports, sync

BENCHES = {
    "generate": generation.main,
    "imports": imports.main,
    "calls": calls.main,
    "examples": examples.main,
    "sync": sync.main,
}


def main() -> None:
    """Run the benches that are named, or all; an installed program is compiled, and so is what is measured."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()


if __name__ == "__main__":
    main()

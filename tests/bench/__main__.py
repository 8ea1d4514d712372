"""`nox -s bench [NAME …]`: run all benchmarks, or those of these names.

The names are the keys of `BENCHES`.
"""

from __future__ import annotations

import os
import sys

from tests.bench import (
    calls,
    contract,
    examples,
    failing_server,
    generation,
    imports,
    journal,
    recordings,
    sync,
)

BENCHES = {
    "generate": generation.main,
    "imports": imports.main,
    "calls": calls.main,
    "examples": examples.main,
    "sync": sync.main,
    "journal": journal.main,
    "contract": contract.main,
    "recordings": recordings.main,
    "failing": failing_server.main,
}


def main() -> None:
    """Run the benchmarks named, or all of them, with bytecode caching as in an installed program."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()


if __name__ == "__main__":
    main()

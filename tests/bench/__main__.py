"""`nox -s bench [-- NAME…]`: measure, and write the results, their page and its pictures.

With names, only these benchmarks run, and the other rows stay as they were. `--compare FILE` says what became
slower than in a file of results, beyond the noise of both, and writes nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import (
    calls,
    contract,
    examples,
    failing_server,
    generation,
    journal,
    package_start,
    payload_checks,
    provider_changes,
    recordings,
    results,
    results_page,
    sandbox,
)
from tests.bench.results import Curve, Results, Row

Measured = Row | tuple[str, Curve]
BENCHES: dict[str, Callable[[], Iterator[Measured]]] = {
    "generate": generation.measure,
    "changes": provider_changes.measure,
    "start": package_start.measure,
    "checks": payload_checks.measure,
    "calls": calls.measure,
    "contract": contract.measure,
    "examples": examples.measure,
    "sandbox": sandbox.measure,
    "journal": journal.measure,
    "recordings": recordings.measure,
    "failing": failing_server.measure,
}


def main() -> None:
    """Run the benchmarks named, or all of them, with bytecode caching as in an installed program."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHES)}")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="results to compare with")
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in BENCHES]:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHES)}")
    try:
        before = results.load(asked.compare) if asked.compare else None
    except (OSError, ValueError) as error:
        parser.error(str(error))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    found = _measure(asked.names or [*BENCHES])
    if before is not None:
        sys.exit(_compare(found, before))
    if asked.names and results.FILE.exists():
        found = found.merged_into(results.load(results.FILE))
    results.FILE.write_text(found.dumps(), "utf-8")
    results_page.write(results.load(results.FILE))


def _measure(names: list[str]) -> Results:
    rows: list[Row] = []
    curves: dict[str, Curve] = {}
    for name in names:
        for one in BENCHES[name]():
            if isinstance(one, Row):
                rows.append(one)
                print(results_page.line(one), flush=True)
            else:
                curves[one[0]] = one[1]
    return results.new_results(rows, curves)


def _compare(now: Results, before: Results) -> int:
    """Print what became slower; return the exit code."""
    worse = results.slower(now, before)
    for row, old in worse:
        print(f"slower: {results_page.line(row)}; on {before.date}: {results_page.figures(old)}")
    print(f"{len(worse)} of {len(now.rows)} rows became slower beyond the noise of both runs")
    return 1 if worse else 0


if __name__ == "__main__":
    main()

"""The cost of importing the package and of using an endpoint first, above a bare interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import many_endpoints
from tests.bench.paired_timing import medians, process, table

IMPORT = "from runcomfy import RunComfy, kling; api = RunComfy(token='t')"
FIRST_USE = (
    f"{IMPORT}; kling.kling_3_0.standard.image_to_video.request("
    "prompt='p', start_image_url='https://example.com/a.png')"
)


def main() -> None:
    """Print the table of import times."""
    with tempfile.TemporaryDirectory() as name:
        folders = {count: _package(Path(name) / str(count), count) for count in (2, 100)}
        timed = {"bare": lambda: process([sys.executable, "-c", "pass"])}
        for count, folder in folders.items():
            env = {**os.environ, "PYTHONPATH": str(folder)}
            for label, code in (("import", IMPORT), ("first", FIRST_USE)):
                timed[f"{label}{count}"] = lambda code=code, env=env: process(
                    [sys.executable, "-c", code], env=env
                )
        found = medians(timed, 15)
    rows = [["endpoints", "import above bare", "first use above bare"]]
    for count in folders:
        above = [(found[f"{label}{count}"] - found["bare"]) * 1000 for label in ("import", "first")]
        rows.append([str(count), *(f"{ms:.1f} ms" for ms in above)])
    table(f"Import (median; a bare interpreter takes {found['bare'] * 1000:.1f} ms)", rows)


def _package(folder: Path, count: int) -> Path:
    many_endpoints.write(folder / "specs", count)
    subprocess.run(
        [sys.executable, "-m", "clientwright", "generate"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "generated"

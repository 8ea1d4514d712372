"""`generate` for 2 and 100 endpoints, cold and unchanged, compared with openapi-python-client."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench import many_endpoints
from tests.bench.paired_timing import medians, process, table


def main() -> None:
    """Print the table of generation."""
    rows = [
        [
            "endpoints",
            "generate, cold",
            "one changed",
            "nothing changed",
            "openapi-python-client",
            "cold / its time",
            "nothing / cold",
        ]
    ]
    for count in (2, 100):
        with tempfile.TemporaryDirectory() as name:
            rows.append(_row(Path(name), count))
    table("Generation (median wall seconds of whole processes)", rows)


def _row(folder: Path, count: int) -> list[str]:
    many_endpoints.write(folder / "specs", count)
    (folder / "openapi.json").write_text(json.dumps(many_endpoints.openapi(count)), "utf-8")
    spec = sorted((folder / "specs").glob("*/*/**/*.json"))[0]
    ours = [sys.executable, "-m", "clientwright", "generate"]
    theirs = [
        sys.executable,
        "-m",
        "openapi_python_client",
        "generate",
        "--path",
        "openapi.json",
        "--output-path",
        "theirs",
    ]

    def cold() -> float:
        shutil.rmtree(folder / "generated", ignore_errors=True)
        return process(ours, cwd=folder)

    def one() -> float:
        document = json.loads(spec.read_text("utf-8"))
        document["notes"] = [*document.get("notes", []), "changed"]
        spec.write_text(json.dumps(document), "utf-8")
        return process(ours, cwd=folder)

    def other() -> float:
        shutil.rmtree(folder / "theirs", ignore_errors=True)
        return process(theirs, cwd=folder)

    timed = {"cold": cold, "one": one, "nothing": lambda: process(ours, cwd=folder), "other": other}
    found = medians(timed, 3 if count > 10 else 5)
    ratios = (found["cold"] / found["other"], found["nothing"] / found["cold"])
    return [
        str(count),
        *(f"{found[key]:.2f}" for key in ("cold", "one", "nothing", "other")),
        *(f"{r:.2f}" for r in ratios),
    ]

"""What a provider's change costs: `sync`, `update`, `diff` and `vendor` of many endpoints."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench import unlike_endpoints
from tests.bench.generation import CLIENTWRIGHT
from tests.bench.processes import run
from tests.bench.results import Aim, Row, row
from tests.bench.sampling import alternate

MANY, SOME = 1000, 400
ROUNDS = 3


def measure() -> Iterator[Row]:
    """Yield the rows of a provider's change."""
    with tempfile.TemporaryDirectory() as name:
        yield from _catalogue_rows(Project(Path(name)))
    with tempfile.TemporaryDirectory() as name:
        yield from _tree_rows(Path(name))


class Project:
    """A folder with a catalogue of many endpoints, and a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {**os.environ, "CLIENTWRIGHT_CACHE": str(folder / "cache")}
        self.catalogue: dict[str, Any] = unlike_endpoints.catalogue(MANY)
        self.changes = 0
        self.write()

    def write(self) -> None:
        """Write the catalogue's answer."""
        (self.folder / "models.json").write_text(json.dumps(self.catalogue), "utf-8")

    def sync_cold(self) -> float:
        """Make all specs from the catalogue."""
        for name in ("specs", "generated", "cache"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        return self._seconds("sync")

    def update(self) -> float:
        """Go from the catalogue to a checked package."""
        return self._seconds("update")

    def update_one_changed(self) -> float:
        """Change one bound of one endpoint, as a provider does, and update."""
        self.changes += 1
        properties = self.catalogue["models"][7]["input_schema"]["properties"]
        next(iter(properties.values()))["maxLength"] = 1000 + self.changes
        self.write()
        return self.update()

    def _seconds(self, command: str) -> float:
        words = [*CLIENTWRIGHT, command, "--catalogue", "models.json"]
        return run(words, self.folder, self.env).seconds


def _catalogue_rows(project: Project) -> Iterator[Row]:
    cold = alternate({"cold": project.sync_cold}, ROUNDS)["cold"]
    work = f"sync a catalogue of {MANY:,} endpoints, cold"
    yield row(f"sync-cold-{MANY}", work, "s", cold, aim=Aim(4))
    project.update()
    found = alternate({"one": project.update_one_changed, "none": project.update}, ROUNDS)
    work = f"update of {MANY:,} endpoints, from catalogue to checked package"
    yield row(f"update-one-{MANY}", f"{work}, one changed", "s", found["one"], aim=Aim(1.5))
    yield row(f"update-none-{MANY}", f"{work}, nothing changed", "s", found["none"])


def _tree_rows(folder: Path) -> Iterator[Row]:
    unlike_endpoints.write_specs(folder / "old", SOME)
    unlike_endpoints.write_specs(folder / "new", SOME)
    for path in sorted((folder / "new").glob("*/*/**/*.json")):
        _change_everything(path)
    compared = alternate({"all": lambda: _seconds(folder, "diff", "old", "new")}, ROUNDS)["all"]
    work = f"diff of two trees in which all {SOME} endpoints changed"
    yield row(f"diff-all-{SOME}", work, "s", compared, aim=Aim(2))
    (folder / "shop").mkdir()
    (folder / "shop/__init__.py").touch()
    copied = _seconds(folder, "vendor", "runcomfy", "--specs", "old", "--into", "shop")
    yield row(f"vendor-{SOME}", f"vendor {SOME} endpoints", "s", [copied])
    checks = {
        "the lock alone": ("vendor", "--check", "."),
        "against the specs": ("vendor", "--check", ".", "--specs", "../old"),
    }
    found = alternate(
        {
            name: lambda words=words: _seconds(folder / "shop", *words)
            for name, words in checks.items()
        },
        ROUNDS,
    )
    for name, values in found.items():
        id = f"vendor-check-{name.replace(' ', '-')}-{SOME}"
        yield row(id, f"vendor --check of {SOME} endpoints, {name}", "s", values)


def _change_everything(path: Path) -> None:
    """Change a bound, an enum and a text of one endpoint."""
    document = json.loads(path.read_text("utf-8"))
    for field in document["input"]["properties"].values():
        if "maxLength" in field:
            field["maxLength"] += 1
        if "enum" in field:
            field["enum"].append("another")
    document["words"]["en"][""]["description"] += " Better than before."
    path.write_text(json.dumps(document), "utf-8")


def _seconds(folder: Path, *words: str) -> float:
    """Return the seconds of a command that may end with a verdict: only a failure counts as one."""
    return run([*CLIENTWRIGHT, *words], folder, codes=VERDICTS).seconds


VERDICTS: Sequence[int] = (0, 1)

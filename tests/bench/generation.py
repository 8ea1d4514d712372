"""`generate`, `lint` for 1 to 1,000 endpoints, cold and unchanged, beside other generators of Python clients."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import unlike_endpoints
from tests.bench.processes import run
from tests.bench.results import Aim, Curve, Row, row
from tests.bench.sampling import Measure, Sample, alternate

COUNTS = (1, 10, 100, 119, 1000)
CLIENTWRIGHT = [sys.executable, "-m", "clientwright"]
OPENAPI = [sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json"]
MODELS = [
    *(sys.executable, "-m", "datamodel_code_generator", "--input", "openapi.json"),
    *("--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"),
    *("--formatters", "builtin", "--output", "theirs/models.py"),
    *("--openapi-scopes", "schemas", "paths"),
]
WITH_CLIENT = [
    *(*MODELS, "api", "--generate-client", "httpx2", "--client-output", "theirs/client"),
    *("--client-package", "theirs.client", "--client-model-package", "theirs.models"),
]
RIVALS = {
    "openapi-python-client": [*OPENAPI, "--output-path", "theirs"],
    "datamodel-code-generator, models only": MODELS,
    "datamodel-code-generator, with client": WITH_CLIENT,
}
FASTEST = "openapi-python-client"
ROUNDS = {1: 3, 10: 3, 100: 3, 119: 3, 1000: 2}
MANY = 1000


def measure() -> Iterator[Row | tuple[str, Curve]]:
    """Yield the rows of generation and lint, and the curve of generation."""
    lines: dict[str, dict[int, float]] = {"clientwright": {}, **{name: {} for name in RIVALS}}
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as name:
            project = Project(Path(name), count)
            found = alternate(project.cold_measures(), ROUNDS[count])
            if count in {119, MANY}:
                yield from project.rows(found)
        if count != 119:
            for label, values in found.items():
                lines[label][count] = Sample.of(values).median
    yield "generate", Curve("Seconds to generate a client, cold", "s", lines)


class Project:
    """A folder with endpoints as specs and as an OpenAPI document, and a cache of its own."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        self.env = {**os.environ, "CLIENTWRIGHT_CACHE": str(folder / "cache")}
        unlike_endpoints.write_specs(folder / "specs", count)
        document = json.dumps(unlike_endpoints.openapi(count))
        (folder / "openapi.json").write_text(document, "utf-8")
        self.spec = sorted((folder / "specs").glob("*/*/**/*.json"))[0]

    def cold_measures(self) -> dict[str, Measure]:
        """Return the measurements of all generators, each into an empty folder."""
        return {"clientwright": self.cold, **{name: self._rival(name) for name in RIVALS}}

    def rows(self, cold: dict[str, list[float]]) -> Iterator[Row]:
        """Yield the rows of this number of endpoints."""
        count, is_many = f"{self.count:,}", self.count == MANY
        for name in RIVALS:
            aim = Aim(0.4, "ratio") if name == FASTEST else None
            id = f"generate-cold-{self.count}-{name.replace(', ', '-').replace(' ', '-')}"
            work = f"generate {count} endpoints, cold"
            yield row(id, work, "s", cold["clientwright"], rival=name, theirs=cold[name], aim=aim)
        self._clean()
        weighed = run([*CLIENTWRIGHT, "generate"], self.folder, self.env, weigh=True)
        memory = Aim(200) if is_many else None
        work = f"generate {count} endpoints, cold: memory of all processes"
        yield row(f"generate-memory-{self.count}", work, "MB", [weighed.megabytes], aim=memory)
        again = alternate(
            {
                "changed": self._generate_one_changed,
                "unchanged": lambda: self._seconds("generate"),
                "lint": self._lint_cold,
                "lint again": self._lint,
            },
            3,
        )
        limits = dict(zip(again, (1.0, 0.5, 2.0, 0.5), strict=True))
        works = {
            "unchanged": f"generate {count} endpoints, nothing changed",
            "changed": f"generate {count} endpoints, one changed",
            "lint": f"lint {count} endpoints, cold",
            "lint again": f"lint {count} endpoints again",
        }
        for name, values in again.items():
            limit = Aim(limits[name]) if is_many else None
            id = f"{name.replace(' ', '-')}-{self.count}"
            yield row(id, works[name], "s", values, aim=limit)

    def cold(self) -> float:
        """Generate into an empty folder, with an empty cache."""
        self._clean()
        return self._seconds("generate")

    def _clean(self) -> None:
        for name in ("generated", "cache"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def _lint_cold(self) -> float:
        shutil.rmtree(self.folder / "lint", ignore_errors=True)
        return self._lint()

    def _lint(self) -> float:
        """Lint with a cache apart from that of `generate`."""
        env = {**self.env, "CLIENTWRIGHT_CACHE": str(self.folder / "lint")}
        return run([*CLIENTWRIGHT, "lint"], self.folder, env).seconds

    def _generate_one_changed(self) -> float:
        document = json.loads(self.spec.read_text("utf-8"))
        document["notes"] = [*document.get("notes", []), "changed"]
        self.spec.write_text(json.dumps(document), "utf-8")
        return self._seconds("generate")

    def _seconds(self, *words: str) -> float:
        return run([*CLIENTWRIGHT, *words], self.folder, self.env).seconds

    def _rival(self, name: str) -> Measure:
        def generate() -> float:
            shutil.rmtree(self.folder / "theirs", ignore_errors=True)
            return run(RIVALS[name], self.folder).seconds

        return generate

"""Shared by the lint tests: a specs folder around one endpoint, and its problems."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from clientwright import pipeline
from clientwright.problems import Problem
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId

CASES = Path(__file__).parent / "cases"
SERVICE = Path(__file__).parents[2] / "specs" / "runcomfy" / "service.json"
ID = "maker/draw/picture"


def lint_bytes(folder: Path, data: bytes) -> tuple[Problem, ...]:
    """Lint a specs folder with the real service and one endpoint file."""
    path = folder / "runcomfy" / f"{ID}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(SERVICE, folder / "runcomfy" / "service.json")
    path.write_bytes(data)
    return pipeline.lint(folder)


def lint(folder: Path, document: Any) -> tuple[Problem, ...]:
    """Lint one document as an endpoint file."""
    return lint_bytes(folder, json.dumps(document).encode())


def endpoint(schema: dict[str, Any], **more: Any) -> Endpoint:
    """Return an endpoint with the given input schema."""
    return Endpoint(ModelId(ID), schema, path=Path("x.json"), **more)


def object_schema(**properties: Any) -> dict[str, Any]:
    """Return an object schema with the given properties."""
    return {"type": "object", "properties": properties}

"""Shared by the lint tests: a specs folder around one endpoint, and its problems."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clientwright.io.json_pointer import resolve_pointer
from clientwright.io.json_types import is_dict
from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import Problem
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId

CASES = Path(__file__).parent / "cases"
SERVICE = Path(__file__).parents[2] / "specs" / "runcomfy" / "service.json"
ID = "maker/draw/picture"


def lint_bytes(
    folder: Path,
    data: bytes,
    service_patch: Mapping[str, Any] | None = None,
    service_nulls: Sequence[str] = (),
) -> tuple[Problem, ...]:
    """Lint a specs folder with the real service, perhaps patched (RFC 7396), and one endpoint file.

    `service_nulls` are the pointers of values that become null, which no such patch can say.
    """
    path = folder / "runcomfy" / f"{ID}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    document = patched(json.loads(SERVICE.read_text("utf-8")), service_patch or {})
    for pointer in service_nulls:
        above, _, last = pointer.rpartition("/")
        resolve_pointer(document, above)[last] = None
    (folder / "runcomfy" / "service.json").write_text(json.dumps(document, indent=2), "utf-8")
    path.write_bytes(data)
    return lint_folder(folder)


def patched(document: Any, patch: Any) -> Any:
    """Return a document after a JSON Merge Patch: null removes a key, objects are merged."""
    if not is_dict(patch):
        return patch
    old = document if is_dict(document) else {}
    kept = {key: value for key, value in old.items() if key not in patch}
    new = {key: value for key, value in patch.items() if value is not None}
    return {**kept, **{key: patched(old.get(key), value) for key, value in new.items()}}


def lint(folder: Path, document: Any) -> tuple[Problem, ...]:
    """Lint one document as an endpoint file."""
    return lint_bytes(folder, json.dumps(document).encode())


def endpoint(schema: dict[str, Any], **more: Any) -> Endpoint:
    """Return an endpoint with the given input schema."""
    return Endpoint(ModelId(ID), schema, path=Path("x.json"), **more)


def object_schema(**properties: Any) -> dict[str, Any]:
    """Return an object schema with the given properties."""
    return {"type": "object", "properties": properties}

"""Specs of many endpoints: the two documented ones, copied under other ids."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SPECS = Path(__file__).resolve().parent.parent.parent / "specs"


def documents(count: int) -> list[dict[str, Any]]:
    """Return `count` endpoint documents; the first two are the documented ones."""
    known = [json.loads(path.read_text("utf-8")) for path in sorted(SPECS.glob("*/*/**/*.json"))]
    copies = [
        {**known[n % len(known)], "id": f"{known[n % len(known)]['id']}-copy-{n}"}
        for n in range(len(known), count)
    ]
    return [*known[:count], *copies]


def write(folder: Path, count: int) -> None:
    """Write a specs folder of `count` endpoints."""
    service = SPECS / "runcomfy" / "service.json"
    root = folder / "runcomfy"
    root.mkdir(parents=True)
    (root / "service.json").write_bytes(service.read_bytes())
    for document in documents(count):
        path = root / f"{document['id']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2), "utf-8")


def openapi(count: int) -> dict[str, Any]:
    """Return an OpenAPI document of the same endpoints: one submit each, and the three operations on requests."""
    answer = {
        "200": {
            "description": "ok",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    }
    by_id = {"name": "request_id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths: dict[str, Any] = {
        f"/requests/{{request_id}}/{name}": {
            method: {
                "operationId": name,
                "parameters": [by_id],
                "responses": answer,
                "tags": ["requests"],
            }
        }
        for name, method in (("status", "get"), ("result", "get"), ("cancel", "post"))
    }
    for n, document in enumerate(documents(count)):
        body = {
            "required": True,
            "content": {
                "application/json": {"schema": _openapi_schema(document["input"], f"Input{n}")}
            },
        }
        submit = {
            "operationId": f"submit_{n}",
            "requestBody": body,
            "responses": answer,
            "tags": ["models"],
        }
        paths[f"/models/{document['id']}"] = {"post": submit}
    return {"openapi": "3.1.0", "info": {"title": "RunComfy", "version": "1"}, "paths": paths}


def _openapi_schema(schema: Any, title: str) -> Any:
    """Remove what OpenAPI tools do not support, and set the title."""
    clean = json.loads(
        json.dumps(schema), object_hook=lambda o: {k: v for k, v in o.items() if k != "x-media"}
    )
    return {**clean, "title": title}

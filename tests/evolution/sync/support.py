"""Helpers for the tests of sync: a specs folder, and catalogues to sync it with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientwright.evolution.sync import specs_folder
from clientwright.evolution.sync.sync_result import SyncResult
from clientwright.sources.documents import Source
from clientwright.specs.model import Endpoint
from clientwright.specs.spec_files import load_specs

Json = dict[str, Any]


def schema(**properties: Any) -> Json:
    """Return an input schema."""
    return {"type": "object", "properties": properties or {"prompt": {"type": "string"}}}


def catalogue_entry(id: str, input_schema: Any = None, **more: Any) -> Json:
    """Return a catalogue entry."""
    return {
        "model_id": id,
        "input_schema": schema() if input_schema is None else input_schema,
        **more,
    }


def catalogue_json(models: Iterable[Any], total: int | None = None) -> Json:
    """Return a catalogue page; its total is the number of its entries unless given."""
    listed = list(models)
    return {"models": listed, "total": len(listed) if total is None else total}


@dataclass(frozen=True, slots=True)
class SyncedFolder:
    """A specs folder, and the spec files in it."""

    root: Path

    def sync(self, *models: Any, **options: bool) -> SyncResult:
        """Sync with a complete catalogue of these entries."""
        return self.sync_answers(catalogue_json(models), **options)

    def sync_answers(
        self, *answers: Any, write: bool = True, anew: bool = False, whole: bool = False
    ) -> SyncResult:
        """Sync with these pages; a string is used as it is."""
        texts = [one if isinstance(one, str) else json.dumps(one, indent=1) for one in answers]
        sources = [Source(f"page-{n}.json", text) for n, text in enumerate(texts, 1)]
        return specs_folder.sync_specs_folder(
            sources, specs_folder.read_specs_folder(self.root), write=write, anew=anew, whole=whole
        )

    def path(self, id: str) -> Path:
        """Return the path of an endpoint's spec."""
        return self.root / "runcomfy" / f"{id}.json"

    def document(self, id: str) -> Json:
        """Return an endpoint's spec as JSON."""
        found: Json = json.loads(self.path(id).read_text("utf-8"))
        return found

    def edit(self, id: str, **parts: Any) -> None:
        """Edit a spec by hand."""
        document = {**self.document(id), **parts}
        self.path(id).write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")

    def live_endpoints(self) -> dict[str, Endpoint]:
        """Return the endpoints that are not retired."""
        loaded = load_specs(self.root)
        assert loaded.problems == ()
        return {str(one.id): one for one in loaded.services[0].endpoints}

    def tree(self) -> dict[str, bytes]:
        """Return every file with its content."""
        return {str(p): p.read_bytes() for p in sorted(self.root.rglob("*")) if p.is_file()}


def change_kinds(synced: SyncResult) -> dict[str, str]:
    """Return the kind of change by endpoint."""
    return {str(change.endpoint.id): str(change.kind) for change in synced.changes}


def problem_codes(synced: SyncResult) -> list[tuple[str, str]]:
    """Return the endpoint and the code of each problem."""
    return [(trouble.model_id, trouble.problem.code) for trouble in synced.endpoint_problems]

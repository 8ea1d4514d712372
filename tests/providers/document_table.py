"""The table of a folder's documents, imported, generated and called: `python -m tests.providers.document_table FOLDER`.

FOLDER has a folder for each service, with the documents that its catalogue gives for its endpoints. Each is
imported by itself, a package is generated of what was, and each document's own examples are sent through its client
to the sandbox.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from clientwright.import_pipeline import import_documents
from clientwright.pipeline import generate
from clientwright.problems import Severity
from clientwright.sandbox.server import RunningSandbox, run_sandbox
from clientwright.specs.spec_files import load_specs
from clientwright.testing.targets.client_target import ClientTarget

from .document_examples import ModelDocument

SPECS = Path(__file__).resolve().parent.parent.parent / "specs"


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one document: how many calls of its examples were accepted, and of wrong ones refused.

    `reasons` are why a document was not imported, or a call of its examples failed.
    """

    service: str
    id: str
    imported: bool = False
    generated: bool = False
    calls: int = 0
    accepted: int = 0
    wrong: int = 0
    refused: int = 0
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the row of the table."""
        told = [
            f"{self.service:<10}",
            f"{self.id:<52}",
            *map(_yes, (self.imported, self.generated)),
        ]
        return "  ".join(
            (
                *told,
                f"{self.accepted}/{self.calls:<6}",
                f"{self.refused}/{self.wrong:<4}",
                " | ".join(self.reasons),
            )
        ).rstrip()


HEADING = "  ".join(
    (
        f"{'service':<10}",
        f"{'endpoint':<52}",
        "imported",
        "generated",
        "accepted",
        "refused",
        "why not",
    )
)


def _yes(value: bool) -> str:
    return f"{'yes' if value else 'no':<8}"


def build_table(folder: Path, scratch: Path) -> Iterator[Row]:
    """Yield the row of each document in the folders of services, which are named as in `specs/`."""
    for documents in sorted(one for one in folder.iterdir() if one.is_dir()):
        yield from _rows_of_service(documents, scratch)


def _rows_of_service(documents: Path, scratch: Path) -> Iterator[Row]:
    name, specs = documents.name, scratch / "specs" / documents.name
    specs.mkdir(parents=True)
    shutil.copy(SPECS / name / "service.json", specs)
    read = {
        path: ModelDocument.of(json.loads(path.read_text("utf-8")))
        for path in sorted(documents.glob("*.json"))
    }
    rows = {path: _import(path, Row(name, document.id), scratch) for path, document in read.items()}
    generate(scratch / "specs", scratch / "generated", services=[name])
    (loaded,) = load_specs(specs).services
    client = ClientTarget.load(str(scratch / "generated" / loaded.service.package))
    with run_sandbox(loaded) as sandbox:
        for path, document in read.items():
            yield _call(document, rows[path], client, sandbox)


def _import(path: Path, row: Row, scratch: Path) -> Row:
    """Import a document; an error is a reason."""
    result = import_documents([str(path)], scratch / "specs", service=row.service)
    errors = [one for one in result.problems if one.severity is Severity.ERROR]
    reasons = tuple(f"{one.code} at {one.location.pointer}" for one in errors)
    return replace(row, imported=not errors, reasons=reasons)


def _call(document: ModelDocument, row: Row, client: ClientTarget, sandbox: RunningSandbox) -> Row:
    """Send the examples of a document; each that is refused or fails is a reason."""
    if not client.has_endpoint(row.id):
        return row
    errors: list[str] = []
    payloads = list(document.payloads())
    for payload in payloads:
        try:
            _run(payload, client, row.id, sandbox)
        except Exception as error:
            errors.append(f"{type(error).__name__}: {' '.join(str(error).split())}")
    reasons = tuple(dict.fromkeys(errors))
    accepted = len(payloads) - len(errors)
    row = replace(row, generated=True, calls=len(payloads), accepted=accepted, reasons=reasons)
    wrong = list(document.wrong_values())
    decisions = [(name, client.decide(row.id, {**payloads[0], name: bad})) for name, bad in wrong]
    refused = sum(not one.accepted and name in one.message for name, one in decisions)
    return replace(row, wrong=len(wrong), refused=refused)


def _run(payload: Any, client: ClientTarget, id: str, sandbox: RunningSandbox) -> None:
    """Submit a payload through the client, and wait for its result."""
    module = import_module(f"{client.name}._client")
    (name,) = module.__all__
    request = client.endpoints[id].request(payload)
    with getattr(module, name)(token=sandbox.token, base_url=sandbox.base_url) as api:
        api.run(request, timeout=30)


def main(folder: str) -> None:
    """Print the table."""
    print(HEADING)
    with tempfile.TemporaryDirectory(prefix="clientwright-documents-") as scratch:
        for row in build_table(Path(folder), Path(scratch)):
            print(row, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The names of the wire have one place each: `Service` and `wire.py`; the rest of the runtime asks them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clientwright import runtime
from clientwright.runtime import wire

FOLDER = Path(runtime.__path__[0])
SPECS = Path(__file__).parents[2] / "specs"
DOCUMENTS = [
    json.loads((SPECS / name / "service.json").read_text("utf-8"))
    for name in ("runcomfy", "fal", "replicate")
]
FILES = sorted(path for path in FOLDER.rglob("*.py") if path.name != "wire.py")


def places(facts: object) -> Iterator[str]:
    """Yield the places of values in a service's facts: JSON Pointers and headers."""
    if isinstance(facts, dict):
        for key, value in facts.items():
            if key in ("fields", "code_at", "words_at", "failed_at", "expired_at", "own_answer"):
                yield from re.findall(r"'([^']*)'", str(value))
            elif key != "words":
                yield from places(value)


def wire_values() -> set[str]:
    """Return every name of a value that runtime or services have: of the runtime's default places, and of theirs."""
    listed = {place for fields in vars(wire)["_FIELDS"].values() for place in fields.values()}
    found = {*listed, *(place for facts in DOCUMENTS for place in places(facts))}
    names = {place.rpartition("/")[2] for place in found}
    return (names | {*wire.MESSAGES, wire.FAULT_PATH}) - NO_NAMES


NO_NAMES = {"", "id", "title", "type", "0", "url", "get", "cancel", "header"}
"""Pieces of places that are names of many other things."""
OWN_WORDS = {
    "engine": {"output "},
    "errors": {"code"},
    "fault_messages": {"msg", "loc"},
    "http_fetch": {"GET"},
    "http_exchange": {"GET"},
    "job_handle": {"request_id"},
    "job_operations": {"status"},
    "job_updates": {"status"},
    "jobs": {"output"},
    "notebook": {"output"},
    "payload_faults": {"msg", "message", "loc"},
    "pricing": {"output"},
    "redaction": {"request_id"},
    "submitted_secrets": {"cost", "created_at", "finished_at", "request_id"},
    "response_parsing": {"code"},
    "responses": {"status"},
    "told_end": {"status"},
}
"""Words spelled like a name of the wire that are none: pydantic's, an argument, a fault's path, an operation, an
attribute, and the one method of HTTP whose requests have no length."""

FEATURES = ("journal", "batch", "command", "download", "telemetry")
ROW_WORDS = {"cost", "created_at", "error", "message", "outcome", "request_id"}
"""Fields of entries, outcomes and log records, which features name; some are spelled like those of answers."""

FACTS = {facts["auth"][name] for facts in DOCUMENTS for name in ("header", "scheme")}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
PATH_WORDS = {
    step
    for document in DOCUMENTS
    for facts in document["operations"].values()
    for step in re.findall(r"/(\w+)", facts.get("path", ""))
} - {"status", "result", "cancel"}


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield the text constants of a module (parts of f-strings too), without docstrings."""
    words = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words:
            yield node.value


def wire_literals(source: str) -> set[str]:
    """Return the constants of a module that are, or contain, a name of the wire."""
    found = set(texts(ast.parse(source)))
    names = METHODS | wire_values() | FACTS
    paths = re.compile(rf"\b({'|'.join(sorted(PATH_WORDS))})/|include_cost=")
    return {text for text in found if text.strip() in names or paths.search(text)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_other_module_names_the_wire(path: Path) -> None:
    """No module but `wire.py` writes a method, a path, the token's header or an answer's key."""
    of_rows = ROW_WORDS if path.parent.name in FEATURES else set[str]()
    assert wire_literals(path.read_text("utf-8")) <= OWN_WORDS.get(path.stem, set()) | of_rows


@pytest.mark.parametrize(
    "line",
    [
        'method = "POST"',
        'headers = {"Authorization": token}',
        'value = f"Bearer {token}"',
        'path = f"requests/{id}/status"',
        'path = "/models/" + id',
        'query = "?include_cost=true"',
        'raw = data.get("queue_position")',
    ],
)
def test_a_name_of_the_wire_is_found(line: str) -> None:
    """The law can fail: each kind of name is found."""
    assert wire_literals(line)

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
SERVICE_JSON = Path(__file__).parents[2] / "specs" / "runcomfy" / "service.json"
DOCUMENT = json.loads(SERVICE_JSON.read_text("utf-8"))
FILES = sorted(path for path in FOLDER.rglob("*.py") if path.name != "wire.py")


def wire_values() -> set[str]:
    """Return every name in `wire.py`."""
    values = [value for name, value in vars(wire).items() if name.isupper()]
    return {one for value in values for one in ([value] if isinstance(value, str) else value)}


OWN_WORDS = {
    "engine": {"output "},
    "errors": {"code"},
    "fault_messages": {"msg", "loc"},
    "http_fetch": {"GET"},
    "http_exchange": {"GET"},
    "job_handle": {"request_id"},
    "job_operations": {"status"},
    "jobs": {"output"},
    "notebook": {"output"},
    "payload_faults": {"msg", "message", "loc"},
    "pricing": {"output"},
    "redaction": {"request_id"},
    "response_parsing": {"code"},
}
"""Words spelled like a name of the wire that are none: pydantic's, an argument, a fault's path, an operation, an
attribute, and the one method of HTTP whose requests have no length."""

FEATURES = ("journal", "batch", "command", "download", "telemetry")
ROW_WORDS = {"cost", "created_at", "error", "message", "outcome", "request_id"}
"""Fields of entries, outcomes and log records, which features name; some are spelled like those of answers."""

FACTS = {DOCUMENT["auth"]["header"], DOCUMENT["auth"]["scheme"]}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
PATH_WORDS = {
    step
    for facts in DOCUMENT["operations"].values()
    for step in re.findall(r"/(\w+)", facts["path"])
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

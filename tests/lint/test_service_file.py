"""The service's file: lint refuses whatever the later steps could not work with."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from clientwright.cli import main
from clientwright.codegen.render_package import render_specs
from clientwright.io.json_pointer import join_pointer, resolve_pointer, split_pointer
from clientwright.lint.lint_folder import lint_folder, load_linted_service
from clientwright.lint.service_calls import MODEL_ID, REQUEST_ID, shared_path
from clientwright.problems import has_errors
from clientwright.sandbox.app import create_app
from clientwright.sandbox.handlers import path_prefix
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.stored_job import JobTiming
from lint.support import ID, SERVICE

FACTS: dict[str, Any] = json.loads(SERVICE.read_text("utf-8"))
EMPTY: dict[str, Any] = {}
SPEC = {"id": ID, "input": {"type": "object", "properties": {"prompt": {"type": "string"}}}}
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 10**400, 1.5, "", "x", "{", "(", "\ud800", "a\nb", "'''\"\"\"", "[", [], [None], ["x"],
    ["x", "x"], ["x", "y", "z"], EMPTY, {"x": 1}, {"": {}}, {"x": "x"}, {"type": "string"}, {"type": "array"},
    {"properties": {"a": True}}, {"en": {"/x": {"description": 1}}}, {"en": []}, {"$ref": "#/nowhere"},
)  # fmt: skip
"""Values that some field of the file might not expect."""
REMOVED = object()
"""Stands for no value."""


def pointers(value: Any, at: str = "") -> Iterator[str]:
    """Yield the pointer of every value inside a document."""
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in parts:
        here = join_pointer(at, key)
        yield here
        yield from pointers(part, here)


POINTERS = sorted(
    at for at in pointers(FACTS) if not at.startswith("/words/") or at.startswith("/words/en")
)


EDITS = st.lists(
    st.tuples(st.sampled_from(POINTERS), st.sampled_from([*ODD, REMOVED])), min_size=1, max_size=2
)


def edited_facts(edits: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return the service's facts with a few values replaced, removed or added."""
    facts = copy.deepcopy(FACTS)
    for at, value in edits:
        edit(facts, at, value)
    return facts


def edit(facts: Any, at: str, value: Any) -> None:
    """Replace the value at a pointer, if it still exists; the value `REMOVED` removes it."""
    *above, last = split_pointer(at)
    try:
        parent = resolve_pointer(facts, join_pointer("", *above))
        key = int(last) if isinstance(parent, list) else last
        if value is REMOVED:
            del parent[key]
        else:
            parent[key] = copy.deepcopy(value)
    except (LookupError, TypeError):
        pass


def write(folder: Path, facts: Any) -> Path:
    """Write a specs folder with one endpoint and these facts; return the service's file."""
    file = folder / "runcomfy" / f"{ID}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(SPEC), "utf-8")
    service = folder / "runcomfy/service.json"
    service.write_text(json.dumps(facts), "utf-8")
    return service


def use(folder: Path) -> None:
    """Explain, generate and serve the specs; fail if one of them does."""
    for more in ((), ("--json",)):
        done = CliRunner().invoke(
            main, ["explain", "picture", "--specs", str(folder), *more], catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
    specs = load_linted_service(folder)
    tree = render_specs(specs, "httpx", folder / "out", None).tree
    for path, text in tree.items():
        if path.endswith(".py"):
            compile(text, path, "exec")
    jobs = JobStore.open(folder / "jobs.sqlite")
    moments = [0.0]
    app = create_app(specs, jobs=jobs, pace=JobTiming(10, 10), clock=lambda: moments[0])
    headers = {"Authorization": "Bearer sandbox-token"}
    client = TestClient(app, headers=headers)

    def call(operation: str, **names: str) -> dict[str, Any]:
        facts = specs.service.document["operations"][operation]
        path = path_prefix(specs.service) + facts["path"].format(**names)
        answer = client.request(facts["method"], path, json={})
        assert answer.status_code < 300, (operation, answer.text)
        return answer.json()

    ids = [str(call("submit", model_id=ID)["request_id"]) for _ in range(2)]
    call("cancel", request_id=ids[0])
    for moments[0] in (0, 15, 30):
        for id in ids:
            for operation in ("status", "result"):
                call(operation, request_id=id)
    jobs.close()


@given(edits=EDITS)
@example(edits=[("/request_id", EMPTY), ("/request_id/pattern", EMPTY)])
def test_edits_share_nothing(edits: list[tuple[str, Any]]) -> None:
    """Edited facts are a JSON document of their own: no edit changes a value of another document."""
    before = repr(ODD), repr(FACTS)
    json.dumps(edited_facts(edits))
    assert (repr(ODD), repr(FACTS)) == before


@given(facts=EDITS.map(edited_facts))
@example(facts={**FACTS, "words": {"en": []}})
@example(facts={**FACTS, "words": {"en": {"/properties/image": {"description": 1}}}})
@example(facts={**FACTS, "output": {"type": "nothing"}})
@example(facts={**FACTS, "cancel": {**FACTS["cancel"], "outcomes": ["cancelled"]}})
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_lint_refuses_what_cannot_be_used(facts: dict[str, Any]) -> None:
    """Lint refuses an odd service file, or explain, generate and the sandbox work with it."""
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), facts)
        if not has_errors(lint_folder(Path(name))):
            use(Path(name))


@pytest.mark.parametrize("vocabulary", ["status", "result"])
def test_every_state_needs_a_word(tmp_path: Path, vocabulary: str) -> None:
    """A vocabulary without a word for a state is refused, with its line."""
    for word, meaning in FACTS[vocabulary]["values"].items():
        facts = copy.deepcopy(FACTS)
        del facts[vocabulary]["values"][word]
        write(tmp_path, facts)
        (problem,) = lint_folder(tmp_path)
        assert (problem.code, problem.location.pointer) == (
            "missing-status-word",
            f"/{vocabulary}/values",
        )
        assert problem.location.line > 0
        assert meaning in problem.found()


def test_pattern_of_request_ids_is_checked(tmp_path: Path) -> None:
    """A pattern that a client could not compile is refused."""
    write(tmp_path, {**FACTS, "request_id": {"pattern": "(", "sure": "H"}})
    (problem,) = lint_folder(tmp_path)
    assert problem.location.pointer == "/request_id/pattern"


STEPS = ("a", "b", "ID")
PATHS = [
    "".join(f"/{step}" for step in path) for n in range(1, 6) for path in product(STEPS, repeat=n)
]


@st.composite
def templates(draw: st.DrawFn) -> str:
    """Draw a path with one placeholder."""
    before, after = (draw(st.lists(st.sampled_from("ab"), max_size=2)) for _ in range(2))
    return "".join(
        f"/{step}" for step in [*before, draw(st.sampled_from([MODEL_ID, REQUEST_ID])), *after]
    )


def matches(template: str, path: str) -> bool:
    """Return whether a path can come from a template."""
    pattern = re.escape(template).replace(re.escape(MODEL_ID), ".+")
    return re.fullmatch(pattern.replace(re.escape(REQUEST_ID), "[^/]+"), path) is not None


@given(templates(), templates())
def test_shared_paths_are_found(one: str, other: str) -> None:
    """A shared path matches both templates; where there is none, no path of a few segments does."""
    found = shared_path(one, other)
    if found is None:
        assert not [path for path in PATHS if matches(one, path) and matches(other, path)]
    else:
        assert matches(one, found)
        assert matches(other, found)

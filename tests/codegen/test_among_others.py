"""An endpoint's module does not depend on what else is generated in the same run, or in how many processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from clientwright.codegen import render_package, type_spelling
from clientwright.codegen.render_package import plan_draft, render_draft, start_draft
from clientwright.errors import ProblemsError
from clientwright.io import process_pool
from clientwright.lint import lint_endpoint
from clientwright.problems import has_errors
from clientwright.specs.model import Endpoint, Specs
from codegen import support
from codegen.hostile_texts import PROPERTY, TEXT
from codegen.test_hostile_documents import schemas
from codegen.test_object_unions import BY_DATA, BY_URL, CAT, DOG
from codegen.test_object_unions import TEXT as ANY_TEXT

SLOW = settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
UNIONS = st.lists(st.sampled_from([BY_DATA, BY_URL, CAT, DOG, ANY_TEXT]), min_size=1, max_size=3)
INPUTS = schemas(TEXT, PROPERTY) | UNIONS.map(
    lambda members: {"type": "object", "properties": {"one": {"anyOf": members}}}
)


@pytest.fixture
def two_processes() -> Iterator[None]:
    """Use two processes for any two endpoints."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render_package, "_MANY_TO_RENDER", 1)
        patch.setattr(process_pool, "_usable_processes", lambda: 2)
        yield


def modules(endpoints: Sequence[Endpoint]) -> dict[str, str]:
    """Return the text of each endpoint's module in a package of them all, when no spelling is known."""
    type_spelling._SPELLED.clear()
    specs = Specs.from_endpoints(Path("specs"), support.service(), endpoints)
    draft = start_draft(specs, "httpx", Path("nowhere"), None)
    text = render_draft(plan_draft(draft))
    return {id: text.tree[path] for id, path in text.modules.items()}


def sound_endpoints(inputs: Sequence[dict[str, Any]]) -> list[Endpoint]:
    """Return endpoints with these inputs, without those that lint refuses."""
    made = [support.endpoint(schema, id=f"made/up{n}") for n, schema in enumerate(inputs)]
    return [one for one in made if not has_errors(tuple(lint_endpoint(one)))]


@pytest.mark.usefixtures("two_processes")
@SLOW
@given(st.lists(INPUTS, min_size=2, max_size=4))
def test_a_module_is_the_same_alone_and_among_others(inputs: list[dict[str, Any]]) -> None:
    """Rendered with others in several processes, each module has the text that it has alone."""
    endpoints = sound_endpoints(inputs)
    assume(len(endpoints) > 1)
    alone = {id: text for one in endpoints for id, text in modules([one]).items()}
    assert modules(endpoints) == alone


def lint_some(folder: Path) -> None:
    """Check endpoints of which two have an error."""
    properties = [{"type": kind} for kind in ("string", "nothing", "integer", "none")]
    endpoints = [
        support.endpoint({"type": "object", "properties": {"a": one}}, id=f"made/up{n}")
        for n, one in enumerate(properties)
    ]
    specs = Specs.from_endpoints(Path("specs"), support.service(), endpoints)
    render_package.lint_draft(start_draft(specs, "httpx", folder, None))


@pytest.mark.parametrize("processes", [1, 3])
def test_problems_are_the_same_in_any_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    """Several processes report the problems of one, in the same order."""
    with pytest.raises(ProblemsError) as expected:
        lint_some(tmp_path)
    monkeypatch.setattr(render_package, "_MANY_TO_LINT", 1)
    monkeypatch.setattr(process_pool, "_usable_processes", lambda: processes)
    with pytest.raises(ProblemsError) as found:
        lint_some(tmp_path)
    assert found.value.problems == expected.value.problems
